#include "core/audit/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/audit/buffers.h"
#include "core/audit/checkpoints.h"
#include "core/audit/completions.h"
#include "core/audit/draws.h"
#include "core/audit/figures.h"
#include "core/audit/lineage.h"
#include "core/audit/samples.h"
#include "core/audit/scores.h"
#include "core/audit/settings.h"
#include "core/audit/verdicts.h"

namespace azr::audit {
namespace {

/// One after the other from 1 on, each once, up to the one that the run says is its last.
void checkStepRows(const History& history, Ledger& ledger) {
    int expected = 1;
    bool open = false;
    for (const store::StepRow& row : history.steps()) {
        if (row.step <= 0) continue;
        if (!ledger.compare(Check::Structure, {expected, "step", 0, "row"}, std::int64_t{row.step},
                            std::int64_t{expected}))
            expected = row.step;
        ledger.expect(Check::Structure, !open && row.seconds >= 0, {row.step, "step", 0, "row"},
                      open ? "behind an open step" : fmt::format("{} s", row.seconds), "a finished step before it");
        open = row.status != "finished";
        ++expected;
    }
    const std::vector<int>& finished = history.finishedSteps();
    if (history.atWork()) return ledger.unchecked(Check::Structure, "the last step of a run that is at work");
    ledger.compare(Check::Structure, {history.run().lastStep, "run", history.run().id.value, "last_step"},
                   std::int64_t{history.run().lastStep}, std::int64_t{finished.empty() ? 0 : finished.back()});
}

class Auditor {
  public:
    Auditor(const AuditParts& parts, const Plan& plan, History history, Ledger& ledger,
            const std::function<void(const Progress&)>& progressed, Control& control)
        : m_parts(parts),
          m_plan(plan),
          m_history(std::move(history)),
          m_ledger(ledger),
          m_progressed(progressed),
          m_control(control),
          m_buffers(m_history, ledger),
          m_sample(plan.verdicts, Rng(plan.seed).split("audit")) {}

    Status run();
    [[nodiscard]] const std::vector<int>& steps() const { return m_steps; }

  private:
    Status earlier(int step);
    Status step(int step);
    void count(const StepRows& rows, bool told);
    Status check(StepRows& rows, const config::RunConfig& config);
    Status verdicts();
    [[nodiscard]] bool putBack(const store::TaskRow& row) const;
    void tell(const char* what, std::int64_t done, std::int64_t total) const {
        if (m_progressed) m_progressed({what, done, total});
    }

