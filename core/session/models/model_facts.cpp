#include "core/session/models/model_facts.h"

#include <fstream>
#include <map>
#include <string_view>

#include "core/config/presets.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/session/models/memory_check.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/weight_source.h"

namespace azr::session {

namespace {

constexpr char kWhatAModelIs[] =
    "choose a Hugging Face folder (config.json, model.safetensors, tokenizer.json) or a .gguf file";

/// Errors of the readers that come without advice get one.
Error advised(Error error) {
    if (!error.remedy.empty()) return error;
    switch (error.code) {
        case ErrorCode::Corrupt:
        case ErrorCode::Parse: error.remedy = "fetch the file again: it is damaged or not complete"; break;
        case ErrorCode::Unsupported:
            error.remedy = "choose another model: this build does not compute that; it runs " + weights::familyList();
            break;
        default: error.remedy = kWhatAModelIs;
    }
    return error;
}

bool beginsAsGguf(const std::filesystem::path& file) {
    char magic[4] = {};
    return std::ifstream(file, std::ios::binary).read(magic, sizeof magic) && std::string_view(magic, 4) == "GGUF";
}

Status checkThere(const std::filesystem::path& model) {
    std::error_code code;
    if (!std::filesystem::exists(model, code))
        return fail(ErrorCode::NotFound, "there is no such folder or file", model.string(), kWhatAModelIs);
    if (std::filesystem::is_directory(model, code)) {
        if (!std::filesystem::exists(model / "config.json", code) && !weights::isAdapter(model))
            return fail(ErrorCode::NotFound, "the folder has no config.json", model.string(), kWhatAModelIs);
    } else if (!beginsAsGguf(model)) {
        return fail(ErrorCode::InvalidArgument, "is no GGUF file and no model folder", model.string(), kWhatAModelIs);
    }
    return {};
}

Result<ModelFacts> outline(const std::filesystem::path& model) {
    ModelFacts facts;
    facts.path = model;
    AZR_CHECK(checkThere(model));
    facts.gguf = weights::isGguf(model);
    AZR_TRY(facts.config, weights::readHfConfig(model));
    AZR_TRY(const auto source, weights::WeightSource::open(model));
    AZR_CHECK(weights::checkTensors(*source, facts.config));
    std::map<std::string, StoredType> types;
    for (const auto& tensor : source->tensors()) {
        StoredType& type = types[tensor.type];
        type.name = tensor.type;
        ++type.tensors;
        type.bytes += tensor.bytes;
        facts.bytes += tensor.bytes;
    }
    for (auto& [name, type] : types) facts.types.push_back(std::move(type));
    return facts;
}

Result<ModelFacts> look(const std::filesystem::path& model) {
    AZR_TRY(auto facts, outline(model));
    const auto tokenizer = tokenizer::Tokenizer::load(model);
    if (!tokenizer && tokenizer.error().code == ErrorCode::NotFound) return facts;  // weights alone are a model too
    if (!tokenizer) return tl::make_unexpected(tokenizer.error());
    facts.tokens = tokenizer->size();
    const auto chat = tokenizer::readChatFormat(model, *tokenizer);
    facts.chat = !chat || !chat->templates.empty();  // one that cannot be read tells why when it is opened
    facts.nano = speaksOnlyNano(*tokenizer);
    return facts;
}

}  // namespace

bool speaksOnlyNano(const tokenizer::Tokenizer& tokenizer) {
    const auto lexemes = selfplay::nanoLexemes();
    if (static_cast<std::size_t>(tokenizer.size()) != lexemes.size()) return false;
    for (std::size_t i = 0; i < lexemes.size(); ++i)
        if (tokenizer.textOf(static_cast<std::int32_t>(i)) != lexemes[i]) return false;
    return true;
}

Result<ModelFacts> inspectModel(const std::filesystem::path& model) {
    return look(model).map_error(advised);
}

Result<ModelFacts> outlineModel(const std::filesystem::path& model) {
    return outline(model).map_error(advised);
}

PresetFit fitOf(const config::RunConfig& config, const ModelFacts& model, std::int64_t memory) {
    PresetFit fit;
    fit.preset = config.preset;
    fit.bytes = memoryOfRun(config, model.config);
    const bool nanoPrompts = config.prompt.wrapper == config::WrapperStyle::Nano;
    if (nanoPrompts != model.nano)
        fit.suits = Suits::OtherModel;
    else if (fit.bytes > memory)
        fit.suits = Suits::TooLarge;
    return fit;
}

std::vector<PresetFit> presetFits(const ModelFacts& model, std::int64_t memory) {
    std::vector<PresetFit> fits;
    for (const config::Preset& preset : config::presets()) fits.push_back(fitOf(preset.config, model, memory));
    return fits;
}

}  // namespace azr::session
