#include "core/session/forking/fork.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <system_error>
#include <utility>

#include "core/config/run_fields.h"
#include "core/session/command.h"
#include "core/session/forking/journal.h"
#include "core/session/rule_trial.h"
#include "core/session/running/resume.h"
#include "core/session/running/resumed_settings.h"
#include "core/session/running/run_bin.h"
#include "core/session/translate.h"
#include "core/training/checkpoints/checkpoint.h"

namespace azr::session {
namespace {

namespace fs = std::filesystem;
using training::CheckpointFacts;

std::string runName(RunId run) {
    return fmt::format("run {}", run.value);
}

Result<store::CheckpointRow> checkpointOf(store::Reader& reader, const ForkRequest& request) {
    AZR_TRY(const std::vector<store::CheckpointRow> rows, reader.checkpoints(request.run, false));
    if (rows.empty())
        return fail(ErrorCode::NotFound, "the run has no checkpoint to fork it from", runName(request.run),
                    "train it until its first one (checkpoint.every_steps says when)");
    if (!request.step) return rows.back();
    const auto found = std::ranges::find(rows, *request.step, &store::CheckpointRow::step);
    if (found != rows.end()) return *found;
    std::vector<int> steps;
    for (const store::CheckpointRow& row : rows) steps.push_back(row.step);
    return fail(ErrorCode::NotFound, fmt::format("there is no checkpoint of step {}", *request.step),
                runName(request.run), fmt::format("there are those of steps {}", fmt::join(steps, ", ")));
}

/// The parent's row as it stood at the checkpoint.
Result<store::RunRow> rowAt(const store::RunRow& parent, const std::vector<store::ConfigChangeRow>& changes,
                            int known) {
    AZR_TRY(const Json json, parseJson(parent.config, runName(parent.id)));
    AZR_TRY(config::RunConfig started, config::storedConfig(json, runName(parent.id)));
    asItBegan(parent, started.model);
    config::EffectiveConfig settings(std::move(started));
    for (const store::ConfigChangeRow& row : changes)
        if (row.ordinal <= known)
            AZR_CHECK(settings.restore({row.ordinal, row.step, row.path, row.before, row.after, row.command}));
    store::RunRow row = parent;
    row.settings = settingsText(settings.value(), parent.config);
    return row;
}

/// How long the fork goes on: as told, else as long as its parent does now.
Status setLength(const store::RunRow& parent, const store::RunRow& then, const ForkRequest& request,
                 std::vector<std::pair<std::string, std::string>>& set) {
    AZR_TRY(const Json nowJson, parseJson(parent.inForce(), runName(parent.id)));
    AZR_TRY(const Json thenJson, parseJson(then.inForce(), runName(parent.id)));
    AZR_TRY(const config::StoredSettings now, config::readableSettings(nowJson));
    AZR_TRY(const config::StoredSettings before, config::readableSettings(thenJson));
    const auto isSet = [named = set](const char* path) {
        return std::ranges::any_of(named, [path](const auto& one) { return one.first == path; });
    };
    const int steps = request.steps.value_or(now.config.steps);
    if (!isSet("steps") && steps != before.config.steps) set.emplace_back("steps", std::to_string(steps));
    if (!isSet("minutes") && now.config.minutes != before.config.minutes)
        set.emplace_back("minutes", fmt::format("{}", now.config.minutes));
    return {};
}

/// What a change asks of the loop, once the fork goes on; nothing where the rows of the fork say it.
class LoopChange {
  public:
    LoopChange(store::Reader& reader, const store::RunRow& parent, const CheckpointFacts& facts, int step,
               const ForkedJournal& journal, std::int64_t shift)
        : m_reader(reader), m_parent(parent), m_facts(facts), m_step(step), m_journal(journal), m_shift(shift) {}

    using Asked = Result<std::optional<LoopAction>>;

    Asked operator()(const ChangeSetting& change) const {
        // How long the run goes on stands in its settings: a run that has all its steps begins no other.
        if (ownToSay(change.path)) return std::nullopt;
        return LoopAction(SetField{change.path, change.value});
    }

    Asked operator()(const MakeVeto& change) const {
        AZR_CHECK(isOfParent(change.task, "--veto"));
        const bool there =
            std::ranges::any_of(m_facts.buffered, [&](const auto& one) { return one.id == change.task; });
        if (!there)
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("task {} is in no buffer after step {}", change.task.value, m_step), "--veto",
                        "choose a task that is in a buffer at the checkpoint");
        return LoopAction(VetoTask{TaskId{change.task.value + m_shift}, "fork"});
    }

