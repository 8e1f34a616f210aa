#include "core/session/translate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <string>

#include "core/base/files.h"
#include "core/config/number_types.h"
#include "core/config/run_fields.h"
#include "core/session/notice.h"

namespace azr::session {

namespace {

constexpr const char* kSandboxCode = "sandbox";
constexpr const char* kSandboxText = "programs run at isolation level ";

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
    row.similarity = measures.similarity;
    row.nodes = measures.nodes;
    row.lines = measures.lines;
    row.signatureCount = measures.signatureCount;
    row.nearDuplicate = measures.nearDuplicate;
    row.coinFlip = measures.coinFlip;
    row.degenerate = measures.degenerate;
}

tl::unexpected<Error> unknownWord(const std::string& word, const char* what, std::int64_t id, const char* field) {
    return fail(ErrorCode::Corrupt, fmt::format("'{}' is no {} that this program knows", word, field),
                fmt::format("{} {}, {}", what, id, field), "a newer AZR Studio may have written it");
}

/// The place of a word among the names of an enumeration.
Result<std::size_t> placeOf(const std::string& word, std::span<const std::string_view> names, const char* what,
                            std::int64_t id, const char* field) {
    const auto found = std::ranges::find(names, word);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    return unknownWord(word, what, id, field);
}

Result<selfplay::TaskKind> kindOf(const std::string& word, const char* what, std::int64_t id) {
    if (const auto kind = selfplay::kindFromName(word)) return *kind;
    return unknownWord(word, what, id, "kind");
}

template <class Row>
void takeSample(const Row& row, execution::Verdict verdict, selfplay::Sample& sample) {
    sample.formatFailure = row.formatFailure;
    sample.wellFormed = row.formatFailure.empty();
    sample.clipped = row.clipped;
    sample.tokens.resize(static_cast<std::size_t>(std::max(0, row.tokens)));
    sample.masked = verdict == execution::Verdict::InfraError;
    sample.reward = row.reward;
    sample.advantage = row.advantage;
}

selfplay::Measures measuresOf(const store::TaskRow& row) {
    selfplay::Measures measures;
    measures.complexity = row.complexity;
    measures.halstead = row.halstead;
    measures.distance = row.distance;
    measures.diversity = row.diversity;
    measures.inputDiversity = row.inputDiversity;
    measures.similarity = row.similarity;
    measures.nodes = row.nodes;
    measures.lines = row.lines;
    measures.signatureCount = row.signatureCount;
    measures.nearDuplicate = row.nearDuplicate;
    measures.coinFlip = row.coinFlip;
    measures.degenerate = row.degenerate;
    return measures;
}

}  // namespace

void asItBegan(const store::RunRow& row, config::ModelConfig& model) {
    if (const auto types = config::typesNamed(row.dtype)) {
        if (model.storage == config::NumberType::Auto) model.storage = types->weights;
        if (model.dtype == config::NumberType::Auto) model.dtype = types->products;
    }
    if (model.threads == 0 && model.kernels != config::KernelSet::Native) model.threads = row.threads;
}

std::string settingsText(const config::RunConfig& inForce, const std::string& started) {
    config::RunConfig told = inForce;
    const auto json = parseJson(started, "the run's settings");
    const auto before = json ? config::storedConfig(*json) : tl::make_unexpected(json.error());
    if (before && before->model.dtype == config::NumberType::Auto) told.model.dtype = config::NumberType::Auto;
    if (before && before->model.storage == config::NumberType::Auto) told.model.storage = config::NumberType::Auto;
    if (before && before->model.threads == 0) told.model.threads = 0;
    return dumpLine(config::toJson(told));
}

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
    for (const selfplay::GivenFunction& one : task.given) row.given.push_back({one.task, one.program});
    row.learnability = task.learnability;
    row.learnReward = proposal.learnReward;
    row.score = proposal.score;
    row.barred = proposal.barred;
    row.taskClass = proposal.taskClass;
    row.trained = proposal.sample.trained;
    row.cyclomatic = task.measured.cyclomatic;
    row.effort = task.measured.halsteadEffort;
    row.volume = task.measured.halsteadVolume;
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
    row.share = attempt.share;
    row.score = attempt.score;
    row.answer = attempt.answer;
    row.trained = attempt.sample.trained;
    fillSample(row, attempt.sample);
    return row;
}

