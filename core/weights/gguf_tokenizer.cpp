// The tokenizer that a GGUF file carries in its metadata, as the content of a tokenizer.json.
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "core/weights/gguf_model.h"

namespace azr::weights {
namespace {

enum class TokenKind : std::int64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

constexpr const char* kLetters =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kLettersAndThrees =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

struct Vocabulary {
    const std::vector<std::string_view>& tokens;
    const std::vector<std::int64_t>* kinds;
    [[nodiscard]] TokenKind kind(std::size_t id) const {
        return kinds == nullptr ? TokenKind::Normal : static_cast<TokenKind>((*kinds)[id]);
    }
};

Json byteLevel(bool useRegex) {
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", useRegex}};
}

Json splitThenBytes(const char* pattern) {
    const Json split = {
        {"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
    return {{"type", "Sequence"}, {"pretokenizers", Json::array({split, byteLevel(false)})}};
}

/// By the name that llama.cpp gives to the family's pre-tokenizer.
Result<Json> preTokenizer(const std::string& name, const std::string& place) {
    if (name == "qwen2") return splitThenBytes(kLetters);
    if (name == "llama-bpe" || name == "llama3" || name == "smaug-bpe") return splitThenBytes(kLettersAndThrees);
    if (name == "smollm" || name == "starcoder" || name == "refact")
        return Json{
            {"type", "Sequence"},
            {"pretokenizers", Json::array({{{"type", "Digits"}, {"individual_digits", true}}, byteLevel(true)})}};
    if (name == "gpt-2" || name == "default") return byteLevel(true);
    return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.pre' names the unknown pre-tokenizer '" + name + "'",
                place, "qwen2, llama-bpe, smollm, starcoder and gpt-2 are known");
}

Json addedTokens(const Vocabulary& vocabulary) {
    Json added = Json::array();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const TokenKind kind = vocabulary.kind(id);
        if (kind != TokenKind::Control && kind != TokenKind::UserDefined && kind != TokenKind::Unknown) continue;
        added.push_back({{"id", id},
                         {"content", std::string(vocabulary.tokens[id])},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", kind != TokenKind::UserDefined}});
    }
    return added;
}

nlohmann::json idsOf(const Vocabulary& vocabulary) {
    nlohmann::json ids = nlohmann::json::object();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id)
        if (vocabulary.kind(id) != TokenKind::Unused) ids.emplace(std::string(vocabulary.tokens[id]), id);
    return ids;
}

/// Every way to put a token together from two others, best scores first: SentencePiece stores no merges.
Json mergesByScore(const Vocabulary& vocabulary, const std::vector<double>& scores) {
    std::unordered_map<std::string_view, std::size_t> ids;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) ids.emplace(vocabulary.tokens[id], id);
    struct Merge {
        double score;
        std::size_t whole, left, right;
    };
    std::vector<Merge> merges;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const std::string_view token = vocabulary.tokens[id];
        if (vocabulary.kind(id) != TokenKind::Normal) continue;
        for (std::size_t cut = 1; cut < token.size(); ++cut) {
            const auto left = ids.find(token.substr(0, cut)), right = ids.find(token.substr(cut));
            if (left != ids.end() && right != ids.end())
                merges.push_back({scores[id], id, left->second, right->second});
        }
    }
    std::ranges::sort(merges, [](const Merge& a, const Merge& b) {
        return std::tie(b.score, a.whole, a.left, a.right) < std::tie(a.score, b.whole, b.left, b.right);
    });
    Json list = Json::array();
    for (const Merge& merge : merges)
        list.push_back({std::string(vocabulary.tokens[merge.left]), std::string(vocabulary.tokens[merge.right])});
    return list;
}

Result<Json> byteLevelModel(const GgufFile& file, Json& settings) {
    const std::string place = file.path().string();
    std::string pre = "default";
    if (file.has("tokenizer.ggml.pre")) {
        AZR_TRY(pre, file.text("tokenizer.ggml.pre"));
    }
    AZR_TRY(settings["pre_tokenizer"], preTokenizer(pre, place));
    if (pre == "qwen2") settings["normalizer"] = {{"type", "NFC"}};
    settings["decoder"] = byteLevel(true);
    const auto* merges = file.texts("tokenizer.ggml.merges");
    if (merges == nullptr) return fail(ErrorCode::NotFound, "key 'tokenizer.ggml.merges' is missing", place);
    Json list = Json::array();
    for (const auto merge : *merges) list.push_back(std::string(merge));
    const bool whole = pre == "llama-bpe" || pre == "llama3";
    return Json{{"type", "BPE"},          {"dropout", nullptr},     {"unk_token", nullptr},     {"fuse_unk", false},
                {"byte_fallback", false}, {"ignore_merges", whole}, {"merges", std::move(list)}};
}

Result<Json> sentencePieceModel(const GgufFile& file, const Vocabulary& vocabulary, Json& settings) {
    const auto* scores = file.numbers("tokenizer.ggml.scores");
    if (scores == nullptr || scores->size() != vocabulary.tokens.size())
        return fail(ErrorCode::Corrupt, "key 'tokenizer.ggml.scores' does not have one score per token",
                    file.path().string());
    const std::string mark = "\u2581";
    const bool prefix = file.flag("tokenizer.ggml.add_space_prefix", true);
    Json steps = Json::array();
    if (prefix) steps.push_back({{"type", "Prepend"}, {"prepend", mark}});
    steps.push_back({{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", mark}});
    settings["normalizer"] = {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
    Json decoders = Json::array({{{"type", "Replace"}, {"pattern", {{"String", mark}}}, {"content", " "}},
                                 {{"type", "ByteFallback"}},
                                 {{"type", "Fuse"}}});
    if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    settings["decoder"] = {{"type", "Sequence"}, {"decoders", std::move(decoders)}};
    Json unknown;
    for (std::size_t id = 0; id < vocabulary.tokens.size() && unknown.is_null(); ++id)
        if (vocabulary.kind(id) == TokenKind::Unknown) unknown = std::string(vocabulary.tokens[id]);
    return Json{{"type", "BPE"},
                {"dropout", nullptr},
                {"unk_token", unknown},
                {"fuse_unk", true},
                {"byte_fallback", true},
                {"ignore_merges", false},
                {"merges", mergesByScore(vocabulary, *scores)}};
}

/// tokenizer_config.json, and the special token that is put before a text.
Json configOf(const GgufFile& file, const Vocabulary& vocabulary, Json& settings) {
    Json config = Json::object();
    const auto name = [&](const char* key, const char* field) {
        const auto id = file.integer(key);
        if (!id || *id < 0 || static_cast<std::size_t>(*id) >= vocabulary.tokens.size()) return;
        config[field] = std::string(vocabulary.tokens[static_cast<std::size_t>(*id)]);
    };
    name("tokenizer.ggml.bos_token_id", "bos_token");
    name("tokenizer.ggml.eos_token_id", "eos_token");
    name("tokenizer.ggml.padding_token_id", "pad_token");
    name("tokenizer.ggml.unknown_token_id", "unk_token");
    if (Json chat = ggufChatTemplates(file); !chat.is_null()) config["chat_template"] = std::move(chat);
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    if (!config.contains("bos_token") || !file.flag("tokenizer.ggml.add_bos_token", false)) return config;
    const Json bos = config["bos_token"];
    const Json special = {{"SpecialToken", {{"id", bos}, {"type_id", 0}}}};
    const auto sequence = [](const char* id, int type) { return Json{{"Sequence", {{"id", id}, {"type_id", type}}}}; };
    settings["post_processor"] = {
        {"type", "TemplateProcessing"},
        {"single", Json::array({special, sequence("A", 0)})},
        {"pair", Json::array({special, sequence("A", 0), special, sequence("B", 1)})},
        {"special_tokens",
         {{bos.get<std::string>(),
           {{"id", bos}, {"ids", {*file.integer("tokenizer.ggml.bos_token_id")}}, {"tokens", {bos}}}}}}};
    return config;
}

}  // namespace

Result<TokenizerFiles> ggufTokenizer(const GgufFile& file) {
    const std::string place = file.path().string();
    AZR_TRY(const auto model, file.text("tokenizer.ggml.model"));
    const auto* tokens = file.texts("tokenizer.ggml.tokens");
    if (tokens == nullptr || tokens->empty())
        return fail(ErrorCode::NotFound, "key 'tokenizer.ggml.tokens' is missing or empty", place);
    const Vocabulary vocabulary{*tokens, file.integers("tokenizer.ggml.token_type")};
    if (vocabulary.kinds != nullptr && vocabulary.kinds->size() != tokens->size())
        return fail(ErrorCode::Corrupt, "key 'tokenizer.ggml.token_type' does not have one type per token", place);
    TokenizerFiles files;
    files.settings = {{"version", "1.0"},          {"truncation", nullptr}, {"padding", nullptr},
                      {"added_tokens", nullptr},   {"normalizer", nullptr}, {"pre_tokenizer", nullptr},
                      {"post_processor", nullptr}, {"decoder", nullptr},    {"model", nullptr}};
    files.settings["added_tokens"] = addedTokens(vocabulary);
    if (model == "gpt2") {
        AZR_TRY(files.settings["model"], byteLevelModel(file, files.settings));
    } else if (model == "llama") {
        AZR_TRY(files.settings["model"], sentencePieceModel(file, vocabulary, files.settings));
    } else {
        return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.model' is '" + model + "', not gpt2 or llama", place);
    }
    files.vocabulary = idsOf(vocabulary);
    files.config = configOf(file, vocabulary, files.settings);
    return files;
}

}  // namespace azr::weights
