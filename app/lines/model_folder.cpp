#include "app/lines/model_folder.h"

#include <fmt/format.h>

#include <regex>

#include "app/command.h"
#include "app/workspace.h"
#include "core/base/files.h"
#include "core/exporting/checkpoint_export.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/local_models.h"

namespace azr::app {
namespace {

Result<ModelFolder> complete(ModelFolder folder, ModelPart part, const std::string& remedy) {
    std::error_code code;
    if (weights::isGguf(folder.weights)) return folder;  // one file holds everything
    if (!std::filesystem::exists(folder.weights, code))
        return fail(ErrorCode::NotFound, "there is no such folder or file", folder.weights.string(), remedy);
    if (part != ModelPart::Tokenizer && !std::filesystem::exists(folder.weights / "config.json", code))
        return fail(ErrorCode::NotFound, "the model folder has no config.json", folder.weights.string(), remedy);
    if (part != ModelPart::Weights && !std::filesystem::exists(folder.tokenizer / "tokenizer.json", code))
        return fail(ErrorCode::NotFound, "the model folder has no tokenizer.json", folder.tokenizer.string(), remedy);
    return folder;
}

Result<ModelFolder> ofRun(const Arguments& arguments, const std::string& run, ModelPart part) {
    AZR_TRY(const auto id, runIdOf(run));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    const std::filesystem::path workspace = workspaceOf(arguments);
    AZR_TRY(const auto reader, openReader(workspace));
    AZR_TRY(CheckpointModel model, checkpointModel(*reader, workspace, id,
                                                   step ? std::optional(static_cast<int>(*step)) : std::nullopt, part));
    return std::move(model.folder);
}

/// A folder in PEFT's layout names its base; the tokenizer may lie in either. What the trainer cannot go on with is
/// opened merged.
Result<ModelFolder> ofAdapter(const std::filesystem::path& folder, ModelPart part) {
    std::error_code code;
    const bool own = std::filesystem::exists(folder / "tokenizer.json", code);
    if (own && part == ModelPart::Tokenizer) return ModelFolder{folder, folder};
    AZR_TRY(const auto config, weights::readPeftConfig(folder));
    AZR_TRY(const auto base, weights::baseOfAdapter(folder));
    const auto tokenizer = own ? folder : base;
    AZR_TRY(ModelFolder model, complete({base, tokenizer, folder}, part, "name a Hugging Face folder or a GGUF file"));
    if (!weights::checkTrainable(config, folder)) model = {folder, tokenizer};
    return model;
}

}  // namespace

Result<CheckpointModel> checkpointModel(store::Reader& reader, const std::filesystem::path& workspace, RunId run,
                                        std::optional<int> step, ModelPart part) {
    CheckpointModel model;
    AZR_TRY(model.run, reader.run(run));
    AZR_TRY(model.checkpoint, exporting::chooseCheckpoint(reader, run, step));
    const auto folder = workspace / model.checkpoint.folder, base = exporting::baseFolder(model.run);
    const auto remedy = fmt::format("azr-studio runs show {} lists the checkpoints", run.value);
    if (!weights::isAdapter(folder)) {
        AZR_TRY(model.folder, complete({folder, base}, part, remedy));
        return model;
    }
    if (part != ModelPart::Tokenizer) AZR_CHECK(exporting::checkBase(model.run));
    AZR_TRY(model.folder, complete({base, base, folder}, part, remedy));
    return model;
}

Result<ModelFolder> completeModel(const std::filesystem::path& model) {
    return complete({model, model}, ModelPart::Everything, "name a Hugging Face folder or a GGUF file");
}

std::optional<RunAtStep> runAtStep(const std::string& text) {
    static const std::regex kForm("([0-9]{1,9})@([0-9]{1,9}|best)");
    std::smatch match;
    if (!std::regex_match(text, match, kForm)) return std::nullopt;
    RunAtStep found{RunId{std::stoll(match[1].str())}, std::nullopt};
    if (match[2].str() != "best") found.step = std::stoi(match[2].str());
    return found;
}

Result<ModelFolder> modelFolder(const Arguments& arguments, ModelPart part) {
    auto model = arguments.value("--model");
    if (const auto checkpoint = runAtStep(model.value_or(""))) {
        if (arguments.has("--run")) return fail(ErrorCode::InvalidArgument, "does not go with --model", "--run");
        const std::filesystem::path workspace = workspaceOf(arguments);
        AZR_TRY(const auto reader, openReader(workspace));
        AZR_TRY(CheckpointModel found, checkpointModel(*reader, workspace, checkpoint->run, checkpoint->step, part));
        return std::move(found.folder);
    }
    if (model && *model != "nano") {
        AZR_TRY(const auto path, weights::resolveModel(*model, weights::modelPlaces()));
        model = path.string();
    }
    const auto run = arguments.value("--run");
    if (model && run) return fail(ErrorCode::InvalidArgument, "does not go with --model", "--run");
    if (!run && arguments.has("--step")) return fail(ErrorCode::InvalidArgument, "goes with --run alone", "--step");
    if (run) return ofRun(arguments, *run, part);
    if (model && weights::isAdapter(*model)) return ofAdapter(*model, part);
    if (model && *model != "nano") return complete({*model, *model}, part, "name a Hugging Face folder or a GGUF file");
    const auto nano = resourceFolder() / "models/nano";
    return complete({nano, nano}, part, "azr-studio bootstrap --out DIR makes one");
}

}  // namespace azr::app
