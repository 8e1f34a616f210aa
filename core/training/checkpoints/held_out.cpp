#include "core/training/checkpoints/held_out.h"

#include <fmt/format.h>

#include <utility>

namespace azr::training {
namespace {

/// Scores compare where suite and number of items are the same.
std::string yardstickOf(const EvaluationFinished& finished) {
    return fmt::format("{}, {} items", finished.suite, finished.items.size());
}

}  // namespace

Result<std::optional<EvaluationFinished>> HeldOut::measure(int step) {
    m_measuredStep = step;
    if (!m_measure) return std::nullopt;
    AZR_TRY(EvaluationOutcome outcome, m_measure(step));
    std::string yardstick = yardstickOf(outcome.finished);
    // A checkpoint of an older version does not say what its best was measured with.
    const bool alike = m_best && (m_best->yardstick.empty() || m_best->yardstick == yardstick);
    if (!alike || outcome.score > m_best->score) m_best = Best{step, outcome.score, yardstick};
    m_best->yardstick = std::move(yardstick);
    return std::optional(std::move(outcome.finished));
}

void HeldOut::write(Json& json) const {
    json["best_score"] = m_best ? Json(m_best->score) : Json();
    json["best_step"] = m_best ? m_best->step : 0;
    json["best_yardstick"] = m_best ? m_best->yardstick : std::string();
    json["evaluated_step"] = m_measuredStep;
}

Status HeldOut::read(const Json& json) {
    try {
        m_best.reset();
        if (const Json& score = json.at("best_score"); !score.is_null())
            m_best =
                Best{json.at("best_step").get<int>(), score.get<double>(), json.value("best_yardstick", std::string())};
        m_measuredStep = json.at("evaluated_step").get<int>();
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's evaluation is malformed: ") + error.what());
    }
    return {};
}

}  // namespace azr::training
