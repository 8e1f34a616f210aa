// From the files of a model to its chat format.
#include <array>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/utf8_p.h"
#include "core/weights/gguf/gguf_model.h"

namespace azr::tokenizer {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfigFile = "tokenizer_config.json";
constexpr const char* kTemplateFile = "chat_template.jinja";
constexpr const char* kTemplateFolder = "additional_chat_templates";
constexpr std::array kTokenNames = {"bos_token", "eos_token", "unk_token", "sep_token",
                                    "pad_token", "cls_token", "mask_token"};

/// What tokenizer classes call their tokens where tokenizer_config.json does not: defaults of transformers.
struct ClassDefaults {
    const char* name;  ///< without "Fast"
    std::array<const char*, kTokenNames.size()> tokens;
};
constexpr std::array<ClassDefaults, 6> kDefaults = {{
    {"LlamaTokenizer", {"<s>", "</s>", "<unk>"}},
    {"CodeLlamaTokenizer", {"<s>", "</s>", "<unk>"}},
    {"GemmaTokenizer", {"<bos>", "<eos>", "<unk>", nullptr, "<pad>", nullptr, "<mask>"}},
    {"GPT2Tokenizer", {"<|endoftext|>", "<|endoftext|>", "<|endoftext|>"}},
    {"Qwen2Tokenizer", {nullptr, "<|endoftext|>", "<|endoftext|>", nullptr, "<|endoftext|>"}},
    {"CohereTokenizer", {"<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", "<UNK>", "<SEP>", "<PAD>", "<CLS>", "<MASK_TOKEN>"}},
}};

Error wrongType(const std::string& place, const std::string& field, const char* wanted) {
    return {ErrorCode::Parse, "field '" + field + "' is not " + wanted, place, {}};
}

Status add(ChatFormat& format, std::string name, std::string text, std::string place) {
    if (!isUtf8(text)) return fail(ErrorCode::Parse, "the chat template is not UTF-8", std::move(place));
    std::erase_if(format.templates, [&](const ChatTemplate& one) { return one.name == name; });
    format.templates.push_back({std::move(name), std::move(text), std::move(place)});
    return {};
}

/// A text, a list of {name, template}, or an object from name to template.
Status addField(ChatFormat& format, const Json& value, const std::string& place) {
    const std::string field = "chat_template";
    if (value.is_null()) return {};
    if (value.is_string()) return add(format, "default", value.get<std::string>(), place + ", " + field);
    const char* const wanted = "a text, a list or an object of named texts";
    if (!value.is_array() && !value.is_object()) return tl::make_unexpected(wrongType(place, field, wanted));
    for (const auto& [key, entry] : value.items()) {
        const bool pair = value.is_array() && entry.is_object() && entry.contains("name") && entry["name"].is_string();
        const Json text = pair ? entry.value("template", Json()) : value.is_object() ? entry : Json();
        if (!text.is_string()) return tl::make_unexpected(wrongType(place, field, wanted));
        std::string name = pair ? entry["name"].get<std::string>() : key;
        std::string at = place;
        at.append(", ").append(field).append(" '").append(name).append("'");
        AZR_CHECK(add(format, std::move(name), text.get<std::string>(), std::move(at)));
    }
    return {};
}

/// The files with templates; they stand for the field where there is one of them.
Status addFiles(ChatFormat& format, const fs::path& folder) {
    std::error_code code;
    std::map<std::string, fs::path> files;
    for (fs::directory_iterator at(folder / kTemplateFolder, code), end; !code && at != end; at.increment(code))
        if (at->path().extension() == ".jinja") files.emplace(at->path().stem().string(), at->path());
    const bool single = fs::exists(folder / kTemplateFile, code);
    if (!single && files.empty()) return {};
    format.templates.clear();
    if (single) files.try_emplace("default", folder / kTemplateFile);
    for (const auto& [name, file] : files) {
        AZR_TRY(std::string text, readFile(file));
        AZR_CHECK(add(format, name, std::move(text), file.string()));
    }
    return {};
}

/// A token in tokenizer_config.json: its text, an object that holds it, or null for none.
Status addToken(Json& tokens, const Json& object, const char* name, const std::string& place) {
    if (!object.is_object() || !object.contains(name)) return {};
    const Json& value = object[name];
    const Json text = value.is_object() ? value.value("content", Json()) : value;
    if (!text.is_string() && !value.is_null()) return tl::make_unexpected(wrongType(place, name, "a text"));
    tokens[name] = text;
    return {};
}

/// The file's name for them; where it has none, the one of its class. null is a name as well: there is no such token.
Result<Json> tokensOf(const Json& config, const fs::path& folder) {
    Json tokens = Json::object();
    std::string kind = config.is_object() && config.contains("tokenizer_class") && config["tokenizer_class"].is_string()
                           ? config["tokenizer_class"].get<std::string>()
                           : std::string();
    if (kind.ends_with("Fast")) kind.resize(kind.size() - 4);
    for (const ClassDefaults& defaults : kDefaults)
        for (std::size_t i = 0; defaults.name == kind && i < kTokenNames.size(); ++i)
            if (defaults.tokens[i] != nullptr) tokens[kTokenNames[i]] = defaults.tokens[i];
    for (const char* name : kTokenNames) AZR_CHECK(addToken(tokens, config, name, (folder / kConfigFile).string()));
    std::error_code code;
    const fs::path legacy = folder / "special_tokens_map.json";
    // As transformers has it: this older file counts where tokenizer_config.json does not list the added tokens.
    const bool counts = !config.is_object() || !config.contains("added_tokens_decoder");
    if (counts && fs::exists(legacy, code)) {
        AZR_TRY(const Json map, readJson(legacy));
        for (const char* name : kTokenNames) AZR_CHECK(addToken(tokens, map, name, legacy.string()));
    }
    for (const char* name : kTokenNames)
        if (tokens.contains(name) && tokens[name].is_null()) tokens.erase(name);
    return tokens;
}

Result<ChatFormat> ofGguf(const fs::path& model, const Tokenizer& tokenizer) {
    AZR_TRY(const auto file, weights::GgufFile::open(model));
    ChatFormat format;
    AZR_CHECK(addField(format, weights::ggufChatTemplates(file), model.string()));
    const SpecialTokens& special = tokenizer.special();
    const auto name = [&](const char* key, std::int32_t id) {
        if (id >= 0) format.specialTokens[key] = std::string(tokenizer.textOf(id));
    };
    name("bos_token", special.bos);
    name("eos_token", special.eos);
    name("unk_token", special.unk);
    name("pad_token", special.pad);
    return format;
}

}  // namespace

Result<ChatFormat> readChatFormat(const fs::path& model, const Tokenizer& tokenizer) {
    if (weights::isGguf(model)) return ofGguf(model, tokenizer);
    ChatFormat format;
    Json config = Json::object();
    std::error_code code;
    if (fs::exists(model / kConfigFile, code)) {
        AZR_TRY(config, readJson(model / kConfigFile));
    }
    if (config.is_object() && config.contains("chat_template"))
        AZR_CHECK(addField(format, config["chat_template"], (model / kConfigFile).string()));
    AZR_CHECK(addFiles(format, model));
    AZR_TRY(format.specialTokens, tokensOf(config, model));
    return format;
}

}  // namespace azr::tokenizer
