/// Held-out accuracy during training, and which step measured best. Only what was measured alike is compared: with
/// another suite or another number of items the comparison starts anew. On the built-in suite the higher score is the
/// better one. Where published suites are measured, the first of them decides: the better one is who solves more of the
/// same items, by an interval that lies above zero (evaluation/suite_report.h). Trainer thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/base/json.h"
#include "core/training/loop.h"

namespace azr::training {

class HeldOut {
  public:
    using Measure = std::function<Result<EvaluationOutcome>(int step)>;

    /// Without `measure` nothing is measured, and no step is the best.
    explicit HeldOut(Measure measure) : m_measure(std::move(measure)) {}

    [[nodiscard]] bool possible() const { return static_cast<bool>(m_measure); }
    /// Measures the weights after `step` and remembers the best; empty where nothing can be measured.
    [[nodiscard]] Result<std::optional<EvaluationFinished>> measure(int step);
    [[nodiscard]] bool measured(int step) const { return m_measuredStep == step; }
    [[nodiscard]] bool everMeasured() const { return m_measuredStep >= 0; }
    /// The best step measured so far; empty before the first.
    [[nodiscard]] std::optional<int> best() const { return m_best ? std::optional(m_best->step) : std::nullopt; }

    void write(Json& json) const;
    Status read(const Json& json);

  private:
    struct Best {
        int step = 0;
        double score = 0;
        std::string yardstick;  ///< what it was measured with
        std::string items;      ///< of a published suite, item by item: 1 solved, 0 not, ? lost; else empty
    };
    void rank(Best measured);

    Measure m_measure;
    std::optional<Best> m_best;
    int m_measuredStep = -1;
};

}  // namespace azr::training
