// Makes the nano model from nothing but its grammar.
#include "core/training/bootstrap/bootstrap.h"

#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/engine_options.h"
#include "core/execution/executor.h"

namespace azr::app {
namespace {

constexpr std::string_view kPhases[] = {"starting", "training", "evaluating", "saving"};

void showProgress(const training::BootstrapProgress& progress, bool asJson, const Console& console) {
    const auto phase = kPhases[static_cast<std::size_t>(progress.phase)];
    if (asJson) {
        console.json("progress", {{"phase", phase},
                                  {"step", progress.step},
                                  {"tokens", progress.tokens},
                                  {"total_tokens", progress.totalTokens},
                                  {"loss", progress.loss},
                                  {"learning_rate", progress.learningRate},
                                  {"tokens_per_second", progress.tokensPerSecond},
                                  {"seconds", progress.seconds}});
        return;
    }
    if (progress.phase != training::BootstrapPhase::Training) {
        console.line(fmt::format("{} …", phase));
        return;
    }
    console.line(fmt::format("step {:>6}  {:>6.2f} of {:.2f}M tokens  loss {:.4f}  lr {:.2e}  {:>6.0f} tokens/s  {}",
                             progress.step, static_cast<double>(progress.tokens) / 1e6,
                             static_cast<double>(progress.totalTokens) / 1e6, progress.loss, progress.learningRate,
                             progress.tokensPerSecond, duration(progress.seconds)));
}

void showReport(const training::BootstrapReport& report, bool asJson, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& cell : report.solvers.cells) {
        const auto interval = cell.interval();
        if (asJson)
            console.json("accuracy", {{"suite", report.solvers.suite},
                                      {"kind", selfplay::name(cell.kind)},
                                      {"mode", cell.greedy ? "greedy" : "sampled"},
                                      {"solved", cell.solved},
                                      {"total", cell.total},
                                      {"accuracy", cell.accuracy()},
                                      {"low", interval.low},
                                      {"high", interval.high}});
        rows.push_back({std::string(selfplay::name(cell.kind)), cell.greedy ? "greedy" : "sampled",
                        fmt::format("{:.1f}%", 100 * cell.accuracy()),
                        fmt::format("{:.1f} .. {:.1f}%", 100 * interval.low, 100 * interval.high),
                        fmt::format("{} of {}", cell.solved, cell.total)});
    }
    for (const auto& figures : report.proposers) {
        const auto share = [&](std::int64_t count) {
            return figures.total == 0 ? 0.0 : static_cast<double>(count) / static_cast<double>(figures.total);
        };
        if (asJson)
            console.json("proposals", {{"kind", selfplay::name(figures.kind)},
                                       {"valid", figures.valid},
                                       {"distinct", figures.distinct},
                                       {"total", figures.total}});
        rows.push_back({"propose " + std::string(selfplay::name(figures.kind)), "valid",
                        fmt::format("{:.1f}%", 100 * share(figures.valid)), "",
                        fmt::format("{} of {}", figures.valid, figures.total)});
    }
    if (asJson) {
        console.json("bootstrap_finished", {{"steps", report.steps},
                                            {"tokens", report.tokens},
                                            {"documents", report.documents},
                                            {"final_loss", report.finalLoss},
                                            {"held_out_loss", report.heldOutLoss},
                                            {"seconds", report.seconds},
                                            {"dtype", report.dtype},
                                            {"weights_sha256", report.weightsHash}});
        return;
    }
    console.out << '\n' << table({"held out", "", "accuracy", "95% interval", "solved"}, rows);
    console.line(fmt::format("\n{:.1f}M tokens in {}, held-out loss {:.4f}, weights {:.12}",
                             static_cast<double>(report.tokens) / 1e6, duration(report.seconds), report.heldOutLoss,
                             report.weightsHash));
}

Result<training::BootstrapOptions> optionsOf(const Arguments& arguments) {
    training::BootstrapOptions options;
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    AZR_TRY(const auto tokens, arguments.integer("--tokens", 1000, INT64_MAX));
    AZR_TRY(const auto minutes, arguments.number("--minutes", 0.01, 1e5));
    AZR_TRY(const auto threads, arguments.integer("--threads", 0, 1024));
    AZR_TRY(const auto items, arguments.integer("--items", 1, 1'000'000));
    AZR_TRY(const auto decay, arguments.number("--decay", 0, 1));
    AZR_CHECK(checkDeviceAndType(arguments));
    const auto folder = arguments.value("--out");
    if (!folder) return fail(ErrorCode::InvalidArgument, "is missing: the folder to make", "--out");
    options.folder = *folder;
    options.seed = static_cast<std::uint64_t>(seed.value_or(1));
    options.tokens = tokens.value_or(options.tokens);
    options.minutes = minutes.value_or(0);
    options.decayShare = decay.value_or(options.decayShare);
    options.threads = static_cast<int>(threads.value_or(0));
    options.heldOutItems = static_cast<int>(items.value_or(0));
    options.device = arguments.valueOr("--device", options.device);
    options.dtype = arguments.valueOr("--dtype", options.dtype);
    options.kernels = kernelsOf(arguments);
    return options;
}

ExitCode runBootstrap(const Arguments& arguments, const Console& console) {
    const auto options = optionsOf(arguments);
    if (!options) return console.usage(options.error(), "bootstrap");
    const auto executor = execution::openExecutor({});
    if (!executor) return console.error(executor.error());
    const bool asJson = arguments.has("--json");
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const auto report = training::bootstrap(
        *options, **executor,
        [&](const training::BootstrapProgress& progress) { showProgress(progress, asJson, console); }, control);
    if (!report) return console.error(report.error());
    showReport(*report, asJson, console);
    return ExitCode::Ok;
}

}  // namespace

Command bootstrapCommand() {
    return {
        "bootstrap",
        "Make the built-in nano model from nothing but its grammar.",
        "Generates programs and inputs, runs them in the sandbox, trains on the six role formats and measures "
        "held-out accuracy. DIR becomes a Hugging Face folder with a model card. With --tokens and a seed the weights "
        "repeat; --minutes stops by the clock, and with --decay ties the rate to it.",
        {},
        {{"--out", "DIR", "The folder to make (required)."},
         {"--tokens", "N", "Tokens to train on, prompts included; 24000000 unless given."},
         {"--minutes", "M", "Stop training after this time."},
         {"--decay", "SHARE",
          "Share of the budget, at its end, in which the rate falls; 0 (a base that leaves "
          "self-play room) unless given, 0.4 makes a stronger one."},
         {"--seed", "S", "Seed of the documents and the weights; 1 unless given."},
         {"--items", "N", "Held-out items per kind; all 2000 of the suite report unless given."},
         {"--device", "NAME", "auto, cpu or cuda:N."},
         {"--dtype", "TYPE", "auto, fp32 or bf16: the type of the matrix products."},
         kernelsOption(),
         {"--threads", "N", "Threads of the engine; 0 is as many as help."},
         jsonOption()},
        runBootstrap};
}

}  // namespace azr::app
