// What people write on tasks and runs, and the rules of a run, from the command line.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>
#include <ostream>

#include "app/command.h"
#include "app/workspace.h"
#include "core/session/rule_trial.h"
#include "core/session/session.h"

namespace azr::app {
namespace {

std::string solved(double value) {
    return value < 0 ? std::string() : fmt::format("{:.2f}", value);
}

Status listRules(store::Reader& reader, RunId run, bool asJson, const Console& console) {
    AZR_TRY(const auto rules, reader.rules(run, asJson));
    std::vector<std::vector<std::string>> rows;
    for (const store::RuleRow& rule : rules) {
        if (asJson)
            console.json("rule", {{"run", run.value},
                                  {"rule", rule.rule},
                                  {"name", rule.name},
                                  {"condition", rule.condition},
                                  {"act", rule.act},
                                  {"tag", rule.tag},
                                  {"enabled", rule.enabled},
                                  {"removed", rule.removed},
                                  {"step", rule.step},
                                  {"met", rule.hits},
                                  {"mean_solve_rate", rule.meanSolveRate < 0 ? Json() : Json(rule.meanSolveRate)}});
        rows.push_back({std::to_string(rule.rule), rule.name, rule.condition,
                        rule.act + (rule.tag.empty() ? "" : " " + rule.tag), rule.enabled ? "on" : "off",
                        std::to_string(rule.hits), solved(rule.meanSolveRate)});
    }
    if (!asJson) console.out << table({"rule", "name", "condition", "does", "state", "met", "solved"}, rows);
    return {};
}

Status tryCondition(store::Reader& reader, RunId run, const std::string& condition, bool asJson,
                    const Console& console) {
    selfplay::Rule rule;
    rule.condition = condition;
    AZR_TRY(const session::RuleTrial trial, session::tryRule(reader, run, rule));
    if (asJson) {
        Json examples = Json::array();
        for (const store::TaskRow& row : trial.examples) examples.push_back(row.id.value);
        console.json("rule_trial", {{"run", run.value},
                                    {"tasks", trial.tasks},
                                    {"met", trial.met},
                                    {"buffered", trial.buffered},
                                    {"mean_solve_rate", trial.meanSolveRate < 0 ? Json() : Json(trial.meanSolveRate)},
                                    {"whole", trial.whole},
                                    {"examples", examples}});
        return {};
    }
    console.line(fmt::format(
        "it would have met {} of {} proposals{}; in the buffers {} tasks meet it now", trial.met, trial.tasks,
        trial.meanSolveRate < 0 ? "" : fmt::format(", mean solve rate {:.2f}", trial.meanSolveRate), trial.buffered));
    for (const store::TaskRow& row : trial.examples) console.line(fmt::format("  task {}", row.id.value));
    if (!trial.whole) console.line(fmt::format("the run has more tasks: the youngest {} were looked at", trial.tasks));
    return {};
}

ExitCode runRules(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "rules");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const bool asJson = arguments.has("--json");
    const auto condition = arguments.value("--try");
    const Status done = condition ? tryCondition(**reader, *run, *condition, asJson, console)
                                  : listRules(**reader, *run, asJson, console);
    if (done) return ExitCode::Ok;
    return done.error().code == ErrorCode::Parse ? console.usage(done.error(), "rules") : console.error(done.error());
}

/// What the options ask for, in the order of the help.
Result<std::vector<session::Command>> marksOf(const Arguments& arguments) {
    AZR_TRY(const auto task, arguments.integer("--task", 1, std::numeric_limits<std::int64_t>::max()));
    AZR_TRY(const auto run, arguments.integer("--run", 1, 1'000'000'000));
    if (task.has_value() == run.has_value())
        return fail(ErrorCode::InvalidArgument, "one of --task and --run says what is marked", "mark");
    const session::Marked of{TaskId{task.value_or(0)}, RunId{run.value_or(0)}};
    std::vector<session::Command> marks;
    if (arguments.has("--pin") && arguments.has("--unpin"))
        return fail(ErrorCode::InvalidArgument, "--pin and --unpin exclude each other", "mark");
    if (const bool pin = arguments.has("--pin"); pin || arguments.has("--unpin")) {
        if (task)
            marks.emplace_back(session::LoopAction(session::PinTask{of.task, pin}));
        else
            marks.emplace_back(session::MarkCommand(session::PinRun{of.run, pin}));
    }
    for (const std::string& tag : arguments.values("--tag"))
        marks.emplace_back(session::MarkCommand(session::SetTag{of, tag, true}));
    for (const std::string& tag : arguments.values("--untag"))
        marks.emplace_back(session::MarkCommand(session::SetTag{of, tag, false}));
    if (const auto note = arguments.value("--note"))
        marks.emplace_back(session::MarkCommand(session::SetNote{of, *note, {}}));
    if (marks.empty()) return fail(ErrorCode::InvalidArgument, "nothing to write: --pin, --tag, --note, …", "mark");
    return marks;
}

ExitCode runMark(const Arguments& arguments, const Console& console) {
    const auto marks = marksOf(arguments);
    if (!marks) return console.usage(marks.error(), "mark");
    const std::string workspace = workspaceOf(arguments);
    if (const Status there = workspaceIsThere(workspace); !there) return console.error(there.error());
    const auto session = session::Session::open(workspace, [] {});
    if (!session) return console.error(session.error());
    for (const session::Command& mark : *marks)
        if (const auto posted = (*session)->post(mark); !posted) return console.error(posted.error());
    return ExitCode::Ok;
}

}  // namespace

Command rulesCommand() {
    return {"rules",
            "List the rules of a run, or try a condition on its tasks.",
            "A condition is made of clauses joined by and: solve_rate > 0.9 and program ~ \"lambda\". Rules are put in "
            "force while the run trains: in the window, or with train --steer.",
            {{"RUN", "The run's number."}},
            {workspaceOption(),
             jsonOption(),
             {"--try", "CONDITION", "Tell which tasks would have met the condition; nothing changes."}},
            runRules};
}

Command markCommand() {
    return {
        "mark",
        "Pin or tag a task or a run, or write a note on it.",
        "A pinned task is never evicted, and drawn as a reference more often (buffer.pinned_weight), from the moment "
        "its run goes on. While another process trains in the workspace, its --steer file takes the same.",
        {},
        {{"--task", "TASK", "The task's number in the workspace."},
         {"--run", "RUN", "The run's number."},
         {"--pin", "", "Pin it."},
         {"--unpin", "", "Take the pin away."},
         {"--tag", "TAG", "Tag it. May be repeated.", true},
         {"--untag", "TAG", "Take the tag away. May be repeated.", true},
         {"--note", "TEXT", "Write a note on it in place of the one before; empty for none."},
         workspaceOption()},
        runMark};
}

}  // namespace azr::app
