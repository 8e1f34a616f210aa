#include "core/execution/jsonl.h"

#include <algorithm>
#include <chrono>
#include <istream>
#include <memory>
#include <ostream>
#include <thread>

#include "core/base/channel.h"
#include "core/base/line_reader.h"
#include "core/execution/line_requests.h"
#include "core/execution/values/literal.h"

namespace azr::execution {
namespace {

constexpr int kFormatVersion = 1;

/// What a line becomes once its verdict is in.
using Finish = std::function<Json(Executor&, const Control&)>;

/// False when a stop was asked for first: what is under way may take as long as its limits allow.
template <class T>
bool arrives(const std::future<T>& future, const Control& control) {
    while (future.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready)
        if (control.stopRequested()) return false;
    return true;
}

Json idOf(const Json& line) {
    return line.is_object() && line.contains("id") ? line["id"] : Json();
}

Json startLine(const Json& id) {
    Json out;
    out["v"] = kFormatVersion;
    out["id"] = id;
    return out;
}

/// Whether a canonical value equals a gold text; empty when the text has no value at all.
std::optional<bool> matches(Executor& executor, const std::string& value, const std::string& gold,
                            const std::vector<std::string>& imports, const LineOptions& options,
                            const Control& control) {
    const auto got = parseLiteral(value, 2 * kMaxValueBytes);
    if (!got) return std::nullopt;
    if (const auto wanted = parseLiteral(gold, 2 * kMaxValueBytes))
        return options.strictTypes ? strictlyEqual(*got, *wanted) : equal(*got, *wanted);
    GradeRequest request;
    request.kind = AnswerKind::Output;
    request.gold = gold;
    request.imports = imports;
    request.answers = {value};
    request.strictTypes = options.strictTypes;
    auto graded = executor.grade(std::move(request), options.lane);
    if (!arrives(graded, control)) return std::nullopt;
    const GradeOutcome outcome = graded.get().front();
    if (outcome.reason == "gold_is_no_value" || outcome.verdict == Verdict::InfraError) return std::nullopt;
    return outcome.verdict == Verdict::Ok;
}

/// Whether `gold` is `value` with its middle left out, as some tools shorten what they store.
bool isShortened(const std::string& gold, const std::string& value) {
    const std::size_t cut = gold.find("...");
    if (cut == std::string::npos || value.size() <= gold.size()) return false;
    return value.starts_with(gold.substr(0, cut)) && value.ends_with(gold.substr(cut + 3));
}

/// A value that can be no gold is still compared: as canonical text, with the given one evaluated in the jail.
bool sameText(Executor& executor, const std::string& value, const std::string& gold,
              const std::vector<std::string>& imports, const LineOptions& options, const Control& control) {
    ValidateRequest request;
    request.program = "def f():\n    return (" + gold + "\n)";
    request.imports = imports;
    request.inputs = {""};
    auto evaluated = executor.validate(std::move(request), options.lane);
    return arrives(evaluated, control) && evaluated.get().runs.front().value == value;
}

/// The same of a name: it is graded as a solver's answer would be.
void compareName(Json& out, Executor& executor, const RunOutcome& run, const std::string& gold,
                 const LineOptions& options, const Control& control) {
    GradeRequest request;
    request.kind = AnswerKind::Error;
    request.gold = run.value;
    request.answers = {gold};
    auto graded = executor.grade(std::move(request), options.lane);
    const bool same =
        run.verdict == Verdict::Ok && arrives(graded, control) && graded.get().front().verdict == Verdict::Ok;
    out["matches"] = same;
    if (!same && run.verdict == Verdict::Ok) out["mismatch"] = "the name differs";
}

/// Writes "matches" for a run, and why not. A refused value (no gold for training) may match all the same.
void compareRun(Json& out, Executor& executor, const RunOutcome& run, const std::string& gold,
                const std::vector<std::string>& imports, const LineOptions& options, const Control& control) {
    const bool refused = run.verdict == Verdict::Rejected && !run.value.empty();
    if (run.verdict != Verdict::Ok && !refused) {
        out["matches"] = false;
        return;
    }
    if (gold.find_first_not_of(" \t\r\n") == std::string::npos) {
        out["matches"] = false;
        out["mismatch"] = "the given output is empty";
        return;
    }
    auto same = matches(executor, run.value, gold, imports, options, control);
    if (refused && !same.value_or(false)) same = sameText(executor, run.value, gold, imports, options, control);
    out["matches"] = same.value_or(false);
    if (same.value_or(false)) return;
    out["mismatch"] = isShortened(gold, run.value) ? "the given output is shortened"
                      : same                       ? "the value differs"
                                                   : "the given output is no value";
}

Json measuresJson(const ValidateOutcome& outcome) {
    const ProgramMeasures& m = outcome.measures;
    Json out;
    out["pure"] = m.pure;
    out["nodes"] = m.nodes;
    out["complexity"] = m.complexity;
    out["cyclomatic"] = m.cyclomatic;
    out["halstead_effort"] = m.halsteadEffort;
    out["halstead_volume"] = m.halsteadVolume;
    out["signature"] = m.signature;
    out["findings"] = m.findings;
    return out;
}

/// What `check` was asked, kept until the verdict is in.
struct Asked {
    Json id;
    std::vector<std::string> imports, golds;
    bool many = false, errors = false;
    std::future<ValidateOutcome> future;
};

void writeRun(Json& out, const RunOutcome& run) {
    out["value"] = run.verdict == Verdict::Ok ? Json(run.value) : Json();
    out["type"] = run.verdict == Verdict::Ok ? Json(run.type) : Json();
}

/// Null where a stop came first: the comparison may need the jail.
Json checked(Executor& executor, Asked& asked, const LineOptions& options, const Control& control) {
    if (!arrives(asked.future, control)) return {};
    const ValidateOutcome outcome = asked.future.get();
    Json out = startLine(asked.id);
    out["verdict"] = name(outcome.verdict);
    out["reason"] = outcome.reason;
    if (!asked.many) {
        writeRun(out, outcome.runs.empty() ? RunOutcome{} : outcome.runs.front());
        if (!asked.golds.empty()) {
            RunOutcome run = outcome.runs.empty() ? RunOutcome{} : outcome.runs.front();
            run.verdict = outcome.verdict;
            if (outcome.runs.empty()) run.value.clear();
            if (asked.errors)
                compareName(out, executor, run, asked.golds.front(), options, control);
            else
                compareRun(out, executor, run, asked.golds.front(), asked.imports, options, control);
        }
    } else {
        Json pairs = Json::array();
        for (std::size_t i = 0; i < outcome.runs.size(); ++i) {
            const RunOutcome& run = outcome.runs[i];
            Json pair;
            pair["verdict"] = name(run.verdict);
            pair["reason"] = run.reason;
            writeRun(pair, run);
            if (i < asked.golds.size() && asked.errors)
                compareName(pair, executor, run, asked.golds[i], options, control);
            else if (i < asked.golds.size())
                compareRun(pair, executor, run, asked.golds[i], asked.imports, options, control);
            pairs.push_back(std::move(pair));
        }
        out["pairs"] = std::move(pairs);
    }
    out["detail"] = outcome.detail;
    out["ms"] = outcome.milliseconds;
    if (options.trace) {
        out["measures"] = measuresJson(outcome);
        for (const RunOutcome& run : outcome.runs) {
            out["cpu_ms"].push_back(run.cpuMs);
            out["printed"].push_back(run.printed);
        }
    }
    return control.stopRequested() ? Json() : out;
}

Result<Finish> submitCheck(Executor& executor, const Json& line, const LineOptions& options) {
    AZR_TRY(CheckLine wanted, checkLineOf(line));
    auto asked = std::make_shared<Asked>();  // std::function wants copies; there is only one
    asked->id = idOf(line);
    asked->many = wanted.many;
    asked->errors = wanted.request.errors;
    asked->golds = std::move(wanted.golds);
    asked->imports = wanted.request.imports;
    if (options.runs > 0) wanted.request.runs = options.runs;
    asked->future = executor.validate(std::move(wanted.request), options.lane);
    return Finish(
        [asked, options](Executor& with, const Control& control) { return checked(with, *asked, options, control); });
}

Json graded(const Json& id, const GradeOutcome& outcome, AnswerKind kind, const LineOptions& options) {
    Json out;
    out["v"] = kFormatVersion;
    out["type"] = "grade";
    out["id"] = id;
    out["solved"] = outcome.verdict == Verdict::Ok;
    out["verdict"] = name(outcome.verdict);
    out["reason"] = outcome.reason;
    out["detail"] = outcome.detail;
    if (outcome.loose) out["loose"] = true;
    if (kind == AnswerKind::Program) out["share"] = outcome.share;
    if (options.trace) out["cpu_ms"] = outcome.cpuMs;
    return out;
}

/// What `grade` was asked, kept until the verdict is in.
struct AskedGrade {
    Json id;
    std::int64_t number = 0;  ///< of the line
    GradeRequest request;
    std::future<ValidateOutcome> gold;  ///< what the program gives on its input, where the line has no output
    std::future<std::vector<GradeOutcome>> answer;
};

/// An error line, or null where a stop came first.
Json judged(Executor& executor, AskedGrade& asked, const LineOptions& options, const Control& control) {
    const AnswerKind kind = asked.request.kind;
    if (asked.gold.valid()) {
        if (!arrives(asked.gold, control)) return {};
        const ValidateOutcome own = asked.gold.get();
        if (own.verdict != Verdict::Ok)
            return errorLine(
                asked.id, asked.number,
                {ErrorCode::Parse,
                 "the program gives no output on its input: " + std::string(name(own.verdict)) + ' ' + own.reason,
                 {},
                 {}});
        asked.request.gold = own.runs.front().value;
        asked.answer = executor.grade(asked.request, options.lane);
    }
    return arrives(asked.answer, control) ? graded(asked.id, asked.answer.get().front(), kind, options) : Json();
}

Result<Finish> submitGrade(Executor& executor, const Json& line, const LineOptions& options, std::int64_t number) {
    AZR_TRY(GradeLine wanted, gradeLineOf(line));
    auto asked = std::make_shared<AskedGrade>();
    asked->number = number;
    asked->id = idOf(line);
    asked->request = std::move(wanted.request);
    asked->request.strictTypes = options.strictTypes;
    asked->request.runs = options.runs;
    if (wanted.ownGold) {
        ValidateRequest own;
        own.program = asked->request.program;
        own.imports = asked->request.imports;
        own.inputs = {wanted.input};
        own.errors = asked->request.kind == AnswerKind::Error;
        if (options.runs > 0) own.runs = options.runs;
        asked->gold = executor.validate(std::move(own), options.lane);
    } else {
        asked->answer = executor.grade(asked->request, options.lane);
    }
    return Finish(
        [asked, options](Executor& with, const Control& control) { return judged(with, *asked, options, control); });
}

void countLine(LineTotals& totals, const Json& out) {
    ++totals.lines;
    if (!out.contains("verdict")) {
        ++totals.errors;
        return;
    }
    if (const auto verdict = verdictFromName(out["verdict"].get<std::string>()))
        ++totals.verdicts[static_cast<std::size_t>(*verdict)];
    const auto compare = [&](const Json& one, const char* key) {
        if (!one.contains(key)) return;
        ++totals.compared;
        totals.matched += one[key].get<bool>() ? 1 : 0;
    };
    compare(out, "matches");
    compare(out, "solved");
    if (out.contains("pairs"))
        for (const Json& pair : out["pairs"]) compare(pair, "matches");
}

Result<Finish> submit(Executor& executor, LineCommand command, const Json& line, const LineOptions& options,
                      std::int64_t number = 0) {
    return command == LineCommand::Check ? submitCheck(executor, line, options)
                                         : submitGrade(executor, line, options, number);
}

Json oneLine(Executor& executor, LineCommand command, const Json& line, const LineOptions& options) {
    auto finish = submit(executor, command, line, options);
    const Control control;
    return finish ? (*finish)(executor, control) : errorLine(idOf(line), 0, finish.error());
}

}  // namespace

Json errorLine(const Json& id, std::int64_t number, const Error& error) {
    Json out;
    out["v"] = kFormatVersion;
    out["type"] = "error";
    out["id"] = id;
    if (number > 0) out["line"] = number;
    out["error"] = describe(error);
    return out;
}

Json checkLine(Executor& executor, const Json& line, const LineOptions& options) {
    return oneLine(executor, LineCommand::Check, line, options);
}

Json gradeLine(Executor& executor, const Json& line, const LineOptions& options) {
    return oneLine(executor, LineCommand::Grade, line, options);
}

Result<LineTotals> processLines(Executor& executor, LineCommand command, std::istream& in, std::ostream& out,
                                const LineOptions& options, Control& control,
                                const std::function<void(const LineTotals&)>& progress) {
    const auto start = std::chrono::steady_clock::now();
    LineTotals totals;
    // Answers are written as they come, also while the next line is awaited: the other side may be waiting for them.
    Channel<Finish> underWay(static_cast<std::size_t>(std::max(1, options.ahead)));
    Status written;
    const auto writeAnswers = [&]() -> Status {
        while (auto finish = underWay.pop()) {
            if (control.stopRequested() || !out) underWay.close();
            const Json line = (*finish)(executor, control);
            if (line.is_null()) {
                underWay.close();
                break;
            }
            out << dumpLine(line) << '\n';
            if (underWay.size() == 0) out.flush();
            countLine(totals, line);
            totals.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
            if (progress) progress(totals);
        }
        return {};
    };
    std::jthread writer([&] {
        written = guarded("the answers", writeAnswers);
        if (!written) underWay.close();
    });
    for (LineReader reader(in); control.checkpoint();) {
        const auto line = reader.next();
        if (!line) break;
        Result<Finish> finish = line->json ? submit(executor, command, *line->json, options, line->number)
                                           : tl::make_unexpected(line->json.error());
        if (!finish) {
            Json broken = errorLine(line->id, line->number, finish.error());
            finish = Finish([broken](Executor&, const Control&) { return broken; });
        }
        if (!underWay.push(std::move(*finish))) break;
    }
    underWay.finish();
    writer.join();
    out.flush();
    AZR_CHECK(written);
    AZR_CHECK(control.checkpoint());
    return totals;
}

}  // namespace azr::execution
