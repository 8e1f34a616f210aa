#include "core/execution/validation.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>

#include "core/execution/error_names.h"
#include "core/execution/request_limits.h"
#include "core/execution/values/literal.h"
#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

RunOutcome outcomeOf(const RunResult& result) {
    RunOutcome out;
    out.verdict = result.verdict;
    out.reason = result.reason;
    out.detail = result.detail;
    out.cpuMs = result.cpuMs;
    out.printed = result.printed;
    if (!result.value) return out;
    out.value = repr(*result.value);
    out.type = typeName(*result.value);
    out.reason = goldRefusal(*result.value, out.value);
    if (!out.reason.empty()) out.verdict = out.reason == "too_long" ? Verdict::OutputLimit : Verdict::Rejected;
    return out;
}

// What the first run amounts to. Near a limit a verdict depends on luck, so a proposal may have to stay well below it
// (semantics 7).
RunOutcome judged(const RunResult& first, const ExecutorOptions& options, bool errors) {
    RunOutcome out = errors ? raisedBy(first) : outcomeOf(first);
    if (out.verdict == Verdict::Ok && out.cpuMs > options.proposalShare * options.cpuSeconds * 1000) {
        out.verdict = Verdict::Rejected;
        out.reason = "too_slow";
    }
    return out;
}

// What another interpreter says to it.
void confirm(RunOutcome& out, const RunResult& first, const RunResult& other, bool errors) {
    if (out.verdict != Verdict::Ok) return;
    if (saysNothingOf(other.verdict)) {
        std::string again = std::move(out.again);
        out = outcomeOf(other);
        out.again = std::move(again);
        return;
    }
    if (errors) {
        const RunOutcome again = raisedBy(other);
        if (again.verdict == Verdict::Ok && again.value == out.value) return;
        out.verdict = Verdict::Nondeterministic;
        out.reason = again.verdict == Verdict::Ok ? "value" : "verdict";
        out.detail = "another run ended with " + (again.verdict == Verdict::Ok ? again.value : again.reason);
        return;
    }
    if (other.value && strictlyEqual(*first.value, *other.value)) return;
    out.verdict = Verdict::Nondeterministic;
    out.reason = other.value ? "value" : "verdict";
    out.detail = other.value ? "another run gave " + repr(*other.value).substr(0, 200)
                             : "another run ended with " + std::string(name(other.verdict)) + ' ' + other.reason;
}

/// For people: the value, or what there was in its place.
std::string textOf(const RunResult& result, bool errors) {
    const RunOutcome out = errors ? raisedBy(result) : outcomeOf(result);
    if (!out.value.empty()) return out.value;
    return std::string(name(out.verdict)) + (out.reason.empty() ? "" : " " + out.reason);
}

void summarise(ValidateOutcome& outcome) {
    outcome.verdict = Verdict::Ok;
    for (const RunOutcome& run : outcome.runs) {
        if (run.verdict == Verdict::Ok) continue;
        outcome.verdict = run.verdict;
        outcome.reason = run.reason;
        outcome.detail = run.detail;
        return;
    }
}

// A program that was refused before it ran is refused for every input.
void shareRefusal(ValidateOutcome& outcome) {
    for (RunOutcome& run : outcome.runs)
        if (run.verdict == Verdict::InfraError && run.detail.empty()) {
            run.verdict = outcome.verdict;
            run.reason = outcome.reason;
            run.detail = outcome.detail;
        }
}

/// The items of several requests that go to the pool, or to forks.
struct Batch {
    std::vector<RunItem> items;
    std::vector<std::pair<std::size_t, std::size_t>> places;  ///< request, input

    void add(RunItem item, std::size_t request, std::size_t input) {
        items.push_back(std::move(item));
        places.emplace_back(request, input);
    }
};

using Batches = std::array<Batch, 2>;  ///< by Tier: Pool, Fork

struct Validation {
    LaneRunner& lane;
    std::span<const ValidateRequest> requests;
    std::span<ValidateOutcome> outcomes;
    bool cached = true;

    [[nodiscard]] RunWay way(Tier tier) const { return {tier, Purpose::Proposals, cached}; }

