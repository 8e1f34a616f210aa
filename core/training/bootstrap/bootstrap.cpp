#include "core/training/bootstrap/bootstrap.h"

#include <algorithm>
#include <utility>

#include "core/base/elapsed.h"
#include "core/base/files.h"
#include "core/policy/engine.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/training/bootstrap/bootstrap_check.h"
#include "core/training/bootstrap/bootstrap_corpus.h"

namespace azr::training {
namespace {

constexpr double kLossMemory = 0.98;  ///< of the running mean that is shown
constexpr int kProposalsChecked = 200;
constexpr int kMicroBatchTokens = 8192;

/// Share of the budget that is spent, 0..1: by tokens, or by time where time is limited and further on.
double spent(const BootstrapOptions& options, std::int64_t tokens, double seconds) {
    const double byTokens =
        static_cast<double>(tokens) / static_cast<double>(std::max<std::int64_t>(1, options.tokens));
    return options.minutes > 0 ? std::max(byTokens, seconds / (60.0 * options.minutes)) : byTokens;
}

double learningRate(const BootstrapOptions& options, std::int64_t step, double share) {
    const double warm = std::min(1.0, static_cast<double>(step + 1) / std::max(1, options.warmupSteps));
    const double left = std::max(0.0, 1.0 - share);
    const double decayed = options.decayShare > 0 ? std::min(1.0, left / options.decayShare) : 1.0;
    return options.learningRate * std::min(warm, options.finalFraction + (1.0 - options.finalFraction) * decayed);
}

Status train(const BootstrapOptions& options, policy::Learner& learner, execution::Executor& executor,
             const BootstrapCallback& callback, Control& control, BootstrapReport& report) {
    BootstrapCorpus corpus(executor, options.seed);
    policy::OptimizerOptions optimizer;
    optimizer.beta2 = options.beta2;
    optimizer.weightDecay = options.weightDecay;
    const auto start = SteadyClock::now();
    double share = 0;
    while (share < 1) {
        optimizer.learningRate = learningRate(options, report.steps, share);
        AZR_TRY(const auto batch, corpus.next(options.stepTokens, control));
        AZR_TRY(const auto stats, learner.imitate(batch, optimizer, kMicroBatchTokens, control));
        for (const auto& sequence : batch) report.tokens += static_cast<std::int64_t>(sequence.tokens.size());
        report.documents += static_cast<std::int64_t>(batch.size());
        const double memory = std::min(kLossMemory, static_cast<double>(report.steps) / 20.0);
        report.finalLoss = memory * report.finalLoss + (1 - memory) * stats.loss;
        ++report.steps;
        report.seconds = secondsSince(start);
        callback({BootstrapPhase::Training, report.steps, report.tokens, options.tokens, report.finalLoss,
                  optimizer.learningRate, static_cast<double>(report.tokens) / report.seconds, report.seconds});
        share = spent(options, report.tokens, report.seconds);
    }
    return {};
}

Status measure(const BootstrapOptions& options, policy::Engine& engine, execution::Executor& executor, Control& control,
               BootstrapReport& report) {
    AZR_TRY(report.heldOutLoss, heldOutLoss(engine.learner(), executor, control));
    AZR_TRY(const auto tokenizer, tokenizer::Tokenizer::load(options.folder));
    AZR_TRY(const auto suite, evaluation::builtinSuite("report"));
    evaluation::Options evaluation;
    evaluation.itemsPerKind = options.heldOutItems;
    evaluation.seed = options.seed;
    AZR_TRY(report.solvers, evaluation::evaluate(suite, engine.sampler(), tokenizer, executor, evaluation, control));
    AZR_TRY(report.proposers,
            checkProposers(engine.sampler(), tokenizer, executor, kProposalsChecked, options.seed, control));
    return {};
}

}  // namespace

Result<BootstrapReport> bootstrap(const BootstrapOptions& options, execution::Executor& executor,
                                  const BootstrapCallback& callback, Control& control) {
    if (options.tokens < 1 || options.stepTokens < selfplay::kNanoContext)
        return fail(ErrorCode::InvalidArgument, "the token budget or the tokens per step are too small");
    AZR_TRY(auto folder, StagedFolder::create(options.folder));
    BootstrapReport report;
    const auto tell = [&](BootstrapPhase phase) {
        callback({phase, report.steps, report.tokens, options.tokens, report.finalLoss, 0, 0, report.seconds});
    };
    tell(BootstrapPhase::Starting);
    AZR_CHECK(selfplay::writeNanoModelFiles(folder.path()));
    policy::EngineOptions engineOptions;
    engineOptions.folder = folder.path();
    engineOptions.device = options.device;
    engineOptions.dtype = options.dtype;
    engineOptions.kernels = options.kernels;
    engineOptions.threads = options.threads;
    engineOptions.randomWeights = true;
    engineOptions.seed = options.seed;
    AZR_TRY(const auto engine, policy::openEngine(engineOptions));
    report.engine = engine->version();
    report.dtype = name(engine->types());
    AZR_CHECK(train(options, engine->learner(), executor, callback, control, report));
    tell(BootstrapPhase::Saving);
    AZR_CHECK(engine->learner().saveWeights(folder.path()));
    report.weightsHash = engine->learner().weightsHash();
    // In its place before it is measured: the training outlives whatever may end the evaluation.
    AZR_CHECK(folder.finish());
    tell(BootstrapPhase::Evaluating);
    AZR_CHECK(measure(options, *engine, executor, control, report));
    AZR_CHECK(writeFileAtomic(options.folder / "README.md", modelCard(options, report)));
    return report;
}

}  // namespace azr::training
