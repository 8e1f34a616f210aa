#include "core/engine/matmul.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "core/engine/torch_errors.h"

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

double secondsOfProduct(at::ScalarType type) {
    const at::Tensor a = at::ones({512, 512}, at::TensorOptions(type));
    double best = 1e9;
    for (int i = 0; i < 6; ++i) {  // the first ones warm up
        const auto start = std::chrono::steady_clock::now();
        const at::Tensor c = at::mm(a, a);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

}  // namespace

Result<at::ScalarType> chooseProductType(const std::string& dtype, const at::Device& device) {
    if (dtype == "fp32") return at::kFloat;
    if (dtype == "bf16") return at::kBFloat16;
    if (dtype != "auto")
        return fail(ErrorCode::InvalidArgument, "'" + dtype + "' is not auto, fp32 or bf16", "model.dtype");
    if (!device.is_cpu()) return at::kBFloat16;
    return guarded([]() -> Result<at::ScalarType> {
        // Casting to and from bf16 costs time too: it must win clearly.
        return secondsOfProduct(at::kBFloat16) * 1.4 < secondsOfProduct(at::kFloat) ? at::kBFloat16 : at::kFloat;
    });
}

const char* productTypeName(at::ScalarType type) {
    return type == at::kFloat ? "fp32" : "bf16";
}

}  // namespace azr::engine
