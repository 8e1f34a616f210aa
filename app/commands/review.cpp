// The tasks of a run that wait for a person (selfplay.review_share), and decisions about them.
#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "app/command.h"
#include "app/workspace.h"
#include "core/session/session.h"

namespace azr::app {
namespace {

/// What one option asks for, in its order.
Status addDecisions(const Arguments& arguments, RunId run, const char* option, std::vector<session::Command>& into) {
    for (const std::string& text : arguments.values(option)) {
        std::int64_t id = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (code != std::errc() || end != text.data() + text.size() || session::runOf(TaskId{id}) != run)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no task of run {}", text, run.value), option,
                        fmt::format("azr-studio review {} lists what waits", run.value));
        if (std::string_view(option) == "--admit")
            into.emplace_back(session::LoopAction(session::AdmitTask{TaskId{id}}));
        else
            into.emplace_back(session::LoopAction(session::VetoTask{TaskId{id}, arguments.valueOr("--reason", "")}));
    }
    return {};
}

/// A decision as a JSON line: which task, and what becomes of it.
Json decidedJson(const session::Command& decision, RunId run) {
    const auto& action = std::get<session::LoopAction>(decision);
    const auto* admit = std::get_if<session::AdmitTask>(&action);
    const TaskId task = admit != nullptr ? admit->task : std::get<session::VetoTask>(action).task;
    return {{"run", run.value}, {"task", task.value}, {"decision", admit != nullptr ? "admit" : "veto"}};
}

Status decide(const std::string& workspace, RunId run, const std::vector<session::Command>& decisions, bool asJson,
              const Console& console) {
    AZR_CHECK(workspaceIsThere(workspace));
    AZR_TRY(const auto session, session::Session::open(workspace, [] {}));
    if (session->readOnly() && !session->lockHolder().empty())
        return fail(ErrorCode::Conflict, "another process trains here: " + session->lockHolder(), workspace,
                    "decide in its window, or append lines such as {\"command\": \"admit_task\", \"task\": 12} to its "
                    "--steer file");
    for (const session::Command& decision : decisions) {
        AZR_CHECK(session->post(decision));
        if (asJson) console.json("decided", decidedJson(decision, run));
    }
    if (asJson) return {};
    console.line(decisions.size() == 1
                     ? "decided; it is applied when the run goes on"
                     : fmt::format("{} decided; they are applied when the run goes on", decisions.size()));
    return {};
}

Json waitingJson(const store::TaskRow& task, const config::SelfPlayConfig& play) {
    return {{"task", task.id.value},
            {"run", task.run.value},
            {"kind", task.kind},
            {"step", task.step},
            {"decided_at", task.step + play.reviewTimeout},
            {"default", config::name(play.reviewDefault)},
            {"pending", task.pending.empty() ? Json() : Json(task.pending)},
            {"solve_rate", task.learnability < 0 ? Json() : Json(task.learnability)},
            {"learnability", task.learnability < 0 ? Json() : Json(task.learnReward)},
            {"program", task.program},
            {"input", task.input},
            {"output", task.output},
            {"message", task.message}};
}

Status list(store::Reader& reader, RunId id, bool asJson, const Console& console) {
    AZR_TRY(const store::RunRow run, reader.run(id));
    AZR_TRY(const config::RunConfig config, settingsOf(run));
    store::TaskQuery query;
    query.filter.run = id;
    query.filter.status = "waiting";
    query.order = {{store::TaskSort::Id, false}};
    std::vector<std::vector<std::string>> rows;
    for (;;) {
        AZR_TRY(const auto page, reader.tasks(query));
        for (const store::TaskRow& task : page.rows) {
            if (asJson) console.json("waiting_task", waitingJson(task, config.selfplay));
            rows.push_back({std::to_string(task.id.value), std::to_string(task.step),
                            std::to_string(task.step + config.selfplay.reviewTimeout), task.kind,
                            task.learnability < 0 ? "" : fmt::format("{:.2f}", task.learnability), task.pending,
                            gist(task.program)});
        }
        if (!page.next) break;
        query.after = page.next;
    }
    if (asJson) return {};
    console.out << table({"task", "step", "decided at", "kind", "solved", "pending", "program"}, rows);
    if (config.selfplay.reviewShare <= 0)
        console.line("the gate is off: selfplay.review_share is 0");
    else
        console.line(fmt::format("whatever nobody decides about is decided by selfplay.review_default: {}",
                                 config::name(config.selfplay.reviewDefault)));
    return {};
}

ExitCode runReview(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "review");
    std::vector<session::Command> decisions;
    for (const char* option : {"--admit", "--veto"})
        if (const Status read = addDecisions(arguments, *run, option, decisions); !read)
            return console.usage(read.error(), "review");
    if (arguments.has("--reason") && !arguments.has("--veto"))
        return console.usage({ErrorCode::InvalidArgument, "is a reason of what? It goes with --veto", "--reason", {}},
                             "review");
    const std::string workspace = workspaceOf(arguments);
    if (!decisions.empty()) {
        const Status done = decide(workspace, *run, decisions, arguments.has("--json"), console);
        return done ? ExitCode::Ok : console.error(done.error());
    }
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    const Status done = list(**reader, *run, arguments.has("--json"), console);
    return done ? ExitCode::Ok : console.error(done.error());
}

}  // namespace

Command reviewCommand() {
    return {"review",
            "List the tasks of a run that wait for a person, or decide about them.",
            "Tasks wait where selfplay.review_share is above 0; after selfplay.review_timeout steps "
            "selfplay.review_default decides. A decision about a run at rest is applied when it goes on. While another "
            "process trains in the workspace, its --steer file takes admit_task and veto_task.",
            {{"RUN", "The run's number."}},
            {{"--admit", "TASK", "Let the task into its buffer. May be repeated.", true},
             {"--veto", "TASK", "Keep the task out of it. May be repeated.", true},
             {"--reason", "TEXT", "Why the tasks are vetoed; kept with them."},
             workspaceOption(),
             jsonOption()},
            runReview};
}

}  // namespace azr::app
