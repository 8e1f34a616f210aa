#include "app/auditing.h"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

#include "app/readable_database.h"
#include "app/reports/audit_report.h"
#include "app/reports/progress_line.h"
#include "app/scratch_folder.h"
#include "core/audit/audit.h"
#include "core/session/checking/regrade.h"
#include "core/session/checking/replay.h"
#include "core/store/migrations.h"

namespace azr::app {
namespace {

class Audit {
  public:
    Audit(const AskedAudit& asked, const std::filesystem::path& workspace, const Console& console, Control& control)
        : m_asked(asked), m_workspace(workspace), m_console(console), m_control(control), m_line("audit", console) {}

    ExitCode run();

  private:
    Status open();
    Result<audit::Outcome> recompute(audit::Ledger& ledger, const std::function<void()>& begin);
    Status doStepsAgain(audit::Ledger& ledger);
    Result<std::unique_ptr<execution::Executor>> openExecutor(const config::RunConfig& config);
    void tell(const std::string& text) {
        if (m_line.due()) m_line.show(text);
    }

    const AskedAudit& m_asked;
    const std::filesystem::path& m_workspace;
    const Console& m_console;
    Control& m_control;
    ProgressLine m_line;
    std::optional<ScratchFolder> m_scratch;
    std::optional<ReadableDatabase> m_database;
    AuditTerms m_terms;
};

Status Audit::open() {
    AZR_TRY(ScratchFolder scratch, ScratchFolder::create());
    m_scratch.emplace(std::move(scratch));
    AZR_TRY(ReadableDatabase database, ReadableDatabase::open(m_workspace));
    m_database.emplace(std::move(database));
    m_terms.databaseVersion = m_database->version();
    m_terms.copied = m_database->copied();
    AZR_TRY(m_terms.run, m_database->reader().run(m_asked.run));
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

Result<audit::Outcome> Audit::recompute(audit::Ledger& ledger, const std::function<void()>& begin) {
    const audit::Plan plan{m_asked.run, m_asked.steps.first, m_asked.steps.last, m_asked.verdicts, m_asked.seed};
    const audit::AuditParts parts{m_database->reader(), m_workspace,
                                  [this](const config::RunConfig& config) { return openExecutor(config); }};
    return audit::audit(
        parts, plan, ledger,
        [&](const audit::Progress& now) {
            begin();
            tell(fmt::format("{} of {} {}", now.done, now.total, now.what));
        },
        m_control);
}

Status Audit::doStepsAgain(audit::Ledger& ledger) {
    if (m_terms.databaseVersion < store::newestVersion())
        m_terms.warnings.emplace_back(
            "the run was made by an older version: what that version did otherwise differs in steps done again");
    const session::ReplayPlan plan{m_asked.run,  m_asked.replays, std::max(1, m_asked.steps.first), m_asked.steps.last,
                                   m_asked.seed, m_workspace,     m_scratch->path() / "replay",     m_asked.model};
    const session::ReplayListener listener{
        [this](const std::string& warning) { m_terms.warnings.push_back(warning); },
        [this](int step, int done, int total) {
            tell(fmt::format("{} of {} steps done again, now step {}", done, total, step));
        }};
    return session::replay(m_database->reader(), session::realParts(), plan, ledger, listener, m_control);
}

ExitCode Audit::run() {
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
    auto outcome = recompute(ledger, begin);
    if (outcome && !outcome->interrupted && m_asked.replays > 0) {
        const Status again = doStepsAgain(ledger);
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

}  // namespace

ExitCode auditRun(const AskedAudit& asked, const std::filesystem::path& workspace, const Console& console,
                  Control& control) {
    return Audit(asked, workspace, console, control).run();
}

}  // namespace azr::app
