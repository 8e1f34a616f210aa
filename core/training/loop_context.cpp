#include "core/training/loop_context.h"

#include <utility>

#include "core/selfplay/proposal_rules.h"

namespace azr::training {
namespace {

/// One progress event per so many samples: enough for a bar that moves.
constexpr std::size_t kProgressStride = 16;

}  // namespace

LoopContext::LoopContext(config::EffectiveConfig& owner, TrainerParts trainerParts)
    : settings(owner),
      config(owner.value()),
      parts(std::move(trainerParts)),
      now([clock = parts.now ? parts.now : telemetry::steadyClock(), &control = parts.control] {
          return clock() - control.parkedSeconds();
      }),
      prompter(parts.sampler, parts.codec, parts.wrapper, config.prompt, config.sampling,
               config.selfplay.inductionInputs),
      verifier(parts.executor, config.executor) {
    prompter.configure(selfplay::parseRules(config.selfplay));
}

Status LoopContext::enter(Phase next) {
    AZR_CHECK(goTo(next));
    return tell(PhaseProgress{current, phase, 0, 0});
}

Status LoopContext::goTo(Phase next) {
    if (beforePhase) AZR_CHECK(beforePhase(next));
    phase = next;
    return {};
}

selfplay::Progress LoopContext::progressOf(Phase told) {
    return [this, told](std::size_t count, std::size_t total) -> Status {
        if (count % kProgressStride != 0 && count != total) return {};
        return tell(PhaseProgress{current, told, static_cast<std::int64_t>(count), static_cast<std::int64_t>(total)});
    };
}

Rng LoopContext::random(std::string_view purpose) const {
    return Rng(config.seed).split(purpose).split(static_cast<std::uint64_t>(current));
}

}  // namespace azr::training
