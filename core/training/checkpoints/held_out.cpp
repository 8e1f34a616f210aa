#include "core/training/checkpoints/held_out.h"

#include <fmt/format.h>

#include <utility>

namespace azr::training {
namespace {

/// Scores compare where suite and number of items are the same.
std::string yardstickOf(const EvaluationFinished& finished) {
    return fmt::format("{}, {} items", finished.suite, finished.items.size());
}
std::string yardstickOf(const SuiteMeasured& measured) {
    return fmt::format("{} {}, {} items", measured.suite, measured.hash, measured.items.size());
}

std::string verdictsOf(const SuiteMeasured& measured) {
    std::string verdicts;
    for (const evaluation::ScoredItem& item : measured.items) verdicts += !item.greedy ? '?' : *item.greedy ? '1' : '0';
    return verdicts;
}

/// The second is better than the first, and that is no chance.
bool supported(const std::string& first, const std::string& second) {
    evaluation::PairedCounts counts;
    for (std::size_t i = 0; i < first.size() && i < second.size(); ++i)
        if (first[i] != '?' && second[i] != '?') counts.add(first[i] == '1', second[i] == '1');
    return evaluation::pairedInterval(counts).low > 0;
}

}  // namespace

Result<std::optional<EvaluationFinished>> HeldOut::measure(int step) {
    m_measuredStep = step;
    if (!m_measure) return std::nullopt;
    AZR_TRY(EvaluationOutcome outcome, m_measure(step));
    if (outcome.finished.suites.empty()) {
        rank({step, outcome.score, yardstickOf(outcome.finished), {}});
    } else {
        const SuiteMeasured& first = outcome.finished.suites.front();
        rank({step, outcome.score, yardstickOf(first), verdictsOf(first)});
    }
    return std::optional(std::move(outcome.finished));
}

void HeldOut::rank(Best measured) {
    // A checkpoint of an older version does not say what its best was measured with.
    const bool alike = m_best && (m_best->yardstick.empty() || m_best->yardstick == measured.yardstick);
    const bool better =
        alike && (measured.items.empty() ? measured.score > m_best->score : supported(m_best->items, measured.items));
    if (alike && !better)
        m_best->yardstick = std::move(measured.yardstick);
    else
        m_best = std::move(measured);
}

void HeldOut::write(Json& json) const {
    json["best_score"] = m_best ? Json(m_best->score) : Json();
    json["best_step"] = m_best ? m_best->step : 0;
    json["best_yardstick"] = m_best ? m_best->yardstick : std::string();
    json["evaluated_step"] = m_measuredStep;
    if (m_best && !m_best->items.empty()) json["best_items"] = m_best->items;
}

Status HeldOut::read(const Json& json) {
    try {
        m_best.reset();
        if (const Json& score = json.at("best_score"); !score.is_null())
            m_best = Best{json.at("best_step").get<int>(), score.get<double>(),
                          json.value("best_yardstick", std::string()), json.value("best_items", std::string())};
        m_measuredStep = json.at("evaluated_step").get<int>();
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's evaluation is malformed: ") + error.what());
    }
    return {};
}

}  // namespace azr::training