    /// Runs in the interpreters `first` up to `last`; the values of interpreter 0 are the first results.
    void run(const Batches& batches, std::size_t first, std::size_t last,
             std::map<std::pair<std::size_t, std::size_t>, RunResult>& firsts) const {
        for (const Tier tier : {Tier::Pool, Tier::Fork}) {
            const Batch& batch = batches[static_cast<std::size_t>(tier)];
            if (batch.items.empty()) continue;
            std::vector<std::vector<RunResult>> results = lane.runOn(batch.items, way(tier), first, last);
            for (std::size_t number = first; number < last; ++number)
                for (std::size_t i = 0; i < batch.items.size(); ++i) {
                    const auto place = batch.places[i];
                    RunOutcome& out = outcomes[place.first].runs[place.second];
                    RunResult& result = results[number - first][i];
                    if (number == kFirst) {
                        out = judged(result, lane.shared().options, requests[place.first].errors);
                        firsts[place] = std::move(result);
                    } else {
                        if (number == kFirst + 1 && requests[place.first].compare)
                            out.again = textOf(result, requests[place.first].errors);
                        confirm(out, firsts.at(place), result, requests[place.first].errors);
                    }
                }
        }
    }
};

/// True when the program may run; otherwise the outcome says why not.
bool admitted(const ValidateRequest& request, const Inspection& inspection, ValidateOutcome& outcome) {
    outcome.measures = inspection.measures;
    if (inspection.failed) {
        outcome.detail = "the inspector was lost";
        return false;
    }
    if (inspection.verdict != Verdict::Ok) {
        outcome.verdict = inspection.verdict;
        outcome.reason = inspection.reason;
        outcome.detail = inspection.detail;
        return false;
    }
    if (inspection.badInput >= 0) {
        outcome.verdict = Verdict::ParseError;
        outcome.reason = "input";
        outcome.detail = "input " + std::to_string(inspection.badInput + 1) + " is not the arguments of one call";
        return false;
    }
    if (!request.checkSafety || outcome.measures.findings.empty()) return true;
    outcome.verdict = Verdict::Rejected;
    outcome.reason = ruleOf(outcome.measures.findings.front());
    outcome.detail = outcome.measures.findings.front();
    return false;
}

/// False for what no interpreter is given: too much, or no text. The outcome says so, for every input.
bool acceptable(const ValidateRequest& request, ValidateOutcome& outcome) {
    outcome.detail = excess(request);
    if (!outcome.detail.empty()) {
        outcome.verdict = Verdict::Rejected;
        outcome.reason = "too_long";
    } else if (!readableText(request.program, request.imports) || !readableText({}, request.inputs)) {
        outcome.verdict = Verdict::ParseError;
        outcome.reason = "encoding";
    } else {
        return true;
    }
    shareRefusal(outcome);
    return false;
}

double since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

bool saysNothingOf(Verdict other) {
    return other == Verdict::InfraError || other == Verdict::TimeoutWall;
}

int runsFor(int asked, bool observes) {
    return observes && asked != 1 ? std::max(asked, kObserverRuns) : std::max(asked, 1);
}

bool holdsSet(const std::string& arguments) {
    constexpr double kHuge = 1e100;  // of runner/inspect_observers.py
    const auto call = parseArguments(arguments);
    if (!call) return true;
    const auto shows = [](const auto& self, const Value& value) -> bool {
        if (value.kind == ValueKind::Set || value.kind == ValueKind::FrozenSet) return true;  // an empty one may grow
        if (!(std::abs(value.real) < kHuge)) return true;  // of what it gives may be nan, which sorts anyhow
        return std::ranges::any_of(value.items, [&](const Value& one) { return self(self, one); });
    };
    return std::ranges::any_of(call->positional, [&](const Value& one) { return shows(shows, one); }) ||
           std::ranges::any_of(call->keywords, [&](const auto& one) { return shows(shows, one.second); });
}

std::string ruleOf(const std::string& finding) {
    const std::size_t first = finding.find(':');
    const std::size_t second = finding.find(':', first + 1);
    const std::size_t third = finding.find(':', second + 1);
    if (third == std::string::npos) return finding;
    return finding.substr(0, first) + finding.substr(third);
}

bool readableText(const std::string& program, const std::vector<std::string>& imports) {
    const auto fine = [](const std::string& text) { return validText(text) && !hasSurrogate(text); };
    return fine(program) && std::ranges::all_of(imports, fine);
}