    Asked operator()(const UndoVeto& change) const {
        AZR_CHECK(isOfParent(change.task, "--undo-veto"));
        if (m_journal.undone.contains(change.task)) return std::nullopt;
        training::WithdrawnTasks withdrawn = m_facts.withdrawn;
        if (withdrawn.find(change.task) != nullptr) return LoopAction(RestoreTask{TaskId{change.task.value + m_shift}});
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("nobody vetoed task {} by step {}, nor after it", change.task.value, m_step),
                    "--undo-veto", "name a task that somebody took out; what a rule does is changed with its rule");
    }

    Asked operator()(ChangeRule& change) const {
        selfplay::Rule& rule = change.rule;
        AZR_CHECK(findPrograms(m_reader, m_parent.id, rule));
        std::optional<selfplay::Rule> before;
        if (rule.id == 0) {
            rule.id = m_journal.last + 1;
        } else {
            AZR_TRY(before, standing(rule.id));
        }
        return LoopAction(SetRule{rule, std::move(before), false});
    }

    Asked operator()(const SwitchRuleOff& change) const {
        AZR_TRY(selfplay::Rule rule, standing(change.rule));
        if (!rule.enabled)
            return fail(ErrorCode::InvalidArgument, fmt::format("rule {} is off already", change.rule), "--rule-off");
        selfplay::Rule off = rule;
        off.enabled = false;
        return LoopAction(SetRule{std::move(off), std::move(rule), false});
    }

  private:
    [[nodiscard]] Status isOfParent(TaskId task, const char* place) const {
        if (runOf(task) == m_parent.id) return {};
        return fail(ErrorCode::InvalidArgument, fmt::format("task {} is none of run {}", task.value, m_parent.id.value),
                    place, "azr-studio tasks lists those of a run");
    }

    [[nodiscard]] Result<selfplay::Rule> standing(std::int64_t number) const {
        training::LiveRules rules = m_facts.rules;
        if (const training::LiveRule* const found = rules.find(number)) return found->rule;
        return fail(ErrorCode::InvalidArgument, fmt::format("the run has no rule {} after step {}", number, m_step),
                    "rule", fmt::format("azr-studio rules {} lists them", m_parent.id.value));
    }

    store::Reader& m_reader;
    const store::RunRow& m_parent;
    const CheckpointFacts& m_facts;
    const int m_step;
    const ForkedJournal& m_journal;
    const std::int64_t m_shift;
};

store::CommandRow rowOf(const LoopAction& action, const ForkPoint& point, std::int64_t id) {
    const Command command(action);
    store::CommandRow row;
    row.id = CommandId{id};
    row.run = point.fork;
    row.name = name(command);
    Json body = toJson(command);
    setCopied(body);
    row.body = dumpLine(body);
    row.status = "pending";
    row.posted = point.now;
    row.task = taskOf(command);
    return row;
}

