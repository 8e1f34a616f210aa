#include "core/engine/sampling/device_draws.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace azr::engine {
namespace {

/// [n, 1]
at::Tensor column(std::span<PlainDraw* const> draws, const at::Device& device, double (*of)(const PlainDraw&)) {
    at::Tensor values = at::empty({static_cast<std::int64_t>(draws.size()), 1}, at::TensorOptions(at::kDouble));
    std::ranges::transform(draws, values.data_ptr<double>(), [of](const PlainDraw* draw) { return of(*draw); });
    return values.to(device);
}

/// [n, 1]: where the running sum of the weights passes the draws' shares.
at::Tensor pick(const at::Tensor& weights, std::span<PlainDraw* const> draws) {
    constexpr double kBelowAll = 1.0 - 1e-12;  // rounding must not run past the last token
    // In double: beside a sum near 1 an unlikely token would vanish in fp32, or be chosen where sums wobble.
    const at::Tensor sums = weights.cumsum(-1, at::kDouble), total = sums.narrow(1, sums.size(1) - 1, 1);
    const at::Tensor uniforms = column(draws, weights.device(), [](const PlainDraw& draw) { return draw.uniform; });
    const at::Tensor targets = total * uniforms.clamp_max(kBelowAll);
    return at::searchsorted(sums, targets, false, true).clamp_max(sums.size(1) - 1);
}

}  // namespace

void drawOnDevice(const at::Tensor& logits, std::span<PlainDraw* const> draws) {
    const auto greedy = [](const PlainDraw* draw) { return draw->temperature <= 0.0F; };
    const auto temperature = [](const PlainDraw& draw) {
        return draw.temperature > 0.0F ? static_cast<double>(draw.temperature) : 1.0;
    };
    const bool plain = std::ranges::all_of(draws, [&](const PlainDraw* draw) { return temperature(*draw) == 1.0; });
    const at::Tensor logprobs =
        at::log_softmax(plain ? logits : logits / column(draws, logits.device(), temperature).to(at::kFloat), -1);
    at::Tensor tokens;
    if (!std::ranges::all_of(draws, greedy)) tokens = pick(logprobs.exp(), draws);
    if (std::ranges::any_of(draws, greedy)) {
        const at::Tensor best = logits.argmax(-1, true);
        const at::Tensor which =
            column(draws, logits.device(), [](const PlainDraw& draw) { return draw.temperature <= 0.0F ? 1.0 : 0.0; });
        tokens = tokens.defined() ? at::where(which > 0.5, best, tokens) : best;
    }
    const at::Tensor answers =
        at::cat({tokens.to(at::kDouble), logprobs.gather(1, tokens).to(at::kDouble)}, 1).to(at::kCPU).contiguous();
    const double* const values = answers.data_ptr<double>();
    for (std::size_t i = 0; i < draws.size(); ++i)
        draws[i]->result = {static_cast<policy::Token>(values[2 * i]), static_cast<float>(values[2 * i + 1])};
}

}  // namespace azr::engine
