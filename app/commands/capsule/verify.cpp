// Checks a capsule: its hashes, what they stand for, and the run itself.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "app/auditing.h"
#include "app/command.h"
#include "app/interrupt.h"
#include "app/reports/capsule_lines.h"
#include "app/reports/capsule_progress.h"
#include "app/scratch_folder.h"
#include "app/workspace.h"
#include "core/base/control.h"
#include "core/base/files.h"

namespace azr::app {
namespace {

struct AskedCheck {
    std::filesystem::path file;
    std::optional<std::string> root;
    AskedAudit audit;
};

Result<AskedCheck> askedCheck(const Arguments& arguments) {
    AskedCheck asked;
    asked.file = arguments.positionals().front();
    AZR_TRY(asked.root, rootOf(arguments));
    AZR_TRY(const auto steps, arguments.integer("--steps", 0, 1'000'000));
    AZR_TRY(const auto verdicts, arguments.integer("--verdicts", 0, 10'000'000));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, std::numeric_limits<std::int64_t>::max()));
    asked.audit.replays = static_cast<int>(steps.value_or(1));
    asked.audit.verdicts = static_cast<int>(verdicts.value_or(kAuditedVerdicts));
    asked.audit.seed = static_cast<std::uint64_t>(seed.value_or(1));
    asked.audit.asJson = arguments.has("--json");
    asked.audit.model = arguments.valueOr("--model", "");
    return asked;
}

/// Both parts of the answer: what was found of the file, then of the run.
ExitCode together(bool whole, ExitCode audited) {
    if (audited != ExitCode::Ok) return audited;
    return whole ? ExitCode::Ok : ExitCode::Failure;
}

ExitCode verify(const AskedCheck& asked, const Console& console) {
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const auto scratch = ScratchFolder::create();
    if (!scratch) return console.error(scratch.error());
    CapsuleProgress progress("verify", console, control);
    const CapsuleLines lines(asked.audit.asJson, console);
    capsule::CheckRequest request{asked.file, scratch->path() / "capsule", asked.root};
    if (const Status made = makeFolder(request.folder); !made) return console.error(made.error());
    request.told = [&](const capsule::Line& line) {
        progress.clear();
        lines.line(line);
    };
    request.progress = progress.told();
    const auto checked = capsule::check(request);
    progress.clear();
    if (!checked) return console.error(checked.error());
    lines.summary(*checked);
    if (!checked->manifest) return ExitCode::Failure;
    AskedAudit audit = asked.audit;
    audit.run = checked->manifest->run;
    const ExitCode audited = auditRun(audit, request.folder, console, control);
    lines.end(*checked, audited);
    return together(checked->whole(), audited);
}

ExitCode runVerify(const Arguments& arguments, const Console& console) {
    const auto asked = askedCheck(arguments);
    if (!asked) return console.usage(asked.error(), "verify");
    return verify(*asked, console);
}

}  // namespace

Command verifyCommand() {
    return {"verify",
            "Check a capsule that pack wrote: every hash, every row, and the run itself.",
            "Line by line it is told what is equal and what differs: the archive, its files, the tables and steps of "
            "the database, and what the manifest says of them. Then the run is audited as by azr-studio audit, and "
            "random steps are done again on this machine. On another kind of processor the last bits of a step may "
            "differ; the report says what of the machine is other.\n"
            "With --root, the capsule is compared with the root that was printed when it was packed. Without, a "
            "capsule whose hashes were all made anew cannot be told from the first one.\n"
            "The capsule is unpacked into the temporary folder (TMPDIR), which needs as much room as it has bytes.\n"
            "Ends with 0 when nothing differs, with 1 when something does, and with 130 after Ctrl-C.",
            {{"FILE", "The capsule."}},
            {{"--root", "HEX", "The root that was printed when the capsule was packed."},
             {"--steps", "K", "Do K random steps again from their checkpoints; 1 unless given, 0 for none."},
             {"--verdicts", "K", "Execute K random proposals and answers again; 200 unless given, 0 for none."},
             {"--seed", "N", "Of what is random here; 1 unless given."},
             {"--model", "DIR", "Where the run's model lies here, if not where the run's settings say."},
             jsonOption()},
            runVerify};
}

}  // namespace azr::app
