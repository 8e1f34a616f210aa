#include "app/model_folder.h"

#include <fmt/format.h>

#include "app/command.h"
#include "app/workspace.h"
#include "core/base/files.h"
#include "core/exporting/checkpoint_export.h"
#include "core/weights/adapter.h"
#include "core/weights/gguf.h"
#include "core/weights/local_models.h"

namespace azr::app {
namespace {

Result<ModelFolder> complete(ModelFolder folder, const std::string& remedy) {
    std::error_code code;
    if (weights::isGguf(folder.weights)) return folder;  // one file holds everything
    if (!std::filesystem::exists(folder.weights, code))
        return fail(ErrorCode::NotFound, "there is no such folder or file", folder.weights.string(), remedy);
    if (!std::filesystem::exists(folder.weights / "config.json", code))
        return fail(ErrorCode::NotFound, "the model folder has no config.json", folder.weights.string(), remedy);
    if (!std::filesystem::exists(folder.tokenizer / "tokenizer.json", code))
        return fail(ErrorCode::NotFound, "the model folder has no tokenizer.json", folder.tokenizer.string(), remedy);
    return folder;
}

Result<ModelFolder> ofRun(const Arguments& arguments, const std::string& run) {
    AZR_TRY(const auto id, runIdOf(run));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    const std::filesystem::path workspace = workspaceOf(arguments);
    AZR_TRY(const auto reader, openReader(workspace));
    AZR_TRY(const auto row, reader->run(id));
    AZR_TRY(const auto checkpoint,
            exporting::chooseCheckpoint(*reader, id, step ? std::optional(static_cast<int>(*step)) : std::nullopt));
    const auto folder = workspace / checkpoint.folder, base = exporting::baseFolder(row);
    const auto remedy = fmt::format("azr-studio runs show {} lists the checkpoints", id.value);
    if (!weights::isAdapter(folder)) return complete({folder, base}, remedy);
    AZR_CHECK(exporting::checkBase(row));
    return complete({base, base, folder}, remedy);
}

/// A folder in PEFT's layout names its base, by a path or by ORG/NAME; the tokenizer may lie in either.
Result<ModelFolder> ofAdapter(const std::filesystem::path& folder) {
    AZR_TRY(const auto config, weights::readPeftConfig(folder));
    const bool named = config.baseModel.find('/') != std::string::npos;  // the end of a name is too little to go by
    std::error_code code;
    const bool there = std::filesystem::exists(config.baseModel, code);
    const auto base = there || named ? weights::resolveModel(config.baseModel, weights::modelPlaces())
                                     : fail(ErrorCode::NotFound, {});
    if (!base)
        return fail(base.error().code,
                    fmt::format("field 'base_model_name_or_path' names '{}', which is not there", config.baseModel),
                    (folder / weights::kAdapterConfigFile).string(), "write the path of the base model there");
    const bool own = std::filesystem::exists(folder / "tokenizer.json", code);
    return complete({*base, own ? folder : *base, folder}, "name a Hugging Face folder or a GGUF file");
}

}  // namespace

Result<ModelFolder> completeModel(const std::filesystem::path& model) {
    return complete({model, model}, "name a Hugging Face folder or a GGUF file");
}

Result<ModelFolder> modelFolder(const Arguments& arguments) {
    auto model = arguments.value("--model");
    if (model && *model != "nano") {
        AZR_TRY(const auto path, weights::resolveModel(*model, weights::modelPlaces()));
        model = path.string();
    }
    const auto run = arguments.value("--run");
    if (model && run) return fail(ErrorCode::InvalidArgument, "does not go with --model", "--run");
    if (!run && arguments.has("--step")) return fail(ErrorCode::InvalidArgument, "goes with --run alone", "--step");
    if (run) return ofRun(arguments, *run);
    if (model && weights::isAdapter(*model)) return ofAdapter(*model);
    if (model && *model != "nano") return completeModel(*model);
    const auto nano = resourceFolder() / "models/nano";
    return complete({nano, nano}, "azr-studio bootstrap --out DIR makes one");
}

}  // namespace azr::app
