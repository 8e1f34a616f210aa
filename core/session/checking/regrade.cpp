#include "core/session/checking/regrade.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/selfplay/proposal_rules.h"
#include "core/selfplay/rounds/solver.h"
#include "core/selfplay/rounds/verifier.h"
#include "core/session/running/parts.h"
#include "core/session/running/resume.h"
#include "core/session/translate.h"

namespace azr::session {
namespace {

using execution::Verdict;
using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Task;

/// One step as it is stored, and as it is judged now. Tasks stand in the order of their ids, attempts too.
struct StoredStep {
    int step = 0;
    std::vector<Proposal> tasks, tasksNow;
    std::vector<Attempt> attempts, attemptsNow;
    std::set<std::int64_t> vetoed;
};

/// The answers that one step gave to one task, each text once.
struct Asked {
    Task task;
    std::vector<std::size_t> attempts;  ///< their places in the step
    std::vector<std::size_t> answerOf;  ///< for each of them the place of its text
    std::vector<std::string> answers;
    std::optional<selfplay::PendingGrades> pending;
};

using PendingTask = std::optional<selfplay::PendingValidation>;

class Regrading {
  public:
    Regrading(store::Reader& reader, execution::Executor& executor, const RegradePlan& plan,
              const config::RunConfig& config, const RegradeListener& listener, Control& control)
        : m_reader(reader),
          m_plan(plan),
          m_config(config),
          m_listener(listener),
          m_control(control),
          m_verifier(executor, config.executor) {
        m_progress.total = plan.tasks + plan.attempts;
    }

    Status run();
    [[nodiscard]] const RegradeTotals& totals() const { return m_totals; }

  private:
    Status regradeStep(int step);
    Result<StoredStep> read(int step);
    Result<std::vector<PendingTask>> askTasks(const StoredStep& step);
    Result<std::vector<Asked>> askAnswers(const StoredStep& step);
    [[nodiscard]] execution::ProgramRules rulesOf(const Proposal& proposal) const;
    Status settleTasks(std::vector<PendingTask> pending, StoredStep& step);
    Status settleAnswers(std::vector<Asked> all, StoredStep& step);
    Result<std::vector<Asked>> questions(const StoredStep& step);
    Status settle(Asked& asked, StoredStep& step);
    Status score(StoredStep step);
    void count(Comparison what, const Proposal& stored, const Proposal& now);
    void count(Comparison what, const Task& task, const Attempt& stored, const Attempt& now, int step);
    void add(const StepFigures& figures);
    Status progress(std::int64_t more, int step);

