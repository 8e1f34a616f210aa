#include "core/training/loop.h"

#include <utility>

#include "core/training/checkpoint.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::TaskKind;

/// One progress event per so many samples: enough for a bar that moves.
constexpr std::size_t kProgressStride = 16;

}  // namespace

Trainer::State::State(const config::RunConfig& configuration, TrainerParts trainerParts,
                      const std::atomic<bool>& finish)
    : config(configuration),
      parts(std::move(trainerParts)),
      finishing(finish),
      now(parts.now ? parts.now : telemetry::steadyClock()),
      asker(parts.sampler, parts.codec, parts.wrapper, config.prompt, config.sampling, config.selfplay.inductionInputs),
      verifier(parts.executor, config.executor),
      nextTask(parts.firstTask.value),
      nextAttempt(parts.firstAttempt.value) {
    for (const TaskKind kind : selfplay::kTrainedKinds) {
        buffers.emplace_back(kind, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction);
        novelty.emplace_back(static_cast<std::size_t>(config.selfplay.noveltyWindow));
    }
    startedAt = savedAt = now();
}

bool Trainer::State::enabled(TaskKind kind) const {
    switch (kind) {
        case TaskKind::Deduction: return config.selfplay.deduction;
        case TaskKind::Abduction: return config.selfplay.abduction;
        case TaskKind::Induction: return config.selfplay.induction;
        default: return false;
    }
}

Rng Trainer::State::random(std::string_view purpose) const {
    return Rng(config.seed).split(purpose).split(static_cast<std::uint64_t>(current));
}

bool Trainer::State::over() const {
    if (finishing) return true;
    if (config.steps > 0 && done >= config.steps) return true;
    return config.minutes > 0 && now() - startedAt >= config.minutes * 60.0;
}

Status Trainer::State::enter(Phase next) {
    AZR_CHECK(replayCommands(next));
    phase = next;
    AZR_CHECK(std::exchange(commandFailure, Status{}));
    return tell(PhaseProgress{current, phase, 0, 0});
}

selfplay::Progress Trainer::State::progress() {
    return [this](std::size_t count, std::size_t total) -> Status {
        if (count % kProgressStride != 0 && count != total) return {};
        return tell(PhaseProgress{current, phase, static_cast<std::int64_t>(count), static_cast<std::int64_t>(total)});
    };
}

Status Trainer::State::run() {
    startedAt = savedAt = now();
    if (!seeded) AZR_CHECK(seed());
    if (seeded && done == 0 && evaluatedStep < 0) AZR_CHECK(evaluate());
    if (savedStep < done) AZR_CHECK(saveCheckpoint());
    while (!over()) AZR_CHECK(step());
    const bool unsaved = savedStep != done, unmeasured = seeded && evaluatedStep != done;
    // A shutdown may not leave the time of an evaluation: the steps are saved before it, and what it found after it.
    const bool first = unsaved && unmeasured && parts.evaluate;
    if (first) AZR_CHECK(saveCheckpoint());
    if (unmeasured) AZR_CHECK(evaluate());
    if (first) AZR_CHECK(tellOfFailure(saveCheckpoint()));
    if (unsaved && !first) AZR_CHECK(saveCheckpoint());
    return enter(Phase::Finished);
}

Status Trainer::State::step() {
    current = done + 1;
    ordinal = 0;
    phase = Phase::Starting;
    AZR_CHECK(parts.control.stepDoor());
    if (finishing) return {};
    StepWork stepWork;
    stepWork.step = current;
    stepWork.startedAt = now();
    AZR_CHECK(tell(StepStarted{current}));
    AZR_CHECK(applyCommands());
    AZR_CHECK(settleWishes());
    idle = false;
    work = &stepWork;
    Status status = stages(stepWork);
    work = nullptr;
    idle = true;
    return status;
}

Status Trainer::State::stages(StepWork& stepWork) {
    AZR_CHECK(propose(stepWork));
    AZR_CHECK(validate(stepWork));
    AZR_CHECK(attempt(stepWork));
    AZR_CHECK(enter(Phase::Update));
    AZR_CHECK(applyCommands());
    pastDoors = true;
    scoreStep(stepWork, config);
    AZR_CHECK(tellScores(stepWork));
    AZR_CHECK(update(stepWork));
    AZR_CHECK(store(stepWork));
    pastDoors = false;
    idle = true;
    work = nullptr;
    done = current;
    appliedSinceStep.clear();
    {
        const telemetry::Span span(now, stepWork.seconds.evaluate);
        AZR_CHECK(evaluateIfDue());
    }
    AZR_CHECK(measure(stepWork));
    AZR_CHECK(settleWishes());
    AZR_CHECK(checkpointIfDue());
    return tell(StepFinished{current, now() - stepWork.startedAt});
}

Trainer::Trainer(const config::RunConfig& config, TrainerParts parts)
    : m_state(std::make_unique<State>(config, std::move(parts), m_finish)) {
    m_state->parts.control.setParkedWork([state = m_state.get()] {
        if (Status status = state->applyCommands(); !status) state->commandFailure = std::move(status);
        if (!state->idle || !state->seeded) return;
        if (Status status = state->settleWishes(false); !status) state->commandFailure = std::move(status);
    });
}

Trainer::~Trainer() {
    m_state->parts.control.setParkedWork({});
}

Status Trainer::resume(const std::filesystem::path& checkpoint) {
    return m_state->restore(checkpoint);
}

Status Trainer::run() {
    return m_state->run();
}

Status Trainer::seed() {
    return m_state->seed();
}

Status Trainer::step() {
    return m_state->step();
}

int Trainer::stepsDone() const {
    return m_state->done;
}

Result<std::filesystem::path> newestCheckpoint(const std::filesystem::path& checkpoints) {
    const std::vector<int> steps = checkpointSteps(checkpoints);
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        std::filesystem::path folder = checkpointFolder(checkpoints, *step);
        if (verifyCheckpoint(folder)) return folder;
    }
    return fail(ErrorCode::NotFound, "there is no whole checkpoint", checkpoints.string());
}

}  // namespace azr::training