std::vector<ValidateOutcome> validateAll(LaneRunner& lane, std::span<const ValidateRequest> requests) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<ValidateOutcome> outcomes(requests.size());
    std::vector<InspectItem> toInspect;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        outcomes[i].runs.resize(requests[i].inputs.size());
        if (!acceptable(requests[i], outcomes[i])) continue;
        const ProgramRules& rules = requests[i].rules;
        toInspect.push_back(
            {&requests[i].program, &requests[i].imports, &requests[i].inputs, rules.any() ? &rules : nullptr});
        places.push_back(i);
    }
    std::vector<Inspection> inspections = lane.inspect(toInspect);
    const Validation validation{lane, requests, outcomes};
    std::map<int, Batches> batches;  // by the number of interpreters that judge
    std::vector<std::size_t> ran;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const std::size_t i = places[k];
        const ValidateRequest& request = requests[i];
        outcomes[i].program = inspections[k].program;
        if (!admitted(request, inspections[k], outcomes[i])) continue;
        ran.push_back(i);
        const bool observes = inspections[k].programObserves || inspections[k].inputObserves ||
                              (request.errors && inspections[k].makesSets);
        Batches& own = batches[runsFor(request.runs, observes)];
        for (std::size_t input = 0; input < request.inputs.size(); ++input) {
            const std::string& program = toInspect[k].rules == nullptr ? request.program : outcomes[i].program;
            RunItem item = lane.item(program, request.imports, request.inputs[input], inspections[k], CallMode::Call);
            const auto tier = static_cast<std::size_t>(LaneRunner::tierOf(item));
            own[tier].add(std::move(item), i, input);
        }
    }
    for (auto& [runs, own] : batches) {
        std::map<std::pair<std::size_t, std::size_t>, RunResult> firsts;
        const auto all = static_cast<std::size_t>(runs);
        validation.run(own, kFirst, std::min<std::size_t>(all, 2), firsts);
        if (all <= 2) continue;
        // Who already failed is not asked again.
        Batches left;
        for (std::size_t tier = 0; tier < own.size(); ++tier)
            for (std::size_t i = 0; i < own[tier].items.size(); ++i) {
                const auto [number, input] = own[tier].places[i];
                if (std::ranges::all_of(outcomes[number].runs,
                                        [](const RunOutcome& run) { return run.verdict == Verdict::Ok; }))
                    left[tier].add(std::move(own[tier].items[i]), number, input);
            }
        validation.run(left, 2, all, firsts);
    }
    for (const std::size_t i : ran) {
        summarise(outcomes[i]);
        // Interpreters that were not heard any more have not agreed.
        if (!lane.brokenOff() || outcomes[i].verdict != Verdict::Ok) continue;
        outcomes[i].verdict = Verdict::InfraError;
        outcomes[i].detail = "it was broken off before all interpreters had answered";
    }
    const double each = requests.empty() ? 0 : since(start) / static_cast<double>(requests.size());
    for (ValidateOutcome& outcome : outcomes) {
        outcome.milliseconds = each;
        shareRefusal(outcome);
    }
    return outcomes;
}

std::vector<ValidateOutcome> runAll(LaneRunner& lane, std::span<const ValidateRequest> requests) {
    const auto start = std::chrono::steady_clock::now();
    std::vector<ValidateOutcome> outcomes(requests.size());
    Batches batches;
    std::vector<InspectItem> toInspect;
    std::vector<std::size_t> ran, measured;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const ValidateRequest& request = requests[i];
        outcomes[i].runs.resize(request.inputs.size());
        if (!acceptable(request, outcomes[i])) continue;
        ran.push_back(i);
        for (std::size_t input = 0; input < request.inputs.size(); ++input) {
            const bool literal = parseArguments(request.inputs[input]).has_value();
            const bool pooled = literal && request.imports.empty() && lane.shared().pooled;
            RunItem item{
                &request.program, &request.imports, request.inputs[input], literal ? CallMode::Literal : CallMode::Call,
                nullptr,          !literal};
            batches[static_cast<std::size_t>(pooled ? Tier::Pool : Tier::Fork)].add(std::move(item), i, input);
        }
        if (!request.measure) continue;
        toInspect.push_back({&request.program, &request.imports, &request.inputs, nullptr});
        measured.push_back(i);
    }
    std::map<std::pair<std::size_t, std::size_t>, RunResult> firsts;
    Validation{lane, requests, outcomes, false}.run(batches, kFirst, kFirst + 1, firsts);
    std::vector<Inspection> inspections = lane.inspect(toInspect);
    for (std::size_t k = 0; k < measured.size(); ++k)
        outcomes[measured[k]].measures = std::move(inspections[k].measures);
    const double each = requests.empty() ? 0 : since(start) / static_cast<double>(requests.size());
    for (const std::size_t i : ran) summarise(outcomes[i]);
    for (ValidateOutcome& outcome : outcomes) outcome.milliseconds = each;
    return outcomes;
}

}  // namespace azr::execution
