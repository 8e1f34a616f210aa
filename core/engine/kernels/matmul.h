/// The three products of a linear layer into memory that is already there, in fp32 or bf16 (bf16 rounds both sides and
/// sums in fp32; results come back as fp32). Matrices are [rows, columns], weights [out, in]. On the processor only.
#pragma once

#include <ATen/core/Tensor.h>

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
    at::ScalarType m_type;  ///< both sides are rounded to it
};

/// Whether this processor multiplies bf16 by instructions for it, in the kernels at work and in LibTorch's products,
/// which then sum in fp32. Where it is false no engine multiplies in bf16: LibTorch 1.13 would sum in bf16, a few per
/// cent off and thirty times as slow as fp32. Tried once.
[[nodiscard]] bool multipliesBfloat16();

}  // namespace azr::engine