/// The rules of the checkpoint, and those that were gone by then.
Result<std::vector<store::RuleRow>> rulesAt(store::Reader& reader, const CheckpointFacts& facts,
                                            const ForkPoint& point) {
    std::vector<store::RuleRow> rows;
    training::LiveRules rules = facts.rules;
    for (const training::LiveRule& one : rules.all())
        rows.push_back(session::rowOf(point.fork, one.rule, one.removed, point.step));
    AZR_TRY(const std::vector<store::RuleRow> all, reader.rules(point.parent, true));
    for (store::RuleRow row : all) {
        const auto there = std::ranges::find(rows, row.rule, &store::RuleRow::rule);
        if (there != rows.end()) {
            there->step = std::min(row.step, point.step);
            continue;
        }
        if (!row.removed || row.step > point.step) continue;
        row.run = point.fork;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<store::RuleHitRow> ruleHitsOf(const CheckpointFacts& facts, const ForkPoint& point) {
    std::vector<store::RuleHitRow> rows;
    for (const training::RuleMet& hit : facts.ruleHits)
        rows.push_back({point.fork, hit.rule, TaskId{hit.task.value + point.shift}, hit.step});
    return rows;
}

std::vector<TaskId> inFork(const std::vector<TaskId>& tasks, std::int64_t shift) {
    std::vector<TaskId> shifted;
    for (const TaskId task : tasks) shifted.push_back(TaskId{task.value + shift});
    return shifted;
}

/// What the checkpoint says of the tasks that it keeps, and of the others what people asked for.
std::vector<TaskId> pinnedAt(const CheckpointFacts& facts, const ForkedJournal& journal) {
    std::set<TaskId> pinned(facts.pinned.begin(), facts.pinned.end());
    training::WithdrawnTasks withdrawn = facts.withdrawn;
    const auto keeps = [&](TaskId task) {
        return std::ranges::find(facts.buffered, task, &selfplay::Task::id) != facts.buffered.end() ||
               std::ranges::find(facts.waiting, task) != facts.waiting.end() || withdrawn.find(task) != nullptr;
    };
    const auto set = [&](TaskId task, bool on) {
        if (on)
            pinned.insert(task);
        else
            pinned.erase(task);
    };
    for (const auto& [task, on] : journal.pins)
        if (!keeps(task)) set(task, on);
    for (const auto& [task, on] : journal.waitingPins) set(task, on);
    return {pinned.begin(), pinned.end()};
}

/// The parent's changes that the checkpoint contains, then what the fork is to have.
std::vector<store::ConfigChangeRow> changesOf(const std::vector<store::ConfigChangeRow>& all, int known,
                                              const std::vector<config::ConfigChange>& made, const ForkPoint& point,
                                              const ForkedJournal& journal) {
    std::vector<store::ConfigChangeRow> rows;
    for (store::ConfigChangeRow row : all) {
        if (row.ordinal > known) continue;
        row.run = point.fork;
        row.command.value =
            row.onResume() ? -journal.numbers.lastUntil(-row.command.value) : journal.numbers.of(row.command.value);
        rows.push_back(std::move(row));
    }
    for (const config::ConfigChange& one : made)
        rows.push_back({point.fork, one.ordinal, one.step, one.path, one.before, one.after, one.command, point.now});
    return rows;
}

store::RunRow forkRow(const store::RunRow& parent, const ForkPoint& point, const ForkRequest& request) {
    store::RunRow row = parent;
    row.id = point.fork;
    row.name = request.name.empty() ? fmt::format("{} {}", parent.preset, point.fork.value) : request.name;
    row.state = "stopped";
    row.message.clear();
    row.created = row.ended = point.now;
    row.lastStep = point.step;
    row.resumes = 0;
    row.studio = AZR_VERSION;
    row.forkedFrom = parent.id;
    row.forkedAt = point.step;
    return row;
}

/// The settings of the fork: what stood at the checkpoint, and how long it goes on. All that is set is checked.
Result<std::vector<config::ConfigChange>> settle(store::RunRow& fork, const store::RunRow& then, int known,
                                                 const std::vector<std::pair<std::string, std::string>>& set,
                                                 const ForkPoint& point, const ForkedJournal& journal) {
    AZR_TRY(const ResumedSettings resumed, resumedSettings(then, set));
    AZR_TRY(const Json json, parseJson(then.inForce(), runName(then.id)));
    AZR_TRY(const config::StoredSettings before, config::readableSettings(json));
    std::vector<config::ConfigChange> made;
    config::RunConfig inForce = before.config;
    for (const config::Assignment& one : resumed.set) {
        if (!ownToSay(one.path)) continue;
        config::ConfigChange change{known + 1 + static_cast<int>(made.size()), point.step, one.path, {}, {}, {}};
        change.command = CommandId{-journal.last};
        change.before = one.before.value_or(config::getField(before.config, one.path).value_or(std::string()));
        AZR_CHECK(config::setField(inForce, one.path, one.text));
        AZR_TRY(change.after, config::getField(inForce, one.path));
        made.push_back(std::move(change));
    }
    fork.settings = settingsText(inForce, then.config);
    return made;
}

store::EventRow toldAs(const store::RunRow& fork, const ForkChanges& changes, int leftOut, double now) {
    std::string text = fmt::format("forked from the checkpoint of step {} of run {}; changed: {}", fork.forkedAt,
                                   fork.forkedFrom.value, describe(changes));
    if (leftOut > 0)
        text +=
            fmt::format("; {} later commands are left out: in this run other tasks may have their numbers", leftOut);
    return {0, fork.id, fork.forkedAt, "info", "forked", std::move(text), now};
}

/// Everything there is to read of the parent.
struct Parent {
    store::RunRow row, then;
    store::CheckpointRow checkpoint;
    CheckpointFacts facts;
    std::vector<store::CommandRow> commands;
    std::vector<store::ConfigChangeRow> changes;
};

Result<Parent> readParent(const ForkPlace& place, const ForkRequest& request) {
    Parent parent;
    AZR_TRY(parent.row, place.reader.run(request.run));
    AZR_CHECK(notInBin(parent.row));
    AZR_TRY(parent.checkpoint, checkpointOf(place.reader, request));
    AZR_TRY(parent.facts, training::readCheckpointFacts(place.workspace / parent.checkpoint.folder, place.read));
    AZR_TRY(parent.commands, allCommands(place.reader, request.run));
    AZR_TRY(parent.changes, place.reader.configChanges(request.run));
    AZR_TRY(parent.then, rowAt(parent.row, parent.changes, parent.facts.changes));
    return parent;
}

/// What stands before the change, and the value as settings are written. Another value, or it changes nothing.
Status complete(ChangeSetting& change, const store::RunRow& then, int step) {
    AZR_TRY(const Json json, parseJson(then.inForce(), runName(then.id)));
    AZR_TRY(config::StoredSettings settings, config::readableSettings(json));
    AZR_TRY(change.before, config::getField(settings.config, change.path));
    AZR_CHECK(config::setField(settings.config, change.path, change.value));
    AZR_TRY(change.value, config::getField(settings.config, change.path));
    if (change.value != change.before) return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("it is {} after step {} already", change.value, step),
                change.path, "choose another value, or fork without a change");
}

/// The rows of the fork, but for its checkpoint.
Result<store::ForkRows> rowsOf(const ForkPlace& place, const Parent& parent, const ForkRequest& request,
                               const ForkPoint& point, ForkedJournal& journal, ForkChanges& changes) {
    store::ForkRows rows;
    rows.run = forkRow(parent.row, point, request);
    std::vector<std::pair<std::string, std::string>> set;
    for (const ForkChange& change : changes)
        if (const auto* const setting = std::get_if<ChangeSetting>(&change))
            set.emplace_back(setting->path, setting->value);
    AZR_CHECK(setLength(parent.row, parent.then, request, set));
    AZR_TRY(const auto made, settle(rows.run, parent.then, parent.facts.changes, set, point, journal));
    rows.changes = changesOf(parent.changes, parent.facts.changes, made, point, journal);
    const LoopChange asking(place.reader, parent.row, parent.facts, point.step, journal, point.shift);
    for (ForkChange& change : changes) {
        if (auto* const setting = std::get_if<ChangeSetting>(&change))
            AZR_CHECK(complete(*setting, parent.then, point.step));
        AZR_TRY(const std::optional<LoopAction> asked, std::visit(asking, change));
        if (asked) journal.commands.push_back(rowOf(*asked, point, ++journal.last));
    }
    rows.commands = journal.commands;
    rows.run.forkedChange = storedText(changes);
    rows.nextTask = parent.facts.nextTask;
    rows.nextAttempt = parent.facts.nextAttempt;
    AZR_TRY(rows.rules, rulesAt(place.reader, parent.facts, point));
    rows.ruleHits = ruleHitsOf(parent.facts, point);
    rows.pinned = inFork(pinnedAt(parent.facts, journal), point.shift);
    rows.waiting = inFork(parent.facts.waiting, point.shift);
    rows.event = toldAs(rows.run, changes, journal.leftOut, point.now);
    return rows;
}

/// The fork under its number: its folder and its rows.
Result<Forked> makeFork(const ForkPlace& place, const Parent& parent, const ForkRequest& request,
                        const ForkPoint& point) {
    ForkChanges changes = request.changes;
    ForkedJournal journal = forkJournal(parent.commands, parent.changes, parent.facts, point, changes);
    AZR_TRY(store::ForkRows rows, rowsOf(place, parent, request, point, journal, changes));

    const fs::path root = checkpointsOf(place.workspace, point.fork);
    // What an interrupted fork of this number left: no row names it.
    AZR_CHECK(training::setAsideBeyond(root, -1));
    const training::Renumbering renumbering{point.shift, [&](std::int64_t id) { return journal.numbers.of(id); },
                                            [&](std::int64_t id) { return journal.numbers.lastUntil(id); }};
    AZR_TRY(const training::ForkedCheckpoint copied,
            training::forkCheckpoint(place.workspace / parent.checkpoint.folder, root, renumbering));
    rows.checkpoint = parent.checkpoint;
    rows.checkpoint.id = {};
    rows.checkpoint.run = point.fork;
    rows.checkpoint.folder = copied.folder.lexically_relative(place.workspace).generic_string();
    rows.checkpoint.bytes = copied.bytes;
    rows.checkpoint.best = parent.facts.best;
    rows.checkpoint.created = point.now;
    Forked forked{point.fork, point.step, changes, journal.leftOut};
    if (Status written = place.writer.commitOrDrop(std::move(rows)); !written) {
        std::error_code ignored;
        fs::remove_all(copied.folder, ignored);
        return tl::make_unexpected(written.error());
    }
    return forked;
}

}  // namespace

Result<Forked> forkRun(const ForkPlace& place, const ForkRequest& request) {
    AZR_CHECK(checkDistinct(request.changes));
    AZR_TRY(const Parent parent, readParent(place, request));
    AZR_TRY(const std::int64_t last, place.reader.lastRun());
    // As many commands as the fork may have: those of the other run, what its resumes changed, and its own changes.
    const std::size_t own = std::max<std::size_t>(1, request.changes.size());
    const auto most = static_cast<std::int64_t>(parent.commands.size() + parent.changes.size() + own);
    const CommandId before{place.numbers.takeCommands(most).value - 1};
    ForkPoint point{request.run, place.numbers.takeRun(last), parent.checkpoint.step, 0, before, place.now};
    point.shift = store::firstIdOf(point.fork) - store::firstIdOf(point.parent);
    auto forked = makeFork(place, parent, request, point);
    if (!forked) place.numbers.giveBack(point.fork);
    return forked;
}

}  // namespace azr::session
