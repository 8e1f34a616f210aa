/// The whole experiment on one page. A value: no behaviour, no globals. Each field's name in JSON and on the command
/// line is its snake_case path (`optimizer.learning_rate`); run_fields.h documents and range-checks every one of them.
/// Defaults are those of the preset `nano`. Sources: paper table 3, and the notes beside each departure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/config/algorithm_choices.h"
#include "core/config/chat_date.h"
#include "core/config/choices.h"
#include "core/config/self_play_config.h"

namespace azr::config {

struct ModelConfig {
    std::string folder;                     ///< Hugging Face folder; empty: the built-in nano model
    std::string device = "auto";            ///< auto | cpu | cuda:N
    NumberType dtype = NumberType::Auto;    ///< of the matrix products
    NumberType storage = NumberType::Auto;  ///< of the weights that they read (number_types.h)
    KernelSet kernels = KernelSet::Native;
    int threads = 0;                         ///< of the engine; 0 = all cores
    int loraRank = 0;                        ///< 0 = all weights are trained; else low-rank adapters on frozen ones
    double loraAlpha = 32.0;                 ///< adapters are scaled by alpha / rank
    double loraDropout = 0.0;                ///< of an adapter's input while training
    std::string loraTargets = "all-linear";  ///< all-linear, or module names (lora_targets.h)
    bool checkpointActivations = false;      ///< keep each block's input alone and compute the rest again
};

struct PromptConfig {
    WrapperStyle wrapper = WrapperStyle::Nano;
    int promptLimit = 160;    ///< tokens; references are dropped from the front until the prompt fits
    int responseLimit = 112;  ///< tokens of one completion
    AnswerForm answerForm = AnswerForm::Literal;  ///< executor semantics 1
    std::string chatDate = kChatDate;             ///< YYYY-MM-DD: what chat templates take for today
};

struct RewardConfig {
    ZeroLearnability zeroLearnability = ZeroLearnability::Reference;
    Learnability learnability = Learnability::OneMinus;
    InductionMode inductionMode = InductionMode::Binary;
    double wrongPenalty = -0.5;   ///< eq. 6, well formed but r = 0
    double formatPenalty = -1.0;  ///< eq. 6, broken format or invalid task
    double noveltyCount = 4.0;    ///< departure: reward x min(1, this / signature count); 0 = off
    IntrinsicCombine intrinsicCombine = IntrinsicCombine::None;
    // The extras of a positive r: weight x measure, at most max; a weight of 0 leaves one out.
    double complexityWeight = 0.0;
    double complexityMax = 0.5;
    double halsteadWeight = 0.0;
    double halsteadMax = 0.5;
    double distanceWeight = 0.0;
    double distanceMax = 0.5;
    double diversityWeight = 0.0;
    double diversityMax = 0.5;
    // Induction, whose proposer did not choose the program, knows these two alone.
    double inputDiversityWeight = 0.0;
    double inputDiversityMax = 0.5;
    double outputDiversityWeight = 0.0;
    double outputDiversityMax = 0.5;
};

/// TRR++ (eq. 8) and its labelled departures.
struct AdvantageConfig {
    Whitening whiten = Whitening::Sample;
    SolverBaseline solverBaseline = SolverBaseline::Task;         ///< departure: r - task mean, over the stream's std
    ProposerBaseline proposerBaseline = ProposerBaseline::Class;  ///< departure: r - mean of its task_class.h
    double proposerWeight = 0.5;                                  ///< scales proposer advantages; the paper: 1
    double solverWeight = 1.0;
};

struct LossConfig {
    double clipLow = 0.2;
    double clipHigh = 0.2;  ///< upper clip; 0.28 = clip-higher
    double dualClip = 0.0;  ///< 3.0 in some work; 0 = off
    double entropyBonus = 0.001;
    LossAverage average = LossAverage::Token;
    double klCoefficient = 0.0;  ///< to the starting weights, k3 estimator; 0 = off
    double proposerKl = 0.2;     ///< departure: added for proposals, which stay as varied as the start's
    int microBatchTokens = 16384;
    int miniBatches = 1;  ///< optimiser steps of a pass over the step's batch; the reference: 3
    MiniBatchOrder miniBatchOrder = MiniBatchOrder::Kind;
    int epochs = 1;                                  ///< passes
    OldLogprobs oldLogprobs = OldLogprobs::Sampler;  ///< departure; the reference: Trainer
};

struct OptimizerConfig {
    double learningRate = 8e-4;
    double finalFraction = 0.05;  ///< linear decay to this share of learningRate over decaySteps
    int decaySteps = 440;         ///< 0 = constant; independent of --steps and --minutes
    int warmupSteps = 10;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    double gradientClip = 1.0;
    MomentStates states = MomentStates::Fp32;  ///< of AdamW
};

struct SamplingConfig {
    double temperature = 1.0;
    double topP = 1.0;
    int topK = 0;
    bool shapeRollouts = false;  ///< departure: topP and topK apply to the learnability rollouts too
    int batch = 256;             ///< sequences decoded together
};

/// Seconds by the clock from a run's start to its end, whatever it does: the rule for a limit of processor time.
constexpr double wallLimit(double cpuSeconds) {
    return std::max(5.0, 4 * cpuSeconds);
}

struct ExecutorConfig {
    std::string python;  ///< path of the interpreter; empty: the newest python3 >= 3.9
    int lanes = 0;       ///< worker processes; 0 = one per core
    double cpuSeconds = 2.0;
    double wallSeconds = 0;       ///< 0: wallLimit(cpuSeconds)
    double proposalShare = 0.25;  ///< of cpuSeconds, that a proposal's runs may need; the paper: 1
    int memoryMegabytes = 400;
    int runs = 2;  ///< j, determinism
    ImportRule imports = ImportRule::AllowList;
    bool strictTypes = false;
    Isolation level = Isolation::Auto;
    bool redteam = false;  ///< attacks the pool while the executor is idle
};

struct EvaluationConfig {
    int everySteps = 25;     ///< held-out accuracy during training; 0 = only before and after
    int itemsPerKind = 100;  ///< of the development suite
    EvaluationSuite suite = EvaluationSuite::Auto;
    std::string suites;  ///< published ones, or files, parted by commas; the first decides which checkpoint is the best
    std::string folder;  ///< where published suites lie; empty: the user's data folder
    int suiteItems = 100;  ///< of each kind of each published suite; 0 = all
};

/// Whether held-out accuracy is measured (on the built-in suite; on any), and so whether a checkpoint can be the best.
[[nodiscard]] constexpr bool evaluatesBuiltin(const EvaluationConfig& evaluation, WrapperStyle wrapper) {
    return evaluation.suite == EvaluationSuite::Builtin ||
           (evaluation.suite == EvaluationSuite::Auto && wrapper == WrapperStyle::Nano);
}
[[nodiscard]] inline bool evaluates(const EvaluationConfig& evaluation, WrapperStyle wrapper) {
    return evaluatesBuiltin(evaluation, wrapper) || !evaluation.suites.empty();
}

struct CheckpointConfig {
    int everySteps = 1;  ///< 0 = by time only
    double everyMinutes = 0.0;
    int keepLast = 3;  ///< beside the best one
};

/// Alerts (nano.md, collapse bars). With `stop` a raised alert pauses the run; nothing is ever undone silently.
struct GuardConfig {
    double minValidRate = 0.8;
    double maxNearDuplicates = 0.3;
    double maxClippedLength = 0.1;
    double maxCoinFlips = 0.2;
    double minEntropyShare = 0.333;  ///< of the first step's entropy
    int window = 10;                 ///< steps averaged before an alert is raised
    bool pauseOnAlert = false;
};

/// What is kept of a run beside what it learns from: nothing of it changes the run.
struct TelemetryConfig {
    int tokenSteps = 20;      ///< latest steps whose tokens are kept with their log-probabilities; 0 = none
    std::string tensorboard;  ///< folder of event files that grow while the run trains; empty: none
};

struct RunConfig {
    std::string preset = "nano";
    std::uint64_t seed = 1;
    int steps = 440;        ///< 0 = until stopped
    double minutes = 0.0;   ///< 0 = no time limit
    std::string seedTasks;  ///< JSONL with the reference's fields, imported before step 1; empty: identity triplet only
    ModelConfig model;
    PromptConfig prompt;
    SelfPlayConfig selfplay;
    BufferConfig buffer;
    RewardConfig reward;
    AdvantageConfig advantage;
    LossConfig loss;
    OptimizerConfig optimizer;
    SamplingConfig sampling;
    ExecutorConfig executor;
    EvaluationConfig evaluation;
    CheckpointConfig checkpoint;
    GuardConfig guard;
    TelemetryConfig telemetry;
};

/// Whether the loss needs the starting weights beside the trained ones.
[[nodiscard]] constexpr bool comparesWithStart(const LossConfig& loss, const SelfPlayConfig& play) {
    return loss.klCoefficient > 0 || (loss.proposerKl > 0 && play.trainProposer);
}

}  // namespace azr::config
