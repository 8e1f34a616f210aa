#include "core/audit/verdicts.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/selfplay/proposal_rules.h"

namespace azr::audit {
namespace {

using execution::Verdict;

/// Refusals that did not come from the executor, which found the program fine.
bool refusedElsewhere(const store::TaskRow& row) {
    return row.verdict == "rejected" && (row.reason == "too_long_to_ask" || row.reason == "claimed_output");
}

/// Rules that programs were judged by: proposals by those of the run, seeds that somebody brought by those of seeds.
execution::ProgramRules rulesOf(const store::TaskRow& row, const config::SelfPlayConfig& config) {
    const auto kind = selfplay::kindFromName(row.kind).value_or(selfplay::TaskKind{});
    if (row.origin == "model") return selfplay::programRules(config, kind, row.step == 0, row.given.size());
    return selfplay::seedRules(config);
}

execution::ValidateRequest requestOf(const store::TaskRow& row, const config::ExecutorConfig& config,
                                     const config::SelfPlayConfig& play) {
    execution::ValidateRequest request;
    request.rules = rulesOf(row, play);
    request.errors = row.kind == "error";
    request.program = row.program;
    request.imports = row.imports;
    if (row.kind == "induction")
        for (const store::PairRow& pair : row.pairs) request.inputs.push_back(pair.input);
    else
        request.inputs = {row.input};
    request.runs = config.runs;
    return request;
}

execution::GradeRequest requestOf(const Judged& judged) {
    const store::TaskRow& task = judged.task;
    execution::GradeRequest request;
    request.program = task.program;
    request.imports = task.imports;
    request.gold = task.output;
    request.answers = {judged.answer->answer};
    request.strictTypes = judged.executor.strictTypes;
    if (task.kind == "abduction") request.kind = execution::AnswerKind::Input;
    if (task.kind == "error") request.kind = execution::AnswerKind::Error;
    if (task.kind != "induction") return request;
    request.kind = execution::AnswerKind::Program;
    for (std::size_t i = task.pairs.size() / 2; i < task.pairs.size(); ++i)
        request.hidden.push_back({task.pairs[i].input, task.pairs[i].output});
    return request;
}

/// What the inspector measures of a program, whatever it gives.
void compareMeasures(const store::TaskRow& row, const execution::ProgramMeasures& measures, Ledger& ledger) {
    const auto at = [&](std::string_view what) { return Place{row.step, "task", row.id.value, what}; };
    if (std::isnan(row.score)) {
        ledger.unchecked(Check::Verdict, "measures on the scale of the version that wrote it");
        return;
    }
    if (row.origin == "user" && row.nodes == 0) return;  // told with the other measures
    ledger.compare(Check::Verdict, at("complexity"), row.complexity, measures.complexity);
    ledger.compare(Check::Verdict, at("nodes"), std::int64_t{row.nodes}, std::int64_t{measures.nodes});
    ledger.compare(Check::Verdict, at("cyclomatic"), std::int64_t{row.cyclomatic}, std::int64_t{measures.cyclomatic});
    ledger.compare(Check::Verdict, at("effort"), row.effort, measures.halsteadEffort);
    ledger.compare(Check::Verdict, at("volume"), row.volume, measures.halsteadVolume);
}

void compareValues(const store::TaskRow& row, const execution::ValidateOutcome& outcome, Ledger& ledger) {
    const auto at = [&](std::string_view what) { return Place{row.step, "task", row.id.value, what}; };
    const std::string type = outcome.runs.empty() ? std::string() : outcome.runs.front().type;
    if (row.origin != "user" || !row.outputType.empty())
        ledger.compare(Check::Verdict, at("output_type"), row.outputType, type);
    if (row.kind != "induction") {
        ledger.compare(Check::Verdict, at("output"), row.output,
                       outcome.runs.empty() ? "" : outcome.runs.front().value);
        return;
    }
    for (std::size_t i = 0; i < row.pairs.size() && i < outcome.runs.size(); ++i)
        ledger.compare(Check::Verdict, at("output of a pair"), row.pairs[i].output, outcome.runs[i].value);
}

Status judgeTask(const Judged& judged, execution::Executor& executor, Ledger& ledger, Control& control) {
    const store::TaskRow& row = judged.task;
    auto future = executor.validate(requestOf(row, judged.executor, judged.play), execution::Lane::Loop);
    AZR_TRY(const execution::ValidateOutcome outcome, execution::await(future, control));
    if (outcome.verdict == Verdict::InfraError) {
        ledger.unchecked(Check::Verdict, "the executor was lost on it");
        return {};
    }
    const std::string_view now = execution::name(outcome.verdict);
    const bool stands = refusedElsewhere(row) && outcome.verdict == Verdict::Ok;
    ledger.compare(Check::Verdict, {row.step, "task", row.id.value, "verdict"}, row.verdict,
                   stands ? std::string_view(row.verdict) : now);
    if (!stands && row.verdict == now)
        ledger.compare(Check::Verdict, {row.step, "task", row.id.value, "reason"}, row.reason, outcome.reason);
    if (row.verdict != "ok" || outcome.verdict != Verdict::Ok) return {};
    compareValues(row, outcome, ledger);
    compareMeasures(row, outcome.measures, ledger);
    return {};
}

Status judgeAnswer(const Judged& judged, execution::Executor& executor, Ledger& ledger, Control& control) {
    const store::AttemptRow& row = *judged.answer;
    auto future = executor.grade(requestOf(judged), execution::Lane::Loop);
    AZR_TRY(const auto outcomes, execution::await(future, control));
    const execution::GradeOutcome outcome = outcomes.empty() ? execution::GradeOutcome() : outcomes.front();
    if (outcome.verdict == Verdict::InfraError) {
        ledger.unchecked(Check::Verdict, "the executor was lost on it");
        return {};
    }
    const auto at = [&](std::string_view what) { return Place{row.step, "attempt", row.id.value, what}; };
    ledger.compare(Check::Verdict, at("verdict"), row.verdict, execution::name(outcome.verdict));
    if (row.verdict == execution::name(outcome.verdict)) {
        ledger.compare(Check::Verdict, at("reason"), row.reason, outcome.reason);
        ledger.compare(Check::Verdict, at("loose"), row.loose, outcome.loose);
        if (!std::isnan(row.share)) ledger.compare(Check::Verdict, at("share"), row.share, outcome.share);
    }
    if (row.kind == "induction" && judged.mode != config::InductionMode::Binary)
        ledger.compare(Check::Verdict, at("score"), row.score,
                       judged.mode == config::InductionMode::Accuracy ? outcome.share
                       : outcome.share > 0                            ? 1.0
                                                                      : 0.0);
    return {};
}

}  // namespace

std::optional<std::size_t> VerdictSample::place() {
    ++m_offered;
    if (m_picked.size() < m_wanted) {
        m_picked.emplace_back();
        return m_picked.size() - 1;
    }
    if (m_wanted == 0) return std::nullopt;
    const auto drawn = static_cast<std::size_t>(m_rng.below(static_cast<std::uint64_t>(m_offered)));
    return drawn < m_wanted ? std::optional(drawn) : std::nullopt;
}

Status VerdictSample::offer(const StepRows& rows, const config::RunConfig& config,
                            const std::function<Result<const store::TaskRow*>(TaskId)>& taskOf) {
    const auto fill = [&](Judged& judged, const store::TaskRow& task) {
        judged = {task, std::nullopt, config.executor, config.selfplay, config.reward.inductionMode};
    };
    for (const store::TaskRow& row : rows.tasks) {
        if (!row.formatFailure.empty() || row.verdict == "infra_error") continue;
        if (const auto at = place()) fill(m_picked[*at], row);
    }
    for (const store::AttemptRow& row : rows.attempts) {
        if (!row.formatFailure.empty() || row.verdict == "infra_error") continue;
        AZR_TRY(const store::TaskRow* const task, taskOf(row.task));
        if (task == nullptr) continue;
        if (const auto at = place()) {
            fill(m_picked[*at], *task);
            m_picked[*at].answer = row;
        }
    }
    return {};
}

Status checkVerdicts(const std::vector<Judged>& picked, execution::Executor& executor, Ledger& ledger, Control& control,
                     const std::function<void(std::int64_t done)>& progressed) {
    std::int64_t done = 0;
    for (const Judged& judged : picked) {
        AZR_CHECK(control.checkpoint());
        AZR_CHECK(judged.answer ? judgeAnswer(judged, executor, ledger, control)
                                : judgeTask(judged, executor, ledger, control));
        if (progressed) progressed(++done);
    }
    return {};
}

}  // namespace azr::audit
