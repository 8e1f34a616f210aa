#include "core/engine/matmul.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>

#include <string>

namespace azr::engine {

void Products::into(at::Tensor& out, const at::Tensor& a, const at::Tensor& b, bool add) const {
    if (m_type != at::kFloat) {
        const at::Tensor rounded = at::mm(a.to(m_type), b.to(m_type));
        if (add)
            out.add_(rounded);
        else
            out.copy_(rounded);
    } else if (add) {
        out.addmm_(a, b);
    } else {
        at::mm_out(out, a, b);
    }
}

void Products::forward(at::Tensor y, const at::Tensor& x, const at::Tensor& weight, bool add) const {
    into(y, x, weight.t(), add);
}

void Products::toInput(at::Tensor dx, const at::Tensor& dy, const at::Tensor& weight, bool add) const {
    into(dx, dy, weight, add);
}

void Products::toWeight(at::Tensor dWeight, const at::Tensor& dy, const at::Tensor& x) const {
    into(dWeight, dy.t(), x, true);
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
