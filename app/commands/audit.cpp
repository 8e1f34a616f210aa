// Recomputes a stored run from its database, and does steps again from their checkpoints.
#include "core/audit/audit.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <ostream>
#include <utility>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/reports/audit_report.h"
#include "app/reports/progress_line.h"
#include "app/scratch_folder.h"
#include "app/step_range.h"
#include "app/workspace.h"
#include "core/base/files.h"
#include "core/session/checking/regrade.h"
#include "core/session/checking/replay.h"
#include "core/store/migrations.h"

namespace azr::app {
namespace {

constexpr int kVerdicts = 200;

struct AskedAudit {
    RunId run;
    StepRange steps;
    int verdicts = kVerdicts, replays = 0;
    std::uint64_t seed = 1;
    bool asJson = false;
};

Result<AskedAudit> askedAudit(const Arguments& arguments) {
    AskedAudit asked;
    AZR_TRY(asked.run, runIdOf(arguments.positionals().front()));
    if (const auto steps = arguments.value("--steps")) {
        AZR_TRY(asked.steps, readSteps(*steps));
    }
    AZR_TRY(const auto verdicts, arguments.integer("--verdicts", 0, 10'000'000));
    AZR_TRY(const auto replays, arguments.integer("--replay", 0, 1'000'000));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, std::numeric_limits<std::int64_t>::max()));
    asked.verdicts = static_cast<int>(verdicts.value_or(kVerdicts));
    asked.replays = static_cast<int>(replays.value_or(0));
    asked.seed = static_cast<std::uint64_t>(seed.value_or(1));
    asked.asJson = arguments.has("--json");
    return asked;
}

class Audit {
  public:
    Audit(const AskedAudit& asked, std::filesystem::path workspace, const Console& console)
        : m_asked(asked), m_workspace(std::move(workspace)), m_console(console), m_line("audit", console) {}

    ExitCode run();

  private:
    Status open();
    Status openDatabase();
    Result<audit::Outcome> recompute(audit::Ledger& ledger, const std::function<void()>& begin, Control& control);
    Status doStepsAgain(audit::Ledger& ledger, Control& control);
    Result<std::unique_ptr<execution::Executor>> openExecutor(const config::RunConfig& config);
    void tell(const std::string& text) {
        if (m_line.due()) m_line.show(text);
    }

    const AskedAudit m_asked;
    const std::filesystem::path m_workspace;
    const Console& m_console;
    ProgressLine m_line;
    std::optional<ScratchFolder> m_scratch;
    std::unique_ptr<store::Reader> m_reader;
    AuditTerms m_terms;
};

/// SQLite wants to write beside a database that has a write-ahead log: where it may not, a copy of both is read.
Result<std::filesystem::path> copied(const std::filesystem::path& database, const std::filesystem::path& folder) {
    std::error_code error;
    const auto copy = folder / database.filename();
    for (const char* ending : {"", "-wal"}) {
        const std::filesystem::path from = database.string() + ending;
        if (*ending != '\0' && !std::filesystem::exists(from, error)) continue;
        std::filesystem::copy_file(from, copy.string() + ending, error);
        if (error) return fail(ErrorCode::Io, error.message(), from.string());
    }
    return copy;
}

/// A database of an older version, or in a place that cannot be written, is read through a copy.
Status Audit::openDatabase() {
    AZR_CHECK(workspaceIsThere(m_workspace));
    std::filesystem::path file = databaseOf(m_workspace);
    auto reader = store::Reader::open(file);
    if (!reader && reader.error().code == ErrorCode::Io) {
        AZR_TRY(file, copied(file, m_scratch->path()));
        m_terms.copied = true;
        reader = store::Reader::open(file);
    }
    if (reader) {
        m_reader = std::move(*reader);
        m_terms.databaseVersion = store::newestVersion();
        return {};
    }
    if (reader.error().code != ErrorCode::Conflict) return tl::make_unexpected(reader.error());
    AZR_CHECK(makeFolder(m_scratch->path() / "migrated"));
    AZR_TRY(const auto copy, store::migratedCopy(file, m_scratch->path() / "migrated", &m_terms.databaseVersion));
    m_terms.copied = true;
    AZR_TRY(m_reader, store::Reader::open(copy));
    return {};
}

