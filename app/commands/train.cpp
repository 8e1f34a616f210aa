// Trains a model by self-play, without a window.
#include <fmt/format.h>

#include "app/command.h"
#include "app/lines/model_folder.h"
#include "app/training.h"
#include "app/workspace.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/execution/jail/python_finder.h"
#include "core/exporting/data_export.h"
#include "core/selfplay/seeds/seed_files.h"
#include "core/session/models/model_facts.h"
#include "core/session/models/prompt_preview.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"
#include "core/weights/local_models.h"

namespace azr::app {
namespace {

/// Preset, then the file, then --set, then the options with names of their own: what is more specific wins.
Result<config::RunConfig> configOf(const Arguments& arguments) {
    AZR_TRY(auto config, config::presetNamed(arguments.valueOr("--preset", "nano")));
    if (const auto file = arguments.value("--config")) {
        AZR_TRY(config, config::readRunConfig(*file, config));
    }
    for (const auto& assignment : arguments.values("--set")) AZR_CHECK(config::setFromText(config, assignment));
    // The built-in model has that name in every command.
    if (const auto model = arguments.value("--model")) config.model.folder = *model == "nano" ? std::string() : *model;
    // A model that is not there is told by checkFiles(): --print-config shows settings without one.
    if (!config.model.folder.empty())
        if (const auto found = weights::resolveModel(config.model.folder, weights::modelPlaces()))
            config.model.folder = found->string();
    constexpr std::pair<const char*, const char*> kNamed[] = {
        {"--steps", "steps"}, {"--minutes", "minutes"}, {"--seed", "seed"}};
    for (const auto& [option, path] : kNamed)
        if (const auto value = arguments.value(option)) AZR_CHECK(config::setField(config, path, *value));
    AZR_CHECK(config::validate(config));
    return config;
}

Result<session::StartRequest> startRequest(const Arguments& arguments) {
    session::StartRequest request;
    request.ignoreMemory = arguments.has("--ignore-memory");
    request.seedOnly = arguments.has("--seed-only");
    if (arguments.has("--seeds-out") && !request.seedOnly)
        return fail(ErrorCode::InvalidArgument, "goes with --seed-only", "--seeds-out");
    if (arguments.has("--force") && !request.seedOnly)
        return fail(ErrorCode::InvalidArgument, "goes with --seed-only", "--force");
    if (!arguments.has("--resume")) {
        AZR_TRY(request.config, configOf(arguments));
        return request;
    }
    for (const char* option : {"--preset", "--config", "--model", "--seed"})
        if (arguments.has(option))
            return fail(ErrorCode::InvalidArgument, "does not go with --resume: a run keeps its configuration", option);
    AZR_TRY(request.resume, runIdOf(arguments.valueOr("--resume", "")));
    for (const auto& assignment : arguments.values("--set")) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos)
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is not path=value", assignment), "--set");
        request.set.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    AZR_TRY(const auto steps, arguments.integer("--steps", 0, 1'000'000'000));
    if (steps) request.steps = static_cast<int>(*steps);
    AZR_TRY(request.minutes, arguments.number("--minutes", 0, 1e6));
    return request;
}

template <class T>
Status checkFile(const Result<T>& found, const char* place) {
    if (found) return {};
    return fail(ErrorCode::InvalidArgument, describe(found.error()), place);
}

/// A model that the wrapper is not made for would fail in the run, or learn nothing.
Status checkWrapper(const config::RunConfig& config, const char* place) {
    const auto wrapper = config.prompt.wrapper;
    const std::string& model = config.model.folder;
    AZR_TRY(const auto facts, session::inspectModel(model));
    if (wrapper == config::WrapperStyle::Nano && !facts.nano)
        return fail(ErrorCode::InvalidArgument, "prompt.wrapper 'nano' is the built-in model's own language", place,
                    "choose --preset laptop, or --set prompt.wrapper=few-shot");
    if (wrapper != config::WrapperStyle::Chat) return {};
    AZR_TRY(const auto tokenizer, tokenizer::Tokenizer::load(model));
    AZR_TRY(const auto format, tokenizer::readChatFormat(model, tokenizer));
    AZR_CHECK(checkFile(format.choose(false), "prompt.wrapper"));
    return checkFile(session::previewPrompts(config), "prompt.wrapper");  // some templates fail only when rendered
}

/// What a run would open is there: told before it gets a row.
Status checkFiles(const config::RunConfig& config, const Arguments& arguments) {
    if (const auto& model = config.model.folder; !model.empty()) {
        const char* const place = arguments.has("--model") ? "--model" : "model.folder";
        AZR_CHECK(checkFile(weights::resolveModel(model, weights::modelPlaces()), place));
        AZR_CHECK(checkFile(completeModel(model), place));
        AZR_CHECK(checkWrapper(config, place));
    }
    if (config.model.folder.empty() && config.prompt.wrapper != config::WrapperStyle::Nano)
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format(
                "prompt.wrapper '{}' is for a model that reads text, and the built-in one has a language of its own",
                name(config.prompt.wrapper)),
            arguments.has("--preset") ? "--preset" : "prompt.wrapper",
            "name a model with --model ('azr-studio models' lists those on this machine)");
    if (!config.seedTasks.empty()) AZR_CHECK(checkFile(selfplay::readSeeds(config.seedTasks), "seed_tasks"));
    if (const auto& python = config.executor.python; !python.empty())
        AZR_CHECK(checkFile(execution::probePython(python), "executor.python"));
    return {};
}

ExitCode showConfig(const config::RunConfig& config, const Console& console) {
    console.line(dumpPretty(config::toJson(config)));
    return ExitCode::Ok;
}

ExitCode showFields(const config::RunConfig& config, const Console& console) {
    for (const auto& field : config::runFields()) {
        console.line(fmt::format("{} = {}{}{}", field.path, config::getField(config, field.path).value_or(""),
                                 field.unit.empty() ? "" : " " + field.unit,
                                 field.live ? "  (may change while training)" : ""));
        console.line(fmt::format("    {}\n    {}", field.doc, field.range()));
    }
    return ExitCode::Ok;
}

/// The seeds of the run that just ended, as files.
ExitCode writeSeeds(const std::filesystem::path& workspace, const session::StartRequest& request,
                    const Arguments& arguments, const Console& console) {
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    RunId run = request.resume.value_or(RunId{});
    if (!request.resume) {
        const auto runs = (*reader)->runs();
        if (!runs) return console.error(runs.error());
        if (!runs->empty()) run = runs->front().id;  // the youngest
    }
    const auto folder = arguments.value("--seeds-out");
    const auto target =
        folder ? std::filesystem::path(*folder) : workspace / "seeds" / fmt::format("run-{}", run.value);
    // The workspace's own folder of a run is the run's.
    const auto count = exporting::exportSeeds(**reader, run, target, !folder || arguments.has("--force"));
    if (!count) return console.error(count.error());
    tellSeeds(run, *count, target, arguments.has("--json"), console);
    return ExitCode::Ok;
}

ExitCode runTrain(const Arguments& arguments, const Console& console) {
    const auto request = startRequest(arguments);
    if (!request) return console.usage(request.error(), "train");
    if (arguments.has("--fields")) return showFields(request->config, console);
    if (arguments.has("--print-config")) return showConfig(request->config, console);
    const auto workspace = workspaceOf(arguments);
    const auto ready = request->resume ? workspaceIsThere(workspace) : checkFiles(request->config, arguments);
    if (!ready) return console.refuse(ready.error(), "train");
    if (const auto folder = arguments.value("--seeds-out"); folder && !arguments.has("--force"))
        if (const auto room = exporting::seedsHaveRoom(*folder); !room) return console.error(room.error());
    const auto code =
        trainInTerminal(workspace, *request, arguments.has("--json"), console, arguments.valueOr("--steer", ""));
    if (code != ExitCode::Ok || !request->seedOnly) return code;
    return writeSeeds(workspace, *request, arguments, console);
}

}  // namespace

Command trainCommand() {
    return {
        "train",
        "Train a model by self-play; rows go to the workspace as they come.",
        "SIGINT and SIGTERM finish the step, write a checkpoint and end with 0; a second one ends at once with 130.\n"
        "Settings come from the preset, then --config, then --set, then the options named after them.",
        {},
        {{"--preset", "NAME",
          "nano (the default) or another that 'presets list' names, alone or with ablations: paper-nano+no-induction."},
         {"--config", "FILE", "A JSON file of settings upon the preset."},
         {"--set", "PATH=VALUE",
          "Set one field, e.g. optimizer.learning_rate=1e-4. May be repeated. With --resume: a field that may change "
          "while training, or one whose value this version refuses.",
          true},
         {"--model", "DIR",
          "The model to train: a Hugging Face folder, a GGUF file, or a name that azr-studio models lists; the "
          "built-in "
          "one unless given."},
         workspaceOption(),
         {"--steps", "N", "End after this many steps in all: a resumed run counts those it has."},
         {"--minutes", "M", "End after this time; a resumed run counts it anew."},
         {"--seed", "S", "Seed of the run."},
         {"--resume", "RUN", "Go on with this run from its last checkpoint."},
         {"--seed-only", "", "Fill the buffers, write the seeds as files and end; --resume goes on with the run."},
         {"--seeds-out", "DIR", "Where --seed-only writes them; seeds/run-N of the workspace unless given."},
         {"--force", "", "With --seed-only: overwrite seed files that are there already."},
         {"--steer", "FILE",
          "Follow a file of commands as JSON lines that others append to while the run trains: veto_task, admit_task, "
          "hold_task, pin_task, set_rule, set_field, take_back, … (core/README.md)."},
         {"--ignore-memory", "", "Start although the estimate says that memory does not suffice."},
         {"--print-config", "", "Print the settings as JSON and end."},
         {"--fields", "", "Print every field with its value, meaning and range, and end."},
         jsonOption()},
        runTrain};
}

}  // namespace azr::app
