/// The early warning of a run at work (diversity/narrowing.h): told of every proposal, it says after each step whether
/// an alert begins or ends. It keeps nothing in checkpoints: a resumed run reads its earlier steps from the database.
/// Trainer thread.
#pragma once

#include <optional>

#include "core/diversity/survey.h"
#include "core/store/reader.h"
#include "core/store/task_rows.h"
#include "core/training/event.h"

namespace azr::session {

/// The code of the alert.
constexpr std::string_view kNarrowing = "narrowing";

class VarietyWatch {
  public:
    explicit VarietyWatch(double bar) : m_survey(bar, false) {}
    /// The steps up to `last` as they are stored.
    Status restore(store::Reader& reader, RunId run, int last);
    void add(const store::TaskRow& task);
    [[nodiscard]] std::optional<training::AlertRaised> finish(int step);

  private:
    diversity::Survey m_survey;
    bool m_raised = false;
};

}  // namespace azr::session
