/// What a run keeps: held-out accuracy and checkpoints, and how it comes back from one. Generators need no state of
/// their own: each is a function of the run's seed, the step and a purpose.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/training/checkpoint.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {
namespace {

using selfplay::Buffer;

std::string bufferFile(selfplay::TaskKind kind) {
    return "buffer-" + std::string(name(kind)) + ".jsonl";
}

}  // namespace

Status Trainer::State::evaluate() {
    evaluatedStep = done;
    if (!parts.evaluate) return {};
    AZR_CHECK(enter(Phase::Evaluate));
    AZR_TRY(EvaluationOutcome outcome, parts.evaluate(done));
    if (!bestScore || outcome.score > *bestScore) {
        bestScore = outcome.score;
        bestStep = done;
    }
    return tell(outcome.finished);
}

Status Trainer::State::evaluateIfDue() {
    const int every = config.evaluation.everySteps;
    return every > 0 && done % every == 0 ? evaluate() : Status{};
}

Status Trainer::State::checkpointIfDue() {
    const config::CheckpointConfig& policy = config.checkpoint;
    const bool byStep = policy.everySteps > 0 && done % policy.everySteps == 0;
    const bool byTime = policy.everyMinutes > 0 && now() - savedAt >= policy.everyMinutes * 60.0;
    const bool best = bestStep == done && evaluatedStep == done && parts.evaluate;
    if (!byStep && !byTime && !best) return {};
    return tellOfFailure(saveCheckpoint());
}

/// The run is worth more than this checkpoint: it goes on, and says why the checkpoint is missing.
Status Trainer::State::tellOfFailure(const Status& saved) {
    if (saved) return {};
    checkpointFailed = true;
    return tell(AlertRaised{done, "error", "checkpoint_failed", describe(saved.error())});
}

Status Trainer::State::saveCheckpoint() {
    CheckpointContents contents;
    contents.step = done;
    contents.state = toJson();
    contents.baseHash = parts.baseHash;
    for (const Buffer& own : buffers) contents.files.emplace_back(bufferFile(own.kind()), own.snapshot());
    AZR_TRY(const SavedCheckpoint saved,
            training::saveCheckpoint(parts.checkpoints, parts.learner, contents, savedBytes));
    savedStep = done;
    savedAt = now();
    savedBytes = saved.bytes;
    AZR_CHECK(tell(CheckpointWritten{done, saved.folder, saved.weightsHash, saved.optimizerHash, saved.bytes,
                                     bestStep == done && bestScore.has_value()}));
    if (std::exchange(checkpointFailed, false))
        AZR_CHECK(tell(
            AlertRaised{done, "info", "checkpoint_failed", fmt::format("the checkpoint of step {} is whole", done)}));
    return pruneOld();
}

Status Trainer::State::pruneOld() {
    // Until the database names the new checkpoint for good, a crash or a power cut goes back to the old ones.
    if (!parts.listener.kept()) return {};
    AZR_TRY(const auto removed,
            pruneCheckpoints(parts.checkpoints, config.checkpoint.keepLast, bestScore ? bestStep : -1));
    for (const int step : removed) AZR_CHECK(tell(CheckpointRemoved{step}));
    return {};
}

Json Trainer::State::toJson() const {
    Json windows = Json::array();
    for (const auto& recent : novelty) windows.push_back(recent.toJson());
    Json fields = Json::array();
    for (const SetField& change : changedFields) fields.push_back(Json::array({change.path, change.value}));
    return {{"step", done},
            {"seed", config.seed},
            {"seed_started", seedStarted},
            {"seeded", seeded},
            {"seed_rounds", seedRounds},
            {"next_task", nextTask},
            {"next_attempt", nextAttempt},
            {"guard", guard.toJson()},
            {"best_score", bestScore ? Json(*bestScore) : Json()},
            {"best_step", bestStep},
            {"evaluated_step", evaluatedStep},
            {"changed_fields", std::move(fields)},
            {"applied_commands", appliedSinceStep},
            {"novelty", std::move(windows)}};
}

Status Trainer::State::restore(const std::filesystem::path& folder) {
    AZR_CHECK(verifyCheckpoint(folder));
    std::vector<std::string> names;
    for (const Buffer& own : buffers) names.push_back(bufferFile(own.kind()));
    AZR_TRY(const CheckpointContents contents, loadCheckpoint(folder, names));
    std::vector<Buffer> restored;
    for (const auto& [file, text] : contents.files) {
        AZR_TRY(Buffer own,
                Buffer::restore(text, static_cast<std::size_t>(config.buffer.capacity), config.buffer.eviction));
        restored.push_back(std::move(own));
    }
    AZR_CHECK(restoreState(contents.state));
    AZR_CHECK(parts.learner.restore(folder));
    buffers = std::move(restored);
    savedStep = done;
    return {};
}

Status Trainer::State::restoreState(const Json& state) {
    const auto length = static_cast<std::size_t>(config.selfplay.noveltyWindow);
    try {
        if (state.at("seed").get<std::uint64_t>() != config.seed)
            return fail(ErrorCode::Conflict, "the checkpoint belongs to a run with another seed");
        done = current = state.at("step").get<int>();
        seedStarted = state.at("seed_started").get<bool>();
        seeded = state.at("seeded").get<bool>();
        seedRounds = state.at("seed_rounds").get<std::array<int, 3>>();
        nextTask = state.at("next_task").get<std::int64_t>();
        nextAttempt = state.at("next_attempt").get<std::int64_t>();
        AZR_CHECK(guard.restore(state.at("guard")));
        const Json& best = state.at("best_score");
        bestScore = best.is_null() ? std::nullopt : std::optional(best.get<double>());
        bestStep = state.at("best_step").get<int>();
        evaluatedStep = state.at("evaluated_step").get<int>();
        appliedSinceStep = state.at("applied_commands").get<std::set<std::int64_t>>();
        changedFields.clear();
        for (const Json& row : state.at("changed_fields")) {
            const SetField change{row.at(0).get<std::string>(), row.at(1).get<std::string>()};
            if (parts.setField) AZR_CHECK(parts.setField(config, change.path, change.value));
            changedFields.push_back(change);
        }
        for (std::size_t i = 0; i < novelty.size(); ++i) {
            AZR_TRY(novelty[i], selfplay::NoveltyWindow::fromJson(state.at("novelty").at(i), length));
        }
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's state is malformed: ") + error.what());
    }
    asker.configure(config.prompt, config.sampling);
    return {};
}

}  // namespace azr::training