    store::Reader& m_reader;
    const RegradePlan& m_plan;
    const config::RunConfig& m_config;
    const RegradeListener& m_listener;
    Control& m_control;
    selfplay::Verifier m_verifier;
    Interventions m_interventions;
    std::set<std::int64_t> m_refused;  ///< tasks that were valid and are not any more
    RegradeProgress m_progress;
    RegradeTotals m_totals;
};

Status Regrading::run() {
    AZR_TRY(const std::vector<store::CommandRow> commands, allCommands(m_reader, m_plan.run));
    AZR_TRY(std::vector<store::ConfigChangeRow> changes, m_reader.configChanges(m_plan.run));
    m_interventions = interventionsOf(commands, std::move(changes));
    for (const int step : m_plan.steps) AZR_CHECK(regradeStep(step));
    return {};
}

Status Regrading::regradeStep(int step) {
    AZR_TRY(StoredStep stored, read(step));
    AZR_TRY(std::vector<PendingTask> tasks, askTasks(stored));
    AZR_TRY(std::vector<Asked> answers, askAnswers(stored));
    AZR_CHECK(settleTasks(std::move(tasks), stored));
    AZR_CHECK(settleAnswers(std::move(answers), stored));
    if (step == 0) {
        m_totals.seeding = true;
        return {};
    }
    ++m_totals.steps;
    return score(std::move(stored));
}

Result<StoredStep> Regrading::read(int number) {
    StoredStep step;
    step.step = number;
    store::TaskQuery query;
    query.filter.run = m_plan.run;
    query.filter.step = number;
    query.order = {{store::TaskSort::Id, false}};
    for (;;) {
        AZR_TRY(const store::TaskPage page, m_reader.tasks(query));
        for (const store::TaskRow& row : page.rows) {
            AZR_TRY(step.tasks.emplace_back(), proposalOf(row));
        }
        if (!page.next) break;
        query.after = page.next;
    }
    for (AttemptId after;;) {
        AZR_TRY(const std::vector<store::AttemptRow> page, m_reader.attemptPage(m_plan.run, number, after));
        for (const store::AttemptRow& row : page) {
            AZR_TRY(step.attempts.emplace_back(), attemptOf(row));
            // What masks an attempt beside a lost executor is a veto.
            if (row.masked && !step.attempts.back().sample.masked) step.vetoed.insert(row.task.value);
        }
        if (static_cast<int>(page.size()) < store::kPageLimit) break;
        after = page.back().id;
    }
    const auto vetoed = m_interventions.vetoed.find(number);
    if (vetoed != m_interventions.vetoed.end()) step.vetoed.insert(vetoed->second.begin(), vetoed->second.end());
    step.tasksNow = step.tasks;
    step.attemptsNow = step.attempts;
    return step;
}

/// Whether an executor saw the proposal: a broken frame may hold a whole task (selfplay.keep_misformatted).
bool wasRun(const Proposal& proposal) {
    return proposal.sample.wellFormed || proposal.reason != proposal.sample.formatFailure;
}

/// The rules that it was judged by: what somebody brought was stripped at most.
execution::ProgramRules Regrading::rulesOf(const Proposal& proposal) const {
    const selfplay::Task& task = proposal.task;
    switch (task.origin) {
        case selfplay::Origin::Model: break;
        case selfplay::Origin::User:
        case selfplay::Origin::Identity:
        case selfplay::Origin::Imported: return selfplay::seedRules(m_config.selfplay);
    }
    return selfplay::programRules(m_config.selfplay, task.kind, task.step == 0, task.given.size());
}

/// One place for each task; empty where there is nothing that could run.
Result<std::vector<PendingTask>> Regrading::askTasks(const StoredStep& step) {
    std::vector<PendingTask> pending(step.tasks.size());
    for (std::size_t i = 0; i < step.tasks.size(); ++i) {
        AZR_CHECK(m_control.checkpoint());  // a full queue holds us back
        if (wasRun(step.tasks[i])) pending[i] = m_verifier.validate(step.tasks[i].task, rulesOf(step.tasks[i]));
    }
    return pending;
}

Result<std::vector<Asked>> Regrading::askAnswers(const StoredStep& step) {
    AZR_TRY(std::vector<Asked> all, questions(step));
    for (Asked& asked : all) {
        AZR_CHECK(m_control.checkpoint());
        asked.pending = m_verifier.grade(asked.task, asked.answers);
    }
    return all;
}

Status Regrading::settleTasks(std::vector<PendingTask> pending, StoredStep& step) {
    for (std::size_t i = 0; i < step.tasks.size(); ++i) {
        const Proposal& stored = step.tasks[i];
        if (!pending[i]) {
            ++m_totals.malformed;
            AZR_CHECK(progress(1, step.step));
            continue;
        }
        Proposal now = stored;
        AZR_CHECK(m_verifier.settle(std::move(*pending[i]), now, m_control));
        const Comparison what = compared(stored, now);
        count(what, stored, now);
        if (what == Comparison::Flip) {
            step.tasksNow[i].verdict = now.verdict;
            step.tasksNow[i].reason = now.reason;
            if (stored.valid() && !now.valid()) m_refused.insert(stored.task.id.value);
        }
        AZR_CHECK(progress(1, step.step));
    }
    return {};
}

/// In the order of their first attempts.
Result<std::vector<Asked>> Regrading::questions(const StoredStep& step) {
    std::vector<Asked> all;
    std::map<std::int64_t, std::size_t> places;
    for (std::size_t i = 0; i < step.attempts.size(); ++i) {
        const Attempt& attempt = step.attempts[i];
        if (!attempt.sample.wellFormed) continue;
        const auto [place, isNew] = places.try_emplace(attempt.task.value, all.size());
        if (isNew) {
            const auto own =
                std::ranges::find(step.tasks, attempt.task, [](const Proposal& one) { return one.task.id; });
            if (own != step.tasks.end()) {
                all.emplace_back().task = own->task;
            } else {
                AZR_TRY(const store::TaskRow row, m_reader.taskRow(attempt.task));
                AZR_TRY(Proposal proposal, proposalOf(row));
                all.emplace_back().task = std::move(proposal.task);
            }
        }
        Asked& asked = all[place->second];
        const auto same = std::ranges::find(asked.answers, attempt.answer);
        asked.attempts.push_back(i);
        asked.answerOf.push_back(static_cast<std::size_t>(same - asked.answers.begin()));
        if (same == asked.answers.end()) asked.answers.push_back(attempt.answer);
    }
    return all;
}

Status Regrading::settleAnswers(std::vector<Asked> all, StoredStep& step) {
    std::int64_t wellFormed = 0;
    for (Asked& asked : all) {
        AZR_CHECK(settle(asked, step));
        wellFormed += static_cast<std::int64_t>(asked.attempts.size());
        AZR_CHECK(progress(static_cast<std::int64_t>(asked.attempts.size()), step.step));
    }
    const std::int64_t malformed = static_cast<std::int64_t>(step.attempts.size()) - wellFormed;
    m_totals.malformed += malformed;
    return progress(malformed, step.step);
}

Status Regrading::settle(Asked& asked, StoredStep& step) {
    AZR_TRY(const auto grades, m_verifier.settle(std::move(*asked.pending), m_control));
    for (std::size_t k = 0; k < asked.attempts.size(); ++k) {
        const Attempt& stored = step.attempts[asked.attempts[k]];
        Attempt now = stored;
        selfplay::takeGrade(grades[asked.answerOf[k]], asked.task.kind, m_config.reward, now);
        const Comparison what = compared(stored, now);
        count(what, asked.task, stored, now, step.step);
        // A lost one keeps what is stored: it says nothing about the answer.
        if (what != Comparison::Lost) step.attemptsNow[asked.attempts[k]] = std::move(now);
    }
    return {};
}

Status Regrading::score(StoredStep step) {
    training::StepWork work;
    work.step = step.step;
    work.vetoed = std::move(step.vetoed);
    work.attempts = std::move(step.attemptsNow);
    // What people gave in the course of the step was no proposal.
    for (Proposal& proposal : step.tasksNow)
        if (proposal.task.origin == selfplay::Origin::Model) work.proposals.push_back(std::move(proposal));
    AZR_TRY(const config::RunConfig config, configAt(m_config, m_interventions, step.step));
    AZR_TRY(const std::vector<store::MetricRow> metrics, m_reader.metricsOfStep(m_plan.run, step.step));
    const StepFigures figures = scoredAgain(std::move(work), m_refused, config, metrics);
    add(figures);
    if (m_listener.stepped) m_listener.stepped(figures);
    return {};
}

void Regrading::count(Comparison what, const Proposal& stored, const Proposal& now) {
    ++m_totals.proposals;
    m_totals.lost += what == Comparison::Lost ? 1 : 0;
    m_totals.lostNow += now.verdict == Verdict::InfraError ? 1 : 0;
    m_totals.proposalFlips += what == Comparison::Flip ? 1 : 0;
    m_totals.reasons += what == Comparison::Reason ? 1 : 0;
    if (m_listener.flipped && (what == Comparison::Flip || what == Comparison::Reason))
        m_listener.flipped(flipOf(what, stored, now));
}

void Regrading::count(Comparison what, const Task& task, const Attempt& stored, const Attempt& now, int step) {
    ++m_totals.answers;
    m_totals.lost += what == Comparison::Lost ? 1 : 0;
    m_totals.lostNow += now.verdict == Verdict::InfraError ? 1 : 0;
    m_totals.answerFlips += what == Comparison::Flip ? 1 : 0;
    m_totals.reasons += what == Comparison::Reason ? 1 : 0;
    if (m_listener.flipped && (what == Comparison::Flip || what == Comparison::Reason))
        m_listener.flipped(flipOf(what, task, stored, now, step));
}

void Regrading::add(const StepFigures& figures) {
    m_totals.rewards += figures.rewards;
    m_totals.stepsThatDiffer += figures.differs() ? 1 : 0;
    for (const StreamFigures& one : figures.streams) {
        if (!one.reward.stored || !one.reward.now || !one.rate.stored || !one.rate.now) continue;
        StreamTotals& totals = m_totals.streams[static_cast<std::size_t>(one.stream.index())];
        totals.storedReward += *one.reward.stored;
        totals.reward += *one.reward.now;
        totals.storedRate += *one.rate.stored;
        totals.rate += *one.rate.now;
        ++totals.steps;
    }
}

/// Tells how far it is, and whether to go on: what is there already is not waited for.
Status Regrading::progress(std::int64_t more, int step) {
    m_progress.done += more;
    m_progress.step = step;
    if (m_listener.progressed) m_listener.progressed(m_progress);
    return m_control.checkpoint();
}

}  // namespace

Result<RegradePlan> planRegrade(store::Reader& reader, RunId run, int first, int last) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    RegradePlan plan{row.id, {}, 0, 0};
    if (first <= 0) {
        AZR_TRY(const store::StepContents seeding, reader.contentsOfSteps(run, 0, 0));
        if (seeding.tasks > 0) plan.steps.push_back(0);
    }
    AZR_TRY(const std::vector<store::StepRow> rows, reader.steps(run, 0, 0));
    int finished = 0;
    for (const store::StepRow& step : rows) {
        if (step.status != "finished") continue;
        finished = std::max(finished, step.step);
        if (step.step >= first && step.step <= last) plan.steps.push_back(step.step);
    }
    if (plan.steps.empty())
        return fail(ErrorCode::NotFound,
                    finished == 0 ? std::string("no step of it is finished yet")
                                  : fmt::format("it has finished the steps 1 to {}, none of those asked for", finished),
                    fmt::format("run {}", run.value));
    for (const int step : plan.steps) {
        AZR_TRY(const store::StepContents contents, reader.contentsOfSteps(run, step, step));
        plan.tasks += contents.tasks;
        plan.attempts += contents.attempts;
    }
    return plan;
}

