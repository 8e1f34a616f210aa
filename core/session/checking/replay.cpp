#include "core/session/checking/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "core/audit/history.h"
#include "core/base/rng.h"
#include "core/config/effective_config.h"
#include "core/session/checking/replay_step.h"
#include "core/session/models/machine.h"
#include "core/session/names.h"
#include "core/session/running/resume.h"
#include "core/session/translate.h"
#include "core/training/checkpoints/checkpoint.h"

namespace azr::session {
namespace {

using audit::Check;
using audit::Ledger;
using training::Phase;

constexpr std::string_view kCheckpointRow = "checkpoint";

/// As training had it, as changes are checked against the whole of it; an alert must not park what nobody resumes.
config::RunConfig replayed(config::RunConfig config, const store::RunRow& row) {
    asItBegan(row, config.model);
    config.guard.pauseOnAlert = false;
    config.executor.redteam = false;
    return config;
}

/// What people asked of one step, in the order in which the loop applied it. Saving and measuring change nothing that
/// is compared.
std::vector<training::LoopCommand> commandsOf(const std::vector<store::CommandRow>& rows, int step) {
    std::vector<training::LoopCommand> commands;
    for (const store::CommandRow& row : rows) {
        const training::Place place = placeFromName(row.step, row.phase).value_or(training::Place{row.step});
        const bool behind = row.step == step - 1 && place.phase >= Phase::Evaluate;
        if (row.status == "pending" || (row.step != step && !behind)) continue;
        const auto json = parseJson(row.body);
        const auto command = json ? commandFromJson(*json) : Result<Command>(tl::make_unexpected(json.error()));
        const auto* const action = command ? std::get_if<LoopAction>(&*command) : nullptr;
        if (action == nullptr || std::holds_alternative<SaveCheckpoint>(*action) ||
            std::holds_alternative<Evaluate>(*action))
            continue;
        commands.push_back({row.id, *action, place, true});
    }
    return commands;
}

/// `wanted` of the steps, in their order.
std::vector<int> drawn(std::vector<int> steps, int wanted, std::uint64_t seed) {
    Rng rng = Rng(seed).split("replay");
    rng.shuffle(std::span(steps));
    if (static_cast<int>(steps.size()) > wanted) steps.resize(static_cast<std::size_t>(wanted));
    std::ranges::sort(steps);
    return steps;
}

class Replaying {
  public:
    Replaying(store::Reader& reader, const ReplayPlan& plan, Ledger& ledger, const ReplayListener& listener,
              Control& control)
        : m_reader(reader), m_plan(plan), m_ledger(ledger), m_listener(listener), m_control(control) {}

    Status run(const SessionParts& parts);

  private:
    Status open(const SessionParts& parts);
    Status step(int step);
    /// A reason why steps were not done again.
    void refuse(const std::string& why, std::size_t steps) {
        m_ledger.unchecked(Check::Replay, why, static_cast<std::int64_t>(steps));
    }
    Status resumeSettings(int step, config::EffectiveConfig& settings, training::Trainer& trainer) const;
    void compareHashes(int step);

