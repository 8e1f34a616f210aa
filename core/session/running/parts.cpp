#include "core/session/running/parts.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "core/base/files.h"
#include "core/config/lora_targets.h"
#include "core/evaluation/evaluator.h"
#include "core/evaluation/suite.h"
#include "core/selfplay/proposal_rules.h"
#include "core/session/evaluating/run_suites.h"
#include "core/session/models/chat.h"
#include "core/session/models/machine.h"
#include "core/session/models/memory_check.h"
#include "core/weights/weight_source.h"

namespace azr::session {

namespace {

double wallClock() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

training::EvaluationOutcome outcomeOf(evaluation::Report report, int step) {
    training::EvaluationOutcome outcome;
    outcome.finished.step = step;
    outcome.finished.suite = report.suite;
    outcome.finished.metrics = std::move(report.metrics);
    for (const evaluation::ItemResult& item : report.items)
        outcome.finished.items.push_back({item.item, item.kind, item.greedy, item.solved, item.answer});
    for (const evaluation::Cell& cell : report.cells)
        outcome.score += cell.accuracy() / static_cast<double>(report.cells.size());
    return outcome;
}

Result<training::EvaluationOutcome> measureDev(const evaluation::Suite& whole, int step,
                                               const config::RunConfig& config, OpenedPolicy& policy,
                                               execution::Executor& executor, Control& control) {
    evaluation::Options options;
    options.wrapper = policy.wrapper;
    options.prompt = config.prompt;
    options.sampling = config.sampling;
    options.executor = config.executor;
    options.rules = selfplay::parseRules(config.selfplay);
    options.seed = config.seed;
    const evaluation::Suite suite = evaluation::subset(whole, config.evaluation.itemsPerKind);
    AZR_TRY(evaluation::Report report,
            evaluation::evaluate(suite, policy.engine->sampler(), *policy.codec, executor, options, control));
    return outcomeOf(std::move(report), step);
}

/// The built-in suite where it fits, and the published ones that are named. Reads the settings each time it is called:
/// they may have changed.
Result<EvaluateCall> evaluationOf(const config::RunConfig& config, OpenedPolicy& policy, execution::Executor& executor,
                                  Control& control) {
    if (!config::evaluates(config.evaluation, config.prompt.wrapper)) return EvaluateCall();
    std::optional<evaluation::Suite> dev;
    if (config::evaluatesBuiltin(config.evaluation, config.prompt.wrapper)) {
        AZR_TRY(dev, evaluation::builtinSuite("dev"));
    }
    AZR_TRY(std::vector<evaluation::Benchmark> suites, openRunSuites(config.evaluation));
    return EvaluateCall([dev = std::move(dev), suites = std::move(suites), &config, &policy, &executor,
                         &control](int step) -> Result<training::EvaluationOutcome> {
        training::EvaluationOutcome outcome;
        outcome.finished.step = step;
        if (dev) {
            AZR_TRY(outcome, measureDev(*dev, step, config, policy, executor, control));
        }
        AZR_CHECK(measureSuites(suites, config, policy, control, outcome.finished));
        return outcome;
    });
}

/// With `wrapper`, what it needs of the model is opened too.
Result<OpenedPolicy> openModel(const config::RunConfig& config, bool sampleOnly, selfplay::PromptWrapper wrapper = {}) {
    OpenedPolicy opened;
    const std::filesystem::path folder = modelFolder(config);
    AZR_TRY(tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(folder));
    opened.tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(tokenizer));
    opened.wrapper = std::move(wrapper);
    if (opened.wrapper.style == selfplay::WrapperStyle::Chat) {
        AZR_TRY(opened.wrapper.chat, openChat(folder, *opened.tokenizer, chatOptions(config)));
    }
    opened.codec =
        selfplay::codecOf(*opened.tokenizer, tokenizer::endTokens(*opened.tokenizer, opened.wrapper.chat.get()));
    if (config.model.threads > 0) {
        opened.threads = config.model.threads;
        opened.threadsReason = "as asked for";
    } else {
        AZR_TRY(const policy::ThreadChoice choice, policy::chooseThreads(config.model.kernels));
        opened.threads = choice.threads;
        opened.threadsReason = choice.reason;
    }
    policy::EngineOptions options = engineOptions(config, opened.threads);
    options.folder = folder;
    options.sampleOnly = sampleOnly;
    if (!sampleOnly) {
        AZR_TRY(options.training, trainingOptions(config));
    }
    AZR_TRY(opened.engine, policy::openEngine(options));
    opened.kernels = policy::kernelsInUse();
    return opened;
}

}  // namespace

