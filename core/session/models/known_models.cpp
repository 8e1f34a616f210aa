#include "core/session/models/known_models.h"

#include <utility>

#include "core/config/presets.h"
#include "core/session/models/memory_check.h"
#include "core/session/running/parts.h"
#include "core/weights/adapters/adapter.h"

namespace azr::session {

namespace {

Result<ModelFacts> outlineFound(const std::filesystem::path& path) {
    if (weights::isAdapter(path))
        return fail(ErrorCode::Unsupported, "is an adapter (LoRA) of another model", path.string(),
                    "generate, score and export take it; a run starts from whole models");
    return outlineModel(path);
}

}  // namespace

std::vector<KnownModel> knownModels(const weights::ModelPlaces& places) {
    std::vector<KnownModel> known;
    for (weights::LocalModel& model : weights::findLocalModels(places)) {
        Result<ModelFacts> facts = model.problem ? tl::make_unexpected(*model.problem) : outlineFound(model.path);
        known.push_back({std::move(model), std::move(facts)});
    }
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
