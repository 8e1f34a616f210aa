/// The learning rate of a step: linear warm-up, then linear decay to a share of the base rate. Pure.
#pragma once

#include "core/config/run_config.h"

namespace azr::training {

/// `step` counts from 1. Independent of how long the run is to last.
[[nodiscard]] double learningRate(const config::OptimizerConfig& config, int step);

}  // namespace azr::training
