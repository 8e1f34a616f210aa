#include "core/session/checking/replay_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/session/translate.h"

namespace azr::session {
namespace {

using audit::Check;
using audit::Ledger;
using audit::Place;

/// Prompt and completion stand for the tokens: the database keeps these and their number.
template <class Row>
void compareSample(const Row& stored, const Row& again, const char* what, int step, Ledger& ledger) {
    const auto at = [&](std::string_view column) { return Place{step, what, stored.id.value, column}; };
    ledger.compare(Check::Replay, at("prompt"), stored.prompt, again.prompt);
    ledger.compare(Check::Replay, at("completion"), stored.completion, again.completion);
    ledger.compare(Check::Replay, at("prompt_tokens"), std::int64_t{stored.promptTokens},
                   std::int64_t{again.promptTokens});
    ledger.compare(Check::Replay, at("tokens"), std::int64_t{stored.tokens}, std::int64_t{again.tokens});
    ledger.compare(Check::Replay, at("logprob_sum"), stored.logprobSum, again.logprobSum);
    ledger.compare(Check::Replay, at("verdict"), stored.verdict, again.verdict);
    ledger.compare(Check::Replay, at("reason"), stored.reason, again.reason);
}

template <class Row>
void compareScores(const Row& stored, const Row& again, const char* what, int step, Ledger& ledger) {
    const auto at = [&](std::string_view column) { return Place{step, what, stored.id.value, column}; };
    ledger.compare(Check::Replay, at("reward"), stored.reward, again.reward);
    ledger.compare(Check::Replay, at("advantage"), stored.advantage, again.advantage);
}

void compareMeasures(const store::TaskRow& stored, const store::TaskRow& again, Ledger& ledger) {
    const auto at = [&](std::string_view column) { return Place{stored.step, "task", stored.id.value, column}; };
    ledger.compare(Check::Replay, at("near_duplicate"), stored.nearDuplicate, again.nearDuplicate);
    ledger.compare(Check::Replay, at("coin_flip"), stored.coinFlip, again.coinFlip);
    ledger.compare(Check::Replay, at("degenerate"), stored.degenerate, again.degenerate);
    ledger.compare(Check::Replay, at("signature_count"), std::int64_t{stored.signatureCount},
                   std::int64_t{again.signatureCount});
    ledger.compare(Check::Replay, at("distance"), stored.distance, again.distance);
    ledger.compare(Check::Replay, at("similarity"), stored.similarity, again.similarity);
    ledger.compare(Check::Replay, at("diversity"), stored.diversity, again.diversity);
    ledger.compare(Check::Replay, at("input_diversity"), stored.inputDiversity, again.inputDiversity);
    ledger.compare(Check::Replay, at("complexity"), stored.complexity, again.complexity);
    ledger.compare(Check::Replay, at("halstead"), stored.halstead, again.halstead);
    ledger.compare(Check::Replay, at("nodes"), std::int64_t{stored.nodes}, std::int64_t{again.nodes});
    ledger.compare(Check::Replay, at("cyclomatic"), std::int64_t{stored.cyclomatic}, std::int64_t{again.cyclomatic});
    ledger.compare(Check::Replay, at("effort"), stored.effort, again.effort);
    ledger.compare(Check::Replay, at("volume"), stored.volume, again.volume);
    const auto references = [](const store::TaskRow& row) {
        std::string text;
        for (const TaskId id : row.references) text += fmt::format("{} ", id.value);
        for (const store::GivenRow& one : row.given) text += fmt::format("given {} ", one.task.value);
        return text;
    };
    ledger.compare(Check::Replay, at("references"), references(stored), references(again));
}

void compareTask(const store::TaskRow& stored, const store::TaskRow& again, Ledger& ledger) {
    const auto at = [&](std::string_view column) { return Place{stored.step, "task", stored.id.value, column}; };
    compareSample(stored, again, "task", stored.step, ledger);
    ledger.compare(Check::Replay, at("program"), stored.program, again.program);
    ledger.compare(Check::Replay, at("input"), stored.input, again.input);
    ledger.compare(Check::Replay, at("output"), stored.output, again.output);
    for (std::size_t i = 0; i < stored.pairs.size() && i < again.pairs.size(); ++i)
        ledger.compare(Check::Replay, at("output of a pair"), stored.pairs[i].output, again.pairs[i].output);
    ledger.compare(Check::Replay, at("output_type"), stored.outputType, again.outputType);
    compareMeasures(stored, again, ledger);
}

void compareAttempt(const store::AttemptRow& stored, const store::AttemptRow& again, int step, Ledger& ledger) {
    const auto at = [&](std::string_view column) { return Place{step, "attempt", stored.id.value, column}; };
    compareSample(stored, again, "attempt", step, ledger);
    ledger.compare(Check::Replay, at("task"), stored.task.value, again.task.value);
    ledger.compare(Check::Replay, at("use"), stored.use, again.use);
    ledger.compare(Check::Replay, at("trained"), stored.trained, again.trained);
    ledger.compare(Check::Replay, at("answer"), stored.answer, again.answer);
    ledger.compare(Check::Replay, at("loose"), stored.loose, again.loose);
    ledger.compare(Check::Replay, at("score"), stored.score, again.score);
}

template <class Stored, class Row>
std::size_t compareNumber(const std::vector<Stored>& stored, const std::vector<Row>& again, const char* what, int step,
                          Ledger& ledger) {
    ledger.compare(Check::Replay, {step, what, 0, "number"}, static_cast<std::int64_t>(stored.size()),
                   static_cast<std::int64_t>(again.size()));
    return std::min(stored.size(), again.size());
}

}  // namespace

Status ReplayListening::tell(const training::Event& event) {
    if (const auto* proposed = std::get_if<training::TaskProposed>(&event))
        m_tasks.push_back(rowOf(m_run, proposed->proposal, proposed->admitted));
    if (const auto* graded = std::get_if<training::AttemptGraded>(&event))
        m_attempts.push_back(rowOf(m_run, graded->attempt, graded->step));
    if (const auto* scored = std::get_if<training::TaskScored>(&event)) {
        const auto row = std::ranges::find(m_tasks, scored->task, &store::TaskRow::id);
        if (row == m_tasks.end()) return {};
        row->learnability = scored->learnability;
        row->reward = scored->reward;
        row->advantage = scored->advantage;
    }
    if (const auto* measured = std::get_if<training::MetricsMeasured>(&event))
        for (const telemetry::Metric& metric : measured->metrics)
            if (metric.deterministic) m_metrics[metric.name] = metric.value;
    return {};
}

void compareStep(const audit::StepRows& stored, TaskId first, const ReplayListening& again, Ledger& ledger) {
    // A checkpoint that was asked for before a step begins holds what people seeded at that command point.
    std::vector<const store::TaskRow*> made;
    for (const store::TaskRow& row : stored.tasks)
        if (row.origin != "user" || !(row.id < first)) made.push_back(&row);
    // Tasks that people seeded in mid-step stand between the others: by their ids.
    std::vector<store::TaskRow> tasks = again.tasks();
    std::ranges::sort(tasks, {}, &store::TaskRow::id);
    const std::size_t proposals = compareNumber(made, tasks, "tasks", stored.step, ledger);
    for (std::size_t i = 0; i < proposals; ++i) compareTask(*made[i], tasks[i], ledger);
    const std::size_t answers = compareNumber(stored.attempts, again.attempts(), "attempts", stored.step, ledger);
    for (std::size_t i = 0; i < answers; ++i)
        compareAttempt(stored.attempts[i], again.attempts()[i], stored.step, ledger);
    for (std::size_t i = 0; i < answers; ++i)
        compareScores(stored.attempts[i], again.attempts()[i], "attempt", stored.step, ledger);
    for (std::size_t i = 0; i < proposals; ++i) {
        ledger.compare(Check::Replay, {stored.step, "task", tasks[i].id.value, "learnability"}, made[i]->learnability,
                       tasks[i].learnability);
        compareScores(*made[i], tasks[i], "task", stored.step, ledger);
    }
    for (const auto& [name, value] : again.metrics()) {
        const auto row = stored.metrics.find(name);
        if (row == stored.metrics.end())
            ledger.unchecked(Check::Replay, "metrics that the version which wrote it did not measure");
        else
            ledger.compare(Check::Replay, {stored.step, "metric", 0, name}, row->second, value);
    }
}

}  // namespace azr::session
