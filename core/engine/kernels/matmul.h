/// The three products of a linear layer into memory that is already there, in fp32 or bf16 (bf16 rounds both sides and
/// sums in fp32 on every processor; results come back as fp32). Matrices are [rows, columns], weights [out, in]. Also
/// the choice between the two types on this machine. On the processor only.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/base/error.h"

namespace azr::engine {

class Products {
  public:
    explicit Products(at::ScalarType type);
    [[nodiscard]] at::ScalarType type() const { return m_type; }
    /// As the products read it; for one that goes into several. In bf16 it may have more rows than x, of zeros.
    [[nodiscard]] at::Tensor operand(const at::Tensor& x) const;

    /// y = x W^T, or y += with `add`.
    void forward(at::Tensor y, const at::Tensor& x, const at::Tensor& weight, bool add = false) const;
    /// dx = dy W
    void toInput(at::Tensor dx, const at::Tensor& dy, const at::Tensor& weight, bool add = false) const;
    /// dW += dy^T x
    void toWeight(at::Tensor dWeight, const at::Tensor& dy, const at::Tensor& x) const;

  private:
    /// out = or += x weight, without the rows that x was filled up with.
    void rowsTimes(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, bool add) const;
    /// Of two sides in bf16.
    [[nodiscard]] at::Tensor product(const at::Tensor& a, const at::Tensor& b) const;
    at::ScalarType m_type;  ///< both sides are rounded to it
    bool m_widened;         ///< and multiplied as fp32 then: LibTorch would sum in bf16
};

/// Whether LibTorch's own products of bf16 sum in fp32 on this processor. Products do so either way; those that are
/// widened first are as fast as fp32 ones. Tried once.
[[nodiscard]] bool sumsBfloat16Wide();

/// "fp32", "bf16" or "auto" (bf16 where the processor multiplies it) to the type; InvalidArgument for anything else.
/// `device` cuda: auto is bf16.
[[nodiscard]] Result<at::ScalarType> chooseProductType(const std::string& dtype, const at::Device& device);
[[nodiscard]] const char* productTypeName(at::ScalarType type);

}  // namespace azr::engine
