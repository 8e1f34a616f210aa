// From the files of a Hugging Face folder to the parts of a Tokenizer.
#include "core/base/files.h"
#include "core/tokenizer/tokenizer_p.h"
#include "core/weights/gguf_model.h"

namespace azr::tokenizer {

struct TokenizerReader {
    using Parts = Tokenizer::Parts;

    static Status readAdded(const Json& json, Parts& parts, const std::string& place) {
        if (!json.contains("added_tokens") || json["added_tokens"].is_null()) return {};
        if (!json["added_tokens"].is_array())
            return fail(ErrorCode::Parse, "field 'added_tokens' is not a list", place);
        for (const auto& entry : json["added_tokens"]) {
            AZR_TRY(const auto token, parseAddedToken(entry, place + ", added_tokens"));
            const auto index = static_cast<std::size_t>(token.id);
            if (index > (1U << 24)) return fail(ErrorCode::Parse, "an added token's id is out of range", place);
            if (index >= parts.tokens.size()) parts.tokens.resize(index + 1);
            parts.tokens[index] = token.content;
            parts.addedIds.insert_or_assign(token.content, token.id);
            if (token.special) parts.specialIds.insert(token.id);
            if (token.normalized)
                parts.normalizedTokens.add(token, parts.normalizer.apply(token.content));
            else
                parts.rawTokens.add(token, token.content);
        }
        return {};
    }

    /// The special tokens that a TemplateProcessing puts before the text.
    static void readPostProcessor(const Json& json, Parts& parts) {
        const Json processor = json.value("post_processor", Json());
        if (!processor.is_object()) return;
        if (processor.value("type", "") == "Sequence") {
            for (const auto& part : processor.value("processors", Json::array()))
                readPostProcessor(Json{{"post_processor", part}}, parts);
            return;
        }
        if (processor.value("type", "") != "TemplateProcessing") return;
        for (const auto& item : processor.value("single", Json::array())) {
            if (!item.is_object() || !item.contains("SpecialToken")) return;
            const auto id = item["SpecialToken"].value("id", "");
            const auto found = parts.addedIds.find(id);
            if (found != parts.addedIds.end()) parts.beginTokens.push_back(found->second);
        }
    }

    /// A token in tokenizer_config.json: its text, or an object that holds it.
    static std::int32_t tokenNamed(const Json& config, const char* key, const Tokenizer& tokenizer) {
        if (!config.contains(key)) return -1;
        const Json& value = config[key];
        std::string text;
        if (value.is_string()) text = value.get<std::string>();
        if (value.is_object()) text = value.value("content", "");
        return text.empty() ? -1 : tokenizer.idOf(text).value_or(-1);
    }

    static void readConfig(const Json& config, Tokenizer& tokenizer) {
        auto& parts = *tokenizer.m_parts;
        parts.special.bos = tokenNamed(config, "bos_token", tokenizer);
        parts.special.eos = tokenNamed(config, "eos_token", tokenizer);
        parts.special.pad = tokenNamed(config, "pad_token", tokenizer);
        if (const auto unknown = tokenNamed(config, "unk_token", tokenizer); unknown >= 0) parts.special.unk = unknown;
    }

    static Result<Tokenizer> parse(const Json& json, const nlohmann::json& vocabulary, const std::string& place) {
        if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
        auto parts = std::make_unique<Parts>();
        AZR_TRY(parts->normalizer, Normalizer::parse(json.value("normalizer", Json()), place + ", normalizer"));
        AZR_TRY(parts->preTokenizer,
                PreTokenizer::parse(json.value("pre_tokenizer", Json()), place + ", pre_tokenizer"));
        AZR_TRY(parts->decoder, Decoder::parse(json.value("decoder", Json()), place + ", decoder"));
        const auto model = json.find("model");
        AZR_TRY(parts->model, Model::parse(model == json.end() ? Json() : *model, vocabulary, place));
        parts->tokens = parts->model.tokens();
        AZR_CHECK(readAdded(json, *parts, place));
        if (const auto unknown = parts->model.unknown()) parts->special.unk = *unknown;
        readPostProcessor(json, *parts);
        return Tokenizer(std::move(parts));
    }

    /// The vocabulary alone has up to 150,000 keys, and an ordered object finds a key by walking all of them.
    static Result<nlohmann::json> readSorted(const std::filesystem::path& file) {
        constexpr int kMaxDepth = 64;
        AZR_TRY(const std::string text, readFile(file));
        const auto guard = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) { return depth <= kMaxDepth; };
        try {
            return nlohmann::json::parse(text, guard);
        } catch (const nlohmann::json::exception& error) {
            return fail(ErrorCode::Parse, std::string("not valid JSON: ") + error.what(), file.string());
        }
    }

    template <class AnyJson>
    static nlohmann::json takeVocabulary(AnyJson& json) {
        if (!json.is_object() || !json.contains("model")) return {};
        auto& model = json["model"];
        if (!model.is_object() || !model.contains("vocab")) return {};
        auto vocabulary = nlohmann::json(std::move(model["vocab"]));
        model.erase("vocab");
        return vocabulary;
    }

    static Result<Tokenizer> loadGguf(const std::filesystem::path& model) {
        AZR_TRY(const auto file, weights::GgufFile::open(model));
        AZR_TRY(const auto content, weights::ggufTokenizer(file));
        AZR_TRY(auto tokenizer, parse(content.settings, content.vocabulary, model.string()));
        readConfig(content.config, tokenizer);
        return tokenizer;
    }

    static Result<Tokenizer> load(const std::filesystem::path& folder) {
        if (weights::isGguf(folder)) return loadGguf(folder);
        const auto file = folder / "tokenizer.json";
        AZR_TRY(auto sorted, readSorted(file));
        const auto vocabulary = takeVocabulary(sorted);
        AZR_TRY(auto tokenizer, parse(Json(sorted), vocabulary, file.string()));
        std::error_code code;
        if (std::filesystem::exists(folder / "tokenizer_config.json", code)) {
            AZR_TRY(const Json config, readJson(folder / "tokenizer_config.json"));
            if (config.is_object()) readConfig(config, tokenizer);
        }
        return tokenizer;
    }
};

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& folder) {
    return TokenizerReader::load(folder);
}

Result<Tokenizer> Tokenizer::parse(const Json& json, const std::string& place) {
    Json rest = json;
    const auto vocabulary = TokenizerReader::takeVocabulary(rest);
    return TokenizerReader::parse(rest, vocabulary, place);
}

}  // namespace azr::tokenizer
