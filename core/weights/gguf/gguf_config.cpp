// The metadata of a GGUF file as the config.json that it was made from; what it says twice must agree.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/weights/gguf/gguf_keys.h"
#include "core/weights/gguf/gguf_model.h"
#include "core/weights/known_keys.h"

namespace azr::weights {
namespace {

Json jsonOf(const GgufValue& value) {
    return std::visit(
        [](const auto& held) -> Json {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_same_v<Held, std::string_view>) {
                return std::string(held);
            } else if constexpr (std::is_arithmetic_v<Held>) {
                return held;
            } else {
                constexpr std::size_t kShown = 64;
                Json list = Json::array();
                for (std::size_t i = 0; i < std::min(held.size(), kShown); ++i) {
                    if constexpr (std::is_same_v<Held, std::vector<std::string_view>>)
                        list.push_back(std::string(held[i]));
                    else
                        list.push_back(held[i]);
                }
                return list;
            }
        },
        value);
}

/// Puts the fields together, one group after another.
class GgufConfigReader {
  public:
    GgufConfigReader(const GgufFile& file, const GgufArchitecture& architecture)
        : m_file(file), m_architecture(architecture), m_keys(file, architecture), m_place(file.path().string()) {}

    Result<Json> run() {
        m_json["model_type"] = m_architecture.modelType;
        AZR_CHECK(checkGgufKeys(m_file, m_architecture.name));
        AZR_CHECK(shapes());
        AZR_CHECK(vocabulary());
        AZR_CHECK(biases());
        AZR_CHECK(window());
        AZR_CHECK(readGgufRope(m_keys, m_headDim, m_json));
        tokens();
        AZR_CHECK(family());
        return m_json;
    }

    /// As the config.json's reader has it, with a word about where its fields come from.
    Result<HfConfig> config() const {
        AZR_TRY(HfConfig config, parse(m_json));
        AZR_CHECK(checkFactors(config));
        config.outputBias = m_outputBias;
        return config;
    }

  private:
    [[nodiscard]] Result<HfConfig> parse(const Json& json) const {
        return parseHfConfig(json, m_place + ", its metadata as a config.json");
    }

    Status shapes() {
        AZR_TRY(const auto hidden, m_keys.dimension("embedding_length"));
        AZR_TRY(const auto layers, m_keys.dimension("block_count"));
        AZR_TRY(const auto heads, m_keys.dimension("attention.head_count"));
        AZR_TRY(const auto kvHeads, m_keys.dimension("attention.head_count_kv", heads));
        AZR_TRY(const auto headDim, m_keys.dimension("attention.key_length", hidden / heads));
        AZR_TRY(const auto valueDim, m_keys.dimension("attention.value_length", headDim));
        if (headDim < 2 || headDim % 2 != 0 || heads % kvHeads != 0)
            return fail(ErrorCode::Corrupt, "the numbers and widths of its heads do not fit together", m_place);
        if (valueDim != headDim)
            return m_keys.refuse("attention.value_length", fmt::format("is {}, keys have {}", valueDim, headDim));
        AZR_TRY(const auto intermediate, m_keys.dimension("feed_forward_length"));
        AZR_TRY(const auto context, m_keys.dimension("context_length"));
        AZR_TRY(const double epsilon, m_file.number(m_keys.keyOf("attention.layer_norm_rms_epsilon")));
        m_headDim = headDim;
        m_json["hidden_size"] = hidden;
        m_json["num_hidden_layers"] = layers;
        m_json["num_attention_heads"] = heads;
        m_json["num_key_value_heads"] = kvHeads;
        m_json["head_dim"] = headDim;
        m_json["intermediate_size"] = intermediate;
        m_json["max_position_embeddings"] = context;
        m_json["rms_norm_eps"] = epsilon;
        return {};
    }

    Status vocabulary() {
        const auto* embedding = m_file.find("token_embd.weight");
        if (embedding == nullptr || embedding->shape.size() != 2 || embedding->shape[0] > 100'000'000)
            return fail(ErrorCode::NotFound, "tensor 'token_embd.weight' is missing or no matrix", m_place);
        const std::int64_t rows = embedding->shape[0];
        AZR_TRY(const auto stated, m_keys.dimension("vocab_size", rows));
        if (stated != rows)
            return m_keys.refuse("vocab_size",
                                 fmt::format("is {}, tensor 'token_embd.weight' has {} rows", stated, rows));
        const auto* tokens = m_file.texts("tokenizer.ggml.tokens");
        if (tokens != nullptr && std::ssize(*tokens) > rows)
            return fail(ErrorCode::Corrupt,
                        fmt::format("key 'tokenizer.ggml.tokens' has {} tokens, tensor 'token_embd.weight' {} rows",
                                    tokens->size(), rows),
                        m_place);
        m_json["vocab_size"] = rows;
        m_json["tie_word_embeddings"] = m_file.find("output.weight") == nullptr;
        return {};
    }

