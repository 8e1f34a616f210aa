#include "core/execution/grading.h"

#include <algorithm>
#include <array>
#include <map>

#include "core/execution/error_names.h"
#include "core/execution/expressions.h"
#include "core/execution/request_limits.h"
#include "core/execution/validation.h"
#include "core/execution/values/character_names.h"
#include "core/execution/values/literal.h"

namespace azr::execution {
namespace {

constexpr RunWay kPooled{Tier::Pool, Purpose::Answers, true}, kForks{Tier::Fork, Purpose::Answers, true};

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

/// What becomes of every answer to a task that no interpreter is given: it is too large, or no text.
std::optional<GradeOutcome> refusal(const GradeRequest& request) {
    if (const std::string more = excess(request); !more.empty()) return failed(Verdict::Rejected, "too_long", more);
    const auto readable = [](const GradePair& pair) { return readableText(pair.input, {}); };
    if (!readableText(request.program, request.imports))
        return failed(Verdict::ParseError, "encoding", "the program is not UTF-8");
    if (!std::ranges::all_of(request.hidden, readable))
        return failed(Verdict::ParseError, "encoding", "a hidden input is not UTF-8");
    return std::nullopt;
}

GradeOutcome noGold() {
    return failed(Verdict::Wrong, "gold_is_no_value", "the task's own output has no value that could be matched");
}

std::vector<GradeOutcome> gradeOutputs(LaneRunner& lane, const GradeRequest& request) {
    const std::optional<Value> gold = goldValue(lane, request.gold, {request.imports, request.runs});
    std::vector<RunResult> evaluated;
    if (lane.shared().options.answerExpressions)
        evaluated = evaluate(lane, request.answers, {request.imports, request.runs}, false);
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
    // A keyword may be any text; it is written as one, never as source.
    for (std::size_t i = 0; i + 1 < keywords.size(); i += 2)
        text += pythonIdentifier(keywords[i].text) == keywords[i].text
                    ? keywords[i].text + "=" + repr(keywords[i + 1]) + ", "
                    : "**{" + repr(keywords[i]) + ": " + repr(keywords[i + 1]) + "}, ";
    if (const auto again = parseArguments(text); !again) {
        outcome = failed(Verdict::ParseError, again.error().rule, again.error().detail);
        return std::nullopt;
    }
    return text;
}

/// Items of many answers on their way through the pool and through forks, and what each answer makes of its results.
class Runs {
  public:
    explicit Runs(LaneRunner& lane) : m_lane(lane) {}

    /// The number of the item, for results().
    std::size_t add(RunItem item) {
        const Tier tier = LaneRunner::tierOf(item);
        auto& own = m_items[static_cast<std::size_t>(tier)];
        m_places.emplace_back(tier, own.size());
        own.push_back(std::move(item));
        return m_places.size() - 1;
    }

    /// Runs all in the interpreters `first` up to `last`.
    void run(std::size_t first, std::size_t last) {
        for (const RunWay& way : {kPooled, kForks}) {
            const auto tier = static_cast<std::size_t>(way.tier);
            if (!m_items[tier].empty()) m_results[tier] = m_lane.runOn(m_items[tier], way, first, last);
        }
    }

    /// Of the `run`-th interpreter that ran.
    [[nodiscard]] const RunResult& result(std::size_t number, std::size_t run = 0) const {
        const auto [tier, place] = m_places[number];
        return m_results[static_cast<std::size_t>(tier)][run][place];
    }
    [[nodiscard]] const RunItem& item(std::size_t number) const {
        const auto [tier, place] = m_places[number];
        return m_items[static_cast<std::size_t>(tier)][place];
    }

