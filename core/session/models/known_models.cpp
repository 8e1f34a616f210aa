#include "core/session/models/known_models.h"

#include <utility>

#include "core/base/json.h"
#include "core/config/presets.h"
#include "core/session/models/memory_check.h"
#include "core/session/running/parts.h"
#include "core/weights/adapters/adapter.h"

namespace azr::session {

namespace {

/// By the file alone: which base an adapter names can be told of those that nothing here can read, too.
std::string baseNamedBy(const std::filesystem::path& adapter) {
    const auto json = readJson(adapter / "adapter_config.json");
    return json ? fieldOr<std::string>(*json, "base_model_name_or_path", "").value_or("") : std::string();
}

KnownModel knownModel(weights::LocalModel found) {
    if (found.problem) {
        Error problem = *found.problem;
        return {std::move(found), tl::make_unexpected(std::move(problem))};
    }
    if (!weights::isAdapter(found.path)) {
        auto facts = outlineModel(found.path);
        return {std::move(found), std::move(facts)};
    }
    std::string base = baseNamedBy(found.path);
    auto refused = fail(ErrorCode::Unsupported, "is an adapter (LoRA) for " + (base.empty() ? "another model" : base),
                        found.path.string(), "generate, score and export take it; a run starts from whole models");
    return {std::move(found), std::move(refused), std::move(base)};
}

}  // namespace

std::vector<KnownModel> knownModels(const weights::ModelPlaces& places) {
    std::vector<KnownModel> known;
    for (weights::LocalModel& model : weights::findLocalModels(places)) known.push_back(knownModel(std::move(model)));
    return known;
}

std::vector<KnownModel> knownModels() {
    return knownModels(weights::modelPlaces());
}

Result<ModelFacts> inspectModelOf(const config::RunConfig& config) {
    if (config.model.folder.empty()) return inspectModel(modelFolder(config));
    AZR_TRY(const auto path, weights::resolveModel(config.model.folder, weights::modelPlaces()));
    return inspectModel(path);
}

const char* name(Room room) {
    switch (room) {
        case Room::None: return "none";
        case Room::Sampling: return "sampling";
        case Room::Adapters: return "lora";
        case Room::Everything: return "full";
    }
    return "";
}

Room ModelNeeds::roomIn(std::int64_t available) const {
    if (everything <= available) return Room::Everything;
    if (adapters <= available) return Room::Adapters;
    return sampling <= available ? Room::Sampling : Room::None;
}

ModelNeeds needsOf(const ModelFacts& model) {
    const auto preset = config::presetNamed("laptop");
    const weights::MemoryQuestion question = memoryQuestion(preset.value_or(config::RunConfig()));
    return {weights::samplingBytes(model.config, question), weights::loraTrainingBytes(model.config, question),
            weights::fullTrainingBytes(model.config, question)};
}

}  // namespace azr::session
