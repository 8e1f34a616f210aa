#include "core/training/loop.h"

#include <utility>

#include "core/training/checkpoint.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {

Trainer::State::State(const config::RunConfig& configuration, TrainerParts trainerParts,
                      const std::atomic<bool>& finish)
    : LoopContext(configuration, std::move(trainerParts)),
      KeptState(config, parts.firstTask, parts.firstAttempt),
      finishing(finish),
      heldOut(parts.evaluate),
      checkpointing(*this, {[this] { return contents(); }, [this] { return heldOut.best(); }}),
      commands(*this, *this),
      stages(*this, *this, *this) {
    beforePhase = [this](Phase next) { return commands.replay(next); };
    startedAt = now();
}

bool Trainer::State::over() const {
    if (finishing || seedsOnly) return true;
    if (config.steps > 0 && done >= config.steps) return true;
    return config.minutes > 0 && now() - startedAt >= config.minutes * 60.0;
}

Status Trainer::State::run() {
    startedAt = now();
    checkpointing.begin();
    if (!seeded) AZR_CHECK(seed());
    if (seeded && done == 0 && !seedsOnly && !heldOut.everMeasured()) AZR_CHECK(measureHeldOut());
    if (!checkpointing.saved(done)) AZR_CHECK(checkpointing.save());
    while (!over()) AZR_CHECK(step());
    AZR_CHECK(close());
    return enter(Phase::Finished);
}

/// A shutdown may not leave the time of an evaluation: the steps are saved before it, and what it found after it.
Status Trainer::State::close() {
    if (!checkpointing.saved(done)) AZR_CHECK(checkpointing.save());
    if (!seeded || seedsOnly || heldOut.measured(done)) return {};
    AZR_CHECK(measureHeldOut());
    return heldOut.possible() ? checkpointing.trySave(done) : Status{};
}

Status Trainer::State::measureHeldOut() {
    if (heldOut.possible()) AZR_CHECK(enter(Phase::Evaluate));
    AZR_TRY(std::optional<EvaluationFinished> finished, heldOut.measure(done));
    return finished ? tell(std::move(*finished)) : Status{};
}

Status Trainer::State::measureHeldOutIfDue() {
    const int every = config.evaluation.everySteps;
    return every > 0 && done % every == 0 ? measureHeldOut() : Status{};
}

Status Trainer::State::step() {
    current = done + 1;
    commands.stepBegins();
    phase = Phase::Starting;
    AZR_CHECK(parts.control.stepDoor());
    if (finishing) return {};
    StepWork stepWork;
    stepWork.step = current;
    stepWork.startedAt = now();
    AZR_CHECK(tell(StepStarted{current}));
    AZR_CHECK(commands.applyDue());
    AZR_CHECK(commands.settleRequests());
    idle = false;
    work = &stepWork;
    Status status = stagesOf(stepWork);
    work = nullptr;
    idle = true;
    return status;
}

Status Trainer::State::stagesOf(StepWork& stepWork) {
    AZR_CHECK(stages.propose(stepWork));
    AZR_CHECK(stages.validate(stepWork));
    AZR_CHECK(stages.attempt(stepWork));
    AZR_CHECK(enter(Phase::Update));
    AZR_CHECK(commands.applyDue());
    pastDoors = true;
    AZR_CHECK(stages.score(stepWork));
    AZR_CHECK(stages.update(stepWork));
    AZR_CHECK(stages.store(stepWork));
    pastDoors = false;
    idle = true;
    work = nullptr;
    done = current;
    commands.stepIsDone();
    {
        const telemetry::Span span(now, stepWork.seconds.evaluate);
        AZR_CHECK(measureHeldOutIfDue());
    }
    AZR_CHECK(stages.measure(stepWork));
    AZR_CHECK(commands.settleRequests());
    AZR_CHECK(checkpointing.saveIfDue(done));
    return tell(StepFinished{current, now() - stepWork.startedAt});
}

CheckpointContents Trainer::State::contents() const {
    Json state = Json::object();
    state["seed"] = config.seed;
    KeptState::write(state);
    heldOut.write(state);
    commands.write(state);
    Json fields = Json::array();
    for (const SetField& change : changedFields) fields.push_back(Json::array({change.path, change.value}));
    state["changed_fields"] = std::move(fields);
    return {done, std::move(state), parts.baseHash, bufferFiles()};
}

Status Trainer::State::restore(const std::filesystem::path& folder) {
    AZR_CHECK(verifyCheckpoint(folder));
    AZR_TRY(const CheckpointContents loaded, loadCheckpoint(folder, bufferFileNames()));
    AZR_CHECK(readBuffers(loaded.files, config));
    AZR_CHECK(restoreState(loaded.state));
    AZR_CHECK(parts.learner.restore(folder));
    checkpointing.goesOnFrom(done);
    return {};
}

Status Trainer::State::restoreState(const Json& state) {
    AZR_TRY(const auto seed, field<std::uint64_t>(state, "seed", "the checkpoint's state"));
    if (seed != config.seed) return fail(ErrorCode::Conflict, "the checkpoint belongs to a run with another seed");
    AZR_CHECK(KeptState::read(state, config));
    AZR_CHECK(heldOut.read(state));
    AZR_CHECK(commands.read(state));
    AZR_TRY(const auto fields, (field<std::vector<std::array<std::string, 2>>>(state, "changed_fields", "state.json")));
    changedFields.clear();
    for (const auto& [path, value] : fields) {
        if (parts.setField) AZR_CHECK(parts.setField(config, path, value));
        changedFields.push_back({path, value});
    }
    current = done;
    asker.configure(config.prompt, config.sampling);
    return {};
}

Trainer::Trainer(const config::RunConfig& config, TrainerParts parts)
    : m_state(std::make_unique<State>(config, std::move(parts), m_finish)) {
    m_state->parts.control.setParkedWork(
        [state = m_state.get()] { state->commands.whileParked(state->idle && state->seeded); });
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

void Trainer::onlySeed() {
    m_state->seedsOnly = true;
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
