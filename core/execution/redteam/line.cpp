#include "core/execution/redteam/line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>

#include "core/base/rng.h"

namespace azr::execution::redteam {
namespace {

Result<AnswerKind> kindOf(const std::string& name, const std::string& place) {
    if (const auto known = answerKindFromName(name)) return *known;
    return fail(ErrorCode::Parse, fmt::format("field 'kind': '{}' is none of {}", name, fmt::join(kAnswerNames, ", ")),
                place);
}

/// Which of the two clocks ends an endless program depends on how busy the machine is; that it was ended does not.
Verdict ofAnyClock(Verdict verdict) {
    return verdict == Verdict::TimeoutWall ? Verdict::TimeoutCpu : verdict;
}

Seen seenOf(const ValidateOutcome& outcome) {
    Seen seen{ofAnyClock(outcome.verdict), outcome.reason, {}, 0, outcome.measures.pure, true};
    for (const RunOutcome& run : outcome.runs) {
        if (!seen.value.empty()) seen.value += '\n';
        seen.value +=
            run.verdict == Verdict::Ok ? run.value : std::string(name(ofAnyClock(run.verdict))) + ' ' + run.reason;
    }
    return seen;
}

Seen seenOf(const GradeOutcome& outcome) {
    return {ofAnyClock(outcome.verdict), outcome.reason, outcome.verdict == Verdict::Wrong ? outcome.detail : "",
            outcome.share};
}

ValidateRequest validateRequest(const Line& line) {
    ValidateRequest request;
    request.program = line.program;
    request.imports = line.imports;
    request.inputs = line.inputs;
    request.errors = line.errors;
    request.rules.given = line.given;
    return request;
}

GradeRequest gradeRequest(const Line& line) {
    GradeRequest request;
    request.kind = line.kind;
    request.program = line.program;
    request.imports = line.imports;
    request.gold = line.output;
    request.hidden = line.hidden;
    request.answers = {line.answer};
    return request;
}

Status readCheck(const Json& json, const std::string& place, Line& line) {
    AZR_TRY(line.program, field<std::string>(json, "program", place));
    AZR_TRY(line.given, fieldOr<int>(json, "given", 0, place));
    if (json.contains("kind")) {
        AZR_TRY(const std::string kind, field<std::string>(json, "kind", place));
        AZR_TRY(const AnswerKind known, kindOf(kind, place));
        line.errors = known == AnswerKind::Error;
    }
    if (json.contains("inputs")) {
        AZR_TRY(line.inputs, field<std::vector<std::string>>(json, "inputs", place));
    } else {
        AZR_TRY(std::string input, field<std::string>(json, "input", place));
        line.inputs = {std::move(input)};
    }
    return {};
}

Status readGrade(const Json& json, const std::string& place, Line& line) {
    AZR_TRY(const std::string kind, field<std::string>(json, "kind", place));
    AZR_TRY(line.kind, kindOf(kind, place));
    AZR_TRY(line.answer, field<std::string>(json, "answer", place));
    AZR_TRY(line.program, fieldOr<std::string>(json, "program", "", place));
    AZR_TRY(line.output, fieldOr<std::string>(json, "output", "", place));
    if (line.kind != AnswerKind::Program) return {};
    AZR_TRY(const Json hidden, field<Json>(json, "hidden", place));
    for (const Json& pair : hidden) {
        AZR_TRY(std::string input, field<std::string>(pair, "input", place));
        AZR_TRY(std::string output, field<std::string>(pair, "output", place));
        line.hidden.push_back({std::move(input), std::move(output)});
    }
    return {};
}

}  // namespace

bool Line::operator==(const Line& other) const {
    const auto samePair = [](const GradePair& a, const GradePair& b) {
        return a.input == b.input && a.output == b.output;
    };
    return command == other.command && program == other.program && imports == other.imports && inputs == other.inputs &&
           errors == other.errors && given == other.given && kind == other.kind && output == other.output &&
           answer == other.answer && std::ranges::equal(hidden, other.hidden, samePair);
}

Json toJson(const Line& line) {
    Json json;
    json["command"] = line.command == Command::Check ? "check" : "grade";
    if (line.command == Command::Grade) json["kind"] = name(line.kind);
    if (line.errors) json["kind"] = name(AnswerKind::Error);
    if (line.given > 0) json["given"] = line.given;
    if (line.command == Command::Check || line.kind != AnswerKind::Program) json["program"] = line.program;
    if (!line.imports.empty()) json["imports"] = line.imports;
    if (line.command == Command::Check) {
        if (line.inputs.size() == 1)
            json["input"] = line.inputs.front();
        else
            json["inputs"] = line.inputs;
        return json;
    }
    if (line.kind != AnswerKind::Program) json["output"] = line.output;
    json["answer"] = line.answer;
    for (const GradePair& pair : line.hidden)
        json["hidden"].push_back({{"input", pair.input}, {"output", pair.output}});
    return json;
}

Result<Line> lineFromJson(const Json& json, const std::string& place) {
    Line line;
    AZR_TRY(const std::string command,
            fieldOr<std::string>(json, "command", json.contains("kind") ? "grade" : "check", place));
    if (command != "check" && command != "grade")
        return fail(ErrorCode::Parse, "field 'command': '" + command + "' is neither check nor grade", place);
    line.command = command == "check" ? Command::Check : Command::Grade;
    AZR_TRY(line.imports, fieldOr<std::vector<std::string>>(json, "imports", {}, place));
    AZR_CHECK(line.command == Command::Check ? readCheck(json, place, line) : readGrade(json, place, line));
    return line;
}

std::string& programOf(Line& line) {
    return line.command == Command::Grade && line.kind == AnswerKind::Program ? line.answer : line.program;
}

const std::string& programOf(const Line& line) {
    return line.command == Command::Grade && line.kind == AnswerKind::Program ? line.answer : line.program;
}

std::uint64_t fingerprint(const Line& line) {
    const auto asked = static_cast<std::uint64_t>(line.command) << 8 | (line.errors ? 1U : 0U);
    std::uint64_t mixed = mixSeed(asked + (static_cast<std::uint64_t>(line.given) << 16), line.program);
    mixed = mixSeed(mixed ^ static_cast<std::uint64_t>(line.kind), line.output);
    mixed = mixSeed(mixed, line.answer);
    for (const std::string& text : line.imports) mixed = mixSeed(mixed + 1, text);
    for (const std::string& text : line.inputs) mixed = mixSeed(mixed + 2, text);
    for (const GradePair& pair : line.hidden) mixed = mixSeed(mixSeed(mixed + 3, pair.input), pair.output);
    return mixed;
}

Json toJson(const Seen& seen) {
    Json json = {{"verdict", name(seen.verdict)}, {"reason", seen.reason}};
    if (!seen.value.empty()) json["value"] = seen.value;
    json["share"] = seen.share;
    return json;
}

Status eachJsonLine(const std::filesystem::path& file,
                    const std::function<Status(const Json&, const std::string&)>& use) {
    std::ifstream in(file);
    if (!in) return fail(ErrorCode::NotFound, "cannot be read", file.string(), "install the resources");
    std::int64_t number = 0;
    for (std::string text; std::getline(in, text);) {
        ++number;
        if (text.empty()) continue;
        const std::string place = file.string() + ":" + std::to_string(number);
        AZR_TRY(const Json json, parseJson(text, place));
        AZR_CHECK(use(json, place));
    }
    return {};
}

Flight::Flight(Executor& executor, const Line& line, Lane lane) {
    if (line.command == Command::Check)
        m_future = executor.validate(validateRequest(line), lane);
    else
        m_future = executor.grade(gradeRequest(line), lane);
}

bool Flight::landed(std::chrono::microseconds patience) const {
    return std::visit([&](const auto& future) { return future.wait_for(patience) == std::future_status::ready; },
                      m_future);
}

Seen Flight::wait() {
    if (auto* checked = std::get_if<std::future<ValidateOutcome>>(&m_future)) return seenOf(checked->get());
    const auto outcomes = std::get<std::future<std::vector<GradeOutcome>>>(m_future).get();
    return outcomes.empty() ? Seen{} : seenOf(outcomes.front());
}

}  // namespace azr::execution::redteam
