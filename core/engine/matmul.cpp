#include "core/engine/matmul.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>

#include <string>

namespace azr::engine {

namespace {

/// oneDNN compiles a product for its exact shape and keeps some thousand of them. Micro-batches have whatever number of
/// rows they have, so rows are filled up with zeros to a multiple of this: few shapes, compiled once.
constexpr std::int64_t kRowsTogether = 64;

std::int64_t filledRows(std::int64_t rows) {
    return (rows + kRowsTogether - 1) / kRowsTogether * kRowsTogether;
}

/// x [T, columns] in `type`, with rows of zeros below.
at::Tensor filledUp(const at::Tensor& x, at::ScalarType type) {
    const std::int64_t rows = x.size(0), whole = filledRows(rows);
    if (whole == rows) return x.to(type);
    at::Tensor filled = at::empty({whole, x.size(1)}, x.options().dtype(type));
    filled.narrow(0, 0, rows).copy_(x);
    filled.narrow(0, rows, whole - rows).zero_();
    return filled;
}

void put(at::Tensor& out, const at::Tensor& product, bool add) {
    if (add)
        out.add_(product);
    else
        out.copy_(product);
}

}  // namespace

at::Tensor Products::operand(const at::Tensor& x) const {
    return m_type == at::kFloat ? x : filledUp(x, m_type);
}

void Products::rowsTimes(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, bool add) const {
    if (m_type != at::kFloat)
        put(out, at::mm(operand(x), weight.to(m_type)).narrow(0, 0, out.size(0)), add);
    else if (add)
        out.addmm_(x, weight);
    else
        at::mm_out(out, x, weight);
}

void Products::forward(at::Tensor y, const at::Tensor& x, const at::Tensor& weight, bool add) const {
    rowsTimes(y, x, weight.t(), add);
}

void Products::toInput(at::Tensor dx, const at::Tensor& dy, const at::Tensor& weight, bool add) const {
    rowsTimes(dx, dy, weight, add);
}

void Products::toWeight(at::Tensor dWeight, const at::Tensor& dy, const at::Tensor& x) const {
    if (m_type == at::kFloat)
        dWeight.addmm_(dy.t(), x);
    else
        dWeight.add_(at::mm(operand(dy).t(), operand(x)));
}

namespace {

/// Whether the processor multiplies bf16 itself. A property, not a measurement: the same seed must give the same run
/// also on a busy machine.
bool multipliesBfloat16() {
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

}  // namespace

Result<at::ScalarType> chooseProductType(const std::string& dtype, const at::Device& device) {
    if (dtype == "fp32") return at::kFloat;
    if (dtype == "bf16") return at::kBFloat16;
    if (dtype != "auto")
        return fail(ErrorCode::InvalidArgument, "'" + dtype + "' is not auto, fp32 or bf16", "model.dtype");
    if (!device.is_cpu()) return at::kBFloat16;
    return multipliesBfloat16() ? at::kBFloat16 : at::kFloat;
}

const char* productTypeName(at::ScalarType type) {
    return type == at::kFloat ? "fp32" : "bf16";
}

}  // namespace azr::engine
