/// The things in which a fork differs from the run that it began from, as values: asked for, stored with the run's row
/// as JSON, and told. Tasks and rules are named by their numbers in the run that was forked. Pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/selfplay/rules/rule.h"

namespace azr::session {

/// A setting that may change while a run trains. It holds for the rest of the fork, whatever was asked for later of the
/// run that was forked.
struct ChangeSetting {
    std::string path, value;
    std::string before = {};  ///< filled in by the fork
};
/// The task was vetoed, before the checkpoint or after it: in the fork it was not, or is put back.
struct UndoVeto {
    TaskId task;
};
/// A task that is in a buffer at the checkpoint leaves it.
struct MakeVeto {
    TaskId task;
};
/// A new rule; or, with the number of one that is in force at the checkpoint, that rule as it is given here.
struct ChangeRule {
    selfplay::Rule rule;
};
/// A rule that is in force at the checkpoint is switched off.
struct SwitchRuleOff {
    std::int64_t rule = 0;
};

using ForkChange = std::variant<ChangeSetting, UndoVeto, MakeVeto, ChangeRule, SwitchRuleOff>;
/// In the order in which they are made; empty: the fork is the same run.
using ForkChanges = std::vector<ForkChange>;

/// As a run's row keeps them: empty for a fork without a change; one as an object, several as a list of such.
[[nodiscard]] std::string storedText(const ForkChanges& changes);
[[nodiscard]] Result<ForkChanges> forkChangesFrom(const std::string& stored);
/// "optimizer.learning_rate = 1e-05 (before: 0.0001); rule 3 is switched off"; in English.
[[nodiscard]] std::string describe(const ForkChanges& changes);
/// InvalidArgument where two are about the same setting, task or rule.
[[nodiscard]] Status checkDistinct(const ForkChanges& changes);

}  // namespace azr::session
