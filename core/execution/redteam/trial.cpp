#include "core/execution/redteam/trial.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "core/execution/redteam/shrink.h"

namespace azr::execution::redteam {
namespace {

constexpr int kNewReferences = 4;  ///< interpreters that a suspicion is put to
constexpr int kOldReferences = 2;
constexpr int kForChance = 8;      ///< where somebody saw nondeterminism: each may agree with itself by luck
constexpr int kUnrewarded = 40;    ///< the same where the pool gave no reward, which a longer search cannot hide
constexpr int kNewPools = 3;       ///< pools that must all say the same of it
constexpr int kShrinkTests = 100;  ///< each opens a pool
constexpr std::size_t kJournals[] = {100, 100000};  ///< lines of the journal that are tried, growing

/// Verdicts that depend on how busy the machine is.
bool byLimits(const Seen& seen) {
    return seen.verdict == Verdict::TimeoutCpu || seen.verdict == Verdict::TimeoutWall ||
           seen.verdict == Verdict::Memory || seen.verdict == Verdict::InfraError || seen.reason == "too_slow";
}

Result<Seen> waitFor(Flight& flight, Control& control) {
    while (!flight.landed(std::chrono::milliseconds(20))) AZR_CHECK(control.checkpoint());
    return flight.wait();
}

std::vector<Line> lastLines(const std::vector<Line>& lines, std::size_t count) {
    const std::size_t from = lines.size() > count ? lines.size() - count : 0;
    return {lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end()};
}

bool varied(const std::vector<Seen>& outcomes) {
    return std::ranges::any_of(outcomes, [&](const Seen& seen) { return !(seen == outcomes.front()); });
}

/// A reward that the reference was never seen to give.
bool rewarded(const Seen& came, const std::vector<Seen>& outcomes) {
    return came.passes() && std::ranges::none_of(outcomes, [](const Seen& seen) { return seen.passes(); });
}

bool chancy(const Seen& seen) {
    return seen.verdict == Verdict::Nondeterministic;
}

}  // namespace

std::vector<Json> toJson(const Finding& finding) {
    std::vector<Json> lines;
    for (std::size_t i = 0; i < finding.lines.size(); ++i) {
        Json line = {{"id", std::to_string(finding.mutant) + "-" + std::to_string(i + 1)}};
        line.update(toJson(finding.lines[i]));
        if (i + 1 == finding.lines.size()) {
            line["pooled"] = toJson(finding.pooled);
            line["alone"] = toJson(finding.alone);
            line["reproduced"] = finding.reproduced;
            line["passes"] = finding.passes;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

Result<std::vector<Replayed>> replay(const Rivals& rivals, const std::vector<Line>& lines, Control& control) {
    AZR_TRY(const auto pool, rivals.pooled());
    AZR_TRY(const auto reference, rivals.reference());
    std::vector<Replayed> out;
    for (const Line& line : lines) {
        Flight flight(*pool, line, Lane::Loop);
        AZR_TRY(Seen pooled, waitFor(flight, control));
        Flight lone(*reference, line, Lane::Loop);
        AZR_TRY(Seen alone, waitFor(lone, control));
        out.push_back({std::move(pooled), std::move(alone)});
    }
    return out;
}

Result<std::vector<Line>> readLines(const std::filesystem::path& file) {
    std::vector<Line> lines;
    AZR_CHECK(eachJsonLine(file, [&](const Json& json, const std::string& place) -> Status {
        AZR_TRY(Line line, lineFromJson(json, place));
        lines.push_back(std::move(line));
        return {};
    }));
    return lines;
}

Result<Seen> Trial::alone(Rivals::Open Rivals::*rival, const Line& line, Control& control) {
    std::unique_ptr<Executor>& executor = rival == &Rivals::renewed   ? m_renewed
                                          : rival == &Rivals::patient ? m_patient
                                                                      : m_reference;
    if (!executor) {
        AZR_TRY(executor, (m_rivals.*rival)());
    }
    Flight flight(*executor, line, Lane::Loop);
    return waitFor(flight, control);
}

Result<Seen> Trial::anew(const Line& line, Control& control) {
    return alone(&Rivals::renewed, line, control);
}

/// What the last of these lines comes to in a new pool that was given them all.
Result<Seen> Trial::lastOf(const std::vector<Line>& lines, Pace pace, Control& control) {
    AZR_TRY(const auto executor, m_rivals.pooled());
    std::vector<Flight> flights;
    std::optional<Seen> last;
    for (const Line& line : lines) {
        flights.emplace_back(*executor, line, Lane::Loop);
        if (pace == Pace::Together) continue;
        AZR_TRY(last, waitFor(flights.back(), control));
        flights.clear();
    }
    if (last) return *last;
    return waitFor(flights.back(), control);
}

/// What new references say of the line; more of them where luck may be at work. Agreed when the first two say the same
/// as the pool: the very text gives this, and the mutant's other text does not.
Result<bool> Trial::askAgain(const Suspicion& suspicion, std::vector<Seen>& outcomes, Control& control) {
    const int forChance = suspicion.pooled.passes() ? kForChance : kUnrewarded;
    int wanted = chancy(suspicion.pooled) ? forChance : kNewReferences;
    for (int i = 0; i < wanted; ++i) {
        AZR_TRY(Seen seen, anew(suspicion.line(), control));
        if (chancy(seen)) wanted = forChance;
        outcomes.push_back(std::move(seen));
        if (i == 1 && std::ranges::count(outcomes, suspicion.pooled) == 2) return true;
        if (varied(outcomes) && !rewarded(suspicion.pooled, outcomes)) return false;
    }
    // One that lives on shows what counts up from process to process.
    for (int i = 0; i < kOldReferences; ++i) {
        AZR_TRY(Seen seen, alone(&Rivals::reference, suspicion.line(), control));
        outcomes.push_back(std::move(seen));
    }
    return false;
}

/// Both call the answer wrong, and differ in what came instead.
bool wrongAnyway(const Seen& came, const std::vector<Seen>& outcomes) {
    return came.verdict == Verdict::Wrong && std::ranges::all_of(outcomes, [&](const Seen& seen) {
               return seen.verdict == came.verdict && seen.reason == came.reason && seen.share == came.share;
           });
}

/// Whether the program that the line runs is nondeterministic by itself: a wrong answer is given to one interpreter
/// alone, so that its value may show an address or an order.
Result<bool> Trial::observes(const Line& line, Control& control) {
    Line asked;
    asked.program = programOf(line);
    asked.imports = line.imports;
    if (line.kind == AnswerKind::Input) asked.inputs = {line.answer};
    for (const GradePair& pair : line.hidden) asked.inputs.push_back(pair.input);
    if (line.command != Command::Grade || asked.inputs.empty()) return false;
    AZR_TRY(const Seen seen, anew(asked, control));
    return chancy(seen);
}

/// Whether new pools, given this line alone, all say what this one said.
Result<bool> Trial::poolInsists(const Suspicion& suspicion, Control& control) {
    for (int i = 0; i < kNewPools; ++i) {
        AZR_TRY(const Seen again, lastOf({suspicion.line()}, Pace::OneByOne, control));
        if (!(again == suspicion.pooled)) return false;
    }
    return true;
}

/// Whether the reference or the limits explain it; fills in the ruling where they do.
Result<bool> Trial::varies(const Suspicion& suspicion, Judgement& judgement, Control& control) {
    const Seen& came = suspicion.pooled;
    const auto& outcomes = judgement.outcomes;
    AZR_TRY(const bool agrees, askAgain(suspicion, judgement.outcomes, control));
    if (agrees) return true;
    judgement.ruling = Ruling::Unstable;
    if (std::ranges::find(outcomes, came) != outcomes.end()) return true;
    // What the reference does not say twice, nobody can hold against the pool; but a reward is looked into.
    if (varied(outcomes) && !rewarded(came, outcomes)) return true;
    if (byLimits(came) || std::ranges::any_of(outcomes, byLimits)) {
        AZR_TRY(const Seen patient, alone(&Rivals::patient, suspicion.line(), control));
        if (patient == came) return true;
        AZR_TRY(const Seen again, lastOf({suspicion.line()}, Pace::OneByOne, control));
        // Nobody was rewarded, and without the others the pool says something else, too.
        if (!came.passes() && !(again == came)) return true;
    }
    if (wrongAnyway(came, outcomes)) return observes(suspicion.line(), control);
    if (std::ranges::none_of(outcomes, chancy)) return false;
    judgement.ruling = Ruling::LuckyPass;
    AZR_TRY(const bool insists, poolInsists(suspicion, control));
    return !insists;
}

/// The shortest of a few histories after which a new pool says of the last line what the reference does not.
Result<bool> Trial::reproduce(const Suspicion& suspicion, const std::vector<Seen>& outcomes, Finding& finding,
                              Control& control) {
    std::vector<std::vector<Line>> histories = {{suspicion.line()}, suspicion.own};
    for (const std::size_t count : kJournals) {
        histories.push_back(lastLines(suspicion.journal, count));
        histories.back().push_back(suspicion.line());
    }
    std::size_t tried = 0;
    for (const std::vector<Line>& lines : histories) {
        if (lines.size() <= tried) continue;
        tried = lines.size();
        for (const Pace pace : {Pace::OneByOne, Pace::Together}) {
            if (pace == Pace::Together && lines.size() == 1) continue;
            AZR_TRY(const Seen came, lastOf(lines, pace, control));
            if (std::ranges::find(outcomes, came) != outcomes.end()) continue;
            if (byLimits(came) && !byLimits(suspicion.pooled)) continue;
            finding.lines = lines;
            finding.pooled = came;
            finding.reproduced = true;
            AZR_CHECK(shrink(finding, pace, control));
            return true;
        }
    }
    return false;
}

Status Trial::shrink(Finding& finding, Pace pace, Control& control) {
    const Seen came = finding.pooled;
    Seen pooled = came, lone = finding.alone;
    const auto differs = [&](const std::vector<Line>& lines) -> Result<bool> {
        AZR_TRY(const Seen here, lastOf(lines, pace, control));
        // The same kind of fault: a reward stays one.
        if (byLimits(here) != byLimits(came) || here.passes() != came.passes()) return false;
        AZR_TRY(const Seen there, alone(&Rivals::reference, lines.back(), control));
        if (here == there || there.passes() != finding.alone.passes()) return false;
        pooled = here;
        lone = there;
        return true;
    };
    AZR_TRY(finding.lines, shrunk(std::move(finding.lines), differs, kShrinkTests));
    finding.pooled = pooled;
    finding.alone = lone;
    return {};
}

Result<Judgement> Trial::judge(const Suspicion& suspicion, Control& control) {
    Judgement judgement;
    AZR_TRY(const bool explained, varies(suspicion, judgement, control));
    if (explained) return judgement;
    judgement.ruling = Ruling::Difference;
    Finding& finding = judgement.finding;
    finding.mutant = suspicion.mutant;
    finding.pooled = suspicion.pooled;
    finding.alone = judgement.outcomes.back();
    AZR_TRY(const bool reproduced, reproduce(suspicion, judgement.outcomes, finding, control));
    if (!reproduced) finding.lines = suspicion.own;
    finding.passes = rewarded(finding.pooled, {finding.alone});
    return judgement;
}

}  // namespace azr::execution::redteam
