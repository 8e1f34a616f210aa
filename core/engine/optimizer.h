/// AdamW with a global gradient-norm clip over the flat parameters. State: two moments and a count, exact on disk.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/engine/model.h"
#include "core/policy/learner.h"

namespace azr::engine {

class AdamW {
  public:
    AdamW(const HfConfig& config, const at::Device& device);

    /// One step; returns the gradient's norm before clipping. Internal, with weights and state untouched, when the
    /// gradient is not finite.
    Result<double> step(Parameters& parameters, const Parameters& gradients, const policy::OptimizerOptions& options);

    /// `optimizer.safetensors`: "first.<name>", "second.<name>" and "steps".
    Status save(const std::filesystem::path& folder) const;
    Status load(const std::filesystem::path& folder);
    [[nodiscard]] std::string hash() const;

  private:
    HfConfig m_config;
    Parameters m_first, m_second;
    std::int64_t m_steps = 0;
};

}  // namespace azr::engine
