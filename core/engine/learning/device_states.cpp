#include "core/engine/learning/device_states.h"

#include <ATen/ATen.h>

namespace azr::engine {
namespace {

at::Tensor blocksOf(const at::Tensor& x) {
    const std::int64_t rest = kernels::stateBlocks(x.numel()) * kernels::kStateBlock - x.numel();
    return at::constant_pad_nd(x, {0, rest}).view({-1, kernels::kStateBlock});
}

}  // namespace

DeviceStates::DeviceStates(const kernels::StateCodes& codes, const at::Device& device)
    : m_table(at::empty({static_cast<std::int64_t>(codes.size())}, at::TensorOptions(at::kFloat))) {
    std::copy(codes.begin(), codes.end(), m_table.data_ptr<float>());
    m_middles = ((m_table.narrow(0, 0, 255) + m_table.narrow(0, 1, 255)) * 0.5).to(device);
    m_table = m_table.to(device);
}

at::Tensor DeviceStates::numbers(const at::Tensor& codes, const at::Tensor& scales) const {
    const at::Tensor shares = m_table.index_select(0, codes.to(at::kInt));
    return (blocksOf(shares) * scales.unsqueeze(1)).view({-1}).narrow(0, 0, codes.numel());
}

void DeviceStates::encode(const at::Tensor& numbers, at::Tensor codes, at::Tensor scales, int least) const {
    const at::Tensor blocks = blocksOf(numbers), most = blocks.abs().amax(1);
    const at::Tensor inverse = most.gt(0).to(at::kFloat) / most.clamp_min(1e-38);
    const at::Tensor shares = (blocks * inverse.unsqueeze(1)).view({-1}).narrow(0, 0, codes.numel());
    at::Tensor made = at::bucketize(shares, m_middles);
    if (least > 0) made = at::maximum(made, shares.gt(0).to(made.scalar_type()) * least);
    codes.copy_(made);
    scales.copy_(most);
}

}  // namespace azr::engine
