#include "core/training/loop.h"

#include <fmt/format.h>

#include <utility>

#include "core/training/checkpoints/checkpoint.h"
#include "core/training/commands/questions.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

constexpr const char* kChanges = "changed_fields";

Json changesToJson(const std::vector<config::ConfigChange>& changes) {
    Json rows = Json::array();
    for (const config::ConfigChange& change : changes)
        rows.push_back({{"ordinal", change.ordinal},
                        {"step", change.step},
                        {"path", change.path},
                        {"before", change.before},
                        {"after", change.after},
                        {"command", change.command.value}});
    return rows;
}

/// Older versions kept pairs of path and value.
Result<std::vector<config::ConfigChange>> changesFromJson(const Json& state) {
    std::vector<config::ConfigChange> changes;
    try {
        for (const Json& row : state.at(kChanges)) {
            config::ConfigChange change;
            change.ordinal = static_cast<int>(changes.size()) + 1;
            if (row.is_array())
                change = {change.ordinal, 0, row.at(0).get<std::string>(), {}, row.at(1).get<std::string>(), {}};
            else
                change = {row.at("ordinal").get<int>(),       row.at("step").get<int>(),
                          row.at("path").get<std::string>(),  row.at("before").get<std::string>(),
                          row.at("after").get<std::string>(), {row.at("command").get<std::int64_t>()}};
            changes.push_back(std::move(change));
        }
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's changed fields are malformed: ") + error.what());
    }
    return changes;
}

}  // namespace

Trainer::State::State(config::EffectiveConfig& owner, TrainerParts trainerParts, const std::atomic<bool>& finish)
    : LoopContext(owner, std::move(trainerParts)),
      KeptState(config, parts.firstTask, parts.firstAttempt),
      finishing(finish),
      heldOut(parts.evaluate),
      checkpointing(*this, {[this] { return contents(); }, [this] { return heldOut.best(); }}),
      commands(*this, *this),
      jobs(*this, *this),
      admission(*this, *this),
      review(*this, *this, admission),
      rulesAtWork(*this, *this),
      seeding(
          *this, *this, jobs, admission, rulesAtWork, [this] { return commands.applyDue(); }, finish),
      stages(*this, *this, jobs, admission, review) {
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
    if (seeded) AZR_CHECK(goOn());
    if (!seeded) AZR_CHECK(seeding.run());
    if (seeded && done == 0 && !seedsOnly && !heldOut.everMeasured()) {
        AZR_CHECK(measureHeldOut());
        AZR_CHECK(replayBehind());
    }
    if (!checkpointing.saved(done)) AZR_CHECK(checkpointing.save());
    while (!over()) AZR_CHECK(step());
    AZR_CHECK(close());
    return enter(Phase::Finished);
}

/// A run that goes on: what was asked for after the last step of its checkpoint, and before the next began.
Status Trainer::State::goOn() {
    AZR_CHECK(review.tellWaiting());
    return replayBehind();
}

/// What an earlier time of this run was asked for while the last step, or what seeding came to, was evaluated.
Status Trainer::State::replayBehind() {
    const Phase before = std::exchange(phase, Phase::Evaluate);
    AZR_CHECK(commands.replay(Phase::Finished));
    phase = before;
    return {};
}

/// A shutdown may not leave the time of an evaluation: the steps are saved before it, and what it found after it.
Status Trainer::State::close() {
    if (!checkpointing.saved(done)) AZR_CHECK(checkpointing.save());
    if (!seeded || seedsOnly || heldOut.measured(done)) return {};
    AZR_CHECK(measureHeldOut());
    return heldOut.possible() ? checkpointing.trySave(done) : Status{};
}

Status Trainer::State::measureHeldOut() {
    // Asked for between two steps it still tells of the last one. The loop stands where it stood: what people ask for
    // meanwhile comes behind what they asked for before.
    const bool between = current != done;
    if (heldOut.possible())
        AZR_CHECK(between ? tell(PhaseProgress{done, Phase::Evaluate, 0, 0}) : enter(Phase::Evaluate));
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
    AZR_CHECK(parts.control.beginStep());
    if (finishing) return {};
    StepWork stepWork;
    stepWork.step = current;
    AZR_CHECK(tell(StepStarted{current}));
    AZR_CHECK(commands.applyDue());
    AZR_CHECK(commands.settleRequests());
    if (parts.questions != nullptr) parts.questions->answerAll(*this);
    stepWork.startedAt = now();  // what people ask meanwhile is no training
    idle = false;
    work = &stepWork;
    Status status = stagesOf(stepWork);
    work = nullptr;
    idle = true;
    return status;
}

