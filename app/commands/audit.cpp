// Recomputes a stored run from its database, and does steps again from their checkpoints.
#include <limits>

#include "app/auditing.h"
#include "app/command.h"
#include "app/interrupt.h"
#include "app/workspace.h"

namespace azr::app {
namespace {

Result<AskedAudit> askedAudit(const Arguments& arguments) {
    AskedAudit asked;
    AZR_TRY(asked.run, runIdOf(arguments.positionals().front()));
    if (const auto steps = arguments.value("--steps")) {
        AZR_TRY(asked.steps, readSteps(*steps));
    }
    AZR_TRY(const auto verdicts, arguments.integer("--verdicts", 0, 10'000'000));
    AZR_TRY(const auto replays, arguments.integer("--replay", 0, 1'000'000));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, std::numeric_limits<std::int64_t>::max()));
    asked.verdicts = static_cast<int>(verdicts.value_or(kAuditedVerdicts));
    asked.replays = static_cast<int>(replays.value_or(0));
    asked.seed = static_cast<std::uint64_t>(seed.value_or(1));
    asked.asJson = arguments.has("--json");
    return asked;
}

ExitCode runAudit(const Arguments& arguments, const Console& console) {
    const auto asked = askedAudit(arguments);
    if (!asked) return console.usage(asked.error(), "audit");
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    return auditRun(*asked, workspaceOf(arguments), console, control);
}

}  // namespace

Command auditCommand() {
    return {"audit",
            "Recompute a stored run from its database, and report what differs.",
            "Rewards, learnability, advantages with the moments of their streams, masks, buffer contents, lineage, "
            "prompts, the halves of induction tasks, format verdicts, measures, changes of settings and metrics are "
            "worked out again from the rows "
            "below them, by code that shares nothing with the trainer but the reader of the database; random verdicts "
            "are executed again, each in a fork of its own. Of each check the first difference is told with its "
            "place, what is stored and what comes out; what cannot be checked is told with the reason.\n"
            "With --replay, random steps are done again from their checkpoints, in a scratch folder: tokens, verdicts, "
            "rewards, metrics and weights must come out the same, and the first that does not is named. That takes "
            "the model, and the kind of machine that the run was made on.\n"
            "The workspace is only read: it may be a copy on another machine, or belong to a run under way. A "
            "database of an older version is read through a copy in the temporary folder.\n"
            "Ends with 0 when nothing differs, with 1 when something does, and with 130 after Ctrl-C, with what was "
            "found until then.",
            {{"RUN", "The run's number."}},
            {{"--steps", "A..B", "These steps only, both included; 0 is seeding. Also A.., ..B and A."},
             {"--verdicts", "K", "Execute K random proposals and answers again; 200 unless given, 0 for none."},
             {"--replay", "K", "Do K random steps again from their checkpoints; none unless given."},
             {"--seed", "N", "Of what is random here; 1 unless given."},
             workspaceOption(),
             jsonOption()},
            runAudit};
}

}  // namespace azr::app
