#include "core/execution/grading.h"

#include <algorithm>

#include "core/execution/validation.h"
#include "core/execution/values/literal.h"

namespace azr::execution {
namespace {

const std::vector<std::string> kNoImports;
const std::string kNoProgram;

GradeOutcome failed(Verdict verdict, std::string reason, std::string detail) {
    GradeOutcome out;
    out.verdict = verdict;
    out.reason = std::move(reason);
    out.detail = std::move(detail);
    return out;
}

GradeOutcome compared(const Value& got, const Value& gold, bool strictTypes) {
    const bool strict = strictlyEqual(got, gold);
    if (!strict && (strictTypes || !equal(got, gold))) {
        const bool typesOnly = strictTypes && equal(got, gold);
        return failed(Verdict::Wrong, typesOnly ? "type" : "", "got " + repr(got).substr(0, 400));
    }
    GradeOutcome out;
    out.verdict = Verdict::Ok;
    out.loose = !strict;
    out.share = 1;
    return out;
}

GradeOutcome ofRun(const RunResult& result, const Value& gold, bool strictTypes) {
    GradeOutcome out = result.value ? compared(*result.value, gold, strictTypes)
                                    : failed(result.verdict, result.reason, result.detail);
    out.cpuMs = result.cpuMs;
    return out;
}

/// The gold as a value: a literal, or evaluated once in the jail, by the interpreter that never runs an answer.
std::optional<Value> goldValue(LaneRunner& lane, const std::string& text, const std::vector<std::string>& imports) {
    if (auto literal = parseLiteral(text, 2 * kMaxValueBytes)) return std::move(*literal);
    if (!readableText(text, imports)) return std::nullopt;
    const std::vector<RunItem> items{{&kNoProgram, &imports, text, CallMode::Expression}};
    std::optional<Value> value = lane.run(items, Tier::Single, Side::Second)[0].value;
    if (value && !goldRefusal(*value, {}).empty()) return std::nullopt;  // `...` of a shortened text is no value
    return value;
}

GradeOutcome noGold() {
    return failed(Verdict::Wrong, "gold_is_no_value", "the task's own output has no value that could be matched");
}

/// With answer_form = expression: the text's value, in an interpreter that holds neither program nor gold.
std::vector<RunResult> evaluate(LaneRunner& lane, const std::vector<std::string>& answers,
                                const std::vector<std::string>& imports, bool call) {
    std::vector<RunResult> out(answers.size());
    std::vector<std::vector<std::string>> inputs;
    inputs.reserve(answers.size());
    std::vector<InspectItem> inspected;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        out[i] = {Verdict::ParseError, "syntax", "not one expression", {}, 0, {}};
        inputs.push_back({call ? answers[i] : "(" + answers[i] + "\n)"});
        if (answers[i].size() > kMaxAnswerBytes || !readableText(answers[i], {})) continue;
        inspected.push_back({&kNoProgram, &imports, &inputs.back()});
        places.push_back(i);
    }
    const std::vector<Inspection> inspections = lane.inspect(inspected);
    std::vector<RunItem> items;
    std::vector<std::size_t> ran;
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
        items.push_back(
            {&kNoProgram, &imports, call ? "(lambda *a, **k: (a, k))(" + text + "\n)" : text, CallMode::Expression});
        ran.push_back(places[k]);
    }
    std::vector<RunResult> results = lane.run(items, Tier::Single, Side::First);
    for (std::size_t k = 0; k < ran.size(); ++k) out[ran[k]] = std::move(results[k]);
    return out;
}

std::vector<GradeOutcome> gradeOutputs(LaneRunner& lane, const GradeRequest& request) {
    const std::optional<Value> gold = goldValue(lane, request.gold, request.imports);
    std::vector<RunResult> evaluated;
    if (lane.shared().options.answerExpressions) evaluated = evaluate(lane, request.answers, request.imports, false);
    std::vector<GradeOutcome> out;
    for (std::size_t i = 0; i < request.answers.size(); ++i) {
        auto answer = parseLiteral(request.answers[i]);
        if (answer)
            out.push_back(gold ? compared(*answer, *gold, request.strictTypes) : noGold());
        else if (!evaluated.empty())
            out.push_back(gold ? ofRun(evaluated[i], *gold, request.strictTypes) : noGold());
        else
            out.push_back(failed(Verdict::ParseError, answer.error().rule, answer.error().detail));
    }
    return out;
}

