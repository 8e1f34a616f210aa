// The tokenizer that a GGUF file carries in its metadata, as the content of a tokenizer.json.
#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "core/weights/gguf/gguf_model.h"
#include "core/weights/gguf/gguf_pre_tokenizer_p.h"
#include "core/weights/gguf/gguf_stops_p.h"

namespace azr::weights {
namespace {

enum class TokenKind : std::int64_t { Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Unused = 5, Byte = 6 };

struct Vocabulary {
    const std::vector<std::string_view>& tokens;
    const std::vector<std::int64_t>* kinds;
    [[nodiscard]] TokenKind kind(std::size_t id) const {
        const TokenKind own = kinds == nullptr ? TokenKind::Normal : static_cast<TokenKind>((*kinds)[id]);
        return own == TokenKind::Normal && isControlText(tokens[id]) ? TokenKind::Control : own;
    }
};

/// Phi-3's tokens take the space after them along; its files do not say so, and llama.cpp goes by the model's name.
bool takesSpaceAfter(const GgufFile& file, std::string_view token) {
    std::string name = file.text("general.name").value_or("");
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (name.find("phi-3") == std::string::npos && name.find("phi3") == std::string::npos) return false;
    return token != "<unk>" && token != "<s>" && token != "<|endoftext|>";
}

Json addedTokens(const GgufFile& file, const Vocabulary& vocabulary) {
    Json added = Json::array();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const TokenKind kind = vocabulary.kind(id);
        if (kind != TokenKind::Control && kind != TokenKind::UserDefined && kind != TokenKind::Unknown) continue;
        added.push_back({{"id", id},
                         {"content", std::string(vocabulary.tokens[id])},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", takesSpaceAfter(file, vocabulary.tokens[id])},
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

/// Every way to put a token together from two others, best scores first: SentencePiece stores no merges. Equal scores
/// have equal ranks, the leftmost pair of a word then being merged first.
void mergesByScore(const Vocabulary& vocabulary, const std::vector<double>& scores, TokenizerFiles& files) {
    std::unordered_map<std::string_view, std::size_t> ids;
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id)
        if (vocabulary.kind(id) != TokenKind::Unused) ids.emplace(vocabulary.tokens[id], id);
    struct Merge {
        double score;
        std::size_t whole, left, right;
    };
    std::vector<Merge> merges;
    for (const auto& [token, id] : ids) {
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
    std::int32_t rank = 0;
    for (std::size_t i = 0; i < merges.size(); ++i) {
        const Merge& merge = merges[i];
        if (i > 0 && merge.score != merges[i - 1].score) rank = static_cast<std::int32_t>(i);
        list.push_back({std::string(vocabulary.tokens[merge.left]), std::string(vocabulary.tokens[merge.right])});
        files.mergeRanks.push_back(rank);
    }
    files.settings["model"]["merges"] = std::move(list);
}

/// Of a merge that is listed twice the first counts in llama.cpp, the last in a tokenizer.json.
Json mergeList(const std::vector<std::string_view>& merges) {
    Json list = Json::array();
    std::unordered_set<std::string_view> seen;
    for (const auto merge : merges)
        if (seen.insert(merge).second) list.push_back(std::string(merge));
    return list;
}

/// A key that is there and is no yes or no is an error.
Result<bool> flagOf(const GgufFile& file, const char* key, bool fallback) {
    if (file.integer(key) || file.number(key) || file.text(key))
        return fail(ErrorCode::Parse, "key '" + std::string(key) + "' is neither true nor false", file.path().string(),
                    "convert the model again");
    return file.flag(key, fallback);
}

/// A key that is there holds what it should: a wrong type is not as good as none.
Status checkTypes(const GgufFile& file, std::size_t tokens) {
    const auto wrong = [&](const std::string& key, const char* what) {
        return fail(ErrorCode::Parse, "key '" + key + "' " + what, file.path().string(), "convert the model again");
    };
    constexpr std::int64_t kNone = 0xFFFFFFFF;  // how some programs write that there is no such token
    for (const char* part : {"bos", "eos", "eot", "eom", "unknown", "padding", "fim_pad", "fim_rep", "fim_sep"}) {
        const std::string key = std::string("tokenizer.ggml.") + part + "_token_id";
        if (!file.has(key)) continue;
        const auto id = file.integer(key);
        if (!id || file.integers(key) != nullptr) return wrong(key, "is no whole number");
        const bool none = *id == -1 || *id == kNone || std::string_view(part) == "padding";
        if (!none && (*id < 0 || static_cast<std::size_t>(*id) >= tokens)) return wrong(key, "names no token");
    }
    if (file.has("tokenizer.ggml.token_type") && file.integers("tokenizer.ggml.token_type") == nullptr)
        return wrong("tokenizer.ggml.token_type", "is no list of whole numbers");
    if (file.has("tokenizer.chat_template") && !file.text("tokenizer.chat_template"))
        return wrong("tokenizer.chat_template", "is no text");
    return {};
}

/// What llama.cpp takes where a key is missing.
struct Defaults {
    std::int64_t bos = -1, eos = -1, unknown = -1;
    bool addBos = false, addEos = false;
};

Result<Defaults> byteLevelModel(const GgufFile& file, const Vocabulary& vocabulary, TokenizerFiles& files) {
    const std::string place = file.path().string();
    std::string name;
    if (file.has("tokenizer.ggml.pre")) {
        AZR_TRY(name, file.text("tokenizer.ggml.pre"));
    }
    AZR_TRY(auto pre, ggufPreTokenizer(name, place));
    files.settings["pre_tokenizer"] = std::move(pre.part);
    if (pre.composes) files.settings["normalizer"] = {{"type", "NFC"}};
    files.settings["decoder"] = {
        {"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    const auto* merges = file.texts("tokenizer.ggml.merges");
    if (merges == nullptr) return fail(ErrorCode::NotFound, "key 'tokenizer.ggml.merges' is missing", place);
    files.settings["model"] = {{"type", "BPE"},
                               {"dropout", nullptr},
                               {"unk_token", nullptr},
                               {"fuse_unk", false},
                               {"byte_fallback", false},
                               {"ignore_merges", pre.ignoreMerges},
                               {"merges", mergeList(*merges)}};
    files.vocabulary = idsOf(vocabulary);
    return Defaults{.addBos = pre.addBos};
}

Result<const std::vector<double>*> scoresOf(const GgufFile& file, const Vocabulary& vocabulary) {
    const auto* scores = file.numbers("tokenizer.ggml.scores");
    if (scores == nullptr || scores->size() != vocabulary.tokens.size())
        return fail(ErrorCode::Corrupt, "key 'tokenizer.ggml.scores' does not have one score per token",
                    file.path().string(), "fetch the file again, or convert the model again");
    return scores;
}

const std::string kSpaceSign = "\u2581";

Json replaceStep(const char* kind, const std::string& pattern, const std::string& content) {
    return {{"type", "Replace"}, {"pattern", {{kind, pattern}}}, {"content", content}};
}

Json spaceDecoder(bool prefix) {
    Json decoders =
        Json::array({replaceStep("String", kSpaceSign, " "), {{"type", "ByteFallback"}}, {{"type", "Fuse"}}});
    if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    return {{"type", "Sequence"}, {"decoders", std::move(decoders)}};
}

std::size_t unknownId(const GgufFile& file, const Vocabulary& vocabulary, std::int64_t fallback) {
    const auto own = file.integer("tokenizer.ggml.unknown_token_id");
    const std::int64_t id = own ? *own : fallback;
    return id < 0 ? vocabulary.tokens.size() : static_cast<std::size_t>(id);
}

Result<Defaults> sentencePieceModel(const GgufFile& file, const Vocabulary& vocabulary, TokenizerFiles& files) {
    AZR_TRY(const auto* const scores, scoresOf(file, vocabulary));
    AZR_TRY(const bool prefix, flagOf(file, "tokenizer.ggml.add_space_prefix", true));
    Json steps = Json::array();
    if (prefix) steps.push_back({{"type", "Prepend"}, {"prepend", kSpaceSign}});
    steps.push_back(replaceStep("String", " ", kSpaceSign));
    files.settings["normalizer"] = {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
    files.settings["decoder"] = spaceDecoder(prefix);
    const std::size_t unknown = unknownId(file, vocabulary, 0);
    Json name;
    if (unknown < vocabulary.tokens.size()) name = std::string(vocabulary.tokens[unknown]);
    files.settings["model"] = {{"type", "BPE"},    {"dropout", nullptr},    {"unk_token", name},
                               {"fuse_unk", true}, {"byte_fallback", true}, {"ignore_merges", false}};
    mergesByScore(vocabulary, *scores, files);
    files.vocabulary = idsOf(vocabulary);
    return Defaults{.bos = 1, .eos = 2, .unknown = 0, .addBos = true};
}

/// Leading, trailing and double spaces go, and each word gets a sign; or the first word alone gets one.
Json unigramNormalizer(bool prefix, bool merge) {
    Json steps = Json::array();
    if (merge) {
        steps.push_back(replaceStep("Regex", R"(\A +| +\z)", ""));
        steps.push_back(replaceStep("Regex", " {2,}", " "));
        steps.push_back({{"type", "Prepend"}, {"prepend", kSpaceSign}});
    } else if (prefix) {
        steps.push_back(replaceStep("Regex", R"(\A(?= *[^ ]))", kSpaceSign));
    }
    steps.push_back(replaceStep("String", " ", kSpaceSign));
    return {{"type", "Sequence"}, {"normalizers", std::move(steps)}};
}

Result<Defaults> unigramModel(const GgufFile& file, const Vocabulary& vocabulary, TokenizerFiles& files) {
    const std::string place = file.path().string();
    AZR_TRY(const auto* const scores, scoresOf(file, vocabulary));
    const auto* map = file.integers("tokenizer.ggml.precompiled_charsmap");
    if (file.has("tokenizer.ggml.precompiled_charsmap") && (map == nullptr || !map->empty()))
        return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.precompiled_charsmap' rewrites the text", place,
                    "use the model's Hugging Face folder instead");
    AZR_TRY(const bool prefix, flagOf(file, "tokenizer.ggml.add_space_prefix", false));
    AZR_TRY(const bool merge, flagOf(file, "tokenizer.ggml.remove_extra_whitespaces", false));
    files.settings["normalizer"] = unigramNormalizer(prefix, merge);
    files.settings["decoder"] = spaceDecoder(prefix || merge);
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t id = 0; id < vocabulary.tokens.size(); ++id) {
        const double score = vocabulary.kind(id) == TokenKind::UserDefined ? 0.0 : (*scores)[id];
        list.push_back({std::string(vocabulary.tokens[id]), score});
    }
    files.vocabulary = std::move(list);
    const std::size_t unknown = unknownId(file, vocabulary, 2);
    if (unknown >= vocabulary.tokens.size())
        return fail(ErrorCode::Corrupt, "key 'tokenizer.ggml.unknown_token_id' names no token", place);
    files.settings["model"] = {{"type", "Unigram"}, {"unk_id", unknown}, {"byte_fallback", false}};
    return Defaults{.eos = 1, .unknown = 2, .addEos = true};
}

Json templateOf(const Json& before, const Json& after, const Json& tokens) {
    const auto special = [](const Json& token) { return Json{{"SpecialToken", {{"id", token}, {"type_id", 0}}}}; };
    const auto sequence = [](const char* id, int type) { return Json{{"Sequence", {{"id", id}, {"type_id", type}}}}; };
    Json single = Json::array(), pair = Json::array();
    for (const auto& [id, type] : {std::pair{"A", 0}, std::pair{"B", 1}}) {
        for (Json* pieces : {&single, &pair}) {
            if (pieces == &single && type == 1) continue;
            if (!before.is_null()) pieces->push_back(special(before));
            pieces->push_back(sequence(id, type));
            if (!after.is_null()) pieces->push_back(special(after));
        }
    }
    return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", tokens}};
}

/// tokenizer_config.json, and what is put around a text.
Status readSpecial(const GgufFile& file, const Vocabulary& vocabulary, const Defaults& defaults,
                   TokenizerFiles& files) {
    Json config = Json::object();
    Json tokens = Json::object();
    const auto name = [&](const char* key, const char* field, std::int64_t fallback) {
        const auto own = file.integer(key);
        const std::int64_t id = own ? *own : fallback;
        if (id < 0 || static_cast<std::size_t>(id) >= vocabulary.tokens.size()) return;
        const std::string text(vocabulary.tokens[static_cast<std::size_t>(id)]);
        config[field] = text;
        tokens[text] = {{"id", text}, {"ids", {id}}, {"tokens", {text}}};
    };
    name("tokenizer.ggml.bos_token_id", "bos_token", defaults.bos);
    name("tokenizer.ggml.eos_token_id", "eos_token", defaults.eos);
    name("tokenizer.ggml.padding_token_id", "pad_token", -1);
    name("tokenizer.ggml.unknown_token_id", "unk_token", defaults.unknown);
    if (Json chat = ggufChatTemplates(file); !chat.is_null()) config["chat_template"] = std::move(chat);
    config["tokenizer_class"] = "PreTrainedTokenizerFast";
    AZR_TRY(const bool separate, flagOf(file, "tokenizer.ggml.add_sep_token", false));
    if (separate)
        return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.add_sep_token' is true", file.path().string(),
                    "use a decoder model; this one was made for comparing texts");
    AZR_TRY(const bool begin, flagOf(file, "tokenizer.ggml.add_bos_token", defaults.addBos));
    AZR_TRY(const bool end, flagOf(file, "tokenizer.ggml.add_eos_token", defaults.addEos));
    const Json before = begin ? config.value("bos_token", Json()) : Json();
    const Json after = end ? config.value("eos_token", Json()) : Json();
    if ((begin && before.is_null()) || (end && after.is_null()))
        return fail(ErrorCode::Parse,
                    std::string("key 'tokenizer.ggml.add_") + (begin && before.is_null() ? "bos" : "eos") +
                        "_token' is true, and no such token is named",
                    file.path().string(), "convert the model again");
    if (!before.is_null() || !after.is_null()) {
        Json asked = Json::object();
        for (const Json& token : {before, after})
            if (!token.is_null()) asked[token.get<std::string>()] = tokens[token.get<std::string>()];
        files.settings["post_processor"] = templateOf(before, after, asked);
    }
    files.config = std::move(config);
    return {};
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
    files.settings["added_tokens"] = addedTokens(file, vocabulary);
    const auto read = model == "gpt2"    ? byteLevelModel
                      : model == "llama" ? sentencePieceModel
                      : model == "t5"    ? unigramModel
                                         : nullptr;
    if (read == nullptr)
        return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.model' is '" + model + "', not gpt2, llama or t5",
                    place, "use the model's Hugging Face folder instead");
    AZR_CHECK(checkTypes(file, tokens->size()));
    AZR_CHECK(checkGgufKeys(file, {}, "tokenizer."));
    AZR_TRY(const Defaults defaults, read(file, vocabulary, files));
    AZR_CHECK(readSpecial(file, vocabulary, defaults, files));
    files.stops = ggufStops(file, *tokens);
    return files;
}

}  // namespace azr::weights
