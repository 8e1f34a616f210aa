#include "app/lines/suite_eval.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/interrupt.h"
#include "app/lines/model_folder.h"
#include "app/reports/progress_line.h"
#include "app/reports/suite_tables.h"
#include "app/workspace.h"
#include "core/base/files.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/evaluation/benchmarks/catalogue.h"
#include "core/evaluation/suite.h"
#include "core/session/evaluating/run_suites.h"
#include "core/session/evaluating/stored_suite.h"
#include "core/session/evaluating/suite_run.h"
#include "core/weights/weight_source.h"

namespace azr::app {
namespace {

/// Room for a question of any published suite, and for an answer with its reasons.
constexpr int kPromptTokens = 1024, kAnswerTokens = 512;

struct SuiteEval {
    std::vector<session::SuiteRun> models;  ///< one, or the first and what it is held against
    std::vector<evaluation::Benchmark> suites;
    std::vector<int> ks;
};

Result<session::SuiteModel> modelOfRun(store::Reader& reader, const Arguments& arguments, RunId run,
                                       std::optional<int> step, config::RunConfig& config) {
    AZR_TRY(const CheckpointModel found, checkpointModel(reader, workspaceOf(arguments), run, step));
    AZR_TRY(config, settingsOf(found.run));
    session::SuiteModel model{fmt::format("{}@{}", run.value, found.checkpoint.step),
                              found.folder.weights,
                              found.folder.tokenizer,
                              found.folder.adapter,
                              found.checkpoint.weightsHash,
                              run,
                              found.checkpoint.step};
    if (!model.adapter.empty()) model.weightsHash += " on " + found.run.baseHash;
    return model;
}

Result<session::SuiteModel> modelOfFolder(const Arguments& arguments) {
    AZR_TRY(const ModelFolder folder, modelFolder(arguments));
    const std::filesystem::path& shown = folder.adapter.empty() ? folder.weights : folder.adapter;
    session::SuiteModel model{shown.string(), folder.weights, folder.tokenizer, folder.adapter, {}, {}, 0};
    AZR_TRY(model.weightsHash, weights::hashOfFiles(shown));
    return model;
}

/// The model that one option names, with the settings that it is asked with unless a preset is given.
Result<session::SuiteRun> modelNamed(store::Reader& reader, const Arguments& arguments, const std::string& name) {
    session::SuiteRun run;
    if (const auto checkpoint = runAtStep(name)) {
        AZR_TRY(run.model, modelOfRun(reader, arguments, checkpoint->run, checkpoint->step, run.config));
        return run;
    }
    const std::vector<Option> options = {{"--model", "DIR", ""}};
    AZR_TRY(const Arguments own, Arguments::parse(std::vector<std::string>{"--model", name}, options, {}));
    AZR_TRY(run.model, modelOfFolder(own));
    AZR_TRY(run.config, config::presetNamed(name == "nano" ? "nano" : "laptop"));
    return run;
}

Result<session::SuiteRun> firstModel(store::Reader& reader, const Arguments& arguments) {
    const auto run = arguments.value("--run");
    if (!run) return modelNamed(reader, arguments, arguments.valueOr("--model", "nano"));
    AZR_TRY(const auto id, runIdOf(*run));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    session::SuiteRun found;
    AZR_TRY(found.model, modelOfRun(reader, arguments, id, step ? std::optional(static_cast<int>(*step)) : std::nullopt,
                                    found.config));
    return found;
}

/// What is the same for both models: they are compared by what they answer to one question.
Status settle(const Arguments& arguments, session::SuiteRun& run) {
    if (const auto preset = arguments.value("--preset")) {
        AZR_TRY(run.config, config::presetNamed(*preset));
    }
    AZR_TRY(const auto wrapper, arguments.choice("--wrapper", config::findField("prompt.wrapper")->choices));
    if (wrapper) AZR_CHECK(config::setField(run.config, "prompt.wrapper", *wrapper));
    AZR_TRY(const auto tokens, arguments.integer("--max-tokens", 1, 1'000'000));
    config::PromptConfig& prompt = run.config.prompt;
    if (prompt.wrapper != config::WrapperStyle::Nano) {
        prompt.promptLimit = std::max(prompt.promptLimit, kPromptTokens);
        prompt.responseLimit = std::max(prompt.responseLimit, kAnswerTokens);
    }
    if (tokens) prompt.responseLimit = static_cast<int>(*tokens);
    AZR_TRY(const auto temperature, arguments.number("--temperature", 0.01, 5));
    if (temperature) run.config.sampling.temperature = *temperature;
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    run.config.seed = static_cast<std::uint64_t>(seed.value_or(1));
    return {};
}

Result<std::vector<int>> ksOf(const Arguments& arguments, int samples) {
    std::vector<int> ks;
    for (const std::string& word : config::listOf(arguments.valueOr("--k", "1"))) {
        int k = 0;
        const auto [end, code] = std::from_chars(word.data(), word.data() + word.size(), k);
        if (code != std::errc() || end != word.data() + word.size() || k < 1)
            return fail(ErrorCode::InvalidArgument, "'" + word + "' is no number of samples", "--k");
        if (samples > 0 && k > samples)
            return fail(ErrorCode::InvalidArgument, fmt::format("{} of {} samples cannot be drawn", k, samples), "--k",
                        "raise --n");
        ks.push_back(k);
    }
    return ks;
}

Result<SuiteEval> suiteEval(store::Reader& reader, const Arguments& arguments) {
    SuiteEval request;
    AZR_TRY(session::SuiteRun first, firstModel(reader, arguments));
    request.models.push_back(std::move(first));
    if (const auto other = arguments.value("--vs")) {
        AZR_TRY(session::SuiteRun second, modelNamed(reader, arguments, *other));
        second.config = request.models.front().config;
        request.models.push_back(std::move(second));
    }
    AZR_TRY(const auto samples, arguments.integer("--n", 1, 10'000));
    for (session::SuiteRun& run : request.models) {
        AZR_CHECK(settle(arguments, run));
        run.samples = static_cast<int>(samples.value_or(0));
    }
    AZR_TRY(request.ks, ksOf(arguments, request.models.front().samples));
    AZR_TRY(const auto limit, arguments.integer("--limit", 1, 1'000'000));
    std::string folder = arguments.valueOr("--suites-folder", request.models.front().config.evaluation.folder);
    std::vector<std::string> names = arguments.values("--suite");
    if (names.empty()) names.emplace_back("report");
    for (const std::string& name : names) {
        AZR_TRY(evaluation::Benchmark whole, evaluation::openBenchmark(name, folder));
        request.suites.push_back(evaluation::limited(std::move(whole), static_cast<int>(limit.value_or(0))));
    }
    return request;
}

std::string progressText(const std::string& suite, const std::string& model, const session::SuiteProgress& progress) {
    const double left = progress.secondsLeft();
    return fmt::format("{} of {}: {} of {} items{}", suite, model, progress.done, progress.total,
                       left < 0 ? "" : ", " + duration(left) + " left");
}

Status evaluateAll(const SuiteEval& request, const Arguments& arguments, store::Writer& writer, store::Reader& reader,
                   Control& control, const Console& console) {
    const bool asJson = arguments.has("--json");
    ProgressLine line("eval", console);
    for (const evaluation::Benchmark& suite : request.suites) {
        std::vector<session::StoredSuite> stored;
        for (const session::SuiteRun& model : request.models) {
            session::SuiteParts parts = session::realSuiteParts(writer, reader);
            bool told = false;
            parts.progress = [&](const session::SuiteProgress& progress) {
                if (asJson && !std::exchange(told, true))
                    console.json("suite_started",
                                 {{"suite", suite.name},
                                  {"suite_sha256", suite.hash},
                                  {"model", model.model.label},
                                  {"weights_sha256", model.model.weightsHash},
                                  {"settings", session::suiteSettings(model.config, model.samples, model.greedy)},
                                  {"items", progress.total},
                                  {"known", progress.known}});
                if (line.due()) line.show(progressText(suite.name, model.model.label, progress));
            };
            AZR_TRY(const std::string key, session::runSuite(model, suite, parts, control));
            line.clear();
            AZR_TRY(session::StoredSuite found, session::storedSuite(reader, key, request.ks));
            // The same weights may have been asked from another place.
            found.row.model = model.model.label;
            found.row.run = model.model.run;
            found.row.step = model.model.step;
            showSuite(found, asJson, console);
            if (model.model.run.valid()) {
                AZR_TRY(const auto contamination, session::contaminationOf(reader, model.model.run, suite, control));
                showContamination(found, contamination, asJson, console);
            }
            stored.push_back(std::move(found));
        }
        if (stored.size() == 2) showFlips(stored[1], stored[0], asJson, console);
    }
    return {};
}

/// The workspace is made where there is none: what is answered has to be kept somewhere.
Status evaluate(const Arguments& arguments, Control& control, const Console& console) {
    const std::filesystem::path workspace = workspaceOf(arguments);
    if (workspaceIsThere(workspace)) {
        AZR_TRY([[maybe_unused]] const auto migrated, openReader(workspace));
    } else {
        AZR_CHECK(makeFolder(workspace));
    }
    AZR_TRY(const auto writer, store::Writer::open(databaseOf(workspace), {}));
    AZR_TRY(const auto reader, store::Reader::open(databaseOf(workspace)));
    AZR_TRY(const SuiteEval request, suiteEval(*reader, arguments));
    return evaluateAll(request, arguments, *writer, *reader, control, console);
}

bool isOwnSuite(const std::string& name) {
    if (name == "report" || name == "dev" || name == "nano") return true;
    std::error_code code;
    return std::filesystem::is_regular_file(name, code) && evaluation::loadSuite(name, name).has_value();
}

}  // namespace

bool asksForSuites(const Arguments& arguments) {
    for (const char* option :
         {"--vs", "--k", "--n", "--limit", "--wrapper", "--max-tokens", "--temperature", "--suites-folder"})
        if (arguments.has(option)) return true;
    if (runAtStep(arguments.valueOr("--model", ""))) return true;
    const std::vector<std::string> suites = arguments.values("--suite");
    return suites.size() > 1 || (suites.size() == 1 && !isOwnSuite(suites.front()));
}

std::vector<Option> suiteOptions() {
    return {{"--vs", "MODEL", "Published suites: hold the model against this one, item by item; RUN@STEP or DIR."},
            {"--n", "N", "Published suites: samples of each item at the temperature, beside the greedy answer."},
            {"--k", "K,K", "Published suites: pass@k and majority@k of these numbers of samples; 1 unless given."},
            {"--limit", "N", "Published suites: the first N items of each kind."},
            {"--wrapper", "NAME",
             "Published suites: nano, r1, chat or few-shot; the run's unless given, else few-shot (a base model)."},
            {"--max-tokens", "N", "Published suites: tokens of an answer; 512 or the run's limit unless given."},
            {"--temperature", "T", "Published suites: of the samples; the run's unless given, else 1."},
            {"--suites-folder", "DIR", "Where published suites lie; see azr-studio suites."}};
}

ExitCode runSuiteEval(const Arguments& arguments, const Console& console) {
    if (arguments.has("--items"))
        return console.usage({ErrorCode::InvalidArgument, "is of the built-in suites", "--items", "use --limit"},
                             "eval");
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const Status done = evaluate(arguments, control, console);
    return done ? ExitCode::Ok : console.refuse(done.error(), "eval");
}

}  // namespace azr::app
