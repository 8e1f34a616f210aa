// The metadata of a GGUF file as the config.json that it was made from; what it says twice must agree.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/weights/gguf_model.h"
#include "core/weights/gguf_names.h"
#include "core/weights/known_keys.h"

namespace azr::weights {
namespace {

constexpr const char* kOtherModel = "choose another file or another model: this build does not compute that";
constexpr const char* kRopeFactors = "rope_freqs.weight";
constexpr const char* kLongFactors = "rope_factors_long.weight";
constexpr const char* kShortFactors = "rope_factors_short.weight";

/// Reads the keys of one architecture.
class GgufConfigReader {
  public:
    GgufConfigReader(const GgufFile& file, const GgufArchitecture& architecture)
        : m_file(file), m_architecture(architecture), m_place(file.path().string()) {}

    Result<Json> run() {
        m_json["model_type"] = m_architecture.modelType;
        AZR_CHECK(checkAll());
        AZR_CHECK(shapes());
        AZR_CHECK(vocabulary());
        AZR_CHECK(biases());
        AZR_CHECK(window());
        AZR_CHECK(rope());
        tokens();
        AZR_CHECK(family());
        return m_json;
    }

    /// As the config.json's reader has it, with a word about where its fields come from.
    Result<HfConfig> config() const {
        AZR_TRY(HfConfig config, parse(m_json));
        if (!m_factors.empty()) AZR_CHECK(checkFactors(config));
        config.outputBias = m_outputBias;
        return config;
    }

  private:
    [[nodiscard]] std::string keyOf(std::string_view name) const {
        return std::string(m_architecture.name) + "." + std::string(name);
    }
    [[nodiscard]] bool has(std::string_view name) const { return m_file.has(keyOf(name)); }
    [[nodiscard]] Result<double> number(std::string_view name, double otherwise) const {
        if (!has(name)) return otherwise;
        return m_file.number(keyOf(name));
    }
    [[nodiscard]] Result<std::int64_t> dimension(std::string_view name) const {
        AZR_TRY(const auto value, m_file.integer(keyOf(name)));
        if (value < 1 || value > 100'000'000)
            return fail(ErrorCode::Parse, "key '" + keyOf(name) + "' must be a positive number", m_place);
        return value;
    }
    [[nodiscard]] Result<std::int64_t> dimensionOr(std::string_view name, std::int64_t otherwise) const {
        if (!has(name)) return otherwise;
        return dimension(name);
    }
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view name, const std::string& why,
                                               const char* remedy = kOtherModel) const {
        return fail(ErrorCode::Unsupported, fmt::format("key '{}' {}", keyOf(name), why), m_place, remedy);
    }

    [[nodiscard]] Result<HfConfig> parse(const Json& json) const {
        return parseHfConfig(json, m_place + ", its metadata as a config.json");
    }

    Status checkAll() const {
        for (const auto& [key, value] : m_file.values())
            if (!key.starts_with("tokenizer."))
                AZR_CHECK(checkKey(key, jsonOf(value), KeyFile::Gguf, m_architecture.name, m_place));
        return {};
    }

