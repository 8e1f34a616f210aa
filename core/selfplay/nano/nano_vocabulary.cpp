#include "core/selfplay/nano/nano_vocabulary.h"

#include <algorithm>
#include <array>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::selfplay {
namespace {

using policy::Token;

constexpr std::string_view kUnknown = "<unk>";
constexpr std::string_view kEndText = "<eos>";
constexpr std::size_t kSpecials =
    3;  ///< never part of a text; the tags are ordinary tokens, so that decoding keeps them

// Appending keeps old weights readable; any other change makes them worthless.
constexpr auto kLexemes = std::to_array<std::string_view>({
    // tags
    "<pad>", "<unk>", "<eos>", "<propose>", "<solve>", "<deduction>", "<abduction>", "<induction>", "<reference>",
    "<program>", "<input>", "<output>", "<message>", "<go>", "<think>", "</think>", "<answer>", "</answer>",
    // lines and statements
    "def f(x):", "def f(x, n):", "\n    ", "\n        ", "\n            ", "return ", "if ", "else:", "for ", " in ",
    " = ", "; ",
    // operators
    " + ", " - ", " * ", " // ", " % ", " == ", " < ", " > ", " and ", " or ", "not ", " if ", " else ", " for ",
    // brackets and marks
    "[::-1]", "[", "]", "(", ")", ":", ", ", "'", "-",
    // functions and methods
    "range(", "len(", "sum(", "max(", "min(", "abs(", "sorted(", "set(", "str(", "list(", ".count(", ".find(",
    ".upper()", ".lower()", ".replace(", ".join(", "True", "False", "None",
    // digits, variables, letters of strings (l and o for the greeting of the identity triplet)
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9",  //
    "x", "n", "y", "z", "s", "t", "i", "k",            //
    "a", "b", "c", "d", "e", "f", "g", "h", "l", "o",  //
    "A", "B", "C", "D", "E", "F", "G", "H", "L", "O",  //
});

/// Ids ordered by length, longest first, by first byte: the first that matches is the longest.
std::array<std::vector<Token>, 256> makeIndex() {
    std::array<std::vector<Token>, 256> index;
    for (std::size_t id = 0; id < kLexemes.size(); ++id)
        index[static_cast<unsigned char>(kLexemes[id][0])].push_back(static_cast<Token>(id));
    for (auto& ids : index)
        std::stable_sort(ids.begin(), ids.end(), [](Token a, Token b) {
            return kLexemes[static_cast<std::size_t>(a)].size() > kLexemes[static_cast<std::size_t>(b)].size();
        });
    return index;
}

Token matchAt(std::string_view rest) {
    static const auto kIndex = makeIndex();
    for (const Token id : kIndex[static_cast<unsigned char>(rest[0])])
        if (rest.starts_with(kLexemes[static_cast<std::size_t>(id)])) return id;
    return -1;
}

}  // namespace

std::span<const std::string_view> nanoLexemes() {
    return kLexemes;
}

Token nanoToken(std::string_view lexeme) {
    const auto* found = std::find(kLexemes.begin(), kLexemes.end(), lexeme);
    return found == kLexemes.end() ? nanoToken(kUnknown) : static_cast<Token>(found - kLexemes.begin());
}

std::vector<Token> encodeNano(std::string_view text) {
    std::vector<Token> tokens;
    bool inUnknown = false;
    while (!text.empty()) {
        const Token token = matchAt(text);
        if (token >= 0) {
            tokens.push_back(token);
            text.remove_prefix(kLexemes[static_cast<std::size_t>(token)].size());
        } else {
            if (!inUnknown) tokens.push_back(nanoToken(kUnknown));
            text.remove_prefix(1);
        }
        inUnknown = token < 0;
    }
    return tokens;
}

std::string decodeNano(std::span<const Token> tokens) {
    std::string text;
    for (const Token token : tokens)
        if (token >= 0 && static_cast<std::size_t>(token) < kLexemes.size())
            text += kLexemes[static_cast<std::size_t>(token)];
    return text;
}

bool speaksNano(std::string_view text) {
    for (; !text.empty();) {
        const Token token = matchAt(text);
        if (token < 0) return false;
        text.remove_prefix(kLexemes[static_cast<std::size_t>(token)].size());
    }
    return true;
}

std::string nanoTokenizerJson() {
    Json vocabulary = Json::object();
    Json added = Json::array();
    for (std::size_t id = 0; id < kLexemes.size(); ++id) {
        vocabulary[std::string(kLexemes[id])] = id;
        added.push_back({{"id", id},
                         {"content", kLexemes[id]},
                         {"single_word", false},
                         {"lstrip", false},
                         {"rstrip", false},
                         {"normalized", false},
                         {"special", id < kSpecials}});
    }
    const Json file = {{"version", "1.0"},
                       {"truncation", nullptr},
                       {"padding", nullptr},
                       {"added_tokens", added},
                       {"normalizer", nullptr},
                       {"pre_tokenizer", nullptr},
                       {"post_processor", nullptr},
                       {"decoder", {{"type", "Fuse"}}},
                       {"model", {{"type", "WordLevel"}, {"vocab", vocabulary}, {"unk_token", kUnknown}}}};
    return dumpPretty(file) + "\n";
}

std::string nanoConfigJson() {
    const Json file = {{"architectures", Json::array({"LlamaForCausalLM"})},
                       {"model_type", "llama"},
                       {"vocab_size", kLexemes.size()},
                       {"hidden_size", 128},
                       {"intermediate_size", 384},
                       {"num_hidden_layers", 4},
                       {"num_attention_heads", 4},
                       {"num_key_value_heads", 4},
                       {"head_dim", 32},
                       {"hidden_act", "silu"},
                       {"max_position_embeddings", kNanoContext},
                       {"rms_norm_eps", 1e-5},
                       {"rope_theta", 10000.0},
                       {"rope_scaling", nullptr},
                       {"attention_bias", false},
                       {"mlp_bias", false},
                       {"tie_word_embeddings", true},
                       {"initializer_range", 0.02},
                       {"pad_token_id", nanoToken("<pad>")},
                       {"bos_token_id", nullptr},
                       {"eos_token_id", nanoToken(kEndText)},
                       {"torch_dtype", "float32"}};
    return dumpPretty(file) + "\n";
}

Status writeNanoModelFiles(const std::filesystem::path& folder) {
    AZR_CHECK(makeFolder(folder));
    AZR_CHECK(writeFileAtomic(folder / "config.json", nanoConfigJson()));
    AZR_CHECK(writeFileAtomic(folder / "tokenizer.json", nanoTokenizerJson()));
    const Json settings = {{"tokenizer_class", "PreTrainedTokenizerFast"},
                           {"model_max_length", kNanoContext},
                           {"unk_token", kUnknown},
                           {"pad_token", "<pad>"},
                           {"eos_token", kEndText},
                           {"clean_up_tokenization_spaces", false}};
    AZR_CHECK(writeFileAtomic(folder / "tokenizer_config.json", dumpPretty(settings) + "\n"));
    const Json generation = {{"eos_token_id", Json::array({nanoToken(kEndText), nanoToken("</answer>")})},
                             {"pad_token_id", nanoToken("<pad>")},
                             {"max_new_tokens", kNanoResponseLimit}};
    return writeFileAtomic(folder / "generation_config.json", dumpPretty(generation) + "\n");
}

}  // namespace azr::selfplay
