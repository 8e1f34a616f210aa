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
    /// `bar`: the guard's, of near-duplicates, at the beginning.
    explicit VarietyWatch(double bar) : m_survey(bar, false) {}
    /// The steps up to `last` as they are stored, and what the next one has already: tasks below `nextTask`.
    Status restore(store::Reader& reader, RunId run, int last, std::int64_t nextTask);
    void add(const store::TaskRow& task);
    void add(const training::BufferChanged& change);
    void add(const config::ConfigChange& change);
    [[nodiscard]] std::optional<training::AlertRaised> finish(int step);

  private:
    diversity::Survey m_survey;
    bool m_raised = false;
};

}  // namespace azr::session
