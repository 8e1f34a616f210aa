// Forks a run: the same from a checkpoint on, but for what is changed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/command.h"
#include "app/training.h"
#include "app/workspace.h"
#include "core/session/session.h"

namespace azr::app {
namespace {

/// A rule as JSON; a key that nobody reads is a mistake.
Result<selfplay::Rule> ruleIn(const std::filesystem::path& file) {
    AZR_TRY(const Json json, readJson(file));
    if (!json.is_object()) return fail(ErrorCode::InvalidArgument, "a rule is a JSON object", file.string());
    constexpr std::array<std::string_view, 7> kKeys = {"id", "name", "condition", "act", "tag", "enabled", "programs"};
    for (const auto& [key, value] : json.items())
        if (std::ranges::find(kKeys, key) == kKeys.end())
            return fail(ErrorCode::InvalidArgument, "a rule has no field '" + key + "'", file.string(),
                        "condition and act; name, tag, enabled, and id for one that is there");
    auto rule = selfplay::ruleFromJson(json, file.string());
    if (!rule) return fail(ErrorCode::InvalidArgument, rule.error().detail, file.string(), rule.error().remedy);
    return rule;
}

/// The numbers of tasks or rules that an option names.
Result<std::vector<std::int64_t>> numbersOf(const Arguments& arguments, const char* option) {
    std::vector<std::int64_t> numbers;
    for (const std::string& text : arguments.values(option)) {
        std::int64_t number = 0;
        const char* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, number);
        if (read.ec != std::errc() || read.ptr != end || number < 1)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not a number from 1 on", text), option);
        numbers.push_back(number);
    }
    return numbers;
}

/// Settings first, then what is done to tasks, then rules.
Result<session::ForkChanges> changesOf(const Arguments& arguments) {
    session::ForkChanges changes;
    for (const std::string& set : arguments.values("--set")) {
        const auto equals = set.find('=');
        if (equals == std::string::npos)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not path=value", set), "--set");
        changes.emplace_back(session::ChangeSetting{set.substr(0, equals), set.substr(equals + 1), {}});
    }
    AZR_TRY(const auto undone, numbersOf(arguments, "--undo-veto"));
    for (const std::int64_t task : undone) changes.emplace_back(session::UndoVeto{TaskId{task}});
    AZR_TRY(const auto vetoed, numbersOf(arguments, "--veto"));
    for (const std::int64_t task : vetoed) changes.emplace_back(session::MakeVeto{TaskId{task}});
    for (const std::string& file : arguments.values("--rule")) {
        AZR_TRY(selfplay::Rule rule, ruleIn(file));
        changes.emplace_back(session::ChangeRule{std::move(rule)});
    }
    AZR_TRY(const auto off, numbersOf(arguments, "--rule-off"));
    for (const std::int64_t rule : off) changes.emplace_back(session::SwitchRuleOff{rule});
    AZR_CHECK(session::checkDistinct(changes));
    return changes;
}

Result<session::ForkRequest> forkRequest(const Arguments& arguments) {
    session::ForkRequest request;
    AZR_TRY(request.run, runIdOf(arguments.positionals().front()));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    if (step) request.step = static_cast<int>(*step);
    AZR_TRY(const auto steps, arguments.integer("--steps", 0, 1'000'000'000));
    if (steps) request.steps = static_cast<int>(*steps);
    AZR_TRY(request.changes, changesOf(arguments));
    request.name = arguments.valueOr("--name", "");
    return request;
}

void tell(const session::Forked& forked, const session::ForkRequest& request, const std::string& workspace,
          const Arguments& arguments, const Console& console) {
    const std::string goesOn =
        fmt::format("azr-studio train --workspace '{}' --resume {}", workspace, forked.run.value);
    if (arguments.has("--json")) {
        const std::string change = session::storedText(forked.changes);
        console.json("forked", {{"run", forked.run.value},
                                {"forked_from", request.run.value},
                                {"step", forked.step},
                                {"change", change.empty() ? Json() : parseJson(change).value_or(Json())},
                                {"left_out", forked.leftOut},
                                {"workspace", workspace}});
        return;
    }
    console.line(fmt::format("run {}: forked from run {} after step {}; changed: {}", forked.run.value,
                             request.run.value, forked.step, session::describe(forked.changes)));
    if (forked.leftOut > 0)
        console.line(
            fmt::format("{} later commands are left out: they name tasks that may be others here", forked.leftOut));
    if (!arguments.has("--train")) console.line("it goes on with: " + goesOn);
}

ExitCode runFork(const Arguments& arguments, const Console& console) {
    const auto request = forkRequest(arguments);
    if (!request) return console.usage(request.error(), "fork");
    const std::string workspace = workspaceOf(arguments);
    if (const Status there = workspaceIsThere(workspace); !there) return console.error(there.error());
    RunId run;
    {
        const auto session = session::Session::open(workspace, [] {});
        if (!session) return console.error(session.error());
        const auto forked = (*session)->fork(*request);
        if (!forked) return console.refuse(forked.error(), "fork");
        tell(*forked, *request, workspace, arguments, console);
        run = forked->run;
    }
    if (!arguments.has("--train")) return ExitCode::Ok;
    session::StartRequest start;
    start.resume = run;
    return trainInTerminal(workspace, start, arguments.has("--json"), console);
}

}  // namespace

Command forkCommand() {
    return {
        "fork",
        "Make a new run that begins from a checkpoint of another one, with some things changed.",
        "Both draw the same randomness, and what was asked of the first run after the checkpoint is asked of the fork "
        "at "
        "the same point of the same step. Without a change the fork is the same run, bit for bit; the first run stays "
        "as it is.\n"
        "Tasks and rules are named by their numbers in the run that is forked. What changes may be given several "
        "times, and together; then the difference is the doing of all of them.",
        {{"RUN", "The run to fork."}},
        {{"--step", "N", "The step of the checkpoint; the newest one unless given."},
         {"--set", "PATH=VALUE",
          "Change a field that may change while a run trains; it holds for the rest of the fork. May be repeated.",
          true},
         {"--undo-veto", "TASK", "The task was not vetoed, or is put back. May be repeated.", true},
         {"--veto", "TASK", "Veto a task that is in a buffer at the checkpoint. May be repeated.", true},
         {"--rule", "FILE",
          "A rule as JSON: condition and act (veto, pin, tag); name, tag, enabled; id changes one. May be repeated.",
          true},
         {"--rule-off", "RULE", "Switch off a rule that is in force at the checkpoint. May be repeated.", true},
         {"--name", "TEXT", "The name of the new run."},
         {"--steps", "N", "End after this many steps in all; as many as the forked run has unless given."},
         {"--train", "", "Train it on at once, as train --resume does."},
         workspaceOption(),
         jsonOption()},
        runFork};
}

}  // namespace azr::app