Status Trainer::State::stagesOf(StepWork& stepWork) {
    AZR_CHECK(stages.propose(stepWork));
    AZR_CHECK(stages.judge(stepWork));
    AZR_CHECK(stages.attempt(stepWork));
    AZR_CHECK(enter(Phase::Update));
    AZR_CHECK(commands.applyDue());
    AZR_CHECK(rulesAtWork.judge(stepWork));
    batchIsMade = true;
    AZR_CHECK(enter(Phase::Train));
    AZR_CHECK(stages.score(stepWork));
    AZR_CHECK(stages.update(stepWork));
    AZR_CHECK(stages.store(stepWork));
    batchIsMade = false;
    idle = true;
    work = nullptr;
    done = current;
    commands.stepIsDone();
    ruleHits.clear();
    {
        const telemetry::Span span(now, stepWork.seconds.evaluate);
        AZR_CHECK(measureHeldOutIfDue());
    }
    AZR_CHECK(stages.measure(stepWork));
    AZR_CHECK(replayBehind());
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
    state[kChanges] = changesToJson(settings.changes());
    return {done, std::move(state), parts.baseHash, bufferFiles()};
}

Status Trainer::State::restore(const std::filesystem::path& folder) {
    AZR_CHECK(verifyCheckpoint(folder));
    AZR_TRY(const CheckpointContents loaded, loadCheckpoint(folder, bufferFileNames()));
    AZR_CHECK(readBuffers(loaded.files, config));
    AZR_CHECK(restoreState(loaded.state));
    AZR_CHECK(parts.learner.restore(folder));
    // One from before the seeds were complete is none to go on from after them: it is saved again.
    if (seeded) checkpointing.goesOnFrom(done);
    return {};
}

Status Trainer::State::restoreState(const Json& state) {
    AZR_TRY(const auto seed, field<std::uint64_t>(state, "seed", "the checkpoint's state"));
    if (seed != config.seed) return fail(ErrorCode::Conflict, "the checkpoint belongs to a run with another seed");
    AZR_CHECK(KeptState::read(state, config));
    AZR_CHECK(heldOut.read(state));
    AZR_CHECK(commands.read(state));
    AZR_TRY(const auto changes, changesFromJson(state));
    for (const config::ConfigChange& change : changes) AZR_CHECK(settings.restore(change));
    current = done;
    prompter.configure(config.prompt, config.sampling);
    return tellRefusedRules();
}

/// The run goes on without them; whoever made them is told.
Status Trainer::State::tellRefusedRules() {
    for (LiveRule& one : rules.all()) {
        const std::string why = std::exchange(one.refused, {});
        if (why.empty()) continue;
        AZR_CHECK(tell(RuleChanged{one.rule, false, done}));
        AZR_CHECK(tell(AlertRaised{
            done, "warning", "rule_refused",
            fmt::format("rule {} is switched off, as this version refuses its condition: {}", one.rule.id, why)}));
    }
    return {};
}

Trainer::Trainer(const config::RunConfig& config, TrainerParts parts)
    : m_own(std::make_unique<config::EffectiveConfig>(config)),
      m_state(std::make_unique<State>(*m_own, std::move(parts), m_finish)) {
    takeParkedWork();
}

Trainer::Trainer(config::EffectiveConfig& settings, TrainerParts parts)
    : m_state(std::make_unique<State>(settings, std::move(parts), m_finish)) {
    takeParkedWork();
}

void Trainer::takeParkedWork() {
    m_state->parts.control.setParkedWork([state = m_state.get()] {
        const bool whole = state->idle && state->seeded;
        state->commands.whileParked(whole);
        if (whole && state->parts.questions != nullptr) state->parts.questions->answerAll(*state);
    });
}

Trainer::~Trainer() {
    m_state->parts.control.setParkedWork({});
}

Status Trainer::resume(const std::filesystem::path& checkpoint) {
    return m_state->restore(checkpoint);
}

Status Trainer::overrideFields(const std::vector<config::Assignment>& assignments, CommandId last) {
    return m_state->overrideFields(assignments, last);
}

Status Trainer::run() {
    return m_state->run();
}

void Trainer::onlySeed() {
    m_state->seedsOnly = true;
}

Status Trainer::seed() {
    return m_state->seeding.run();
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