config::RunConfig underRules(config::RunConfig config, const RegradeRules& rules) {
    if (rules.level) config.executor.level = *rules.level;
    if (rules.python) config.executor.python = *rules.python;
    if (rules.answerForm) config.prompt.answerForm = *rules.answerForm;
    if (rules.strictTypes) config.executor.strictTypes = true;
    if (rules.cpuSeconds) {
        // One that is as it would be anyway is no other rule.
        const double limit = config.executor.wallSeconds;
        if (limit != config::wallLimit(*rules.cpuSeconds)) config.executor.wallSeconds = 0;
        config.executor.cpuSeconds = *rules.cpuSeconds;
    }
    return config;
}

execution::ExecutorOptions regradeExecutor(const config::RunConfig& config) {
    execution::ExecutorOptions options = executorOptions(config);
    options.pooled = false;
    options.cached = false;
    return options;
}

Result<RegradeTotals> regrade(store::Reader& reader, execution::Executor& executor, const RegradePlan& plan,
                              const config::RunConfig& config, const RegradeListener& listener, Control& control) {
    Regrading regrading(reader, executor, plan, config, listener, control);
    const Status status = regrading.run();
    if (!status && status.error().code != ErrorCode::Cancelled) return tl::make_unexpected(status.error());
    RegradeTotals totals = regrading.totals();
    totals.interrupted = !status;
    return totals;
}

}  // namespace azr::session