    static Json jsonOf(const GgufValue& value) {
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

    Status shapes() {
        AZR_TRY(const auto hidden, dimension("embedding_length"));
        AZR_TRY(const auto layers, dimension("block_count"));
        AZR_TRY(const auto heads, dimension("attention.head_count"));
        AZR_TRY(const auto kvHeads, dimensionOr("attention.head_count_kv", heads));
        AZR_TRY(const auto headDim, dimensionOr("attention.key_length", hidden / heads));
        AZR_TRY(const auto valueDim, dimensionOr("attention.value_length", headDim));
        if (headDim < 2 || headDim % 2 != 0 || heads % kvHeads != 0)
            return fail(ErrorCode::Corrupt, "the numbers and widths of its heads do not fit together", m_place);
        if (valueDim != headDim)
            return refuse("attention.value_length", fmt::format("is {}, keys have {}", valueDim, headDim));
        AZR_TRY(const auto intermediate, dimension("feed_forward_length"));
        AZR_TRY(const auto context, dimension("context_length"));
        AZR_TRY(const double epsilon, m_file.number(keyOf("attention.layer_norm_rms_epsilon")));
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
        AZR_TRY(const auto stated, dimensionOr("vocab_size", rows));
        if (stated != rows)
            return refuse("vocab_size", fmt::format("is {}, tensor 'token_embd.weight' has {} rows", stated, rows));
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

    [[nodiscard]] bool is(std::string_view modelType) const { return m_architecture.modelType == modelType; }

    Status window() {
        AZR_TRY(const double width, number("attention.sliding_window", is("gemma2") ? 4096 : 0));
        if (width == 0) return {};
        const bool ofLlama = is("llama") || is("mistral");
        if (!ofLlama && !is("gemma2") && !is("gemma3_text") && !is("phi3"))
            return refuse("attention.sliding_window", fmt::format("is {}, and nothing says in which layers", width));
        if (ofLlama) m_json["model_type"] = "mistral";  // the same model with a window
        m_json["sliding_window"] = static_cast<std::int64_t>(width);
        return {};
    }

    Status rope() {
        AZR_TRY(const double base, number("rope.freq_base", 10000));
        if (!(base > 1) || !std::isfinite(base))
            return fail(ErrorCode::Parse, "key '" + keyOf("rope.freq_base") + "' must be greater than 1", m_place);
        m_json["rope_theta"] = base;
        AZR_TRY(const auto rotated, dimensionOr("rope.dimension_count", m_headDim));
        if (rotated != m_headDim && is("phi3"))
            m_json["partial_rotary_factor"] = static_cast<double>(rotated) / static_cast<double>(m_headDim);
        else if (rotated != m_headDim)
            return refuse(
                "rope.dimension_count",
                fmt::format("is {}, the heads have {}: only a part of each would be rotated", rotated, m_headDim));
        if (is("phi3")) return longrope(rotated / 2);
        AZR_TRY(const Json scaling, scalingByKeys());
        m_json["rope_scaling"] = scaling;
        return scalingByFactors();
    }

    /// As llama.cpp reads them: a factor, under its new or its old name, without a type is linear; 0 and 1 are none.
    Result<Json> scalingByKeys() const {
        AZR_TRY(const double old, number("rope.scale_linear", 0));
        AZR_TRY(const double factor, number("rope.scaling.factor", old));
        if (has("rope.scale_linear") && has("rope.scaling.factor") && old != factor)
            return refuse("rope.scale_linear", fmt::format("is {}, 'rope.scaling.factor' is {}", old, factor));
        std::string type = "linear";
        if (has("rope.scaling.type")) {
            AZR_TRY(type, m_file.text(keyOf("rope.scaling.type")));
        }
        if (!(factor >= 0) || !std::isfinite(factor))
            return fail(ErrorCode::Parse, "key '" + keyOf("rope.scaling.factor") + "' must be positive", m_place);
        if (type == "none" || type.empty()) return Json();
        if (type == "linear")
            return factor == 0 || factor == 1 ? Json() : Json({{"rope_type", type}, {"factor", factor}});
        if (type == "yarn") return yarn(factor);
        return refuse("rope.scaling.type", fmt::format("is '{}', which this build does not compute", type));
    }

    /// llama.cpp multiplies attention by attn_factor (1 + ln(factor) / 10); transformers has the product.
    Result<Json> yarn(double factor) const {
        if (factor == 0) return refuse("rope.scaling.factor", "is missing, the scaling is yarn");
        AZR_TRY(const double context,
                number("rope.scaling.original_context_length", m_json["max_position_embeddings"]));
        AZR_TRY(const double fast, number("rope.scaling.yarn_beta_fast", 32));
        AZR_TRY(const double slow, number("rope.scaling.yarn_beta_slow", 1));
        AZR_TRY(const double attention, number("rope.scaling.attn_factor", 1));
        const double product = attention * (1 + 0.1 * std::log(factor));
        AZR_TRY(const double stated, number("rope.scaling.yarn_attn_factor", product));
        if (!(std::abs(stated - product) < 1e-4))
            return refuse("rope.scaling.yarn_attn_factor",
                          fmt::format("is {}: transformers takes that for the scale of attention, llama.cpp {}", stated,
                                      product));
        Json scaling = {{"rope_type", "yarn"},
                        {"factor", factor},
                        {"original_max_position_embeddings", static_cast<std::int64_t>(context)},
                        {"beta_fast", fast},
                        {"beta_slow", slow}};
        if (attention != 1) scaling["attention_factor"] = product;
        return scaling;
    }

    /// Phi's factors stand in two tensors.
    Status longrope(std::int64_t pairs) {
        Json lists = Json::object();
        for (const auto& [name, field] :
             {std::pair(kLongFactors, "long_factor"), std::pair(kShortFactors, "short_factor")}) {
            const auto* tensor = m_file.find(name);
            if (tensor == nullptr) continue;
            if (tensor->shape != std::vector<std::int64_t>{pairs})
                return fail(ErrorCode::Corrupt, fmt::format("tensor '{}' does not have one value per frequency", name),
                            m_place);
            std::vector<float> values(static_cast<std::size_t>(pairs));
            dequantise(tensor->type, tensor->bytes, values);
            lists[field] = values;
        }
        AZR_TRY(const auto original,
                dimensionOr("rope.scaling.original_context_length", m_json["max_position_embeddings"]));
        m_json["original_max_position_embeddings"] = original;
        AZR_TRY(const Json byKeys, lists.empty() ? scalingByKeys() : Result<Json>(Json()));
        if (!byKeys.is_null()) return refuse("rope.scaling.factor", "goes with factors in tensors alone");
        if (lists.empty()) return {};
        if (lists.size() != 2)
            return fail(ErrorCode::NotFound, fmt::format("tensor '{}' or '{}' is missing", kLongFactors, kShortFactors),
                        m_place);
        lists["rope_type"] = "longrope";
        lists["original_max_position_embeddings"] = original;
        if (has("rope.scaling.attn_factor")) {
            AZR_TRY(lists["attention_factor"], number("rope.scaling.attn_factor", 1));
        }
        m_json["rope_scaling"] = lists;
        return {};
    }

    /// The file holds the outcome of llama3's scaling, a divisor per frequency. The rule behind it is that of Llama 3.1
    /// to 3.3 with one free factor, which must give the same divisors.
    Status scalingByFactors() {
        const auto* tensor = m_file.find(kRopeFactors);
        if (tensor == nullptr) return {};
        if (tensor->shape != std::vector<std::int64_t>{m_headDim / 2})
            return fail(ErrorCode::Corrupt, "tensor 'rope_freqs.weight' does not have one value per frequency",
                        m_place);
        m_factors.resize(static_cast<std::size_t>(m_headDim / 2));
        dequantise(tensor->type, tensor->bytes, m_factors);
        if (!m_json["rope_scaling"].is_null())
            return refuse("rope.scaling.type", "scales the angles, and so does tensor 'rope_freqs.weight'");
        const float largest = *std::ranges::max_element(m_factors);
        constexpr int kPretrained = 8192;
        if (largest > 1)
            m_json["rope_scaling"] = {{"rope_type", "llama3"},
                                      {"factor", largest},
                                      {"low_freq_factor", 1.0},
                                      {"high_freq_factor", 4.0},
                                      {"original_max_position_embeddings", kPretrained}};
        return {};
    }

    Status checkFactors(const HfConfig& scaled) const {
        Json json = m_json;
        json["rope_scaling"] = nullptr;
        AZR_TRY(const HfConfig unscaled, parse(json));
        const auto wanted = ropeFrequencies(scaled), plain = ropeFrequencies(unscaled);
        for (std::size_t i = 0; i < m_factors.size(); ++i)
            if (!(std::abs(plain[i] / wanted[i] / static_cast<double>(m_factors[i]) - 1) < 1e-3))
                return fail(ErrorCode::Unsupported,
                            "tensor 'rope_freqs.weight' scales RoPE in another way than Llama 3", m_place);
        return {};
    }

    /// What the families add; what the file leaves out is what llama.cpp takes.
    Status family() {
        if (is("gemma2") || is("gemma3_text")) return gemma();
        if (is("granite")) return granite();
        if (is("smollm3")) m_json["no_rope_layer_interval"] = 4;
        return {};
    }

    Status gemma() {
        m_json["hidden_activation"] = "gelu_pytorch_tanh";
        const bool second = is("gemma2");
        const std::int64_t hidden = m_json["hidden_size"], heads = m_json["num_attention_heads"];
        // The largest of either family scales by another width; the file does not say so.
        const bool largest = m_json["num_hidden_layers"] == (second ? 46 : 62);
        m_json["query_pre_attn_scalar"] = largest ? hidden / heads : m_headDim;
        AZR_TRY(const double attention, number("attn_logit_softcapping", second ? 50 : 0));
        AZR_TRY(const double last, number("final_logit_softcapping", second ? 30 : 0));
        m_json["attn_logit_softcapping"] = attention > 0 ? Json(attention) : Json();
        m_json["final_logit_softcapping"] = last > 0 ? Json(last) : Json();
        if (second) return {};
        AZR_TRY(const double local, number("rope.freq_base_swa", 10000));
        m_json["rope_local_base_freq"] = local;
        return gemmaLayers();
    }

    /// Every sixth layer sees everything, unless a list says otherwise; without a window all do.
    Status gemmaLayers() {
        const std::int64_t layers = m_json["num_hidden_layers"];
        if (!m_json.contains("sliding_window")) {
            m_json["layer_types"] = std::vector<std::string>(static_cast<std::size_t>(layers), "full_attention");
            return {};
        }
        m_json["sliding_window_pattern"] = 6;
        if (!has("attention.sliding_window_pattern")) return {};
        const auto* local = m_file.integers(keyOf("attention.sliding_window_pattern"));
        if (local == nullptr) {
            AZR_TRY(m_json["sliding_window_pattern"], dimension("attention.sliding_window_pattern"));
            return {};
        }
        if (std::ssize(*local) != layers)
            return fail(ErrorCode::Corrupt,
                        "key '" + keyOf("attention.sliding_window_pattern") + "' is no list of all layers", m_place);
        Json types = Json::array();
        for (const std::int64_t one : *local) types.push_back(one != 0 ? "sliding_attention" : "full_attention");
        m_json["layer_types"] = types;
        return {};
    }

    Status granite() {
        const double usual = 1 / std::sqrt(static_cast<double>(m_headDim));
        for (const auto& [key, field, otherwise] : {std::tuple("attention.scale", "attention_multiplier", usual),
                                                    std::tuple("embedding_scale", "embedding_multiplier", 1.0),
                                                    std::tuple("residual_scale", "residual_multiplier", 1.0),
                                                    std::tuple("logit_scale", "logits_scaling", 1.0)}) {
            AZR_TRY(const double value, number(key, 0));
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
    std::string m_place;
    Json m_json = Json::object();
    std::int64_t m_headDim = 0;
    bool m_outputBias = false;
    std::vector<float> m_factors;  ///< of rope_freqs.weight
};

}  // namespace

Result<const GgufArchitecture*> architectureOf(const GgufFile& file) {
    AZR_TRY(const auto name, file.text("general.architecture"));
    if (const auto* architecture = findArchitecture(name)) return architecture;
    return fail(ErrorCode::Unsupported, "key 'general.architecture' is '" + name + "'", file.path().string(),
                "choose a model of one of the architectures " + knownArchitectures());
}

bool isGgufRopeFactors(std::string_view tensor) {
    return tensor == kRopeFactors || tensor == kLongFactors || tensor == kShortFactors;
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