Status Audit::open() {
    AZR_TRY(ScratchFolder scratch, ScratchFolder::create());
    m_scratch.emplace(std::move(scratch));
    AZR_CHECK(openDatabase());
    AZR_TRY(m_terms.run, m_reader->run(m_asked.run));
    m_terms.verdicts = m_asked.verdicts;
    m_terms.replays = m_asked.replays;
    return {};
}

Result<std::unique_ptr<execution::Executor>> Audit::openExecutor(const config::RunConfig& config) {
    AZR_TRY(auto executor, execution::openExecutor(session::regradeExecutor(config)));
    const auto report = executor->report();
    m_terms.sandbox = fmt::format("Python {}, isolation level L{}", report.pythonVersion, report.level);
    if (!m_terms.run.python.empty() && m_terms.run.python != report.pythonVersion)
        m_terms.warnings.push_back(
            fmt::format("the run's programs ran on Python {}: verdicts may depend on it", m_terms.run.python));
    return executor;
}

Result<audit::Outcome> Audit::recompute(audit::Ledger& ledger, const std::function<void()>& begin, Control& control) {
    const audit::Plan plan{m_asked.run, m_asked.steps.first, m_asked.steps.last, m_asked.verdicts, m_asked.seed};
    const audit::AuditParts parts{*m_reader, m_workspace,
                                  [this](const config::RunConfig& config) { return openExecutor(config); }};
    return audit::audit(
        parts, plan, ledger,
        [&](const audit::Progress& now) {
            begin();
            tell(fmt::format("{} of {} {}", now.done, now.total, now.what));
        },
        control);
}

Status Audit::doStepsAgain(audit::Ledger& ledger, Control& control) {
    if (m_terms.databaseVersion < store::newestVersion())
        m_terms.warnings.emplace_back(
            "the run was made by an older version: what that version did otherwise differs in steps done again");
    const session::ReplayPlan plan{m_asked.run,  m_asked.replays, std::max(1, m_asked.steps.first), m_asked.steps.last,
                                   m_asked.seed, m_workspace,     m_scratch->path() / "replay"};
    const session::ReplayListener listener{
        [this](const std::string& warning) { m_terms.warnings.push_back(warning); },
        [this](int step, int done, int total) {
            tell(fmt::format("{} of {} steps done again, now step {}", done, total, step));
        }};
    return session::replay(*m_reader, session::realParts(), plan, ledger, listener, control);
}

ExitCode Audit::run() {
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    if (const auto opened = open(); !opened) return m_console.error(opened.error());
    const AuditReport report(m_terms, m_asked.asJson, m_console);
    // What cannot be audited at all has no report, not even the beginning of one.
    bool begun = false;
    const auto begin = [&] {
        if (!std::exchange(begun, true)) report.start();
    };
    audit::Ledger ledger([&](const audit::Difference& one) {
        m_line.clear();
        begin();
        report.difference(one);
    });
    auto outcome = recompute(ledger, begin, control);
    if (outcome && !outcome->interrupted && m_asked.replays > 0) {
        const Status again = doStepsAgain(ledger, control);
        if (!again && again.error().code != ErrorCode::Cancelled) outcome = tl::make_unexpected(again.error());
        if (!again && outcome) outcome->interrupted = true;
    }
    const double seconds = m_line.seconds();
    m_line.clear();
    if (!outcome) return m_console.error(outcome.error());
    begin();
    report.end(ledger, *outcome, seconds);
    if (outcome->interrupted) return ExitCode::Interrupted;
    return ledger.differences() > 0 ? ExitCode::Failure : ExitCode::Ok;
}

ExitCode runAudit(const Arguments& arguments, const Console& console) {
    const auto asked = askedAudit(arguments);
    if (!asked) return console.usage(asked.error(), "audit");
    return Audit(*asked, workspaceOf(arguments), console).run();
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
