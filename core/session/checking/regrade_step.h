/// What a stored step comes to when its programs are judged again: which verdicts flip, and what rewards and curves
/// would have been. Pure; regrade.h does the reading and the executing.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/audit/history.h"
#include "core/config/run_config.h"
#include "core/selfplay/task.h"
#include "core/store/rows.h"
#include "core/training/step_work.h"

namespace azr::session {

/// How a new judgement stands to the stored one.
enum class Comparison : std::uint8_t {
    Same,
    Flip,    ///< another verdict, another value, or another share of the hidden pairs where it is what counts
    Reason,  ///< the same verdict for another reason: nothing was earned by it
    Lost     ///< infra_error on either side, which says nothing about the program
};

/// A judgement that is not what was stored.
struct Flip {
    Comparison what = Comparison::Flip;
    int step = 0;
    selfplay::Task task;                      ///< as stored: an answer is judged against its gold
    std::optional<selfplay::Attempt> answer;  ///< as stored; empty: the task's own validation
    execution::Verdict storedVerdict{}, verdict{};
    std::string storedReason, reason, detail;
};

/// `now`: the stored attempt after takeGrade().
[[nodiscard]] Comparison compared(const selfplay::Attempt& stored, const selfplay::Attempt& now);
/// `now`: the stored proposal after Verifier::settle(). A refusal that did not come from the executor stands as long as
/// the executor finds nothing.
[[nodiscard]] Comparison compared(const selfplay::Proposal& stored, const selfplay::Proposal& now);
[[nodiscard]] Flip flipOf(Comparison what, const selfplay::Proposal& stored, const selfplay::Proposal& now);
[[nodiscard]] Flip flipOf(Comparison what, const selfplay::Task& task, const selfplay::Attempt& stored,
                          const selfplay::Attempt& now, int step);

/// A number as training measured it, and as it comes out now; empty where there is none.
struct Figure {
    std::optional<double> stored, now;
    /// Beyond rounding.
    [[nodiscard]] bool differs() const;
};

/// One stream in one step; without samples nothing is filled in.
struct StreamFigures {
    selfplay::Stream stream;
    Figure reward;        ///< mean, equation 6
    Figure rate;          ///< of valid proposals or of solved answers
    Figure learnability;  ///< mean of equation 4; proposals only
    Figure advantage;     ///< standard deviation, equation 8
    [[nodiscard]] bool differs() const;
};

struct StepFigures {
    int step = 0;
    std::vector<StreamFigures> streams;  ///< those that have figures
    std::int64_t rewards = 0;            ///< proposals and answers with another reward than the stored one
    [[nodiscard]] bool differs() const;
};

/// Scores the step again with training's own functions. `work` holds proposals and attempts with their new verdicts and
/// their stored rewards; attempts on a task that is `refused` now were never made. `metrics`: those of the step,
/// stored.
[[nodiscard]] StepFigures scoredAgain(training::StepWork work, const std::set<std::int64_t>& refused,
                                      const config::RunConfig& config, const std::vector<store::MetricRow>& metrics);

/// What people did to a run that decides rewards: changed fields, in order, and vetoed tasks by step.
struct Interventions {
    std::vector<audit::FieldRequest> requests;
    std::vector<store::ConfigChangeRow> changes;
    std::map<int, std::set<std::int64_t>> vetoed;
};
/// From the commands of a run in the order in which they were applied, and from the changes of its settings.
[[nodiscard]] Interventions interventionsOf(const std::vector<store::CommandRow>& commands,
                                            std::vector<store::ConfigChangeRow> changes = {});
/// The configuration as the scoring of that step read it.
[[nodiscard]] Result<config::RunConfig> configAt(config::RunConfig config, const Interventions& interventions,
                                                 int step);

}  // namespace azr::session
