#include "core/execution/validation.h"

#include <algorithm>
#include <chrono>

#include "core/execution/values/number_text.h"

namespace azr::execution {
namespace {

// Near a limit a verdict depends on luck, so a proposal must stay well below it (semantics 7).
constexpr double kShareOfLimit = 0.25;

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

// What two runs of one input amount to.
RunOutcome judged(const RunResult& first, const RunResult* second, double cpuSeconds) {
    RunOutcome out = outcomeOf(first);
    if (out.verdict != Verdict::Ok) return out;
    if (second) {
        if (second->verdict == Verdict::InfraError) return outcomeOf(*second);
        const bool agrees = second->value && strictlyEqual(*first.value, *second->value);
        if (!agrees) {
            out.verdict = Verdict::Nondeterministic;
            out.reason = second->value ? "value" : "verdict";
            out.detail = second->value
                             ? "another run gave " + repr(*second->value).substr(0, 200)
                             : "another run ended with " + std::string(name(second->verdict)) + ' ' + second->reason;
            return out;
        }
    }
    if (out.cpuMs > kShareOfLimit * cpuSeconds * 1000) {
        out.verdict = Verdict::Rejected;
        out.reason = "too_slow";
    }
    return out;
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

/// The items of several requests that one worker request carries.
struct Batch {
    std::vector<RunItem> items;
    std::vector<std::pair<std::size_t, std::size_t>> places;  ///< request, input

    void add(const ValidateRequest& request, std::size_t number) {
        for (std::size_t i = 0; i < request.inputs.size(); ++i) {
            items.push_back({&request.program, &request.imports, request.inputs[i], CallMode::Call});
            places.emplace_back(number, i);
        }
    }
};

void runBatch(LaneRunner& lane, const Batch& batch, Tier tier, std::span<const ValidateRequest> requests, bool cached,
              std::span<ValidateOutcome> outcomes) {
    if (batch.items.empty()) return;
    const bool twice = std::ranges::any_of(batch.places, [&](const auto& at) { return requests[at.first].runs > 1; });
    std::array<std::vector<RunResult>, 2> results;
    if (twice)
        results = lane.runBoth(batch.items, tier, cached);
    else
        results[0] = lane.run(batch.items, tier, Side::First, cached);
    for (std::size_t i = 0; i < batch.places.size(); ++i) {
        const auto [number, input] = batch.places[i];
        const RunResult* second = requests[number].runs > 1 ? &results[1][i] : nullptr;
        outcomes[number].runs[input] = judged(results[0][i], second, lane.shared().options.cpuSeconds);
    }
}

/// True when the program may run; otherwise the outcome says why not.
bool admitted(const ValidateRequest& request, Inspection inspection, ValidateOutcome& outcome) {
    outcome.measures = std::move(inspection.measures);
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

double since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

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
        const bool fine =
            readableText(requests[i].program, requests[i].imports) && readableText({}, requests[i].inputs);
        if (!fine) {
            outcomes[i].verdict = Verdict::ParseError;
            outcomes[i].reason = "encoding";
            continue;
        }
        toInspect.push_back({&requests[i].program, &requests[i].imports, &requests[i].inputs});
        places.push_back(i);
    }
    std::vector<Inspection> inspections = lane.inspect(toInspect);
    Batch pooled;
    std::vector<std::pair<std::size_t, Tier>> forked;
    std::vector<std::size_t> ran;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const std::size_t i = places[k];
        const Tier tier = lane.tierOf(inspections[k].purity);
        if (!admitted(requests[i], std::move(inspections[k]), outcomes[i])) continue;
        ran.push_back(i);
        if (tier == Tier::Pool)
            pooled.add(requests[i], i);
        else
            forked.emplace_back(i, tier);
    }
    runBatch(lane, pooled, Tier::Pool, requests, true, outcomes);
    for (const auto& [i, tier] : forked) {
        Batch one;
        one.add(requests[i], i);
        runBatch(lane, one, tier, requests, true, outcomes);
    }
    for (const std::size_t i : ran) summarise(outcomes[i]);
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
    std::vector<ValidateRequest> once;
    Batch batch;
    std::vector<InspectItem> toInspect;
    std::vector<std::size_t> measured;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        outcomes[i].runs.resize(requests[i].inputs.size());
        batch.add(requests[i], i);
        if (!requests[i].measure) continue;
        toInspect.push_back({&requests[i].program, &requests[i].imports, &requests[i].inputs});
        measured.push_back(i);
    }
    const std::vector<RunResult> results = lane.run(batch.items, lane.tierOf(Purity::Pure), Side::First, false);
    for (std::size_t k = 0; k < results.size(); ++k)
        outcomes[batch.places[k].first].runs[batch.places[k].second] =
            judged(results[k], nullptr, lane.shared().options.cpuSeconds);
    std::vector<Inspection> inspections = lane.inspect(toInspect);
    for (std::size_t k = 0; k < measured.size(); ++k)
        outcomes[measured[k]].measures = std::move(inspections[k].measures);
    const double each = requests.empty() ? 0 : since(start) / static_cast<double>(requests.size());
    for (ValidateOutcome& outcome : outcomes) {
        summarise(outcome);
        outcome.milliseconds = each;
    }
    return outcomes;
}

}  // namespace azr::execution
