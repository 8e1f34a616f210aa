#include "core/audit/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace azr::audit {
namespace {

/// Equation 8 divides by a deviation plus 1e-8: what is rounded in the last place above may be off a few more below.
constexpr double kTolerance = 1e-9;
constexpr std::size_t kLongestText = 160;

struct CheckText {
    std::string_view name, meaning;
};

constexpr std::array<CheckText, kCheckCount> kTexts = {{
    {"settings",
     "each change of a setting: asked for, in order, from the value in force; the settings that they add up to"},
    {"structure",
     "the steps follow each other; every attempt belongs to a task that could be asked in its step, and each new task "
     "has its rollouts"},
    {"sample", "lengths, log-probability sums and fields of each sample lie where they can"},
    {"format", "format verdicts and the parts of every completion, read again"},
    {"shown", "prompts show what the kind of task allows, and nothing that is hidden"},
    {"split", "induction: the number of pairs, the first half shown, the rest hidden"},
    {"lineage", "references are there, older, and were in their buffer when they were drawn"},
    {"drawn", "how many new and how many buffered tasks trained each solver, and that draws kept to their windows"},
    {"buffer", "buffer events replayed: additions, evictions by policy, vetoes, sizes, contents"},
    {"status", "the status of every task follows from its verdict and its buffer events"},
    {"measure", "lines, the Halstead share and the rarity of answers; the rest of the measures with the verdicts"},
    {"learnability", "the mean of the rollouts' scores"},
    {"learn_reward", "equation 4 on that mean, before extras"},
    {"reward", "rewards of proposals and answers (equations 5 and 6, extras, novelty)"},
    {"mask", "which samples take no part in the update"},
    {"stream", "mean and deviation of each role x kind stream"},
    {"advantage", "equation 8 with the configured baselines and role weights"},
    {"metric", "the metrics of each step, from its rows"},
    {"evaluation", "held-out accuracies and their intervals, from the items"},
    {"checkpoint", "hashes and sizes of the checkpoints that are still there, and which of them measured best"},
    {"verdict", "verdicts, values and measures of random proposals and answers, executed again"},
    {"replay",
     "random steps done again from their checkpoints: tokens, log-probabilities, verdicts, measures, rewards, weights"},
}};

const CheckText& textOf(Check check) {
    return kTexts[static_cast<std::size_t>(check)];
}

/// 17 digits: what is told apart is told.
std::string textOf(double value) {
    return std::isnan(value) ? std::string("none") : fmt::format("{:.17g}", value);
}

std::string shortened(std::string_view text) {
    if (text.size() <= kLongestText) return std::string(text);
    return std::string(text.substr(0, kLongestText)) + "…";
}

}  // namespace

std::string_view name(Check check) {
    return textOf(check).name;
}

std::string_view meaning(Check check) {
    return textOf(check).meaning;
}

std::string describe(const Place& place) {
    std::string text = fmt::format("step {}, {}", place.step, place.row);
    if (place.id != 0) text += fmt::format(" {}", place.id);
    if (!place.what.empty()) text += fmt::format(", {}", place.what);
    return text;
}

bool same(double stored, double recomputed) {
    if (std::isnan(stored) || std::isnan(recomputed)) return std::isnan(stored) && std::isnan(recomputed);
    return std::abs(stored - recomputed) <= kTolerance * std::max({1.0, std::abs(stored), std::abs(recomputed)});
}

bool Ledger::compare(Check check, const Place& place, double stored, double recomputed) {
    ++m_tallies[static_cast<std::size_t>(check)].checked;
    if (same(stored, recomputed)) return true;
    note(check, place, textOf(stored), textOf(recomputed));
    return false;
}

bool Ledger::compare(Check check, const Place& place, std::int64_t stored, std::int64_t recomputed) {
    ++m_tallies[static_cast<std::size_t>(check)].checked;
    if (stored == recomputed) return true;
    note(check, place, fmt::format("{}", stored), fmt::format("{}", recomputed));
    return false;
}

bool Ledger::compare(Check check, const Place& place, std::string_view stored, std::string_view recomputed) {
    return expect(check, stored == recomputed, place, stored, recomputed);
}

bool Ledger::compare(Check check, const Place& place, bool stored, bool recomputed) {
    return expect(check, stored == recomputed, place, stored ? "yes" : "no", recomputed ? "yes" : "no");
}

bool Ledger::expect(Check check, bool holds, const Place& place, std::string_view stored, std::string_view recomputed) {
    ++m_tallies[static_cast<std::size_t>(check)].checked;
    if (!holds) note(check, place, shortened(stored), shortened(recomputed));
    return holds;
}

void Ledger::unchecked(Check check, const std::string& why, std::int64_t times) {
    if (times > 0) m_tallies[static_cast<std::size_t>(check)].unchecked[why] += times;
}

std::int64_t Ledger::checked() const {
    std::int64_t sum = 0;
    for (const Tally& tally : m_tallies) sum += tally.checked;
    return sum;
}

std::int64_t Ledger::differences() const {
    std::int64_t sum = 0;
    for (const Tally& tally : m_tallies) sum += tally.differences;
    return sum;
}

void Ledger::note(Check check, const Place& place, std::string stored, std::string recomputed) {
    Tally& tally = m_tallies[static_cast<std::size_t>(check)];
    if (++tally.differences > 1) return;
    tally.first = Difference{check, place.step, describe(place), std::move(stored), std::move(recomputed)};
    if (m_found) m_found(*tally.first);
}

}  // namespace azr::audit
