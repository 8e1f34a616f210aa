/// AdamW with a global gradient-norm clip over the flat parameters. State: two moments and a count, exact on disk; the
/// moments are fp32, or 8 bits in blocks (block_states_kernels.h).
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/kernels/optimizer_kernels.h"
#include "core/engine/model/model.h"
#include "core/policy/learner.h"
#include "core/policy/training_options.h"

namespace azr::engine {

class AdamW {
  public:
    AdamW(const Model& model, policy::OptimizerStates states);

    /// One step of what the model trains; returns the gradient's norm before clipping. Internal, with weights and state
    /// untouched, when the gradient is not finite.
    Result<double> step(at::Tensor weights, const at::Tensor& gradients, const policy::OptimizerOptions& options);
    [[nodiscard]] std::int64_t steps() const { return m_steps; }

    /// `optimizer.safetensors`: "first.<name>", "second.<name>", with 8 bits their "scales", and "steps".
    Status save(const std::filesystem::path& folder) const;
    /// Corrupt when the file holds states of another kind or shape.
    Status check(const std::filesystem::path& folder) const;
    /// The state is untouched when check() fails.
    Status load(const std::filesystem::path& folder);
    [[nodiscard]] std::string hash() const;

  private:
    /// A moment: numbers or codes in the layout of the weights, and the scales of their blocks.
    struct Moment {
        at::Tensor flat, scales;
    };
    /// Where a tensor lies in the flat buffers.
    struct Span {
        std::int64_t offset = 0, size = 0, firstBlock = 0;
    };
    [[nodiscard]] std::vector<NamedTensor> tensorsOf(const Moment& moment, const char* prefix) const;
    [[nodiscard]] std::vector<NamedTensor> tensors() const;
    void stepInBlocks(at::Tensor& weights, const at::Tensor& gradients, const kernels::AdamStep& step);

    std::function<std::vector<NamedTensor>(const at::Tensor&)> m_names;
    bool m_inBlocks;
    std::vector<Span> m_spans;
    Moment m_first, m_second;
    std::int64_t m_steps = 0;
};

}  // namespace azr::engine
