// Held-out accuracy of a model.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/engine_options.h"
#include "app/lines/model_folder.h"
#include "app/lines/suite_eval.h"
#include "app/workspace.h"
#include "core/config/presets.h"
#include "core/evaluation/evaluator.h"
#include "core/policy/engine.h"
#include "core/selfplay/proposal_rules.h"
#include "core/session/models/chat.h"
#include "core/session/running/parts.h"

namespace azr::app {
namespace {

struct EvalRequest {
    ModelFolder model;
    std::string suite;
    config::RunConfig config;
    int items = 0;
};

/// The preset asked for, else what the run was trained with, else nano.
Result<config::RunConfig> settingsFor(const Arguments& arguments) {
    const auto run = arguments.value("--run");
    if (!run || arguments.has("--preset")) return config::presetNamed(arguments.valueOr("--preset", "nano"));
    AZR_TRY(const auto id, runIdOf(*run));
    AZR_TRY(const auto reader, openReader(workspaceOf(arguments)));
    AZR_TRY(const auto row, reader->run(id));
    return settingsOf(row);
}

Result<EvalRequest> evalRequest(const Arguments& arguments) {
    EvalRequest request;
    AZR_TRY(request.config, settingsFor(arguments));
    AZR_TRY(const auto items, arguments.integer("--items", 1, 1'000'000));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    request.items = static_cast<int>(items.value_or(0));
    request.config.seed = static_cast<std::uint64_t>(seed.value_or(1));
    request.suite = arguments.valueOr("--suite", "report");
    if (request.suite == "nano") request.suite = "report";
    AZR_TRY(request.model, modelFolder(arguments));
    return request;
}

Result<evaluation::Report> measure(const EvalRequest& request, Control& control) {
    const auto& config = request.config;
    AZR_TRY(auto suite, request.suite == "dev" || request.suite == "report"
                            ? evaluation::builtinSuite(request.suite)
                            : evaluation::loadSuite(request.suite, request.suite));
    AZR_TRY(const auto tokenizer, tokenizer::Tokenizer::load(request.model.tokenizer));
    policy::EngineOptions engineOptions;
    setModel(engineOptions, request.model);
    engineOptions.device = config.model.device;
    engineOptions.dtype = name(config.model.dtype);
    engineOptions.storage = name(config.model.storage);
    engineOptions.kernels = config.model.kernels;
    engineOptions.threads = config.model.threads;
    engineOptions.sampleOnly = true;
    engineOptions.sampleBatch = config.sampling.batch;
    AZR_TRY(const auto engine, policy::openEngine(engineOptions));
    AZR_TRY(const auto executor, execution::openExecutor(session::executorOptions(config)));
    evaluation::Options options;
    options.wrapper.style = config.prompt.wrapper;
    if (options.wrapper.style == selfplay::WrapperStyle::Chat) {
        AZR_TRY(options.wrapper.chat,
                session::openChat(request.model.tokenizer, tokenizer, session::chatOptions(config)));
    }
    options.prompt = config.prompt;
    options.sampling = config.sampling;
    options.executor = config.executor;
    options.rules = selfplay::parseRules(config.selfplay);
    options.itemsPerKind = request.items;
    options.seed = config.seed;
    return evaluation::evaluate(suite, engine->sampler(), tokenizer, *executor, options, control);
}

void show(const evaluation::Report& report, bool asJson, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& cell : report.cells) {
        const auto interval = cell.interval();
        if (asJson)
            console.json("accuracy", {{"suite", report.suite},
                                      {"kind", selfplay::name(cell.kind)},
                                      {"mode", cell.greedy ? "greedy" : "sampled"},
                                      {"solved", cell.solved},
                                      {"total", cell.total},
                                      {"accuracy", cell.accuracy()},
                                      {"low", interval.low},
                                      {"high", interval.high}});
        rows.push_back({cell.greedy ? "greedy" : "sampled", std::string(selfplay::name(cell.kind)),
                        fmt::format("{:.1f}%", 100 * cell.accuracy()),
                        fmt::format("{:.1f} .. {:.1f}%", 100 * interval.low, 100 * interval.high),
                        fmt::format("{} of {}", cell.solved, cell.total)});
    }
    if (!asJson) console.out << table({"mode", "kind", "accuracy", "95% interval", "solved"}, rows);
}

ExitCode runEval(const Arguments& arguments, const Console& console) {
    if (asksForSuites(arguments)) return runSuiteEval(arguments, console);
    const auto request = evalRequest(arguments);
    if (!request) return console.refuse(request.error(), "eval");
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const auto report = measure(*request, control);
    if (!report) return console.error(report.error());
    show(*report, arguments.has("--json"), console);
    return ExitCode::Ok;
}

}  // namespace

Command evalCommand() {
    Command command{
        "eval",
        "Measure held-out accuracy, on the built-in suites or on published ones, with 95% intervals.",
        "The suite report is the one no recipe was chosen on; dev is for choosing.\n"
        "Published suites (azr-studio suites lists them) are measured greedily, and with --n also at the "
        "temperature: pass@k, majority@k, per kind and difficulty; with --vs against another model, item by item. "
        "Every completion and verdict is kept in the workspace: an evaluation that was broken off goes on where it "
        "stood when it is asked for again.",
        {},
        {{"--suite", "NAME",
          "report (also called nano), dev, a published suite, or a file; may be given several times.", true},
         {"--model", "DIR",
          "The model: a Hugging Face folder, a checkpoint, or RUN@STEP (RUN@best); the built-in one unless given."},
         {"--run", "RUN", "Instead of --model: the best checkpoint of this run."},
         {"--step", "N", "With --run: the checkpoint of this step."},
         workspaceOption(),
         {"--preset", "NAME", "Prompt wrapper and limits; those of the run with --run, else nano, unless given."},
         {"--items", "N", "Items per kind; all (report: 2000, dev: 300) unless given."},
         {"--seed", "S", "Seed of the sampled pass; 1 unless given."},
         jsonOption()},
        runEval};
    for (Option& option : suiteOptions()) command.options.insert(command.options.end() - 1, std::move(option));
    return command;
}

}  // namespace azr::app
