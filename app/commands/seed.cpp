// Seeds from a file, checked in the sandbox and handed to a run that trains.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>
#include <utility>

#include "app/command.h"
#include "app/workspace.h"
#include "core/base/files.h"
#include "core/selfplay/kinds.h"
#include "core/session/command.h"
#include "core/session/draft_file.h"
#include "core/session/models/chat.h"
#include "core/session/running/parts.h"
#include "core/session/running/resume.h"
#include "core/session/running/seed_gate.h"

namespace azr::app {
namespace {

struct Checked {
    session::Draft draft;
    execution::ValidateOutcome outcome;
    std::vector<std::size_t> falseClaims;
    std::string refused;     ///< why the run would not take it
    std::size_t sameAs = 0;  ///< the number of an earlier seed of the file that is the same; 0: none
    std::string line;        ///< the command that hands it over; empty: it is not handed over
    [[nodiscard]] bool runs() const { return outcome.verdict == execution::Verdict::Ok; }
    [[nodiscard]] bool valid() const { return runs() && refused.empty(); }
};

/// What seeds are judged by: the sandbox, and a run's settings, vocabulary and prompts where one is named.
class SeedJudge {
  public:
    [[nodiscard]] static Result<std::unique_ptr<SeedJudge>> open(const std::optional<store::RunRow>& run);
    [[nodiscard]] Checked check(const session::Draft& draft) const;

  private:
    Status openGate(const store::RunRow& run, const config::RunConfig& config);

