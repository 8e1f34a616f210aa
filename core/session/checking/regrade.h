/// The verdicts of a run checked again: every stored program and answer is judged once more by an executor, and what
/// flips is told, with the rewards and curves as they would have been. Reads page by page through a read-only reader;
/// holds the rows of one step, as training does. Nothing is written. One thread.
#pragma once

#include <array>
#include <functional>
#include <limits>

#include "core/base/control.h"
#include "core/execution/executor.h"
#include "core/session/checking/regrade_step.h"
#include "core/store/reader.h"

namespace azr::session {

/// Rules that the answers are to be judged by instead of the run's own.
struct RegradeRules {
    std::optional<config::Isolation> level;
    std::optional<config::AnswerForm> answerForm;
    std::optional<std::string> python;
    std::optional<double> cpuSeconds;  ///< the limit by the clock follows
    bool strictTypes = false;
};
[[nodiscard]] config::RunConfig underRules(config::RunConfig config, const RegradeRules& rules);
/// As training opens it, but every call in a fork of its own, and nothing remembered from one request to the next.
[[nodiscard]] execution::ExecutorOptions regradeExecutor(const config::RunConfig& config);

/// What is to be looked at.
struct RegradePlan {
    RunId run;
    std::vector<int> steps;                ///< finished ones, in order; 0 is seeding
    std::int64_t tasks = 0, attempts = 0;  ///< that they hold
};
/// The finished steps from `first` to `last`. NotFound when there are none of those, or no such run.
[[nodiscard]] Result<RegradePlan> planRegrade(store::Reader& reader, RunId run, int first = 0,
                                              int last = std::numeric_limits<int>::max());

/// Sum of a stream's figures over the steps.
struct StreamTotals {
    double storedReward = 0, reward = 0, storedRate = 0, rate = 0;
    int steps = 0;  ///< in which all four were there
};

struct RegradeTotals {
    int steps = 0;                            ///< of training, whole
    bool seeding = false;                     ///< step 0 was regraded as well
    std::int64_t proposals = 0, answers = 0;  ///< judged again
    std::int64_t malformed = 0;               ///< proposals and answers that no executor ever saw; they stand
    std::int64_t lost = 0;                    ///< infra_error, then or now: no verdict to compare
    std::int64_t lostNow = 0;                 ///< of these, now
    std::int64_t proposalFlips = 0, answerFlips = 0, reasons = 0;
    std::int64_t rewards = 0;                                    ///< proposals and answers with another reward
    int stepsThatDiffer = 0;                                     ///< in a reward or a figure
    std::array<StreamTotals, selfplay::kStreamCount> streams{};  ///< by Stream::index()
    bool interrupted = false;                                    ///< ended by Control; the rest was not looked at
    [[nodiscard]] std::int64_t flips() const { return proposalFlips + answerFlips; }
};

/// Units: proposals and answers, malformed ones included.
struct RegradeProgress {
    std::int64_t done = 0, total = 0;
    int step = 0;
};

/// Called as things are found, on the caller's thread; empty ones are left out.
struct RegradeListener {
    std::function<void(const Flip&)> flipped;  ///< also where the reason alone is another
    std::function<void(const StepFigures&)> stepped;
    std::function<void(const RegradeProgress&)> progressed;
};

/// `config`: the run's as it started, under the rules. A stop is no failure: `interrupted` says so, and the totals hold
/// what was found until then.
[[nodiscard]] Result<RegradeTotals> regrade(store::Reader& reader, execution::Executor& executor,
                                            const RegradePlan& plan, const config::RunConfig& config,
                                            const RegradeListener& listener, Control& control);

}  // namespace azr::session
