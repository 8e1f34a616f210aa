// From the files of a Hugging Face folder to the parts of a Tokenizer.
#include <algorithm>
#include <map>

#include "core/base/files.h"
#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/tokenizer_p.h"
#include "core/tokenizer/vocabulary/special_tokens_p.h"
#include "core/weights/gguf/gguf_model.h"

namespace azr::tokenizer {

struct TokenizerReader {
    using Parts = Tokenizer::Parts;

    static Status readAdded(const Json& json, Parts& parts) {
        if (!json.contains("added_tokens") || json["added_tokens"].is_null()) return {};
        if (!json["added_tokens"].is_array())
            return fail(ErrorCode::Parse, "field 'added_tokens' is not a list", parts.place);
        for (const auto& entry : json["added_tokens"]) {
            AZR_TRY(const auto token, parseAddedToken(entry, parts.place + ", added_tokens"));
            AZR_CHECK(parts.added.add(token, parts.model, parts.normalizer));
        }
        return {};
    }

    static Status checkVersion(const Json& json, const std::string& place) {
        AZR_CHECK(checkKeys("tokenizer.json", json, place));
        AZR_TRY(const auto version, fieldOr<std::string>(json, "version", "1.0", place));
        if (version == "1.0") return {};
        return fail(ErrorCode::Unsupported, "field 'version' is '" + version + "', not 1.0", place,
                    "save the tokenizer again with a current version of tokenizers");
    }

    static Json partOf(const Json& json, const char* key) {
        const auto found = json.find(key);
        return found == json.end() ? Json() : *found;
    }

    static Result<std::unique_ptr<Parts>> parse(const Json& json, const nlohmann::json& vocabulary,
                                                const std::vector<std::int32_t>& ranks, const std::string& place) {
        if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
        AZR_CHECK(checkVersion(json, place));
        auto parts = std::make_unique<Parts>();
        parts->place = place;
        AZR_TRY(parts->normalizer, Normalizer::parse(partOf(json, "normalizer"), place + ", normalizer"));
        AZR_TRY(parts->preTokenizer, PreTokenizer::parse(partOf(json, "pre_tokenizer"), place + ", pre_tokenizer"));
        AZR_TRY(parts->decoder, Decoder::parse(partOf(json, "decoder"), place + ", decoder"));
        AZR_TRY(parts->postProcessor, PostProcessor::parse(partOf(json, "post_processor"), place + ", post_processor"));
        AZR_TRY(parts->model, Model::parse(partOf(json, "model"), vocabulary, ranks, place));
        AZR_CHECK(readAdded(json, *parts));
        if (const auto unknown = parts->model.unknown()) parts->special.unk = *unknown;
        return parts;
    }

    static std::int32_t idOf(const Parts& parts, const DeclaredTokens& declared, const char* key) {
        const auto found = declared.named.find(key);
        if (found == declared.named.end()) return -1;
        const auto own = parts.added.idOf(found->second);
        return (own ? own : parts.model.idOf(found->second)).value_or(-1);
    }

    /// As transformers adds them: what is there already keeps its flags, unless it is listed.
    static Status addDeclared(const DeclaredTokens& declared, Parts& parts) {
        for (const AddedToken& token : declared.listed)
            AZR_CHECK(parts.added.add(token, parts.model, parts.normalizer));
        std::vector<const AddedToken*> fresh;
        for (const AddedToken& token : declared.special)
            if (parts.added.find(token.content) == nullptr) fresh.push_back(&token);
        for (const AddedToken* token : fresh) AZR_CHECK(parts.added.add(*token, parts.model, parts.normalizer));
        return {};
    }

    static void readNamed(const DeclaredTokens& declared, Parts& parts) {
        parts.special.bos = idOf(parts, declared, "bos_token");
        parts.special.eos = idOf(parts, declared, "eos_token");
        parts.special.pad = idOf(parts, declared, "pad_token");
        if (const auto unknown = idOf(parts, declared, "unk_token"); unknown >= 0) parts.special.unk = unknown;
    }

    /// Whether some ByteLevel puts no space before the first word.
    static bool splitsWithoutSpace(const Json& part) {
        if (!part.is_object()) return false;
        if (part.value("type", "") == "ByteLevel") return !part.value("add_prefix_space", true);
        for (const Json& one : part.value("pretokenizers", Json::array()))
            if (splitsWithoutSpace(one)) return true;
        return false;
    }

    static Status checkCleaning(const Json& config, const std::string& place, const Parts& parts) {
        AZR_TRY(const bool clean, fieldOr<bool>(config, "clean_up_tokenization_spaces", false, place));
        if (!clean || parts.model.isBpe()) return {};
        return fail(ErrorCode::Unsupported, "field 'clean_up_tokenization_spaces' is true, which changes decoded texts",
                    place, "set it to false");
    }

