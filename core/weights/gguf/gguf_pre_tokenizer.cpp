#include <algorithm>
#include <vector>

#include "core/weights/gguf/gguf_pre_tokenizer_p.h"

namespace azr::weights {
namespace {

// The patterns of the families. Those of GPT-2, Qwen2 and Llama 3 are spelt as in
// core/tokenizer/vocabulary/word_scanner_p.h.
constexpr const char* kGpt2 = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kLlama3 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kQwen35 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kGpt4o =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kTekken =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kSeedCoder =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr const char* kBailing =
    R"('(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]++[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+)";
constexpr const char* kDeepSeekWords =
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| "
    "?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
constexpr const char* kBloom = R"( ?[^(\s|.,!?…。，、।۔،)]+)";

enum class WordRule {
    Default,
    Gpt2,
    Digits,
    Llama3,
    Llama3Merged,
    Qwen2,
    Qwen35,
    Gpt4o,
    Tekken,
    SeedCoder,
    Bailing,
    DeepSeek3,
    DeepSeekCoder,
    Falcon,
    Bloom,
    Viking,
    MiniCpm
};

struct Name {
    const char* name;
    WordRule rule;
};
constexpr Name kNames[] = {{"", WordRule::Default},
                           {"default", WordRule::Default},
                           {"gpt-2", WordRule::Gpt2},
                           {"phi-2", WordRule::Gpt2},
                           {"gigachat", WordRule::Gpt2},
                           {"a.x-4.0", WordRule::Gpt2},
                           {"mellum", WordRule::Gpt2},
                           {"exaone4", WordRule::Gpt2},
                           {"mpt", WordRule::Gpt2},
                           {"olmo", WordRule::Gpt2},
                           {"jais", WordRule::Gpt2},
                           {"trillion", WordRule::Gpt2},
                           {"granite-docling", WordRule::Gpt2},
                           {"starcoder", WordRule::Digits},
                           {"refact", WordRule::Digits},
                           {"command-r", WordRule::Digits},
                           {"smollm", WordRule::Digits},
                           {"codeshell", WordRule::Digits},
                           {"exaone", WordRule::Digits},
                           {"minerva-7b", WordRule::Digits},
                           {"mellum2", WordRule::Digits},
                           {"llama3", WordRule::Llama3},
                           {"llama-v3", WordRule::Llama3},
                           {"llama-bpe", WordRule::Llama3},
                           {"falcon3", WordRule::Llama3},
                           {"falcon-h1", WordRule::Llama3},
                           {"pixtral", WordRule::Llama3},
                           {"midm-2.0", WordRule::Llama3},
                           {"lfm2", WordRule::Llama3},
                           {"dbrx", WordRule::Llama3Merged},
                           {"smaug-bpe", WordRule::Llama3Merged},
                           {"qwen2", WordRule::Qwen2},
                           {"deepseek-r1-qwen", WordRule::Qwen2},
                           {"kormo", WordRule::Qwen2},
                           {"megrez", WordRule::Qwen2},
                           {"stablelm2", WordRule::Qwen2},
                           {"hunyuan", WordRule::Qwen2},
                           {"solar-open", WordRule::Qwen2},
                           {"grok-2", WordRule::Qwen2},
                           {"qwen35", WordRule::Qwen35},
                           {"gpt-4o", WordRule::Gpt4o},
                           {"llama4", WordRule::Gpt4o},
                           {"kanana2", WordRule::Gpt4o},
                           {"minimax-m2", WordRule::Gpt4o},
                           {"tekken", WordRule::Tekken},
                           {"seed-coder", WordRule::SeedCoder},
                           {"bailingmoe", WordRule::Bailing},
                           {"bailingmoe2", WordRule::Bailing},
                           {"llada-moe", WordRule::Bailing},
                           {"deepseek-v3", WordRule::DeepSeek3},
                           {"hunyuan-dense", WordRule::DeepSeek3},
                           {"joyai-llm", WordRule::DeepSeek3},
                           {"deepseek-coder", WordRule::DeepSeekCoder},
                           {"falcon", WordRule::Falcon},
                           {"poro-chat", WordRule::Bloom},
                           {"bloom", WordRule::Bloom},
                           {"gpt3-finnish", WordRule::Bloom},
                           {"viking", WordRule::Viking},
                           {"minicpm5", WordRule::MiniCpm}};

Json byteLevel(bool useRegex) {
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", useRegex}};
}

/// Each pattern splits what the ones before it left, then come the bytes.
Json splits(const std::vector<const char*>& patterns) {
    Json parts = Json::array();
    for (const char* pattern : patterns)
        parts.push_back(
            {{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}});
    parts.push_back(byteLevel(false));
    return {{"type", "Sequence"}, {"pretokenizers", std::move(parts)}};
}

Json digitsThenGpt2() {
    return {{"type", "Sequence"},
            {"pretokenizers", Json::array({{{"type", "Digits"}, {"individual_digits", true}}, byteLevel(true)})}};
}

Json partOf(WordRule rule) {
    switch (rule) {
        case WordRule::Default: return splits({R"([\p{P}\$\+<=>\^~\|]+)", kGpt2, R"(\p{N}+)", "[0-9][0-9][0-9]"});
        case WordRule::Gpt2: return byteLevel(true);
        case WordRule::Digits: return digitsThenGpt2();
        case WordRule::Llama3:
        case WordRule::Llama3Merged: return splits({kLlama3});
        case WordRule::Qwen2: return splits({kQwen2});
        case WordRule::Qwen35: return splits({kQwen35});
        case WordRule::Gpt4o: return splits({kGpt4o});
        case WordRule::Tekken: return splits({kTekken});
        case WordRule::SeedCoder: return splits({kSeedCoder});
        case WordRule::Bailing: return splits({kBailing});
        case WordRule::DeepSeek3: return splits({R"(\p{N}{1,3})", "[一-龥\u3040-ゟ゠-ヿ]+", kDeepSeekWords});
        case WordRule::DeepSeekCoder:
            return splits({"[\r\n]", R"(\s?\p{L}+)", R"(\s?\p{P}+)", "[一-龥ࠀ-一가-퟿]+", R"(\p{N})"});
        case WordRule::Falcon: return splits({R"([\p{P}\$\+<=>\^~\|`]+)", kGpt2, "[0-9][0-9][0-9]"});
        case WordRule::Bloom: return splits({kBloom});
        case WordRule::Viking: return splits({kBloom, R"(\p{N})"});
        case WordRule::MiniCpm: break;
    }
    return splits({R"(\p{N}{1,3})", kLlama3});
}

}  // namespace

Result<GgufPreTokenizer> ggufPreTokenizer(const std::string& name, const std::string& place) {
    const auto* const found = std::ranges::find_if(kNames, [&](const Name& known) { return name == known.name; });
    if (found == std::end(kNames))
        return fail(ErrorCode::Unsupported, "key 'tokenizer.ggml.pre' names the unknown pre-tokenizer '" + name + "'",
                    place, "use the model's Hugging Face folder instead");
    const WordRule rule = found->rule;
    GgufPreTokenizer pre;
    pre.part = partOf(rule);
    pre.ignoreMerges = rule == WordRule::Llama3 || rule == WordRule::Tekken || rule == WordRule::MiniCpm;
    pre.addBos = rule == WordRule::Llama3 || rule == WordRule::Tekken;
    pre.composes = name == "qwen2" || name == "qwen35" || name == "deepseek-r1-qwen";
    return pre;
}

}  // namespace azr::weights
