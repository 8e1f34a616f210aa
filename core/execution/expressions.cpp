#include "core/execution/expressions.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/execution/request_limits.h"
#include "core/execution/validation.h"
#include "core/execution/values/literal.h"

namespace azr::execution {
namespace {

const std::string kNoProgram;
constexpr RunWay kAlone{Tier::Fork, Purpose::Answers, true};

/// An expression on its way: what is run, and the same as a program, for the inspector to tell what it observes.
struct Expression {
    std::string run, asProgram;
    std::size_t place = 0;  ///< among those asked for
};

std::string asProgram(const std::string& text) {
    return "def f():\n    return (" + text + "\n)";
}

RunResult differing(const RunResult& first, const RunResult& other) {
    RunResult out;
    out.verdict = saysNothingOf(other.verdict) ? other.verdict : Verdict::Nondeterministic;
    out.reason = other.value ? "value" : "verdict";
    out.detail = other.value ? "another run: " + repr(*other.value).substr(0, 400)
                             : "another run: " + std::string(name(other.verdict)) + ' ' + other.reason;
    out.cpuMs = first.cpuMs;
    return out;
}

/// How many interpreters must agree on each.
std::vector<int> runsOf(LaneRunner& lane, const std::vector<Expression>& expressions,
                        const ExpressionSetting& setting) {
    const std::vector<std::string> noInputs;
    std::vector<InspectItem> items;
    for (const Expression& one : expressions) items.push_back({&one.asProgram, &setting.imports, &noInputs, nullptr});
    std::vector<int> runs;
    for (const Inspection& one : lane.inspect(items)) {
        const bool silent = !one.failed && one.verdict == Verdict::Ok && !one.programObserves;
        runs.push_back(runsFor(setting.runs, !silent));
    }
    return runs;
}

/// In the first interpreter; what has a value there, in as many more as it takes.
std::vector<RunResult> agreed(LaneRunner& lane, const std::vector<Expression>& expressions,
                              const ExpressionSetting& setting) {
    std::vector<RunItem> items;
    for (const Expression& one : expressions)
        items.push_back({&kNoProgram, &setting.imports, one.run, CallMode::Expression, nullptr, true});
    std::vector<RunResult> out = lane.run(items, kAlone);
    const std::vector<int> runs = runsOf(lane, expressions, setting);
    std::map<int, std::vector<std::size_t>> again;
    for (std::size_t i = 0; i < out.size(); ++i)
        if (out[i].value && runs[i] > 1) again[runs[i]].push_back(i);
    for (const auto& [count, places] : again) {
        std::vector<RunItem> some;
        for (const std::size_t place : places) some.push_back(items[place]);
        for (const auto& others : lane.runOn(some, kAlone, kSecond, static_cast<std::size_t>(count)))
            for (std::size_t k = 0; k < places.size(); ++k) {
                RunResult& first = out[places[k]];
                if (first.value && !(others[k].value && strictlyEqual(*others[k].value, *first.value)))
                    first = differing(first, others[k]);
            }
    }
    return out;
}

}  // namespace

std::optional<Value> goldValue(LaneRunner& lane, const std::string& text, const ExpressionSetting& setting) {
    if (auto literal = parseLiteral(text, 2 * kMaxValueBytes)) return std::move(*literal);
    if (!readableText(text, setting.imports)) return std::nullopt;
    std::optional<Value> value = agreed(lane, {{text, asProgram(text), 0}}, setting).front().value;
    if (value && !goldRefusal(*value, {}).empty()) return std::nullopt;  // `...` of a shortened text is no value
    return value;
}

std::vector<RunResult> evaluate(LaneRunner& lane, const std::vector<std::string>& answers,
                                const ExpressionSetting& setting, bool call) {
    std::vector<RunResult> out(answers.size(), {Verdict::ParseError, "syntax", "not one expression", {}, 0, {}});
    std::vector<std::vector<std::string>> inputs(answers.size());
    std::vector<InspectItem> inspected;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (const std::string more = textExcess("answer", answers[i], kMaxAnswerBytes); !more.empty()) {
            out[i] = {Verdict::ParseError, "too_long", more, {}, 0, {}};
            continue;
        }
        const bool literal = call ? parseArguments(answers[i]).has_value() : parseLiteral(answers[i]).has_value();
        if (literal || !readableText(answers[i], {})) continue;
        inputs[i] = {call ? answers[i] : "(" + answers[i] + "\n)"};
        inspected.push_back({&kNoProgram, &setting.imports, &inputs[i], nullptr});
        places.push_back(i);
    }
    const std::vector<Inspection> inspections = lane.inspect(inspected);
    std::vector<Expression> expressions;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const Inspection& one = inspections[k];
        RunResult& result = out[places[k]];
        if (one.failed) result.verdict = Verdict::InfraError;
        if (one.failed || one.verdict != Verdict::Ok || one.badInput >= 0) continue;
        if (!one.measures.findings.empty()) {
            const std::string& finding = one.measures.findings.front();
            result = {Verdict::Rejected, ruleOf(finding), finding, {}, 0, {}};
            continue;
        }
        const std::string& text = inputs[places[k]][0];
        std::string run = call ? "(lambda *a, **k: (a, k))(" + text + "\n)" : text;
        std::string program = asProgram(run);
        expressions.push_back({std::move(run), std::move(program), places[k]});
    }
    std::vector<RunResult> results = agreed(lane, expressions, setting);
    for (std::size_t k = 0; k < expressions.size(); ++k) out[expressions[k].place] = std::move(results[k]);
    return out;
}

}  // namespace azr::execution