    std::unique_ptr<execution::Executor> m_executor;
    std::unique_ptr<tokenizer::Tokenizer> m_tokenizer;
    std::unique_ptr<selfplay::TextCodec> m_codec;
    session::SeedGate m_gate;
    std::unique_ptr<session::SeedGate::Opened> m_opened;
};

Result<std::unique_ptr<SeedJudge>> SeedJudge::open(const std::optional<store::RunRow>& run) {
    auto judge = std::make_unique<SeedJudge>();
    execution::ExecutorOptions options;
    if (run) {
        AZR_TRY(const config::RunConfig config, settingsOf(*run));
        options = session::executorOptions(config);
        AZR_CHECK(judge->openGate(*run, config));
    }
    AZR_TRY(judge->m_executor, execution::openExecutor(options));
    return judge;
}

Status SeedJudge::openGate(const store::RunRow& run, const config::RunConfig& config) {
    const std::filesystem::path model = session::modelFolder(config);
    AZR_TRY(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(model));
    m_tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(tokenizer));
    selfplay::PromptWrapper wrapper{config.prompt.wrapper, {}};
    if (wrapper.style == selfplay::WrapperStyle::Chat) {
        AZR_TRY(wrapper.chat, session::openChat(model, *m_tokenizer, session::chatOptions(config)));
    }
    m_codec = selfplay::codecOf(*m_tokenizer, {});
    m_opened = std::make_unique<session::SeedGate::Opened>(
        m_gate, session::SeedGate::Rules{run.id, run.name, config.model.folder, *m_codec, std::move(wrapper),
                                         config.prompt, config.selfplay, config.executor.runs});
    return {};
}

constexpr std::array<std::string_view, 5> kPartNames = {"program", "input", "output", "message", "pairs"};

/// "the model has no token for 'é' (program, line 2, column 12)"
std::string textOf(const selfplay::SeedProblem& problem) {
    std::string text;
    std::set<std::string> told;
    for (const selfplay::UnwrittenText& one : problem.unwritten) {
        if (!told.insert(one.text).second) continue;
        text += fmt::format("{}'{}' ({}{}, line {}, column {})", text.empty() ? "the model has no token for " : ", ",
                            one.text, kPartNames[static_cast<std::size_t>(one.part)],
                            one.pair > 0 ? fmt::format(" of pair {}", one.pair) : "", one.line, one.column);
    }
    if (!text.empty()) return text;
    if (problem.limit > 0)
        return fmt::format("the question to the model would have {} tokens, and {} are allowed (prompt.prompt_limit)",
                           problem.tokens, problem.limit);
    return problem.detail;
}

Checked SeedJudge::check(const session::Draft& draft) const {
    execution::ValidateRequest request;
    request.program = draft.program;
    request.imports = draft.imports;
    request.inputs = draft.inputs;
    request.errors = selfplay::namesError(draft.kind);
    request.compare = true;
    m_gate.prepare(request);
    Checked checked{draft, m_executor->validate(std::move(request), execution::Lane::Window).get(), {}, {}, 0, {}};
    if (!checked.runs()) return checked;
    checked.falseClaims = session::falseClaims(draft, checked.outcome);
    const selfplay::Task task = session::taskOf(draft, checked.outcome);
    if (m_opened)
        if (const auto refusal = m_gate.judge(task)) checked.refused = textOf(refusal->problem);
    checked.line = dumpLine(session::toJson(session::Command(session::LoopAction(session::SeedTask{task}))));
    return checked;
}

/// All of the file. What stands in it twice is a seed once.
std::vector<Checked> checkAll(const SeedJudge& judge, const session::DraftFile& file,
                              const std::function<void(const Checked&, std::size_t number)>& told) {
    std::vector<Checked> all;
    for (const session::Draft& draft : file.drafts) {
        Checked one = judge.check(draft);
        const auto same = std::ranges::find(all, one.line, &Checked::line);
        if (!one.line.empty() && same != all.end()) one.sameAs = static_cast<std::size_t>(same - all.begin()) + 1;
        all.push_back(std::move(one));
        told(all.back(), all.size());
    }
    return all;
}

std::string valuesOf(const Checked& checked) {
    std::string text;
    if (!checked.runs()) return text;
    for (const execution::RunOutcome& run : checked.outcome.runs) {
        text += (text.empty() ? "" : ", ") + run.value;
        if (!run.again.empty() && run.again != run.value) text += " / " + run.again;
    }
    return text;
}

/// What there is to say of it beside its verdict.
std::string noteOn(const Checked& checked) {
    if (!checked.runs()) return checked.outcome.detail;
    if (!checked.refused.empty()) return checked.refused;
    if (checked.sameAs > 0) return fmt::format("the same as seed {}", checked.sameAs);
    return checked.falseClaims.empty() ? "" : "the file says otherwise";
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
            {"refused", checked.refused.empty() ? Json() : Json(checked.refused)},
            {"same_as", checked.sameAs > 0 ? Json(checked.sameAs) : Json()},
            {"values", values},
            {"again", again},
            {"false_claims", checked.falseClaims},
            {"program", checked.draft.program}};
}

struct Appended {
    std::int64_t added = 0, there = 0;  ///< `there`: stood in the file already
};

/// Behind what stands in the file, all at once; nothing twice.
Result<Appended> append(const std::string& file, const std::vector<Checked>& all) {
    std::string before;
    if (std::error_code ignored; std::filesystem::exists(file, ignored)) {
        AZR_TRY(before, readFile(file));
    }
    std::set<std::string> known;
    for (std::size_t begin = 0; begin < before.size();) {
        const std::size_t end = std::min(before.find('\n', begin), before.size());
        known.insert(before.substr(begin, end - begin));
        begin = end + 1;
    }
    Appended done;
    std::string lines;
    for (const Checked& one : all) {
        if (!one.valid() || one.sameAs > 0) continue;
        const bool fresh = known.insert(one.line).second;
        ++(fresh ? done.added : done.there);
        if (fresh) lines += one.line + '\n';
    }
    if (lines.empty()) return done;
    if (!before.empty() && before.back() != '\n') lines.insert(0, 1, '\n');
    std::ofstream stream(file, std::ios::app | std::ios::binary);
    stream << lines << std::flush;
    if (!stream) return fail(ErrorCode::Io, "cannot be written", file);
    return done;
}

