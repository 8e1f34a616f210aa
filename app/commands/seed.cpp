// Seeds from a file, checked in the sandbox and handed to a run that trains.
#include <fmt/format.h>

#include <fstream>
#include <ostream>

#include "app/command.h"
#include "core/selfplay/kinds.h"
#include "core/session/command.h"
#include "core/session/draft_file.h"

namespace azr::app {
namespace {

struct Checked {
    session::Draft draft;
    execution::ValidateOutcome outcome;
    std::vector<std::size_t> falseClaims;
    [[nodiscard]] bool valid() const { return outcome.verdict == execution::Verdict::Ok; }
};

Checked check(execution::Executor& executor, const session::Draft& draft) {
    execution::ValidateRequest request;
    request.program = draft.program;
    request.imports = draft.imports;
    request.inputs = draft.inputs;
    request.errors = selfplay::namesError(draft.kind);
    request.compare = true;
    Checked checked{draft, executor.validate(std::move(request), execution::Lane::Window).get(), {}};
    checked.falseClaims = session::falseClaims(draft, checked.outcome);
    return checked;
}

std::string valuesOf(const Checked& checked) {
    std::string text;
    for (const execution::RunOutcome& run : checked.outcome.runs) {
        text += (text.empty() ? "" : ", ") + run.value;
        if (!run.again.empty() && run.again != run.value) text += " / " + run.again;
    }
    return text;
}

Json jsonOf(const Checked& checked, std::size_t number) {
    Json values = Json::array(), again = Json::array();
    for (const execution::RunOutcome& run : checked.outcome.runs) {
        values.push_back(run.value);
        again.push_back(run.again);
    }
    return {{"number", number},
            {"kind", selfplay::name(checked.draft.kind)},
            {"verdict", execution::name(checked.outcome.verdict)},
            {"reason", checked.outcome.reason},
            {"detail", checked.outcome.detail},
            {"values", values},
            {"again", again},
            {"false_claims", checked.falseClaims},
            {"program", checked.draft.program}};
}

/// Behind what stands there, all at once.
Status append(const std::string& file, const std::vector<Checked>& all, const Console& console) {
    std::string lines;
    int count = 0;
    for (const Checked& one : all) {
        if (!one.valid()) continue;
        const session::SeedTask seed{session::taskOf(one.draft, one.outcome)};
        lines += dumpLine(session::toJson(session::Command(session::LoopAction(seed)))) + '\n';
        ++count;
    }
    std::ofstream stream(file, std::ios::app | std::ios::binary);
    stream << lines << std::flush;
    if (!stream) return fail(ErrorCode::Io, "cannot be written", file);
    console.line(fmt::format("{} seeds appended to {}", count, file));
    return {};
}

ExitCode runSeed(const Arguments& arguments, const Console& console) {
    const auto file = session::readDrafts(arguments.positionals().front());
    if (!file) return console.error(file.error());
    const auto executor = execution::openExecutor({});
    if (!executor) return console.error(executor.error());
    const bool asJson = arguments.has("--json");
    std::vector<Checked> all;
    std::vector<std::vector<std::string>> rows;
    bool whole = file->problems.empty();
    for (const session::Draft& draft : file->drafts) {
        all.push_back(check(**executor, draft));
        const Checked& one = all.back();
        whole = whole && one.valid();
        if (asJson) console.json("seed", jsonOf(one, all.size()));
        const std::string verdict = std::string(execution::name(one.outcome.verdict)) +
                                    (one.outcome.reason.empty() ? "" : " " + one.outcome.reason);
        rows.push_back({std::to_string(all.size()), std::string(selfplay::name(draft.kind)), verdict, valuesOf(one),
                        one.falseClaims.empty() ? "" : "the file says otherwise", gist(draft.program)});
    }
    if (!asJson) console.out << table({"seed", "kind", "verdict", "output", "", "program"}, rows);
    for (const Error& problem : file->problems) (void)console.error(problem);
    if (const auto steer = arguments.value("--steer"))
        if (const Status done = append(*steer, all, console); !done) return console.error(done.error());
    return whole ? ExitCode::Ok : ExitCode::SomeLines;
}

}  // namespace

Command seedCommand() {
    return {"seed",
            "Check a file of seeds, and hand those that are valid to a run that trains.",
            "The file holds JSON lines as export tasks writes them and seed_tasks reads them; a line that names no "
            "_kind seeds deduction and abduction. Each is run in the sandbox under two hash seeds; where they differ, "
            "both outputs are told. With --steer the valid ones are appended to the file of commands that train "
            "--steer follows; the run adds them to its buffers between two steps, or says why not. Ends with 3 when "
            "some are not valid.",
            {{"FILE", "JSON lines of tasks."}},
            {{"--steer", "FILE", "The file of commands that the trainer follows."}, jsonOption()},
            runSeed};
}

}  // namespace azr::app