std::optional<store::SampleTokensRow> tokensOf(RunId run, const selfplay::Sample& sample, int step, std::int64_t id) {
    if (sample.tokens.empty() || sample.tokens.size() != sample.logprobs.size()) return std::nullopt;
    const bool proposes = sample.stream.role == selfplay::Role::Propose;
    store::SampleTokensRow row;
    row.run = run;
    row.step = step;
    row.role = proposes ? store::SampleTokensRow::Role::Propose : store::SampleTokensRow::Role::Solve;
    row.sample = id;
    row.temperature = sample.temperature;
    row.tokens.assign(sample.tokens.begin(), sample.tokens.end());
    row.logprobs = sample.logprobs;
    return row;
}

store::StreamMomentsRow rowOf(RunId run, const selfplay::StreamMoments& moments, int step) {
    const selfplay::Stream stream = selfplay::streamAt(moments.stream);
    const bool proposes = stream.role == selfplay::Role::Propose;
    store::StreamMomentsRow row;
    row.run = run;
    row.step = step;
    row.stream = name(stream);
    row.mean = moments.moments.mean;
    row.deviation = moments.moments.deviation;
    row.samples = moments.samples;
    row.weight = moments.weight;
    row.byTokens = moments.byTokens;
    row.baseline = !moments.centred ? "stream" : proposes ? "class" : "task";
    row.roleWeight = moments.roleWeight;
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

store::SuiteEvaluationRow rowOf(RunId run, int step, const training::SuiteMeasured& measured, double now) {
    store::SuiteEvaluationRow row;
    row.suite = measured.suite;
    row.suiteHash = measured.hash;
    row.model = std::to_string(run.value) + "@" + std::to_string(step);
    row.key = sha256("during " + row.model + " " + measured.suite + " " + measured.hash + " " + measured.settings);
    row.run = run;
    row.step = step;
    row.during = true;
    row.settings = measured.settings;
    row.created = row.finished = now;
    for (const evaluation::ScoredItem& item : measured.items)
        row.items.push_back({static_cast<int>(row.items.size()), item.id, item.kind, item.difficulty});
    return row;
}

store::SuiteAnswersRow rowOf(const store::SuiteEvaluationRow& evaluation, const evaluation::AnsweredItem& item) {
    store::SuiteAnswersRow row{evaluation.key, evaluation.run, {}};
    for (const evaluation::SuiteAnswer& answer : item.answers)
        row.completions.push_back({static_cast<int>(item.problem), item.greedy, answer.sample, item.prompt,
                                   answer.completion, answer.answer, answer.vote,
                                   std::string(execution::name(answer.verdict)), answer.reason, answer.detail,
                                   answer.clipped, answer.tokens});
    return row;
}

store::EventRow rowOf(RunId run, const Silence& silence, double now) {
    const std::string text =
        silence.over ? fmt::format("it was heard again after {:.0f} s", silence.seconds)
                     : fmt::format("nothing was heard for {:.0f} s; usually the longest silence is {:.0f} s",
                                   silence.seconds, std::max(1.0, silence.usual));
    return {0, run, silence.step, silence.over ? "info" : "warning", std::string(kStalled), text, now};
}

store::EventRow sandboxEvent(RunId run, int level, int step, double now) {
    return {0, run, step, "info", kSandboxCode, kSandboxText + std::to_string(level), now};
}

std::optional<int> sandboxLevelOf(const store::EventRow& event) {
    if (event.code != kSandboxCode || !event.text.starts_with(kSandboxText)) return std::nullopt;
    const std::string level = event.text.substr(std::char_traits<char>::length(kSandboxText));
    if (level.size() != 1 || level < "0" || level > "4") return std::nullopt;
    return level.front() - '0';
}

Result<selfplay::Proposal> proposalOf(const store::TaskRow& row) {
    selfplay::Proposal proposal;
    selfplay::Task& task = proposal.task;
    AZR_TRY(task.kind, kindOf(row.kind, "task", row.id.value));
    AZR_TRY(const std::size_t origin, placeOf(row.origin, selfplay::kOriginNames, "task", row.id.value, "origin"));
    AZR_TRY(const std::size_t verdict, placeOf(row.verdict, execution::kVerdictNames, "task", row.id.value, "verdict"));
    task.id = row.id;
    task.origin = static_cast<selfplay::Origin>(origin);
    task.step = row.step;
    task.program = row.program;
    task.imports = row.imports;
    task.input = row.input;
    task.output = row.output;
    task.outputType = row.outputType;
    task.message = row.message;
    for (const store::PairRow& pair : row.pairs) task.pairs.push_back({pair.input, pair.output});
    for (const store::GivenRow& one : row.given) task.given.push_back({one.task, one.program});
    task.measures = measuresOf(row);
    proposal.verdict = static_cast<execution::Verdict>(verdict);
    proposal.reason = row.reason;
    proposal.detail = row.detail;
    proposal.sample.stream = {selfplay::Role::Propose, task.kind};
    takeSample(row, proposal.verdict, proposal.sample);
    proposal.sample.trained = row.trained;
    return proposal;
}

Result<selfplay::Attempt> attemptOf(const store::AttemptRow& row) {
    selfplay::Attempt attempt;
    constexpr std::array<std::string_view, 2> kUses = {"rollout", "train"};
    AZR_TRY(const selfplay::TaskKind kind, kindOf(row.kind, "attempt", row.id.value));
    AZR_TRY(const std::size_t use, placeOf(row.use, kUses, "attempt", row.id.value, "use"));
    AZR_TRY(const std::size_t verdict,
            placeOf(row.verdict, execution::kVerdictNames, "attempt", row.id.value, "verdict"));
    attempt.id = row.id;
    attempt.task = row.task;
    attempt.use = static_cast<selfplay::AttemptUse>(use);
    attempt.answer = row.answer;
    attempt.verdict = static_cast<execution::Verdict>(verdict);
    attempt.reason = row.reason;
    attempt.detail = row.detail;
    attempt.loose = row.loose;
    attempt.share = row.share;
    attempt.score = row.score;
    attempt.sample.stream = {selfplay::Role::Solve, kind};
    attempt.sample.trained = row.trained;
    takeSample(row, attempt.verdict, attempt.sample);
    return attempt;
}

store::RuleRow rowOf(RunId run, const selfplay::Rule& rule, bool removed, int step) {
    const Json json = selfplay::toJson(rule);
    store::RuleRow row;
    row.run = run;
    row.rule = rule.id;
    row.name = rule.name;
    row.condition = rule.condition;
    row.act = name(rule.act);
    row.tag = rule.tag;
    row.programs = dumpLine(json.at("programs"));
    row.enabled = rule.enabled;
    row.removed = removed;
    row.step = step;
    return row;
}

Result<selfplay::Rule> ruleOf(const store::RuleRow& row) {
    const std::string place = fmt::format("rule {}", row.rule);
    AZR_TRY(const Json programs, parseJson(row.programs, place));
    return selfplay::ruleFromJson({{"id", row.rule},
                                   {"name", row.name},
                                   {"condition", row.condition},
                                   {"act", row.act},
                                   {"tag", row.tag},
                                   {"enabled", row.enabled},
                                   {"programs", programs}},
                                  place);
}

}  // namespace azr::session
