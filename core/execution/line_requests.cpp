#include "core/execution/line_requests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/execution/request_limits.h"

namespace azr::execution {
namespace {

constexpr int kMaxGiven = 64;
constexpr std::array<const char*, 3> kProgramNames = {"program", "snippet", "code"};

tl::unexpected<Error> refuse(const std::string& detail) {
    return fail(ErrorCode::Parse, detail);
}

bool given(const Json& line, const char* key) {
    return line.contains(key) && !line[key].is_null();
}

const char* kindOf(const Json& value) {
    if (value.is_null()) return "null";
    if (value.is_boolean()) return "a truth value";
    if (value.is_number()) return "a number";
    if (value.is_array()) return "a list";
    return value.is_object() ? "an object" : "a text";
}

Result<std::string> textOf(const Json& value, const std::string& what) {
    if (!value.is_string()) return refuse(what + " is " + kindOf(value) + ", not a text");
    return value.get<std::string>();
}

Result<std::string> textField(const Json& line, const std::string& key) {
    if (!given(line, key.c_str())) return refuse("field '" + key + "' is missing");
    return textOf(line[key], "field '" + key + "'");
}

/// A list of texts; empty when the field is not given.
Result<std::vector<std::string>> textsField(const Json& line, const std::string& key) {
    std::vector<std::string> texts;
    if (!given(line, key.c_str())) return texts;
    if (!line[key].is_array()) return refuse("field '" + key + "' is " + kindOf(line[key]) + ", not a list of texts");
    for (const Json& one : line[key]) {
        AZR_TRY(std::string text, textOf(one, "field '" + key + "': entry " + std::to_string(texts.size() + 1)));
        texts.push_back(std::move(text));
    }
    return texts;
}

/// Under one of its names, or under several that say the same; empty when none is given.
Result<std::optional<std::string>> programOf(const Json& line) {
    std::optional<std::string> program;
    std::string first;
    for (const char* key : kProgramNames) {
        if (!given(line, key)) continue;
        AZR_TRY(std::string text, textField(line, key));
        if (program && text != *program)
            return refuse("fields '" + first + "' and '" + key + "' differ: only one of them can be the program");
        if (!program) first = key;
        program = std::move(text);
    }
    return program;
}

Result<std::string> neededProgram(const Json& line) {
    AZR_TRY(auto program, programOf(line));
    if (!program) return refuse("field 'program' is missing");
    return std::move(*program);
}

Status refuseBeside(const Json& line, const char* key, const std::string& reason) {
    if (given(line, key)) return refuse("field '" + std::string(key) + "' " + reason);
    return {};
}

Status refuseExcess(const std::string& told) {
    if (!told.empty()) return refuse("too long: " + told);
    return {};
}

Result<std::vector<GradePair>> hiddenPairs(const Json& line) {
    if (!given(line, "hidden")) return refuse("field 'hidden' is missing");
    const Json& hidden = line["hidden"];
    if (!hidden.is_array()) return refuse(std::string("field 'hidden' is ") + kindOf(hidden) + ", not a list of pairs");
    if (hidden.empty()) return refuse("field 'hidden' holds no pairs");
    std::vector<GradePair> pairs;
    for (const Json& one : hidden) {
        const std::string place = "field 'hidden': pair " + std::to_string(pairs.size() + 1);
        if (!one.is_object()) return refuse(place + " is " + kindOf(one) + ", not an object of input and output");
        GradePair pair;
        for (const auto& [key, value] : one.items()) {
            if (key != "input" && key != "output") return refuse(fmt::format("{}: unknown field '{}'", place, key));
            AZR_TRY((key == "input" ? pair.input : pair.output),
                    textOf(value, fmt::format("{}: field '{}'", place, key)));
        }
        for (const char* key : {"input", "output"})
            if (!one.contains(key)) return refuse(place + ": field '" + key + "' is missing");
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

Result<AnswerKind> answerKind(const Json& line) {
    AZR_TRY(const std::string kind, textField(line, "kind"));
    if (const auto known = answerKindFromName(kind)) return *known;
    return refuse(fmt::format("kind '{}' is none of {}", kind, fmt::join(kAnswerNames, ", ")));
}

/// Deduction and abduction: the program where it is needed, and the gold or the input that gives it.
Status readTask(const Json& line, GradeLine& out) {
    AZR_CHECK(refuseBeside(line, "hidden", "belongs to induction alone"));
    AZR_TRY(auto program, programOf(line));
    const bool output = given(line, "output");
    out.ownGold = !output && given(line, "input");
    if (!program && (out.ownGold || out.request.kind == AnswerKind::Input)) return refuse("field 'program' is missing");
    if (program) out.request.program = std::move(*program);
    if (given(line, "input")) {
        AZR_TRY(out.input, textField(line, "input"));
    }
    if (!out.ownGold) {
        AZR_TRY(out.request.gold, textField(line, "output"));
    }
    return refuseExcess(textExcess("input", out.input));
}

}  // namespace

Result<CheckLine> checkLineOf(const Json& line) {
    if (!line.is_object()) return refuse("the line is no JSON object");
    CheckLine out;
    AZR_TRY(out.request.program, neededProgram(line));
    AZR_TRY(out.request.imports, textsField(line, "imports"));
    if (given(line, "kind")) {
        AZR_TRY(const AnswerKind kind, answerKind(line));
        out.request.errors = kind == AnswerKind::Error;
    }
    if (given(line, "given")) {
        const Json& count = line["given"];
        if (!count.is_number_integer() || count < 0 || count > kMaxGiven)
            return refuse(fmt::format("field 'given' is no whole number from 0 to {}", kMaxGiven));
        out.request.rules.given = count.get<int>();
    }
    out.many = given(line, "inputs");
    if (out.many) {
        AZR_CHECK(refuseBeside(line, "input", "stands beside 'inputs': only one of them can be meant"));
        AZR_CHECK(refuseBeside(line, "output", "stands beside 'inputs', whose outputs stand in 'outputs'"));
        AZR_TRY(out.request.inputs, textsField(line, "inputs"));
        if (out.request.inputs.empty()) return refuse("field 'inputs' is empty");
        AZR_TRY(out.golds, textsField(line, "outputs"));
        if (given(line, "outputs") && out.golds.size() != out.request.inputs.size())
            return refuse("'inputs' and 'outputs' differ in length: " + std::to_string(out.request.inputs.size()) +
                          " and " + std::to_string(out.golds.size()));
    } else {
        AZR_CHECK(refuseBeside(line, "outputs", "stands without 'inputs'; the output of one input is 'output'"));
        if (given(line, "input") && line["input"].is_array())
            return refuse("field 'input' is a list, not a text; several inputs stand in 'inputs'");
        AZR_TRY(std::string input, textField(line, "input"));
        out.request.inputs = {std::move(input)};
        if (given(line, "output")) {
            AZR_TRY(std::string output, textField(line, "output"));
            out.golds = {std::move(output)};
        }
    }
    AZR_CHECK(refuseExcess(excess(out.request)));
    for (std::size_t i = 0; i < out.golds.size(); ++i)
        AZR_CHECK(refuseExcess(textExcess("output " + std::to_string(i + 1), out.golds[i])));
    return out;
}

Result<GradeLine> gradeLineOf(const Json& line) {
    if (!line.is_object()) return refuse("the line is no JSON object");
    GradeLine out;
    AZR_TRY(out.request.kind, answerKind(line));
    AZR_TRY(std::string answer, textField(line, "answer"));
    out.request.answers = {std::move(answer)};
    AZR_TRY(out.request.imports, textsField(line, "imports"));
    if (out.request.kind == AnswerKind::Program) {
        for (const char* key : {"input", "output"})
            AZR_CHECK(refuseBeside(line, key, "has no meaning for induction, whose pairs stand in 'hidden'"));
        AZR_TRY([[maybe_unused]] const auto program, programOf(line));  // the task's own, which is not run
        AZR_TRY(out.request.hidden, hiddenPairs(line));
    } else {
        AZR_CHECK(readTask(line, out));
    }
    AZR_CHECK(refuseExcess(excess(out.request)));
    return out;
}

}  // namespace azr::execution
