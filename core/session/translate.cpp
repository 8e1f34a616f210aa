#include "core/session/translate.h"

#include <numeric>

namespace azr::session {

namespace {

/// What task and attempt rows share.
template <class Row>
void fillSample(Row& row, const selfplay::Sample& sample) {
    row.prompt = sample.promptText;
    row.completion = sample.response;
    row.formatFailure = sample.formatFailure;
    row.clipped = sample.clipped;
    row.masked = sample.masked;
    row.reward = sample.reward;
    row.advantage = sample.advantage;
    row.promptTokens = static_cast<int>(sample.prompt.size());
    row.tokens = static_cast<int>(sample.tokens.size());
    row.logprobSum = std::accumulate(sample.logprobs.begin(), sample.logprobs.end(), 0.0);
}

void fillMeasures(store::TaskRow& row, const selfplay::Measures& measures) {
    row.complexity = measures.complexity;
    row.halstead = measures.halstead;
    row.distance = measures.distance;
    row.diversity = measures.diversity;
    row.inputDiversity = measures.inputDiversity;
    row.nodes = measures.nodes;
    row.lines = measures.lines;
    row.signatureCount = measures.signatureCount;
    row.nearDuplicate = measures.nearDuplicate;
    row.coinFlip = measures.coinFlip;
}

}  // namespace

store::TaskRow rowOf(RunId run, const selfplay::Proposal& proposal, bool admitted) {
    const selfplay::Task& task = proposal.task;
    store::TaskRow row;
    row.id = task.id;
    row.run = run;
    row.kind = name(task.kind);
    row.origin = selfplay::kOriginNames[static_cast<std::size_t>(task.origin)];
    row.step = task.step;
    row.status = admitted ? "admitted" : proposal.valid() ? "proposed" : "invalid";
    row.verdict = execution::name(proposal.verdict);
    row.reason = proposal.reason;
    row.detail = proposal.detail;
    row.program = task.program;
    row.imports = task.imports;
    row.input = task.input;
    row.output = task.output;
    row.outputType = task.outputType;
    row.message = task.message;
    for (const selfplay::Pair& pair : task.pairs) row.pairs.push_back({pair.input, pair.output});
    row.references = task.references;
    row.learnability = task.learnability;
    row.learnReward = proposal.learnReward;
    fillMeasures(row, task.measures);
    fillSample(row, proposal.sample);
    return row;
}

store::AttemptRow rowOf(RunId run, const selfplay::Attempt& attempt, int step) {
    store::AttemptRow row;
    row.id = attempt.id;
    row.run = run;
    row.task = attempt.task;
    row.step = step;
    row.kind = name(attempt.sample.stream.kind);
    row.use = attempt.use == selfplay::AttemptUse::Rollout ? "rollout" : "train";
    row.verdict = execution::name(attempt.verdict);
    row.reason = attempt.reason;
    row.detail = attempt.detail;
    row.loose = attempt.loose;
    row.score = attempt.score;
    row.answer = attempt.answer;
    row.trained = attempt.sample.trained;
    fillSample(row, attempt.sample);
    return row;
}

store::EvaluationRow rowOf(RunId run, const training::EvaluationFinished& finished, double now) {
    store::EvaluationRow row;
    row.run = run;
    row.step = finished.step;
    row.suite = finished.suite;
    row.created = now;
    for (const training::EvaluationItem& item : finished.items)
        row.items.push_back({item.item, std::string(name(item.kind)), item.greedy, item.solved, item.answer});
    return row;
}

}  // namespace azr::session
