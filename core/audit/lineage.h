/// Who was shown what: the references of proposals, the tasks of attempts, and the prompts themselves. One thread.
#pragma once

#include <map>

#include "core/audit/buffers.h"
#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// Tasks of a step by id, and older ones that are looked up once each.
class Tasks {
  public:
    Tasks(store::Reader& reader, const StepRows& rows);
    /// Null where there is no such task.
    [[nodiscard]] Result<const store::TaskRow*> find(TaskId task);

  private:
    store::Reader& m_reader;
    std::map<std::int64_t, const store::TaskRow*> m_own;
    std::map<std::int64_t, std::optional<store::TaskRow>> m_older;
};

/// References are there, older than the proposal, of its kind (induction: the program of another kind's task), and were
/// in their buffer when they were drawn. `buffers` stands before the proposals of the step.
Status checkLineage(const StepRows& rows, const config::RunConfig& config, Tasks& tasks, Buffers& buffers,
                    Ledger& ledger);

/// Attempts: at new tasks that may be solved, or at tasks of the buffer; as many rollouts as configured for each new
/// one. `vetoed`: tasks that somebody took out in this step.
Status checkAttempts(const StepRows& rows, const config::RunConfig& config, const std::set<std::int64_t>& vetoed,
                     const Buffers& buffers, Ledger& ledger);

/// The prompts of proposals and attempts, and the halves of induction tasks.
Status checkShown(const StepRows& rows, const config::RunConfig& config, Tasks& tasks, Ledger& ledger);

}  // namespace azr::audit
