/// The nouns of self-play as database rows, and back as far as verdicts and rewards need them. Pure.
#pragma once

#include <optional>

#include "core/selfplay/task.h"
#include "core/store/rows.h"
#include "core/training/event.h"

namespace azr::session {

struct Silence;

/// What was left open and the machine chose, as a run that goes on has it: the number type, and with named kernels,
/// which promise the same bits anywhere, the number of threads.
void asItBegan(const store::RunRow& row, config::ModelConfig& model);
/// The settings in force as the run's row keeps them. `started`: those of its start; what was left open there and the
/// machine chose is no change.
[[nodiscard]] std::string settingsText(const config::RunConfig& inForce, const std::string& started);
[[nodiscard]] store::TaskRow rowOf(RunId run, const selfplay::Proposal& proposal, bool admitted);
[[nodiscard]] store::AttemptRow rowOf(RunId run, const selfplay::Attempt& attempt, int step);
/// The tokens of a completion; nothing where there are none, as of a seed that a person wrote.
[[nodiscard]] std::optional<store::SampleTokensRow> tokensOf(RunId run, const selfplay::Sample& sample, int step,
                                                             std::int64_t id);
[[nodiscard]] store::StreamMomentsRow rowOf(RunId run, const selfplay::StreamMoments& moments, int step);
[[nodiscard]] store::EvaluationRow rowOf(RunId run, const training::EvaluationFinished& finished, double now);
/// Items, answers and their evaluation, each known by its key.
[[nodiscard]] store::SuiteEvaluationRow rowOf(RunId run, int step, const training::SuiteMeasured& measured, double now);
[[nodiscard]] store::SuiteAnswersRow rowOf(const store::SuiteEvaluationRow& evaluation,
                                           const evaluation::AnsweredItem& item);

/// The row that tells of it among the events.
[[nodiscard]] store::EventRow rowOf(RunId run, const Silence& silence, double now);

/// At which isolation level a run's programs run, for the log; the run's row has no column for it.
[[nodiscard]] store::EventRow sandboxEvent(RunId run, int level, int step, double now);
/// The level that such an event tells; empty for every other event.
[[nodiscard]] std::optional<int> sandboxLevelOf(const store::EventRow& event);

/// A stored proposal before it was scored. Prompt and completion stay behind, and of the tokens only their number is
/// there. Corrupt, naming the row and the field, for a word that no enumeration has.
[[nodiscard]] Result<selfplay::Proposal> proposalOf(const store::TaskRow& row);
/// The same of an attempt, with the reward and advantage of the row.
[[nodiscard]] Result<selfplay::Attempt> attemptOf(const store::AttemptRow& row);

/// A rule as it stands from `step` on.
[[nodiscard]] store::RuleRow rowOf(RunId run, const selfplay::Rule& rule, bool removed, int step);
[[nodiscard]] Result<selfplay::Rule> ruleOf(const store::RuleRow& row);

}  // namespace azr::session