std::filesystem::path modelFolder(const config::RunConfig& config) {
    return config.model.folder.empty() ? resourceFolder() / "models" / "nano"
                                       : std::filesystem::path(config.model.folder);
}

policy::EngineOptions engineOptions(const config::RunConfig& config, int threads) {
    policy::EngineOptions options;
    options.device = config.model.device;
    options.dtype = name(config.model.dtype);
    options.storage = name(config.model.storage);
    options.kernels = config.model.kernels;
    options.threads = threads;
    options.sampleBatch = config.sampling.batch;
    options.contextLimit = config.prompt.promptLimit + config.prompt.responseLimit;
    options.seed = config.seed;
    return options;
}

Result<OpenedPolicy> openForSampling(const config::RunConfig& config) {
    return openModel(config, true);
}

Result<OpenedPolicy> openPolicy(const config::RunConfig& config) {
    selfplay::PromptWrapper wrapper{config.prompt.wrapper, {}};
    AZR_TRY(OpenedPolicy opened, openModel(config, false, std::move(wrapper)));
    AZR_TRY(opened.baseHash, weights::hashOfFiles(modelFolder(config)));
    return opened;
}

Result<policy::TrainingOptions> trainingOptions(const config::RunConfig& config) {
    policy::TrainingOptions options;
    options.lora.rank = config.model.loraRank;
    options.lora.alpha = config.model.loraAlpha;
    options.lora.dropout = config.model.loraDropout;
    AZR_TRY(options.lora.targets, config::parseLoraTargets(config.model.loraTargets, "model.lora_targets"));
    options.checkpointActivations = config.model.checkpointActivations;
    options.states = config.optimizer.states == config::MomentStates::EightBit ? policy::OptimizerStates::EightBit
                                                                               : policy::OptimizerStates::Fp32;
    return options;
}

execution::ExecutorOptions executorOptions(const config::RunConfig& config) {
    execution::ExecutorOptions options;
    options.python = config.executor.python;
    options.lanes = config.executor.lanes;
    options.cpuSeconds = config.executor.cpuSeconds;
    options.wallSeconds =
        config.executor.wallSeconds > 0 ? config.executor.wallSeconds : config::wallLimit(config.executor.cpuSeconds);
    options.memoryMegabytes = config.executor.memoryMegabytes;
    options.proposalShare = config.executor.proposalShare;
    options.paperImports = config.executor.imports == config::ImportRule::Paper;
    options.answerExpressions = config.prompt.answerForm == config::AnswerForm::Expression;
    options.level = name(config.executor.level);
    options.allowL1 = config.executor.level == config::Isolation::L1;  // asking for it by name is the consent
    options.seed = config.seed;
    return options;
}

namespace {

constexpr double kMutantCpuSeconds = 0.3, kMutantWallSeconds = 1.5, kPatience = 10;
constexpr int kForever = 1'000'000'000;  ///< requests

/// The run's settings with limits fit for short programs: a mutant may loop.
execution::redteam::Rivals rivalsOf(const config::RunConfig& config) {
    const auto open = [config](bool pooled, double patience, int requests) {
        execution::ExecutorOptions options = executorOptions(config);
        options.lanes = 1;
        options.cpuSeconds = patience * std::min(options.cpuSeconds, kMutantCpuSeconds);
        options.wallSeconds = patience * std::min(options.wallSeconds, kMutantWallSeconds);
        options.pooled = options.cached = pooled;
        if (!pooled) options.workerRequests = requests;
        return execution::openExecutor(options);
    };
    return {[open] { return open(true, 1, 0); }, [open] { return open(false, 1, kForever); },
            [open] { return open(false, 1, 1); }, [open] { return open(false, kPatience, 1); }};
}

}  // namespace

SessionParts realParts() {
    SessionParts parts;
    parts.openPolicy = openPolicy;
    parts.openExecutor = [](const config::RunConfig& config) {
        return execution::openExecutor(executorOptions(config));
    };
    parts.evaluation = evaluationOf;
    parts.rivals = rivalsOf;
    parts.now = wallClock;
    parts.memory = [](const config::RunConfig& config) {
        return checkMemory(config, availableMemory(), policy::listDevices);
    };
    return parts;
}

Result<std::unique_ptr<Session>> Session::open(const std::filesystem::path& workspace, Wakeup wakeup) {
    return openSession(workspace, std::move(wakeup), realParts());
}

}  // namespace azr::session
