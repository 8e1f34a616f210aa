/// Everything one step makes, and the metrics read off it. Values; measureStep() is pure.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "core/policy/learner.h"
#include "core/selfplay/rewards/advantage.h"
#include "core/selfplay/task.h"
#include "core/telemetry/metric.h"
#include "core/training/guard.h"

namespace azr::training {

struct PhaseSeconds {
    double propose = 0, validate = 0, estimate = 0, solve = 0, verify = 0, update = 0, store = 0, evaluate = 0;
};

struct StepWork {
    int step = 0;
    std::vector<selfplay::Proposal> proposals;
    std::vector<selfplay::Attempt> attempts;
    std::set<std::int64_t> vetoed;  ///< tasks that must not reach the gradient or a buffer
    bool rated = false;             ///< the solve rates of the proposals are known
    selfplay::PerKind<int> admitted;
    selfplay::PerKind<int> keptOut;                ///< by the filter of solve rates
    selfplay::PerKind<int> heldBack;               ///< to be looked at by a person
    std::vector<selfplay::StreamMoments> moments;  ///< what the rewards were whitened with
    policy::UpdateStats update;
    bool updated = false;
    double learningRate = 0;
    std::int64_t sequences = 0;
    // As they were when the step was stored: it may be evaluated for long, and people steer meanwhile.
    selfplay::PerKind<std::size_t> bufferSizes;
    config::GuardConfig bars;
    PhaseSeconds seconds;
    double startedAt = 0;
    // Counters of sampler and executor over the step.
    std::int64_t sampledTokens = 0, executions = 0;
    double samplingSeconds = 0;
};

/// What is not in the work itself.
struct StepContext {
    selfplay::PerKind<std::size_t> bufferSizes;
    double stepSeconds = 0;
    double residentMegabytes = 0;
};

[[nodiscard]] std::vector<telemetry::Metric> measureStep(const StepWork& work, const StepContext& context);
/// The figures that the collapse bars watch.
[[nodiscard]] GuardReading readGuard(const StepWork& work);

}  // namespace azr::training
