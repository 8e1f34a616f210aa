/// Verdicts of random proposals and answers, executed again. The rows are picked while the steps go by, each with the
/// same chance, and judged at the end: the executor need not be there before. One thread.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "core/audit/history.h"
#include "core/audit/ledger.h"
#include "core/base/control.h"
#include "core/base/rng.h"
#include "core/execution/executor.h"

namespace azr::audit {

/// A proposal, or an answer with the task that it answers.
struct Judged {
    store::TaskRow task;
    std::optional<store::AttemptRow> answer;
    config::ExecutorConfig executor;
    config::SelfPlayConfig play;
    config::InductionMode mode{};
};

class VerdictSample {
  public:
    VerdictSample(int wanted, Rng rng) : m_wanted(static_cast<std::size_t>(std::max(0, wanted))), m_rng(rng) {}

    /// The well formed ones of a step get their chance; `taskOf` finds the tasks of answers.
    Status offer(const StepRows& rows, const config::RunConfig& config,
                 const std::function<Result<const store::TaskRow*>(TaskId)>& taskOf);
    [[nodiscard]] const std::vector<Judged>& picked() const { return m_picked; }
    [[nodiscard]] std::int64_t offered() const { return m_offered; }

  private:
    /// The place for the next one, if it is drawn.
    [[nodiscard]] std::optional<std::size_t> place();

    std::size_t m_wanted;
    Rng m_rng;
    std::int64_t m_offered = 0;
    std::vector<Judged> m_picked;
};

/// Every picked one again; `progressed` is called after each. Cancelled when `control` asks to stop.
Status checkVerdicts(const std::vector<Judged>& picked, execution::Executor& executor, Ledger& ledger, Control& control,
                     const std::function<void(std::int64_t done)>& progressed);

}  // namespace azr::audit