/// The arguments' text when the answer is admissible; otherwise the outcome.
std::optional<std::string> admittedInput(const std::string& answer, const RunResult* evaluated, GradeOutcome& outcome) {
    auto arguments = parseArguments(answer);
    if (arguments) return answer;
    outcome = failed(Verdict::ParseError, arguments.error().rule, arguments.error().detail);
    if (!evaluated) return std::nullopt;
    const bool pair = evaluated->value && evaluated->value->items.size() == 2;
    if (!pair) {
        outcome = failed(evaluated->verdict, evaluated->reason, evaluated->detail);
        return std::nullopt;
    }
    std::string text;
    for (const Value& value : evaluated->value->items[0].items) text += repr(value) + ", ";
    const std::vector<Value>& keywords = evaluated->value->items[1].items;
    for (std::size_t i = 0; i + 1 < keywords.size(); i += 2)
        text += keywords[i].text + "=" + repr(keywords[i + 1]) + ", ";
    return text;
}

/// One request of abduction: which of its answers are admissible, and what is known before they run.
struct InputGrading {
    explicit InputGrading(const GradeRequest& asked) : request(asked), out(asked.answers.size()) {}

    const GradeRequest& request;
    std::vector<GradeOutcome> out;
    std::vector<RunItem> items;
    std::vector<std::size_t> places;  ///< of the items among the answers
    std::optional<Value> gold;
    Inspection inspection;

    [[nodiscard]] bool mayRun() const {
        return !items.empty() && gold && !inspection.failed && inspection.verdict == Verdict::Ok;
    }
    void admit(LaneRunner& lane);
    void settle(std::span<const RunResult> results);
};

void InputGrading::admit(LaneRunner& lane) {
    if (!readableText(request.program, request.imports)) {
        std::ranges::fill(out, failed(Verdict::ParseError, "encoding", "the program is not UTF-8"));
        return;
    }
    std::vector<RunResult> evaluated;
    if (lane.shared().options.answerExpressions) evaluated = evaluate(lane, request.answers, request.imports, true);
    for (std::size_t i = 0; i < request.answers.size(); ++i) {
        auto text = admittedInput(request.answers[i], evaluated.empty() ? nullptr : &evaluated[i], out[i]);
        if (!text) continue;
        items.push_back({&request.program, &request.imports, std::move(*text), CallMode::Literal});
        places.push_back(i);
    }
    if (!items.empty()) gold = goldValue(lane, request.gold, request.imports);
}

/// `results` of the items; empty when they could not run.
void InputGrading::settle(std::span<const RunResult> results) {
    for (std::size_t k = 0; k < places.size(); ++k) {
        GradeOutcome& outcome = out[places[k]];
        if (inspection.failed)
            outcome = failed(Verdict::InfraError, {}, "the inspector was lost");
        else if (inspection.verdict != Verdict::Ok)
            outcome = failed(inspection.verdict, inspection.reason, inspection.detail);
        else
            outcome = gold ? ofRun(results[k], *gold, request.strictTypes) : noGold();
    }
}

/// The pooled programs of all requests run in one worker request, the others in one each.
std::vector<std::vector<GradeOutcome>> gradeInputs(LaneRunner& lane, std::span<const GradeRequest> requests) {
    const std::vector<std::string> noInputs;
    std::vector<InputGrading> gradings;
    gradings.reserve(requests.size());
    std::vector<InspectItem> inspected;
    for (const GradeRequest& request : requests) {
        gradings.emplace_back(request).admit(lane);
        if (!gradings.back().items.empty()) inspected.push_back({&request.program, &request.imports, &noInputs});
    }
    std::vector<Inspection> inspections = lane.inspect(inspected);
    std::vector<RunItem> pooled;
    std::vector<InputGrading*> waiting;
    std::size_t next = 0;
    for (InputGrading& grading : gradings) {
        if (grading.items.empty()) continue;
        grading.inspection = std::move(inspections[next++]);
        const Tier tier = lane.tierOf(grading.inspection.purity);
        if (!grading.mayRun()) {
            grading.settle({});
        } else if (tier == Tier::Pool) {
            pooled.insert(pooled.end(), grading.items.begin(), grading.items.end());
            waiting.push_back(&grading);
        } else {
            grading.settle(lane.run(grading.items, tier, Side::First));
        }
    }
    const std::vector<RunResult> results = lane.run(pooled, Tier::Pool, Side::First);
    std::span<const RunResult> rest = results;
    for (InputGrading* grading : waiting) {
        grading->settle(rest.first(grading->items.size()));
        rest = rest.subspan(grading->items.size());
    }
    std::vector<std::vector<GradeOutcome>> out;
    for (InputGrading& grading : gradings) out.push_back(std::move(grading.out));
    return out;
}