void tell(const Appended& done, const std::string& file, const std::optional<store::RunRow>& run, bool asJson,
          const Console& console) {
    const bool rests = run && !session::saysAtWork(run->state);
    if (asJson) {
        console.json("seeds_appended", {{"file", file},
                                        {"count", done.added},
                                        {"there", done.there},
                                        {"run", run ? Json(run->id.value) : Json()},
                                        {"at_work", run ? Json(!rests) : Json()}});
        return;
    }
    const auto seeds = [](std::int64_t count) { return fmt::format("{} seed{}", count, count == 1 ? "" : "s"); };
    console.line(seeds(done.added) + " appended to " + file +
                 (done.there > 0 ? fmt::format("; {} stood there already", done.there) : ""));
    if (rests && done.added > 0)
        console.line(fmt::format("run {} is at rest: it takes them when it goes on with train --resume {} --steer {}",
                                 run->id.value, run->id.value, file));
}

Result<std::optional<store::RunRow>> runOf(const Arguments& arguments) {
    const auto text = arguments.value("--run");
    if (!text) return std::optional<store::RunRow>();
    AZR_TRY(const RunId id, runIdOf(*text));
    AZR_TRY(const std::unique_ptr<store::Reader> reader, openReader(workspaceOf(arguments)));
    AZR_TRY(store::RunRow row, reader->run(id));
    return std::optional(std::move(row));
}

ExitCode runSeed(const Arguments& arguments, const Console& console) {
    const auto run = runOf(arguments);
    if (!run) return console.refuse(run.error(), "seed");
    const auto file = session::readDrafts(arguments.positionals().front());
    if (!file) return console.error(file.error());
    const auto judge = SeedJudge::open(*run);
    if (!judge) return console.error(judge.error());
    const bool asJson = arguments.has("--json");
    std::vector<std::vector<std::string>> rows;
    const auto all = checkAll(**judge, *file, [&](const Checked& one, std::size_t number) {
        if (asJson) return console.json("seed", jsonOf(one, number));
        const std::string verdict = std::string(execution::name(one.outcome.verdict)) +
                                    (one.outcome.reason.empty() ? "" : " " + one.outcome.reason);
        rows.push_back({std::to_string(number), std::string(selfplay::name(one.draft.kind)), verdict, valuesOf(one),
                        noteOn(one), gist(one.draft.program)});
    });
    if (!asJson && !rows.empty()) console.out << table({"seed", "kind", "verdict", "output", "note", "program"}, rows);
    for (const Error& problem : file->problems) {
        if (asJson) console.json("error", {{"place", problem.place}, {"error", describe(problem)}});
        (void)console.error(problem);
    }
    if (const auto steer = arguments.value("--steer")) {
        const auto done = append(*steer, all);
        if (!done) return console.error(done.error());
        tell(*done, *steer, *run, asJson, console);
    }
    return file->problems.empty() && std::ranges::all_of(all, &Checked::valid) ? ExitCode::Ok : ExitCode::SomeLines;
}

}  // namespace

Command seedCommand() {
    return {"seed",
            "Check a file of seeds, and hand those that are valid to a run that trains.",
            "The file holds JSON lines as export tasks writes them and seed_tasks reads them; a line that names no "
            "_kind seeds deduction and abduction. Each is run in the sandbox under two hash seeds; where they differ, "
            "both outputs are told. With --run they are judged as that run would: by its sandbox, its vocabulary, its "
            "prompt limit and its kinds. With --steer the valid ones, each once, are appended to the file of commands "
            "that train --steer follows; the run adds them to its buffers between two steps, or says why not. Ends "
            "with 3 when some are not valid.",
            {{"FILE", "JSON lines of tasks."}},
            {{"--run", "RUN", "The run that is to take them, of the workspace."},
             {"--steer", "FILE", "The file of commands that the trainer follows."},
             workspaceOption(),
             jsonOption()},
            runSeed};
}

}  // namespace azr::app