    static Status readConfig(const ConfigFiles& files, const Json& json, Parts& parts) {
        std::map<std::int64_t, AddedToken> own;
        for (const auto& entry : json.value("added_tokens", Json::array()))
            if (auto token = parseAddedToken(entry, parts.place))
                own.insert_or_assign(fieldOr<std::int64_t>(entry, "id", -1).value_or(-1), std::move(*token));
        AZR_TRY(const auto declared, declaredTokens(files, own));
        AZR_CHECK(addDeclared(declared, parts));
        readNamed(declared, parts);
        if (!files.config.is_object()) return {};
        AZR_CHECK(checkKeys("tokenizer_config.json", files.config, files.configPlace));
        AZR_CHECK(checkCleaning(files.config, files.configPlace, parts));
        AZR_TRY(const bool prefix, fieldOr<bool>(files.config, "add_prefix_space", false, files.configPlace));
        if (prefix && splitsWithoutSpace(partOf(json, "pre_tokenizer")))
            return fail(ErrorCode::Unsupported,
                        "field 'add_prefix_space' is true, and the pre_tokenizer of tokenizer.json says false",
                        files.configPlace, "set it as tokenizer.json has it");
        return {};
    }

    /// The last step: ids to texts, and the matchers.
    static Result<Tokenizer> finish(std::unique_ptr<Parts> parts) {
        parts->tokens = parts->model.tokens();
        for (const auto& [id, entry] : parts->added.entries()) {
            const auto index = static_cast<std::size_t>(id);
            if (index >= parts->tokens.size()) parts->tokens.resize(index + 1);
            parts->tokens[index] = entry.token.content;
        }
        auto& stops = parts->stops;
        if (parts->special.eos >= 0 && std::ranges::find(stops, parts->special.eos) == stops.end())
            stops.insert(stops.begin(), parts->special.eos);
        AZR_CHECK(parts->added.buildMatchers(parts->place));
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
        AZR_TRY(auto parts, parse(content.settings, content.vocabulary, content.mergeRanks, model.string()));
        AZR_TRY(const auto declared, declaredTokens({content.config, {}, {}, model.string(), {}, {}}, {}));
        readNamed(declared, *parts);  // which of them stand in texts, the file says by their types
        for (const auto id : {parts->special.bos, parts->special.eos, parts->special.pad})
            if (id >= 0) parts->added.markSpecial(id);
        parts->stops = content.stops;
        return finish(std::move(parts));
    }

    static Result<Json> jsonBeside(const std::filesystem::path& file) {
        std::error_code code;
        if (!std::filesystem::exists(file, code)) return Json();
        return readJson(file);
    }

    static Result<ConfigFiles> configFiles(const std::filesystem::path& folder) {
        ConfigFiles files;
        const auto config = folder / "tokenizer_config.json", map = folder / "special_tokens_map.json",
                   added = folder / "added_tokens.json";
        files.configPlace = config.string();
        files.mapPlace = map.string();
        files.addedPlace = added.string();
        AZR_TRY(files.config, jsonBeside(config));
        AZR_TRY(files.specialTokensMap, jsonBeside(map));
        AZR_TRY(files.addedTokens, jsonBeside(added));
        if (!files.config.is_null() && !files.config.is_object())
            return fail(ErrorCode::Parse, "is not a JSON object", files.configPlace);
        return files;
    }

    static Result<Tokenizer> load(const std::filesystem::path& folder) {
        if (weights::isGguf(folder)) return loadGguf(folder);
        const auto file = folder / "tokenizer.json";
        AZR_TRY(auto sorted, readSorted(file));
        const auto vocabulary = takeVocabulary(sorted);
        const Json json(sorted);
        AZR_TRY(auto parts, parse(json, vocabulary, {}, file.string()));
        AZR_TRY(const auto config, configFiles(folder));
        AZR_CHECK(readConfig(config, json, *parts));
        return finish(std::move(parts));
    }
};

Result<Tokenizer> Tokenizer::load(const std::filesystem::path& folder) {
    return TokenizerReader::load(folder);
}

Result<Tokenizer> Tokenizer::parse(const Json& json, const std::string& place) {
    Json rest = json;
    const auto vocabulary = TokenizerReader::takeVocabulary(rest);
    AZR_TRY(auto parts, TokenizerReader::parse(rest, vocabulary, {}, place));
    return TokenizerReader::finish(std::move(parts));
}

}  // namespace azr::tokenizer