/// All hidden pairs of one answer: solved only if every pair matches; the denominator is always all of them.
GradeOutcome overPairs(std::span<const RunResult> results, std::span<const std::optional<Value>> golds,
                       bool strictTypes) {
    GradeOutcome total;
    total.verdict = golds.empty() ? Verdict::Wrong : Verdict::Ok;
    int matched = 0;
    for (std::size_t i = 0; i < golds.size(); ++i) {
        const GradeOutcome one = golds[i] ? ofRun(results[i], *golds[i], strictTypes) : noGold();
        total.cpuMs += one.cpuMs;
        if (one.verdict == Verdict::Ok) {
            ++matched;
            total.loose = total.loose || one.loose;
            continue;
        }
        // An infrastructure error outranks a wrong pair: it says nothing about the answer.
        if (total.verdict != Verdict::Ok && one.verdict != Verdict::InfraError) continue;
        total.verdict = one.verdict;
        total.reason = one.reason;
        total.detail = "hidden pair " + std::to_string(i + 1) + ": " + one.detail;
    }
    total.share = golds.empty() ? 0 : matched / static_cast<double>(golds.size());
    return total;
}

std::vector<GradeOutcome> gradePrograms(LaneRunner& lane, const GradeRequest& request) {
    std::vector<std::optional<Value>> golds;
    for (const GradePair& pair : request.hidden) golds.push_back(goldValue(lane, pair.output, request.imports));
    std::vector<GradeOutcome> out(request.answers.size());
    const std::vector<std::string> noInputs;
    std::vector<InspectItem> inspected;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < request.answers.size(); ++i) {
        out[i] = failed(Verdict::ParseError, "encoding", "the program is not UTF-8");
        if (!readableText(request.answers[i], request.imports)) continue;
        inspected.push_back({&request.answers[i], &request.imports, &noInputs});
        places.push_back(i);
    }
    const std::vector<Inspection> inspections = lane.inspect(inspected);
    std::vector<RunItem> pooled;
    std::vector<std::size_t> pooledPlaces;
    const auto itemsOf = [&](std::size_t i, std::vector<RunItem>& items) {
        for (const GradePair& pair : request.hidden)
            items.push_back({&request.answers[i], &request.imports, pair.input, CallMode::Foreign});
    };
    for (std::size_t k = 0; k < places.size(); ++k) {
        const std::size_t i = places[k];
        const Inspection& one = inspections[k];
        if (one.failed) {
            out[i] = failed(Verdict::InfraError, {}, "the inspector was lost");
        } else if (one.verdict != Verdict::Ok) {
            out[i] = failed(one.verdict, one.reason, one.detail);
        } else if (!one.measures.findings.empty()) {
            const std::string& finding = one.measures.findings.front();
            out[i] = failed(Verdict::Rejected, ruleOf(finding), finding);
        } else if (lane.tierOf(one.purity) == Tier::Pool) {
            itemsOf(i, pooled);
            pooledPlaces.push_back(i);
        } else {
            std::vector<RunItem> items;
            itemsOf(i, items);
            out[i] = overPairs(lane.run(items, lane.tierOf(one.purity), Side::First), golds, request.strictTypes);
        }
    }
    const std::vector<RunResult> results = lane.run(pooled, Tier::Pool, Side::First);
    for (std::size_t k = 0; k < pooledPlaces.size(); ++k)
        out[pooledPlaces[k]] =
            overPairs(std::span(results).subspan(k * golds.size(), golds.size()), golds, request.strictTypes);
    return out;
}

}  // namespace

std::optional<std::vector<GradeOutcome>> gradeLiterals(const GradeRequest& request) {
    if (request.kind != AnswerKind::Output) return std::nullopt;
    const auto gold = parseLiteral(request.gold, 2 * kMaxValueBytes);
    if (!gold) return std::nullopt;
    std::vector<GradeOutcome> out;
    for (const std::string& text : request.answers) {
        const auto answer = parseLiteral(text);
        out.push_back(answer ? compared(*answer, *gold, request.strictTypes)
                             : failed(Verdict::ParseError, answer.error().rule, answer.error().detail));
    }
    return out;
}

std::vector<std::vector<GradeOutcome>> gradeAll(LaneRunner& lane, std::span<const GradeRequest> requests) {
    if (!requests.empty() && requests.front().kind == AnswerKind::Input) return gradeInputs(lane, requests);
    std::vector<std::vector<GradeOutcome>> out;
    for (const GradeRequest& request : requests)
        out.push_back(request.kind == AnswerKind::Output ? gradeOutputs(lane, request) : gradePrograms(lane, request));
    return out;
}

}  // namespace azr::execution
