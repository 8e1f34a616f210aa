#include "core/engine/learning/lora_pass.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/mul.h>

#include "core/base/rng.h"
#include "core/engine/kernels/dropout_kernels.h"

namespace azr::engine {
namespace {

at::Tensor grown(at::Tensor& buffer, std::int64_t rows, std::int64_t columns) {
    const std::int64_t size = rows * columns;
    if (!buffer.defined() || buffer.numel() < size) buffer = at::empty({size}, at::TensorOptions(at::kFloat));
    return buffer.narrow(0, 0, size).view({rows, columns});
}

kernels::DropoutRule ruleOf(const DropoutKey& key) {
    const std::uint64_t site = key.layer * kProjectionCount + key.projection;
    return kernels::dropoutRule(mixSeed(key.seed, site), key.rate);
}

}  // namespace

at::Tensor dropoutMask(const DropoutKey& key, const Packed& packed, std::int64_t width, const at::Device& device) {
    at::Tensor mask = at::empty({packed.rows(), width}, at::TensorOptions(at::kFloat));
    mask.fill_(1.0);
    kernels::dropout(ruleOf(key), packed.places.data(), mask.data_ptr<float>(), mask.data_ptr<float>(), packed.rows(),
                     width);
    return mask.to(device);
}

at::Tensor LoraPass::masked(const Site& site, const Packed& packed, const at::Tensor& x) {
    if (site.key.rate <= 0 && x.scalar_type() == at::kFloat) return x;
    at::Tensor out = grown(m_masked, x.size(0), x.size(1));
    out.copy_(x);
    if (site.key.rate > 0)
        kernels::dropout(ruleOf(site.key), packed.places.data(), out.data_ptr<float>(), out.data_ptr<float>(),
                         x.size(0), x.size(1));
    return out;
}

void LoraPass::inner(const Site& site, const Packed& packed, const at::Tensor& x, at::Tensor low) {
    at::mm_out(low, masked(site, packed, x), site.pair->a.t());
}

void LoraPass::forward(const Site& site, const Packed& packed, const at::Tensor& x, at::Tensor y, at::Tensor low) {
    inner(site, packed, x, low);
    y.addmm_(low, site.pair->b.t(), 1.0, site.scale);
}

void LoraPass::backward(const Site& site, const Packed& packed, const at::Tensor& dy, const at::Tensor& x,
                        const at::Tensor& low, const LowRank& gradient, at::Tensor dx) {
    at::Tensor dLow = grown(m_dLow, dy.size(0), low.size(1));
    at::mm_out(dLow, dy, site.pair->b);
    dLow.mul_(site.scale);
    at::Tensor(gradient.b).addmm_(dy.t(), low, 1.0, site.scale);
    at::Tensor(gradient.a).addmm_(dLow.t(), masked(site, packed, x));
    if (!dx.defined()) return;
    if (site.key.rate <= 0) {
        dx.addmm_(dLow, site.pair->a);
        return;
    }
    at::Tensor dMasked = grown(m_dMasked, x.size(0), x.size(1));
    at::mm_out(dMasked, dLow, site.pair->a);
    kernels::dropout(ruleOf(site.key), packed.places.data(), dMasked.data_ptr<float>(), dMasked.data_ptr<float>(),
                     x.size(0), x.size(1));
    dx.add_(dMasked);
}

}  // namespace azr::engine
