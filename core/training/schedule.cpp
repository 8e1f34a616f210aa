#include "core/training/schedule.h"

#include <algorithm>

namespace azr::training {

double learningRate(const config::OptimizerConfig& config, int step) {
    double rate = config.learningRate;
    if (config.decaySteps > 0) {
        const double progress = std::min(1.0, static_cast<double>(step - 1) / config.decaySteps);
        rate *= 1.0 - (1.0 - config.finalFraction) * progress;
    }
    if (step < config.warmupSteps) rate *= static_cast<double>(step) / config.warmupSteps;
    return rate;
}

}  // namespace azr::training
