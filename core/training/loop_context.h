/// What the parts of the loop share: the settings in force, what it works with, and where it stands. Trainer thread.
#pragma once

#include <functional>
#include <string_view>

#include "core/base/rng.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/proposer.h"
#include "core/selfplay/rounds/verifier.h"
#include "core/telemetry/span.h"
#include "core/training/loop.h"

namespace azr::training {

struct LoopContext {
    LoopContext(config::EffectiveConfig& owner, TrainerParts trainerParts);

    Status tell(const Event& event) { return parts.listener.tell(event); }
    /// Goes on to the next phase and tells it; what `beforePhase` has to do comes first.
    Status enter(Phase next);
    /// The same where nobody is told.
    Status goTo(Phase next);
    [[nodiscard]] Place place() const { return placeIn(phase); }
    [[nodiscard]] Place placeIn(Phase one) const { return {current, one, isRound(current, one) ? round : 0}; }
    /// Tells how far the phase is, every few samples.
    [[nodiscard]] selfplay::Progress progress() { return progressOf(phase); }
    [[nodiscard]] selfplay::Progress progressOf(Phase told);
    /// The generator of a purpose in the current step: a pure function of the run's seed, so that no generator's state
    /// has to be kept.
    [[nodiscard]] Rng random(std::string_view purpose) const;
    [[nodiscard]] bool enabled(selfplay::TaskKind kind) const { return isEnabled(kind, config.selfplay); }

    config::EffectiveConfig& settings;
    const config::RunConfig& config;  ///< of the settings, as they are now
    TrainerParts parts;
    telemetry::Clock now;  ///< stands still while the trainer is parked: pauses are no training
    selfplay::Prompter prompter;
    selfplay::Verifier verifier;

    int current = 0;  ///< the step under way or about to begin; 0 = seeding
    int round = 0;    ///< of seeding
    Phase phase = Phase::Starting;
    std::function<Status(Phase)> beforePhase;
};

}  // namespace azr::training
