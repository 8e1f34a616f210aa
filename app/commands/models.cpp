// The models that are on this machine already.
#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "core/base/size_text.h"
#include "core/session/models/known_models.h"
#include "core/session/models/machine.h"

namespace azr::app {
namespace {

std::string typesOf(const session::ModelFacts& facts) {
    const session::StoredType* most = nullptr;
    for (const auto& type : facts.types)
        if (most == nullptr || type.bytes > most->bytes) most = &type;
    return most == nullptr ? std::string() : most->name;
}

const char* wordFor(session::Room room) {
    switch (room) {
        case session::Room::None: return "too large";
        case session::Room::Sampling: return "sampling";
        case session::Room::Adapters: return "LoRA training";
        case session::Room::Everything: return "full training";
    }
    return "";
}

Json jsonOf(const session::KnownModel& model, std::int64_t available) {
    Json json = {
        {"name", model.found.name}, {"source", weights::name(model.found.source)}, {"path", model.found.path.string()}};
    if (!model.facts) {
        json["error"] = describe(model.facts.error());
        if (model.adapterOf) json["adapter_of"] = *model.adapterOf;
        return json;
    }
    const auto needs = session::needsOf(*model.facts);
    Json types = Json::object();
    for (const auto& type : model.facts->types) types[type.name] = {{"tensors", type.tensors}, {"bytes", type.bytes}};
    json["format"] = model.facts->gguf ? "gguf" : "safetensors";
    json["family"] = weights::name(model.facts->config.family);
    json["parameters"] = model.facts->config.parameterCount();
    json["weight_bytes"] = model.facts->bytes;
    json["types"] = types;
    json["fits"] = session::name(needs.roomIn(available));
    json["memory"] = {
        {"available", available}, {"sampling", needs.sampling}, {"lora", needs.adapters}, {"full", needs.everything}};
    return json;
}

std::vector<std::string> rowOf(const session::KnownModel& model, std::int64_t available) {
    if (!model.facts)
        return {model.found.name,
                weights::name(model.found.source),
                "-",
                "-",
                "-",
                model.adapterOf ? "adapter for " + (model.adapterOf->empty() ? "an unnamed model" : *model.adapterOf)
                                : "broken"};
    return {model.found.name,
            weights::name(model.found.source),
            fmt::format("{} {:.0f} M", weights::name(model.facts->config.family),
                        static_cast<double>(model.facts->config.parameterCount()) / 1e6),
            typesOf(*model.facts),
            sizeText(static_cast<std::int64_t>(model.facts->bytes)),
            wordFor(session::needsOf(*model.facts).roomIn(available))};
}

void show(const std::vector<session::KnownModel>& models, std::int64_t available, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& model : models) rows.push_back(rowOf(model, available));
    console.out << table({"model", "from", "family", "type", "size", "room for"}, rows) << "\n";
    for (const auto& model : models)
        console.line(model.facts ? fmt::format("{}: {}", model.found.name, model.found.path.string())
                                 : fmt::format("{}: {}", model.found.name, describe(model.facts.error())));
}

void showNone(const weights::ModelPlaces& places, const Console& console) {
    console.line("no models were found in");
    for (const auto* list : {&places.huggingFace, &places.lmStudio, &places.llamaCpp, &places.ollama})
        for (const auto& folder : *list) console.line("  " + folder.string());
}

ExitCode runModels(const Arguments& arguments, const Console& console) {
    const auto places = weights::modelPlaces();
    const auto models = session::knownModels(places);
    const std::int64_t available = session::availableMemory();
    if (arguments.has("--json"))
        for (const auto& model : models) console.json("local_model", jsonOf(model, available));
    else if (models.empty())
        showNone(places, console);
    else
        show(models, available, console);
    return ExitCode::Ok;
}

}  // namespace

Command modelsCommand() {
    return {
        "models",
        "List the models that are on this machine already.",
        "Of the Hugging Face hub's cache, LM Studio, llama.cpp and Ollama, each with what fits into the memory that is "
        "free now (with the lengths and batches of the preset laptop). --model takes the names. Nothing is "
        "downloaded.\nVariables: HF_HUB_CACHE, HF_HOME, LLAMA_CACHE, OLLAMA_MODELS.",
        {},
        {jsonOption()},
        runModels};
}

}  // namespace azr::app