  private:
    LaneRunner& m_lane;
    std::array<std::vector<RunItem>, 2> m_items;  ///< by Tier: Pool, Fork
    std::array<std::vector<std::vector<RunResult>>, 2> m_results;
    std::vector<std::pair<Tier, std::size_t>> m_places;
};

/// One answer: its items among the runs, the values they must give, and what it came to.
struct Judged {
    GradeOutcome* outcome;
    std::vector<std::size_t> items;
    const std::vector<std::optional<Value>>* golds;  ///< one per item
    int runs;                                        ///< interpreters in which it must be solved
    bool strictTypes;
    bool pairs;  ///< an answer that is a program: its items are hidden pairs
};

/// All hidden pairs of one answer: solved only if every pair matches; the denominator is always all of them.
GradeOutcome overItems(const Runs& runs, const Judged& answer, std::size_t run) {
    GradeOutcome total;
    total.verdict = answer.items.empty() ? Verdict::Wrong : Verdict::Ok;
    int matched = 0;
    for (std::size_t i = 0; i < answer.items.size(); ++i) {
        const std::optional<Value>& gold = (*answer.golds)[i];
        GradeOutcome one = gold ? ofRun(runs.result(answer.items[i], run), *gold, answer.strictTypes) : noGold();
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
        total.detail =
            answer.pairs ? "hidden pair " + std::to_string(i + 1) + ": " + one.detail : std::move(one.detail);
    }
    total.share = answer.items.empty() ? 0 : matched / static_cast<double>(answer.items.size());
    return total;
}

/// An answer that another interpreter does not find solved owes it to an order, an address or a depth.
void confirm(GradeOutcome& outcome, const GradeOutcome& other) {
    if (outcome.verdict != Verdict::Ok || other.verdict == Verdict::Ok) return;
    const double cpuMs = outcome.cpuMs;
    outcome = other;
    outcome.cpuMs = cpuMs;
    if (saysNothingOf(other.verdict)) return;
    outcome.detail = "another run: " + std::string(name(other.verdict)) + ' ' + other.reason + ' ' + other.detail;
    outcome.reason = other.verdict == Verdict::Wrong ? "value" : "verdict";
    outcome.verdict = Verdict::Nondeterministic;
    outcome.share = 0;
}

/// Runs all items, then those of solved answers again wherever their program could observe a difference.
void judge(LaneRunner& lane, Runs& runs, std::span<Judged> answers) {
    runs.run(kFirst, kFirst + 1);
    std::map<int, std::vector<Judged*>> again;
    for (Judged& answer : answers) {
        *answer.outcome = overItems(runs, answer, 0);
        if (answer.outcome->verdict == Verdict::Ok && answer.runs > 1) again[answer.runs].push_back(&answer);
    }
    for (const auto& [count, solved] : again) {
        Runs others(lane);
        std::vector<Judged> copies;
        for (const Judged* answer : solved) {
            copies.push_back(*answer);
            for (std::size_t& item : copies.back().items) item = others.add(runs.item(item));
        }
        others.run(kSecond, static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < copies.size(); ++i)
            for (std::size_t run = 0; run + 1 < static_cast<std::size_t>(count); ++run)
                confirm(*solved[i]->outcome, overItems(others, copies[i], run));
    }
}

GradeOutcome notInspected(const Inspection& inspection) {
    if (inspection.failed) return failed(Verdict::InfraError, {}, "the inspector was lost");
    return failed(inspection.verdict, inspection.reason, inspection.detail);
}

/// One request of abduction: which of its answers are admissible.
struct InputGrading {
    std::vector<GradeOutcome> out;
    std::vector<std::pair<std::size_t, std::string>> admitted;  ///< answer, arguments
    std::vector<std::optional<Value>> gold;                     ///< one
};

InputGrading admit(LaneRunner& lane, const GradeRequest& request) {
    InputGrading grading;
    grading.out.resize(request.answers.size());
    if (const auto refused = refusal(request)) {
        std::ranges::fill(grading.out, *refused);
        return grading;
    }
    std::vector<RunResult> evaluated;
    if (lane.shared().options.answerExpressions)
        evaluated = evaluate(lane, request.answers, {request.imports, request.runs}, true);
    for (std::size_t i = 0; i < request.answers.size(); ++i) {
        auto text = admittedInput(request.answers[i], evaluated.empty() ? nullptr : &evaluated[i], grading.out[i]);
        if (text) grading.admitted.emplace_back(i, std::move(*text));
    }
    if (!grading.admitted.empty())
        grading.gold.push_back(goldValue(lane, request.gold, {request.imports, request.runs}));
    return grading;
}

/// The answers of all requests run in one request to the pool and one for all forks.
std::vector<std::vector<GradeOutcome>> gradeInputs(LaneRunner& lane, std::span<const GradeRequest> requests) {
    const std::vector<std::string> noInputs;
    std::vector<InputGrading> gradings;
    std::vector<InspectItem> inspected;
    for (const GradeRequest& request : requests) {
        gradings.push_back(admit(lane, request));
        if (!gradings.back().admitted.empty())
            inspected.push_back({&request.program, &request.imports, &noInputs, nullptr});
    }
    const std::vector<Inspection> inspections = lane.inspect(inspected);
    Runs runs(lane);
    std::vector<Judged> judged;
    std::size_t next = 0;
    for (std::size_t number = 0; number < requests.size(); ++number) {
        InputGrading& grading = gradings[number];
        const GradeRequest& request = requests[number];
        if (grading.admitted.empty()) continue;
        const Inspection& inspection = inspections[next++];
        for (auto& [answer, text] : grading.admitted) {
            GradeOutcome& out = grading.out[answer];
            if (inspection.failed || inspection.verdict != Verdict::Ok) {
                out = notInspected(inspection);
            } else if (!grading.gold.front()) {
                out = noGold();
            } else {
                const bool observes = inspection.programObserves || holdsSet(text);
                const std::size_t item =
                    runs.add(lane.item(request.program, request.imports, text, inspection, CallMode::Literal));
                judged.push_back(
                    {&out, {item}, &grading.gold, runsFor(request.runs, observes), request.strictTypes, false});
            }
        }
    }
    judge(lane, runs, judged);
    std::vector<std::vector<GradeOutcome>> out;
    for (InputGrading& grading : gradings) out.push_back(std::move(grading.out));
    return out;
}

std::vector<GradeOutcome> gradePrograms(LaneRunner& lane, const GradeRequest& request) {
    std::vector<std::optional<Value>> golds;
    bool sets = false;
    for (const GradePair& pair : request.hidden) {
        golds.push_back(goldValue(lane, pair.output, {request.imports, request.runs}));
        sets = sets || holdsSet(pair.input);
    }
    std::vector<GradeOutcome> out(request.answers.size());
    const std::vector<std::string> noInputs;
    std::vector<InspectItem> inspected;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < request.answers.size(); ++i) {
        out[i] = failed(Verdict::ParseError, "encoding", "the program is not UTF-8");
        if (const std::string more = answerExcess(request.kind, request.answers[i]); !more.empty())
            out[i] = failed(Verdict::ParseError, "too_long", more);
        else if (readableText(request.answers[i], request.imports))
            places.push_back(i);
    }
    for (const std::size_t i : places) inspected.push_back({&request.answers[i], &request.imports, &noInputs, nullptr});
    const std::vector<Inspection> inspections = lane.inspect(inspected);
    Runs runs(lane);
    std::vector<Judged> judged;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const std::string& answer = request.answers[places[k]];
        const Inspection& one = inspections[k];
        if (one.failed || one.verdict != Verdict::Ok) {
            out[places[k]] = notInspected(one);
            continue;
        }
        if (!one.measures.findings.empty()) {
            const std::string& finding = one.measures.findings.front();
            out[places[k]] = failed(Verdict::Rejected, ruleOf(finding), finding);
            continue;
        }
        std::vector<std::size_t> items;
        for (const GradePair& pair : request.hidden)
            items.push_back(runs.add(lane.item(answer, request.imports, pair.input, one, CallMode::Foreign)));
        judged.push_back({&out[places[k]], std::move(items), &golds, runsFor(request.runs, one.programObserves || sets),
                          request.strictTypes, true});
    }
    judge(lane, runs, judged);
    return out;
}

std::vector<GradeOutcome> gradeOne(LaneRunner& lane, const GradeRequest& request) {
    switch (request.kind) {
        case AnswerKind::Output: return gradeOutputs(lane, request);
        case AnswerKind::Program: return gradePrograms(lane, request);
        case AnswerKind::Error: return gradeNames(request);
        case AnswerKind::Input: break;
    }
    return std::move(gradeInputs(lane, {&request, 1}).front());
}

}  // namespace

std::optional<std::vector<GradeOutcome>> gradeLiterals(const GradeRequest& request) {
    if (!excess(request).empty()) return std::nullopt;
    if (request.kind == AnswerKind::Error) return gradeNames(request);
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
    for (const GradeRequest& request : requests) {
        if (const auto refused = refusal(request))
            out.emplace_back(request.answers.size(), *refused);
        else
            out.push_back(gradeOne(lane, request));
    }
    return out;
}

}  // namespace azr::execution