    Status biases() {
        const bool input = m_file.find("blk.0.attn_q.bias") != nullptr;
        m_outputBias = m_file.find("blk.0.attn_output.bias") != nullptr;
        if (m_architecture.modelType != "qwen2") m_json["attention_bias"] = input || m_outputBias;
        return {};
    }

    Status window() {
        AZR_TRY(const double width, m_keys.number("attention.sliding_window", m_keys.is("gemma2") ? 4096 : 0));
        if (width == 0) return {};
        if (m_keys.is("olmo2")) return olmo3(static_cast<std::int64_t>(width));
        const bool ofLlama = m_keys.is("llama") || m_keys.is("mistral");
        if (!ofLlama && !m_keys.is("gemma2") && !m_keys.is("gemma3_text") && !m_keys.is("phi3"))
            return m_keys.refuse("attention.sliding_window",
                                 fmt::format("is {}, and nothing says in which layers", width));
        if (ofLlama) m_json["model_type"] = "mistral";  // the same model with a window
        m_json["sliding_window"] = static_cast<std::int64_t>(width);
        return {};
    }

    /// Divisors of a tensor must be those of the rule that was read off them.
    Status checkFactors(const HfConfig& scaled) const {
        AZR_TRY(const auto factors, ggufRopeFactors(m_keys, m_headDim));
        if (factors.empty()) return {};
        Json json = m_json;
        json["rope_scaling"] = nullptr;
        AZR_TRY(const HfConfig unscaled, parse(json));
        const auto wanted = ropeFrequencies(scaled), plain = ropeFrequencies(unscaled);
        for (std::size_t i = 0; i < factors.size(); ++i)
            if (!(std::abs(plain[i] / wanted[i] / static_cast<double>(factors[i]) - 1) < 1e-3))
                return fail(ErrorCode::Unsupported,
                            "tensor 'rope_freqs.weight' scales RoPE in another way than Llama 3", m_place);
        return {};
    }

    /// What the families add; what the file leaves out is what llama.cpp takes.
    Status family() {
        if (m_keys.is("gemma2") || m_keys.is("gemma3_text")) return gemma();
        if (m_keys.is("granite")) return granite();
        if (m_keys.is("smollm3")) m_json["no_rope_layer_interval"] = 4;
        return {};
    }

    /// OLMo 3 goes by the name of OLMo 2, with a window: every fourth layer sees everything.
    Status olmo3(std::int64_t width) {
        m_json["model_type"] = "olmo3";
        m_json["sliding_window"] = width;
        AZR_TRY(const double base, m_keys.number("rope.freq_base", 10000));
        AZR_TRY(const double local, m_keys.number("rope.freq_base_swa", base));
        if (local != base)
            return m_keys.refuse("rope.freq_base_swa", fmt::format("is {}, 'rope.freq_base' is {}", local, base));
        return layerTypes(4);
    }

    Status gemma() {
        m_json["hidden_activation"] = "gelu_pytorch_tanh";
        const bool second = m_keys.is("gemma2");
        const std::int64_t hidden = m_json["hidden_size"], heads = m_json["num_attention_heads"];
        // The largest of either family scales by another width; the file does not say so.
        const bool largest = m_json["num_hidden_layers"] == (second ? 46 : 62);
        m_json["query_pre_attn_scalar"] = largest ? hidden / heads : m_headDim;
        AZR_TRY(const double attention, m_keys.number("attn_logit_softcapping", second ? 50 : 0));
        AZR_TRY(const double last, m_keys.number("final_logit_softcapping", second ? 30 : 0));
        m_json["attn_logit_softcapping"] = attention > 0 ? Json(attention) : Json();
        m_json["final_logit_softcapping"] = last > 0 ? Json(last) : Json();
        if (second) return {};
        AZR_TRY(const double local, m_keys.number("rope.freq_base_swa", 10000));
        m_json["rope_local_base_freq"] = local;
        return gemmaLayers();
    }

