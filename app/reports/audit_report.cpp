#include "app/reports/audit_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/size_text.h"

namespace azr::app {
namespace {

using audit::Check;
using audit::Ledger;
using audit::Tally;

template <class Function>
void forEachCheck(const Ledger& ledger, const Function& function) {
    for (int i = 0; i < audit::kCheckCount; ++i) function(static_cast<Check>(i), ledger.tally(static_cast<Check>(i)));
}

/// "0 (seeding), 1 to 40", with gaps where there are any.
std::string rangesOf(const std::vector<int>& steps) {
    std::string text;
    for (std::size_t i = 0; i < steps.size();) {
        std::size_t end = i + 1;
        while (end < steps.size() && steps[end] == steps[end - 1] + 1 && steps[i] != 0) ++end;
        if (!text.empty()) text += ", ";
        text += steps[i] == 0  ? std::string("0 (seeding)")
                : end - i == 1 ? fmt::format("{}", steps[i])
                               : fmt::format("{} to {}", steps[i], steps[end - 1]);
        i = end;
    }
    return text;
}

std::int64_t uncheckedOf(const Tally& tally) {
    std::int64_t sum = 0;
    for (const auto& [why, times] : tally.unchecked) sum += times;
    return sum;
}

}  // namespace

void AuditReport::start() const {
    const store::RunRow& run = m_terms.run;
    if (m_json)
        return m_console.json("audit_started", {{"run", run.id.value},
                                                {"state", run.state},
                                                {"last_step", run.lastStep},
                                                {"database_version", m_terms.databaseVersion},
                                                {"copied", m_terms.copied},
                                                {"verdicts", m_terms.verdicts},
                                                {"replay", m_terms.replays}});
    m_console.line(fmt::format("# Audit of run {}: {}", run.id.value, run.name));
    m_console.line("");
    m_console.line(fmt::format("- preset {}, seed {}, {} after step {}, made by AZR Studio {}", run.preset, run.seed,
                               run.state, run.lastStep, run.studio));
    m_console.line(fmt::format("- audited by AZR Studio {}; the database has version {}{}", AZR_VERSION,
                               m_terms.databaseVersion, m_terms.copied ? " and was read through a copy" : ""));
}

void AuditReport::difference(const audit::Difference& one) const {
    if (!m_json) return;
    m_console.json("difference", {{"run", m_terms.run.id.value},
                                  {"check", audit::name(one.check)},
                                  {"step", one.step},
                                  {"where", one.where},
                                  {"stored", one.stored},
                                  {"recomputed", one.recomputed}});
}

void AuditReport::end(const Ledger& ledger, const audit::Outcome& outcome, double seconds) const {
    if (m_json) return endJson(ledger, outcome, seconds);
    m_console.line(fmt::format("- steps: {}", rangesOf(outcome.steps)));
    if (!m_terms.sandbox.empty()) m_console.line(fmt::format("- verdicts were executed again on {}", m_terms.sandbox));
    for (const std::string& warning : m_terms.warnings) m_console.line("- note: " + warning);
    showChecks(ledger);
    showDifferences(ledger);
    showUnchecked(ledger);
    m_console.line(fmt::format("\n## Result\n\n{}{} differences in {} values, {}.",
                               outcome.interrupted ? "Interrupted. Until then: " : "",
                               groupedText(ledger.differences()), groupedText(ledger.checked()), duration(seconds)));
}

void AuditReport::endJson(const Ledger& ledger, const audit::Outcome& outcome, double seconds) const {
    forEachCheck(ledger, [&](Check check, const Tally& tally) {
        Json unchecked = Json::array();
        for (const auto& [why, times] : tally.unchecked) unchecked.push_back({{"why", why}, {"times", times}});
        m_console.json("audit_check", {{"run", m_terms.run.id.value},
                                       {"check", audit::name(check)},
                                       {"meaning", audit::meaning(check)},
                                       {"checked", tally.checked},
                                       {"differences", tally.differences},
                                       {"unchecked", std::move(unchecked)}});
    });
    m_console.json("audit_finished", {{"run", m_terms.run.id.value},
                                      {"interrupted", outcome.interrupted},
                                      {"steps", outcome.steps},
                                      {"checked", ledger.checked()},
                                      {"differences", ledger.differences()},
                                      {"warnings", m_terms.warnings},
                                      {"seconds", seconds}});
}

void AuditReport::showChecks(const Ledger& ledger) const {
    m_console.line("\n## What was checked\n\n| check | values | differences | what |\n|---|---:|---:|---|");
    forEachCheck(ledger, [&](Check check, const Tally& tally) {
        if (tally.checked == 0 && tally.unchecked.empty()) return;
        m_console.line(fmt::format("| {} | {} | {} | {} |", audit::name(check), groupedText(tally.checked),
                                   groupedText(tally.differences), audit::meaning(check)));
    });
}

void AuditReport::showDifferences(const Ledger& ledger) const {
    m_console.line("\n## Differences\n");
    if (ledger.differences() == 0) m_console.line("None.");
    forEachCheck(ledger, [&](Check check, const Tally& tally) {
        if (!tally.first) return;
        m_console.line(fmt::format(
            "- {}: {}{}\n  - stored: {}\n  - recomputed: {}", audit::name(check), tally.first->where,
            tally.differences > 1 ? fmt::format(", the first of {}", groupedText(tally.differences)) : std::string(),
            tally.first->stored, tally.first->recomputed));
    });
}

void AuditReport::showUnchecked(const Ledger& ledger) const {
    m_console.line("\n## What could not be checked\n");
    std::int64_t sum = 0;
    forEachCheck(ledger, [&](Check check, const Tally& tally) {
        sum += uncheckedOf(tally);
        for (const auto& [why, times] : tally.unchecked)
            m_console.line(fmt::format("- {}, {} times: {}", audit::name(check), groupedText(times), why));
    });
    if (sum == 0) m_console.line("Nothing.");
    m_console.line(fmt::format(
        "\nTaken as stored{}: near-duplicates, coin flips, degenerate composites, counts of like programs, distances "
        "and "
        "likenesses to references; which references and buffered tasks were drawn; numbers of tokens and sums of "
        "log-probabilities within their bounds; losses, ratios and entropies. Complexity, nodes, effort and volume are "
        "measured again for the programs that are executed again. The log, times and the texts of error messages are "
        "looked at by nobody.",
        m_terms.replays > 0 ? " where no step was done again" : ", as --replay was not asked for"));
}

}  // namespace azr::app