    const AuditParts& m_parts;
    const Plan& m_plan;
    const History m_history;
    Ledger& m_ledger;
    const std::function<void(const Progress&)>& m_progressed;
    Control& m_control;
    Buffers m_buffers;
    VerdictSample m_sample;
    std::set<std::string> m_metricNames;
    std::set<int> m_evaluated;  ///< steps
    std::int64_t m_lastTask = 0, m_lastAttempt = 0;
    std::vector<int> m_steps;
};

Status Auditor::run() {
    AZR_TRY(const std::vector<std::string> names, m_parts.reader.metricNames(m_plan.run));
    m_metricNames.insert(names.begin(), names.end());
    AZR_TRY(const std::vector<store::EvaluationRow> evaluations, m_parts.reader.evaluations(m_plan.run));
    for (const store::EvaluationRow& row : evaluations) m_evaluated.insert(row.step);
    AZR_TRY(const auto suites, m_parts.reader.suites().evaluations(m_plan.run));
    for (const store::SuiteEvaluationRow& row : suites)
        if (row.during) m_evaluated.insert(row.step);
    AZR_CHECK(checkSettings(m_history, m_ledger));
    checkStepRows(m_history, m_ledger);
    const auto& all = m_history.finishedSteps();
    const auto wanted = std::ranges::count_if(all, [&](int step) { return step <= m_plan.last; });
    std::int64_t done = 0;
    for (const int number : all) {
        if (number > m_plan.last) break;
        AZR_CHECK(m_control.checkpoint());
        AZR_CHECK(number < m_plan.first ? earlier(number) : step(number));
        tell("steps", ++done, wanted);
    }
    // The database tells contents and statuses as they are at the end.
    const bool whole = !all.empty() && m_plan.last >= all.back();
    if (whole) AZR_CHECK(m_buffers.finish(m_parts.reader));
    if (!whole)
        m_ledger.unchecked(Check::Status, "statuses and final contents belong to the last step, which was left out");
    AZR_CHECK(checkEvaluations(m_parts.reader, m_plan.run, m_plan.first, m_plan.last, m_ledger));
    AZR_CHECK(checkCheckpoints(m_parts.reader, m_history.run(), m_plan.first, m_plan.last, m_parts.workspace, m_ledger,
                               m_control));
    return verdicts();
}

/// The buffers are replayed from their beginning; nothing else is looked at.
Status Auditor::earlier(int number) {
    AZR_TRY(const StepRows rows, readStep(m_parts.reader, m_plan.run, number));
    AZR_TRY(const config::RunConfig config, m_history.settings(number));
    for (const store::TaskRow& row : rows.tasks) m_buffers.know(row);
    count(rows, false);
    AZR_CHECK(m_buffers.open(rows, config));
    m_buffers.close(rows);
    return {};
}

/// Tasks and answers are numbered as they are made, without gaps.
void Auditor::count(const StepRows& rows, bool told) {
    const auto follow = [&](const auto& all, const char* what, std::int64_t& last) {
        for (const auto& row : all) {
            if (told && last > 0)
                m_ledger.compare(Check::Structure, {rows.step, what, row.id.value, "number"}, row.id.value, last + 1);
            last = row.id.value;
        }
    };
    follow(rows.tasks, "task", m_lastTask);
    follow(rows.attempts, "attempt", m_lastAttempt);
    const bool measured =
        std::ranges::any_of(rows.metrics, [](const auto& one) { return one.first.starts_with("eval/"); });
    if (told && measured)
        m_ledger.compare(Check::Evaluation, {rows.step, "evaluation", 0, "row"}, m_evaluated.contains(rows.step), true);
}

Status Auditor::step(int number) {
    AZR_TRY(StepRows rows, readStep(m_parts.reader, m_plan.run, number));
    AZR_TRY(const config::RunConfig config, m_history.settings(number));
    for (const store::TaskRow& row : rows.tasks) m_buffers.know(row);
    count(rows, true);
    AZR_CHECK(m_buffers.open(rows, config));
    m_steps.push_back(number);
    return check(rows, config);
}

Status Auditor::check(StepRows& rows, const config::RunConfig& config) {
    const VetoedTasks vetoed = vetoedIn(m_history, rows.step);
    std::set<std::int64_t> out = vetoed.surely;
    out.insert(vetoed.perhaps.begin(), vetoed.perhaps.end());
    checkSamples(rows, config, m_ledger);
    checkMeasures(rows, keepsScores(rows), m_buffers, m_ledger);
    checkDraws(rows, config, m_buffers, m_ledger);
    {
        Tasks tasks(m_parts.reader, rows);
        AZR_CHECK(checkLineage(rows, config, tasks, m_buffers, m_ledger));
        AZR_CHECK(checkAttempts(rows, config, out, m_buffers, m_ledger));
        checkFormat(rows, config, m_ledger);
        AZR_CHECK(checkShown(rows, config, tasks, m_ledger));
        AZR_CHECK(m_sample.offer(rows, config, [&](TaskId task) { return tasks.find(task); }));
    }
    std::map<std::string, std::int64_t> before, entered, keptOut, heldBack, sizes;
    for (const char* kind : {"deduction", "abduction", "induction", "error"}) before[kind] = m_buffers.size(kind);
    m_buffers.close(rows);
    AZR_TRY(const std::vector<store::StreamMomentsRow> streams, m_parts.reader.streamMoments(m_plan.run, rows.step));
    const bool scored = keepsScores(rows) || !streams.empty();
    checkScores(rows, config, vetoed, scored, m_ledger);
    if (rows.step == 0) return {};
    checkAdvantages(rows, streams, scored, config, m_ledger);
    for (const store::TaskRow& row : rows.tasks) {
        const bool may = row.origin == "model" && row.verdict == "ok" && !isBarred(row, config.selfplay);
        if (may && m_buffers.waited(row.id))
            ++heldBack[row.kind];
        else if (may && (!out.contains(row.id.value) || putBack(row)))
            ++(isFiltered(row, config.selfplay) ? keptOut : entered)[row.kind];
    }
    for (const auto& [kind, size] : before) sizes[kind] = m_buffers.size(kind);
    checkFigures(rows, figuresOf(rows, config, {sizes, entered, keptOut, heldBack}, scored), m_metricNames, m_ledger);
    return {};
}

/// Taken out of the step, and put back before its tasks entered their buffers.
bool Auditor::putBack(const store::TaskRow& row) const {
    if (!m_buffers.held(row.id)) return false;
    const bool asked = std::ranges::any_of(m_history.restorations(), [&](const Restoration& one) {
        return one.task == row.id && one.step == row.step && one.when != Veto::When::Afterwards;
    });
    return asked || std::ranges::any_of(m_history.ruleRequests(), [&](const RuleRequest& one) {
               return one.restores && one.step == row.step && one.phase <= kTrainPhase;
           });
}

Status Auditor::verdicts() {
    const auto& picked = m_sample.picked();
    m_ledger.unchecked(Check::Verdict, "not among the random ones (--verdicts)",
                       m_sample.offered() - static_cast<std::int64_t>(picked.size()));
    if (picked.empty()) return {};
    if (!m_parts.executor) return {};
    const auto executor = m_parts.executor(m_history.start());
    if (!executor) {
        m_ledger.unchecked(Check::Verdict, "no executor: " + azr::describe(executor.error()),
                           static_cast<std::int64_t>(picked.size()));
        return {};
    }
    const auto total = static_cast<std::int64_t>(picked.size());
    return checkVerdicts(picked, **executor, m_ledger, m_control,
                         [&](std::int64_t done) { tell("verdicts", done, total); });
}

}  // namespace

Result<Outcome> audit(const AuditParts& parts, const Plan& plan, Ledger& ledger,
                      const std::function<void(const Progress&)>& progressed, Control& control) {
    AZR_TRY(History history, History::read(parts.reader, plan.run));
    const auto& finished = history.finishedSteps();
    if (std::ranges::none_of(finished, [&](int step) { return step >= plan.first && step <= plan.last; }))
        return fail(ErrorCode::NotFound, "it has finished none of the steps asked for",
                    fmt::format("run {}", plan.run.value));
    Auditor auditor(parts, plan, std::move(history), ledger, progressed, control);
    const Status status = auditor.run();
    if (!status && status.error().code != ErrorCode::Cancelled) return tl::make_unexpected(status.error());
    return Outcome{auditor.steps(), !status};
}

}  // namespace azr::audit
