// How fast this machine samples, trains and executes, against what it could do at best.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ctime>
#include <deque>
#include <fstream>
#include <ostream>
#include <sstream>
#include <thread>

#include "app/bench/executor_bench.h"
#include "app/bench/redteam_bench.h"
#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/engine_options.h"
#include "app/lines/model_folder.h"
#include "core/base/elapsed.h"
#include "core/base/rng.h"
#include "core/policy/engine.h"
#include "core/weights/memory_estimate.h"

namespace azr::app {
namespace {

struct Plan {
    ModelFolder model;
    std::vector<int> batches;
    int promptTokens = 40, newTokens = 40;
    double seconds = 5;
    std::vector<policy::Sequence> sequences;  ///< measured instead of made-up ones, unless empty
    policy::EngineOptions engine;
    policy::LossOptions loss;
};

/// One measured line.
struct Speed {
    int batch = 0;
    double tokens = 0, seconds = 0;
    double processorSeconds = 0;  ///< of all threads
    double work = 0;              ///< GFLOP done
};

Result<policy::TrainingOptions> trainingOf(const Arguments& arguments) {
    policy::TrainingOptions training;
    AZR_TRY(const auto rank, arguments.integer("--lora-rank", 0, 4096));
    training.lora.rank = static_cast<int>(rank.value_or(0));
    training.checkpointActivations = arguments.has("--checkpoint");
    if (arguments.has("--8bit")) training.states = policy::OptimizerStates::EightBit;
    return training;
}

/// An advantage of one sign or the other, and log-probabilities as of a model that knows nothing.
void completeForTraining(policy::Sequence& sequence, std::size_t index, int vocabulary) {
    const std::size_t response = sequence.tokens.size() - static_cast<std::size_t>(sequence.promptLength);
    sequence.oldLogprobs.assign(response, -std::log(static_cast<float>(vocabulary)));
    sequence.advantages.assign(response, index % 2 == 0 ? 1.0F : -1.0F);
}

/// {"ids": [...], "prompt": N} in each line.
Result<std::vector<policy::Sequence>> readSequences(const std::string& file) {
    std::ifstream lines(file);
    if (!lines) return fail(ErrorCode::NotFound, "cannot be opened", file);
    std::vector<policy::Sequence> sequences;
    for (std::string text; std::getline(lines, text);) {
        const std::string place = fmt::format("{}:{}", file, sequences.size() + 1);
        AZR_TRY(const Json line, parseJson(text, place));
        policy::Sequence sequence;
        AZR_TRY(sequence.tokens, field<std::vector<policy::Token>>(line, "ids"));
        AZR_TRY(sequence.promptLength, field<int>(line, "prompt"));
        if (sequence.promptLength < 1 || sequence.promptLength >= static_cast<int>(sequence.tokens.size()))
            return fail(ErrorCode::InvalidArgument, "\"prompt\" leaves no prompt or no response", place);
        sequences.push_back(std::move(sequence));
    }
    if (sequences.empty()) return fail(ErrorCode::InvalidArgument, "holds no sequence", file);
    return sequences;
}

Result<Plan> planOf(const Arguments& arguments, std::vector<int> batches) {
    Plan plan;
    AZR_TRY(plan.model, modelFolder(arguments));
    plan.batches = std::move(batches);
    if (const auto list = arguments.value("--batch")) {
        plan.batches.clear();
        std::istringstream numbers(*list);
        for (std::string number; std::getline(numbers, number, ',');) {
            const int batch = std::atoi(number.c_str());
            if (batch < 1 || batch > 65536)
                return fail(ErrorCode::InvalidArgument, "'" + *list + "' is not a list of batch sizes", "--batch");
            plan.batches.push_back(batch);
        }
    }
    if (const auto file = arguments.value("--sequences")) {
        if (arguments.has("--batch"))
            return fail(ErrorCode::InvalidArgument, "the file says how many sequences there are", "--batch");
        AZR_TRY(plan.sequences, readSequences(*file));
        plan.batches = {static_cast<int>(plan.sequences.size())};
    }
    AZR_TRY(const auto prompt, arguments.integer("--prompt", 1, 1'000'000));
    AZR_TRY(const auto fresh, arguments.integer("--new", 1, 1'000'000));
    AZR_TRY(const auto seconds, arguments.number("--seconds", 0.1, 3600));
    plan.promptTokens = static_cast<int>(prompt.value_or(plan.promptTokens));
    plan.newTokens = static_cast<int>(fresh.value_or(plan.newTokens));
    plan.seconds = seconds.value_or(plan.seconds);
    AZR_TRY(plan.engine, engineOptionsOf(arguments, plan.model));
    if (plan.model.adapter.empty()) {
        AZR_TRY(plan.engine.training, trainingOf(arguments));
    }
    AZR_TRY(const auto miniBatches, arguments.integer("--mini-batches", 1, 64));
    plan.loss.miniBatches = static_cast<int>(miniBatches.value_or(1));
    if (arguments.has("--recompute")) plan.loss.oldLogprobs = config::OldLogprobs::Trainer;
    plan.engine.sharePrefixes = !arguments.has("--unshared");
    plan.engine.sampleBatch = *std::max_element(plan.batches.begin(), plan.batches.end());
    return plan;
}

std::vector<policy::Token> randomTokens(Rng& rng, int count, int vocabulary) {
    std::vector<policy::Token> tokens;
    for (int i = 0; i < count; ++i)
        tokens.push_back(static_cast<policy::Token>(rng.below(static_cast<std::uint64_t>(vocabulary))));
    return tokens;
}

/// What one round does, in tokens.
struct Work {
    std::int64_t sampled = 0, passed = 0;  ///< new ones; and with prompts
};

/// One full batch: every sequence has a prompt of its own and ends at the same length; or the given sequences, of which
/// as many tokens are sampled as their responses have.
Result<Work> sampleOnce(policy::Engine& engine, const Plan& plan, int batch, Rng& rng, Control& control) {
    Work work;
    for (int i = 0; i < batch; ++i) {
        policy::SampleRequest request;
        request.id = static_cast<std::uint64_t>(i);
        if (plan.sequences.empty()) {
            request.prompt = randomTokens(rng, plan.promptTokens, engine.shape().vocabulary);
            request.maxTokens = plan.newTokens;
        } else {
            const auto& sequence = plan.sequences[static_cast<std::size_t>(i)];
            request.prompt.assign(sequence.tokens.begin(), sequence.tokens.begin() + sequence.promptLength);
            request.maxTokens = static_cast<int>(sequence.tokens.size()) - sequence.promptLength;
        }
        request.seed = rng.next();
        work.sampled += request.maxTokens;
        work.passed += request.maxTokens + static_cast<std::int64_t>(request.prompt.size());
        AZR_CHECK(engine.sampler().submit(std::move(request)));
    }
    for (;;) {
        AZR_TRY(const auto completion, engine.sampler().next(control));
        if (!completion) return work;
    }
}

double processorTime() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

Result<Speed> benchSample(policy::Engine& engine, const Plan& plan, int batch, Control& control) {
    Rng rng(1);
    AZR_TRY(auto work, sampleOnce(engine, plan, batch, rng, control));  // the first fills caches and memory
    Speed speed{batch};
    const auto begin = SteadyClock::now();
    const double processorBegin = processorTime();
    do {
        AZR_TRY(work, sampleOnce(engine, plan, batch, rng, control));
        speed.tokens += static_cast<double>(work.sampled);
        speed.work += 2e-9 * static_cast<double>(engine.shape().parameters) * static_cast<double>(work.passed);
        speed.seconds = secondsSince(begin);
        speed.processorSeconds = processorTime() - processorBegin;
    } while (speed.seconds < plan.seconds);
    return speed;
}

std::vector<policy::Sequence> randomBatch(const policy::Engine& engine, const Plan& plan, int batch, Rng& rng) {
    std::vector<policy::Sequence> sequences;
    for (int i = 0; i < batch; ++i) {
        policy::Sequence sequence;
        sequence.tokens = randomTokens(rng, plan.promptTokens + plan.newTokens, engine.shape().vocabulary);
        sequence.promptLength = plan.promptTokens;
        sequences.push_back(std::move(sequence));
    }
    return sequences;
}

Result<Speed> benchTrain(policy::Engine& engine, const Plan& plan, int batch, Control& control) {
    Rng rng(2);
    auto sequences = plan.sequences.empty() ? randomBatch(engine, plan, batch, rng) : plan.sequences;
    for (std::size_t i = 0; i < sequences.size(); ++i) completeForTraining(sequences[i], i, engine.shape().vocabulary);
    policy::OptimizerOptions optimizer;
    optimizer.learningRate = 0;  // the weights must stay what they are
    AZR_TRY([[maybe_unused]] const auto first, engine.learner().update(sequences, plan.loss, optimizer, control));
    Speed speed{batch};
    const auto begin = SteadyClock::now();
    const double processorBegin = processorTime();
    do {
        AZR_TRY(const auto stats, engine.learner().update(sequences, plan.loss, optimizer, control));
        speed.tokens += static_cast<double>(stats.tokens);
        speed.seconds = secondsSince(begin);
        speed.processorSeconds = processorTime() - processorBegin;
    } while (speed.seconds < plan.seconds);
    speed.work = 6e-9 * static_cast<double>(engine.shape().parameters) * speed.tokens;
    return speed;
}

/// Most memory that the process has held so far.
std::int64_t residentBytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::atoll(line.c_str() + 6) * 1024;
    return 0;
}

/// What the memory account expects of the engine; its cache is left out where nothing is sampled.
std::int64_t estimate(const Plan& plan, const policy::Engine& engine, int batch) {
    const auto config = weights::readHfConfig(plan.model.weights);
    if (!config) return 0;
    weights::MemoryQuestion question;
    question.products = engine.types().products;
    question.weights = engine.types().weights;
    question.tokens = plan.promptTokens + plan.newTokens;
    question.batch = batch;
    std::int64_t rows = std::int64_t{batch} * question.tokens;
    if (!plan.sequences.empty()) {
        question.tokens = 0;
        rows = 0;
        for (const auto& sequence : plan.sequences) {
            question.tokens = std::max(question.tokens, static_cast<int>(sequence.tokens.size()));
            rows += static_cast<std::int64_t>(sequence.tokens.size());
        }
    }
    question.trainingRows = static_cast<int>(std::min<std::int64_t>(rows, policy::LossOptions{}.microBatchTokens));
    question.threads =
        plan.engine.threads > 0 ? plan.engine.threads : static_cast<int>(std::thread::hardware_concurrency());
    question.loraRank = plan.engine.training.lora.rank;
    question.checkpointActivations = plan.engine.training.checkpointActivations;
    question.eightBitStates = plan.engine.training.states == policy::OptimizerStates::EightBit;
    const auto trains = plan.engine.sampleOnly  ? weights::Trains::Nothing
                        : question.loraRank > 0 ? weights::Trains::Adapters
                                                : weights::Trains::Everything;
    const auto account = weights::memoryAccount(*config, trains, question);
    return trains == weights::Trains::Nothing ? account.total() : account.total() - account.cache - account.workspace;
}

using Bench = Result<Speed> (*)(policy::Engine&, const Plan&, int, Control&);

Status benchEngine(const char* what, Bench bench, const Plan& plan, bool asJson, const Console& console,
                   Control& control) {
    AZR_TRY(const auto products, policy::measureProducts(plan.engine.device, plan.engine.threads, plan.engine.kernels));
    const std::int64_t before = residentBytes();
    AZR_TRY(const auto engine, policy::openEngine(plan.engine));
    const double peak = products.peak(engine->types().products);
    std::vector<std::vector<std::string>> rows;
    for (const int batch : plan.batches) {
        AZR_TRY(const auto speed, bench(*engine, plan, batch, control));
        const double perSecond = speed.tokens / speed.seconds, gflops = speed.work / speed.seconds;
        // Of given sequences more tokens come out than go through the model.
        const bool shared = !plan.sequences.empty() && plan.engine.sharePrefixes;
        if (asJson) {
            Json line = {{"bench", what},
                         {"model", plan.model.weights.string()},
                         {"parameters", engine->shape().parameters},
                         {"dtype", name(engine->types().products)},
                         {"storage", name(engine->types().weights)},
                         {"device", engine->device()},
                         {"kernels", name(policy::kernelsInUse().set)},
                         {"batch", batch},
                         {"tokens_per_second", perSecond},
                         {"peak_gflops", peak},
                         {"seconds", speed.seconds},
                         {"processor_seconds", speed.processorSeconds},
                         {"memory_bytes", residentBytes() - before},
                         {"memory_estimate_bytes", estimate(plan, *engine, batch)}};
            if (const auto held = engine->gpuBytes(); held > 0) line["gpu_bytes_in_use"] = held;
            if (plan.sequences.empty())
                line.update({{"prompt_tokens", plan.promptTokens}, {"new_tokens", plan.newTokens}});
            if (shared)
                line["shared"] = true;
            else
                line.update({{"gflops", gflops}, {"share_of_peak", gflops / peak}});
            console.json("bench", line);
        }
        rows.push_back({std::to_string(batch), fmt::format("{:.0f}", perSecond),
                        shared ? "-" : fmt::format("{:.1f}", gflops),
                        shared ? "-" : fmt::format("{:.1f}%", 100 * gflops / peak)});
    }
    if (asJson) return {};
    const std::string lengths = plan.sequences.empty()
                                    ? fmt::format("prompt {} + {} tokens", plan.promptTokens, plan.newTokens)
                                    : "given sequences";
    console.line(fmt::format("{}: {} parameters, {} on {}, {}; matrix product {:.0f} GFLOPS", what,
                             engine->shape().parameters, name(engine->types()), engine->device(), lengths, peak));
    console.out << table({"batch", "tokens/s", "GFLOPS", "of the product"}, rows);
    return {};
}

Result<ExecutorBenchOptions> executorOptions(const Arguments& arguments) {
    ExecutorBenchOptions options;
    AZR_TRY(const auto seconds, arguments.number("--seconds", 0.1, 3600));
    AZR_TRY(const auto lanes, arguments.integer("--lanes", 1, 256));
    AZR_TRY(const auto soak, arguments.integer("--soak", 1, 100'000'000));
    options.seconds = seconds.value_or(options.seconds);
    options.lanes = static_cast<int>(lanes.value_or(options.lanes));
    options.soak = soak.value_or(0);
    return options;
}

ExitCode benchWindow(const WindowParts& window, const Arguments& arguments, const Console& console) {
    if (!window.bench)
        return console.error({ErrorCode::Unsupported, "this build has no window", {}, "build with -DAZR_GUI=ON"});
    WindowBench bench;
    const auto seconds = arguments.number("--seconds", 1, 3600);
    const auto tasks = arguments.integer("--tasks", 0, 10'000'000);
    if (!seconds) return console.usage(seconds.error(), "bench");
    if (!tasks) return console.usage(tasks.error(), "bench");
    const auto runs = arguments.integer("--runs", 1, 10'000);
    if (!runs) return console.usage(runs.error(), "bench");
    bench.runs = static_cast<int>(runs->value_or(bench.runs));
    bench.seconds = seconds->value_or(bench.seconds);
    bench.tasks = static_cast<int>(tasks->value_or(bench.tasks));
    bench.workspace = arguments.valueOr("--workspace", "");
    bench.asJson = arguments.has("--json");
    return window.bench(bench, console);
}

constexpr std::array<std::string_view, 5> kOfTraining = {"--lora-rank", "--mini-batches", "--recompute", "--checkpoint",
                                                         "--8bit"};
constexpr std::array<std::string_view, 3> kOfExecutor = {"--lanes", "--soak", "--replay"};
/// With --redteam alone.
constexpr std::array<std::string_view, 6> kOfRedteam = {"--seed",  "--from", "--fresh",
                                                        "--until", "--run",  "--workspace"};
constexpr std::array<std::string_view, 3> kOfWindow = {"--tasks", "--runs", "--workspace"};

/// Those that are nobody else's are the engine's.
bool takes(const std::string& what, std::string_view option, bool redteam) {
    const auto among = [option](const auto& options) { return std::ranges::find(options, option) != options.end(); };
    if (option == "--seconds" || option == "--json") return true;
    if (what == "window") return among(kOfWindow);
    if (what == "executor") return option == "--redteam" || among(kOfExecutor) || (redteam && among(kOfRedteam));
    if (option == "--redteam" || among(kOfExecutor) || among(kOfRedteam) || among(kOfWindow)) return false;
    return what == "train" || !among(kOfTraining);
}

std::vector<Option> benchOptions();

/// What would be passed over is refused: the figures would be those of another question.
Status checkOptions(const std::string& what, const Arguments& arguments) {
    const bool redteam = arguments.has("--redteam");
    for (const Option& option : benchOptions()) {
        if (!arguments.has(option.name) || takes(what, option.name, redteam)) continue;
        if (takes(what, option.name, true))
            return fail(ErrorCode::InvalidArgument, "means nothing without --redteam", option.name);
        return fail(ErrorCode::InvalidArgument, "means nothing to bench " + what, option.name);
    }
    for (const char* other : {"--soak", "--replay"})
        if (redteam && arguments.has(other))
            return fail(ErrorCode::InvalidArgument, "does not go with --redteam", other);
    return {};
}

ExitCode runBench(const WindowParts& window, const Arguments& arguments, const Console& console) {
    const auto& what = arguments.positionals().front();
    const bool asJson = arguments.has("--json");
    if (what != "sample" && what != "train" && what != "executor" && what != "window")
        return console.usage(
            {ErrorCode::InvalidArgument, "'" + what + "' is not sample, train, executor or window", "WHAT", {}},
            "bench");
    if (const Status fit = checkOptions(what, arguments); !fit) return console.usage(fit.error(), "bench");
    if (what == "window") return benchWindow(window, arguments, console);
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    if (what == "executor") {
        if (arguments.has("--redteam") || arguments.has("--replay")) {
            const auto redteam = redteamOptions(arguments);
            if (!redteam) return console.usage(redteam.error(), "bench");
            const auto status = benchRedteam(*redteam, asJson, console, control);
            return status ? ExitCode::Ok : console.error(status.error());
        }
        const auto options = executorOptions(arguments);
        if (!options) return console.usage(options.error(), "bench");
        const auto status = benchExecutor(*options, asJson, console, control);
        return status ? ExitCode::Ok : console.error(status.error());
    }
    const bool sample = what == "sample";
    auto plan = planOf(arguments, sample ? std::vector{64, 256, 512} : std::vector{64, 256, 768});
    if (!plan) return console.refuse(plan.error(), "bench");
    plan->engine.sampleOnly = sample;
    const auto status =
        benchEngine(sample ? "sample" : "train", sample ? benchSample : benchTrain, *plan, asJson, console, control);
    return status ? ExitCode::Ok : console.error(status.error());
}

std::vector<Option> benchOptions() {
    return withEngineOptions(
        {{"--model", "DIR", "The model; nano (the default) is the built-in one."},
         {"--batch", "LIST", "Batch sizes, e.g. 64,256."},
         {"--prompt", "N", "Tokens of a prompt; 40 unless given."},
         {"--new", "N", "Tokens of a completion; 40 unless given."},
         {"--sequences", "FILE",
          "This batch, a line {\"ids\", \"prompt\"} for each sequence: its tokens, and how many of them are "
          "prompt."},
         {"--unshared", "", "Compute what prompts begin with for each sequence again, to see what sharing saves."},
         {"--seconds", "S", "Least time for each line."},
         {"--lora-rank", "N", "train: adapters of this rank instead of all weights."},
         {"--mini-batches", "N", "train: optimiser steps that a batch is cut into; 1 unless given."},
         {"--recompute", "", "train: compute the old log-probabilities before the first step."},
         {"--checkpoint", "", "train: compute activations again instead of keeping them."},
         {"--8bit", "", "train: optimiser states in 8 bits."},
         {"--lanes", "N", "Lanes of the executor; 1 unless given."},
         {"--soak", "N", "executor: only N requests, 1% of them hostile, and what they left."},
         {"--redteam", "N",
          "executor: only N mutated attacks and programs on the pool, each line against what it gives in a fork of "
          "its own; a difference is printed as lines for check or grade and ends with 1."},
         {"--seed", "S", "executor: of the mutants; 1 unless given."},
         {"--from", "I", "executor: the first mutant's number, for a search in pieces."},
         {"--fresh", "K", "executor: every K-th mutant also meets a new interpreter; 500 unless given, 0: none."},
         {"--until", "N", "executor: end the search after N differences; 10 unless given."},
         {"--run", "R", "executor: mutants of this run's tasks and answers; with --workspace, else the youngest."},
         {"--replay", "FILE", "executor: play these lines of check and grade in one pool, and each alone."},
         {"--tasks", "N", "window: tasks of the large run beside the one that trains; 50000 unless given."},
         {"--runs", "N", "window: finished runs in all, the large one among them; 1 unless given."},
         {"--workspace", "DIR",
          "window: where the runs go; a temporary folder unless given. executor: whose tasks become mutants; the "
          "nano grammar's unless given."},
         jsonOption()});
}

}  // namespace

Command benchCommand(WindowParts window) {
    return {
        "bench",
        "Measure speed: sample, train, executor or window.",
        "Tokens per second are given beside the share of the measured matrix product, at 2 flops per parameter and "
        "token for sampling and 6 for training.\nwindow trains the built-in model at full speed under an open window "
        "and tells how many milliseconds the window takes to come to an event.",
        {{"WHAT", "sample, train, executor or window."}},
        benchOptions(),
        [window = std::move(window)](const Arguments& arguments, const Console& console) {
            return runBench(window, arguments, console);
        }};
}

}  // namespace azr::app
