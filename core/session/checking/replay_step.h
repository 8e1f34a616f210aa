/// What a step that is done again states, as the rows that it would have become, and held against the stored ones.
/// Pure but for the listening.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/audit/history.h"
#include "core/audit/ledger.h"
#include "core/store/rows.h"
#include "core/training/event.h"

namespace azr::session {

/// Trainer thread.
class ReplayListening final : public training::Listener {
  public:
    explicit ReplayListening(RunId run) : m_run(run) {}
    Status tell(const training::Event& event) override;

    [[nodiscard]] const std::vector<store::TaskRow>& tasks() const { return m_tasks; }
    [[nodiscard]] const std::vector<store::AttemptRow>& attempts() const { return m_attempts; }
    /// The deterministic ones.
    [[nodiscard]] const std::map<std::string, double>& metrics() const { return m_metrics; }

  private:
    RunId m_run;
    std::vector<store::TaskRow> m_tasks;
    std::vector<store::AttemptRow> m_attempts;
    std::map<std::string, double> m_metrics;
};

/// In the order in which a step states its facts: proposals, answers, rewards, metrics.
void compareStep(const audit::StepRows& stored, TaskId first, const ReplayListening& again, audit::Ledger& ledger);

}  // namespace azr::session