    store::Reader& m_reader;
    const ReplayPlan& m_plan;
    Ledger& m_ledger;
    const ReplayListener& m_listener;
    Control& m_control;
    store::RunRow m_row;
    config::RunConfig m_config;
    std::unique_ptr<execution::Executor> m_executor;
    OpenedPolicy m_policy;
    std::map<int, store::CheckpointRow> m_checkpoints;
    std::vector<store::CommandRow> m_commands;
    std::vector<audit::FieldRequest> m_requests;
    std::vector<store::ConfigChangeRow> m_changes;
};

Status Replaying::run(const SessionParts& parts) {
    AZR_TRY(const std::vector<int> all,
            replayableSteps(m_reader, m_plan.run, m_plan.workspace, m_plan.first, m_plan.last));
    const std::vector<int> steps = drawn(all, m_plan.wanted, m_plan.seed);
    if (static_cast<int>(steps.size()) < m_plan.wanted)
        refuse(fmt::format("only {} of the steps lie behind a checkpoint that is still there", all.size()),
               static_cast<std::size_t>(m_plan.wanted) - steps.size());
    if (steps.empty()) return {};
    AZR_TRY(const audit::History history, audit::History::read(m_reader, m_plan.run));
    m_row = history.run();
    m_requests = history.requests();
    m_changes = history.configChanges();
    m_config = replayed(history.start(), m_row);
    if (!m_plan.model.empty()) m_config.model.folder = m_plan.model.string();
    if (Status opened = open(parts); !opened) {
        if (opened.error().code == ErrorCode::Cancelled) return opened;
        refuse(describe(opened.error()), steps.size());
        return {};
    }
    AZR_TRY(m_commands, allCommands(m_reader, m_plan.run));
    AZR_TRY(const auto checkpoints, m_reader.checkpoints(m_plan.run, true));
    for (const store::CheckpointRow& row : checkpoints) m_checkpoints[row.step] = row;
    int done = 0;
    for (const int one : steps) {
        if (m_listener.progressed) m_listener.progressed(one, done, static_cast<int>(steps.size()));
        Status replayedStep = step(one);
        m_control.resume();  // an alert may have asked for a pause
        if (!replayedStep && replayedStep.error().code == ErrorCode::Cancelled) return replayedStep;
        if (!replayedStep) refuse(describe(replayedStep.error()), 1);
        ++done;
    }
    return {};
}

Status Replaying::open(const SessionParts& parts) {
    AZR_TRY(m_executor, parts.openExecutor(m_config));
    AZR_CHECK(m_control.checkpoint());
    AZR_TRY(m_policy, parts.openPolicy(m_config));
    const bool needsBase = m_config.model.loraRank > 0 || config::comparesWithStart(m_config.loss, m_config.selfplay);
    if (needsBase && !m_row.baseHash.empty() && m_row.baseHash != m_policy.baseHash)
        return fail(ErrorCode::Conflict, "the base weights are not those that the run started from",
                    modelFolder(m_config).string());
    for (const std::string& warning : otherMachine(m_row, m_policy, *m_executor))
        if (m_listener.warned) m_listener.warned(warning);
    return {};
}

Status Replaying::step(int step) {
    AZR_TRY(const audit::StepRows rows, audit::readStep(m_reader, m_plan.run, step));
    if (!audit::keepsScores(rows)) {
        m_ledger.unchecked(Check::Replay, "steps of an older version, which drew and rewarded otherwise");
        return {};
    }
    ReplayListening facts(m_plan.run);
    training::Mailbox mailbox;
    training::TrainerParts parts{m_policy.engine->sampler(),
                                 m_policy.engine->learner(),
                                 *m_policy.codec,
                                 *m_executor,
                                 facts,
                                 mailbox,
                                 m_control,
                                 m_policy.wrapper};
    parts.firstTask = TaskId{store::firstIdOf(m_plan.run) + 1};
    parts.firstAttempt = AttemptId{parts.firstTask.value};
    parts.checkpoints = m_plan.scratch;
    parts.baseHash = m_policy.baseHash;
    parts.saves = false;
    config::EffectiveConfig settings(m_config);
    training::Trainer trainer(settings, std::move(parts));
    const std::filesystem::path folder = m_plan.workspace / m_checkpoints.at(step - 1).folder;
    AZR_TRY(const training::CheckpointContents from, training::loadCheckpoint(folder, {}));
    AZR_TRY(const auto nextTask, fieldOr<std::int64_t>(from.state, "next_task", 0, folder.string()));
    AZR_CHECK(trainer.resume(folder));
    AZR_CHECK(resumeSettings(step, settings, trainer));
    m_ledger.compare(Check::Replay, {step - 1, kCheckpointRow, 0, "weights_hash"},
                     m_checkpoints.at(step - 1).weightsHash, m_policy.engine->learner().weightsHash());
    for (training::LoopCommand& command : commandsOf(m_commands, step)) mailbox.post(std::move(command));
    AZR_CHECK(trainer.step());
    compareStep(rows, TaskId{nextTask}, facts, m_ledger);
    compareHashes(step);
    return {};
}

/// The run may have been resumed behind the checkpoint that the step is done again from, and told something.
Status Replaying::resumeSettings(int step, config::EffectiveConfig& settings, training::Trainer& trainer) const {
    const int known = settings.changes().empty() ? 0 : settings.changes().back().ordinal;
    for (const store::ConfigChangeRow& row : m_changes)
        if (row.ordinal > known && row.step < step && audit::madeOnResume(row, m_requests))
            AZR_CHECK(settings.restore({row.ordinal, row.step, row.path, row.before, row.after, row.command}));
    return trainer.overrideFields({}, {});
}

void Replaying::compareHashes(int step) {
    const auto after = m_checkpoints.find(step);
    if (after == m_checkpoints.end()) {
        m_ledger.unchecked(Check::Replay, "weights behind a step that no checkpoint was written after");
        return;
    }
    const policy::Learner& learner = m_policy.engine->learner();
    m_ledger.compare(Check::Replay, {step, kCheckpointRow, 0, "weights_hash"}, after->second.weightsHash,
                     learner.weightsHash());
    m_ledger.compare(Check::Replay, {step, kCheckpointRow, 0, "optimizer_hash"}, after->second.optimizerHash,
                     learner.optimizerHash());
}

}  // namespace

Result<std::vector<int>> replayableSteps(store::Reader& reader, RunId run, const std::filesystem::path& workspace,
                                         int first, int last) {
    AZR_TRY(const std::vector<store::CheckpointRow> kept, reader.checkpoints(run, false));
    AZR_TRY(const std::vector<store::StepRow> steps, reader.steps(run, 0, 0));
    std::vector<int> possible;
    for (const store::StepRow& step : steps) {
        if (step.status != "finished" || step.step < first || step.step > last) continue;
        const auto before = std::ranges::find(kept, step.step - 1, &store::CheckpointRow::step);
        std::error_code ignored;
        if (before != kept.end() && std::filesystem::exists(workspace / before->folder / "manifest.json", ignored))
            possible.push_back(step.step);
    }
    return possible;
}

std::vector<std::string> otherMachine(const store::RunRow& run, const OpenedPolicy& policy,
                                      const execution::Executor& executor) {
    std::vector<std::string> warnings;
    const auto tell = [&](const char* what, const std::string& then, const std::string& now) {
        if (!then.empty() && then != now)
            warnings.push_back(fmt::format("the run was made with {} {}, here it is {}", what, then, now));
    };
    tell("LibTorch", run.torch, policy.engine->version());
    tell("device", run.device, policy.engine->device());
    tell("products in", run.dtype, name(policy.engine->types()));
    tell("kernels", run.kernels, std::string(name(policy.kernels.set)));
    tell("Python", run.python, executor.report().pythonVersion);
    tell("processor", run.cpu, processorName());
    tell("studio", run.studio, AZR_VERSION);
    if (run.threads > 0 && run.threads != policy.threads)
        tell("threads:", fmt::format("{}", run.threads), fmt::format("{}", policy.threads));
    return warnings;
}

Status replay(store::Reader& reader, const SessionParts& parts, const ReplayPlan& plan, audit::Ledger& ledger,
              const ReplayListener& listener, Control& control) {
    return Replaying(reader, plan, ledger, listener, control).run(parts);
}

}  // namespace azr::session