    /// Every sixth layer sees everything; without a window all do.
    Status gemmaLayers() {
        if (m_json.contains("sliding_window")) return layerTypes(6);
        const std::int64_t layers = m_json["num_hidden_layers"];
        m_json["layer_types"] = std::vector<std::string>(static_cast<std::size_t>(layers), "full_attention");
        return {};
    }

    /// All but each nth layer slide, unless a number or a list says otherwise.
    Status layerTypes(std::int64_t nth) {
        const std::int64_t layers = m_json["num_hidden_layers"];
        const auto* local = m_file.integers(m_keys.keyOf("attention.sliding_window_pattern"));
        if (local == nullptr) {
            AZR_TRY(nth, m_keys.dimension("attention.sliding_window_pattern", nth));
        } else if (std::ssize(*local) != layers) {
            return fail(ErrorCode::Corrupt,
                        "key '" + m_keys.keyOf("attention.sliding_window_pattern") + "' is no list of all layers",
                        m_place);
        }
        Json types = Json::array();
        for (std::int64_t layer = 0; layer < layers; ++layer) {
            const bool slides =
                local != nullptr ? (*local)[static_cast<std::size_t>(layer)] != 0 : (layer + 1) % nth != 0;
            types.push_back(slides ? "sliding_attention" : "full_attention");
        }
        m_json["layer_types"] = types;
        return {};
    }

    Status granite() {
        const double usual = 1 / std::sqrt(static_cast<double>(m_headDim));
        for (const auto& [key, field, otherwise] : {std::tuple("attention.scale", "attention_multiplier", usual),
                                                    std::tuple("embedding_scale", "embedding_multiplier", 1.0),
                                                    std::tuple("residual_scale", "residual_multiplier", 1.0),
                                                    std::tuple("logit_scale", "logits_scaling", 1.0)}) {
            AZR_TRY(const double value, m_keys.number(key, 0));
            m_json[field] = value == 0 ? otherwise : value;
        }
        return {};
    }

    void tokens() {
        const auto token = [&](const char* key) {
            const auto id = m_file.integer(key);
            return id && *id >= 0 && *id < m_json["vocab_size"].get<std::int64_t>() ? *id : -1;
        };
        if (const auto bos = token("tokenizer.ggml.bos_token_id"); bos >= 0) m_json["bos_token_id"] = bos;
        if (const auto pad = token("tokenizer.ggml.padding_token_id"); pad >= 0) m_json["pad_token_id"] = pad;
        std::vector<std::int64_t> ends;  // llama.cpp ends at each of them
        for (const char* key :
             {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"})
            if (const auto end = token(key); end >= 0 && std::ranges::find(ends, end) == ends.end())
                ends.push_back(end);
        if (!ends.empty()) m_json["eos_token_id"] = ends;
    }

    const GgufFile& m_file;
    const GgufArchitecture& m_architecture;
    GgufKeys m_keys;
    std::string m_place;
    Json m_json = Json::object();
    std::int64_t m_headDim = 0;
    bool m_outputBias = false;
};

}  // namespace

Result<const GgufArchitecture*> architectureOf(const GgufFile& file) {
    AZR_TRY(const auto name, file.text("general.architecture"));
    if (const auto* architecture = findArchitecture(name)) return architecture;
    return fail(ErrorCode::Unsupported, "key 'general.architecture' is '" + name + "'", file.path().string(),
                "choose a model of one of the architectures " + knownArchitectures());
}

Status checkGgufKeys(const GgufFile& file, std::string_view architecture, std::string_view beginning) {
    for (const auto& [key, value] : file.values())
        if (key.starts_with(beginning))
            AZR_CHECK(checkKey(key, jsonOf(value), KeyFile::Gguf, architecture, file.path().string()));
    return {};
}

Result<Json> ggufConfigJson(const GgufFile& file) {
    AZR_TRY(const auto* const architecture, architectureOf(file));
    return GgufConfigReader(file, *architecture).run();
}

Result<HfConfig> ggufConfig(const GgufFile& file) {
    AZR_TRY(const auto* const architecture, architectureOf(file));
    GgufConfigReader reader(file, *architecture);
    AZR_CHECK(reader.run());
    return reader.config();
}

}  // namespace azr::weights
