#include "core/weights/hf_config.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/files.h"
#include "core/weights/adapter.h"
#include "core/weights/gguf.h"
#include "core/weights/gguf_model.h"
#include "core/weights/known_keys.h"

namespace azr::weights {
namespace {

tl::unexpected<Error> unsupported(std::string detail, const std::string& place) {
    return fail(ErrorCode::Unsupported, std::move(detail), place);
}

Result<int> positive(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(const auto value, field<std::int64_t>(json, key, place));
    if (value < 1 || value > 100'000'000)
        return fail(ErrorCode::Parse, std::string("field '") + key + "' must be a positive number", place);
    return static_cast<int>(value);
}

Result<int> positiveOr(const Json& json, const char* key, int fallback, const std::string& place) {
    if (!json.contains(key) || json.at(key).is_null()) return fallback;
    return positive(json, key, place);
}

struct FamilyRow {
    Family family;
    std::string_view name, architecture;
};
constexpr std::array<FamilyRow, 4> kFamilies = {{{Family::Llama, "llama", "LlamaForCausalLM"},
                                                 {Family::Qwen2, "qwen2", "Qwen2ForCausalLM"},
                                                 {Family::Qwen3, "qwen3", "Qwen3ForCausalLM"},
                                                 {Family::Mistral, "mistral", "MistralForCausalLM"}}};

Result<Family> parseFamily(const Json& json, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "model_type", place));
    for (const auto& row : kFamilies)
        if (row.name == type) return row.family;
    return unsupported("field 'model_type' is '" + type + "'; this build runs llama, mistral, qwen2 and qwen3", place);
}

/// The object that describes RoPE: of version 5 (rope_parameters), else of version 4 (rope_scaling); null where
/// neither.
Result<Json> ropeObject(const Json& json, const std::string& place) {
    for (const char* key : {"rope_parameters", "rope_scaling"}) {
        if (!json.contains(key) || json.at(key).is_null()) continue;
        if (!json.at(key).is_object())
            return fail(ErrorCode::Parse, std::string("field '") + key + "' is not an object", place);
        return json.at(key);
    }
    return Json();
}

Result<double> ropeNumber(const Json& rope, const char* key, const std::string& place) {
    AZR_TRY(const double value, field<double>(rope, key, place + ", RoPE"));
    if (!(value > 0) || !std::isfinite(value))
        return fail(ErrorCode::Parse, std::string("field '") + key + "' must be positive", place + ", RoPE");
    return value;
}

Result<RopeScaling> parseScaling(const Json& rope, const std::string& place) {
    RopeScaling scaling;
    if (rope.is_null()) return scaling;
    AZR_TRY(std::string type, fieldOr<std::string>(rope, "type", "default", place));
    AZR_TRY(type, fieldOr<std::string>(rope, "rope_type", type, place));
    if (type == "default") return scaling;
    if (type != "linear" && type != "llama3")
        return unsupported("scaled RoPE '" + type + "' is not supported; linear and llama3 are", place);
    AZR_TRY(scaling.factor, ropeNumber(rope, "factor", place));
    scaling.kind = RopeScaling::Kind::Linear;
    if (type == "linear") return scaling;
    scaling.kind = RopeScaling::Kind::Llama3;
    AZR_TRY(scaling.lowFactor, ropeNumber(rope, "low_freq_factor", place));
    AZR_TRY(scaling.highFactor, ropeNumber(rope, "high_freq_factor", place));
    AZR_TRY(scaling.originalContext, positive(rope, "original_max_position_embeddings", place));
    if (scaling.highFactor <= scaling.lowFactor)
        return fail(ErrorCode::Parse, "field 'high_freq_factor' must exceed 'low_freq_factor'", place + ", RoPE");
    return scaling;
}

Status parseRope(const Json& json, HfConfig& config, const std::string& place) {
    AZR_TRY(const Json rope, ropeObject(json, place));
    AZR_TRY(config.ropeScaling, parseScaling(rope, place));
    // 10000 is what transformers assumes where neither generation names it.
    AZR_TRY(config.ropeTheta, fieldOr<double>(json, "rope_theta", 10000.0, place));
    AZR_TRY(config.ropeTheta, fieldOr<double>(rope, "rope_theta", config.ropeTheta, place));
    if (!(config.ropeTheta > 1.0) || !std::isfinite(config.ropeTheta))
        return fail(ErrorCode::Parse, "field 'rope_theta' must be greater than 1", place);
    return {};
}

/// A window no shorter than the context never cuts anything off.
Status refuseWindow(const Json& json, const std::string& place) {
    AZR_TRY(const bool sliding, fieldOr<bool>(json, "use_sliding_window", false, place));
    if (sliding) return unsupported("field 'use_sliding_window' is true", place);
    AZR_TRY(const auto kinds, fieldOr<std::vector<std::string>>(json, "layer_types", {}, place));
    for (const auto& kind : kinds)
        if (kind != "full_attention") return unsupported("field 'layer_types' asks for '" + kind + "'", place);
    if (json.value("model_type", "") != "mistral") return {};
    AZR_TRY(const auto window, fieldOr<std::int64_t>(json, "sliding_window", 0, place));
    AZR_TRY(const auto context, fieldOr<std::int64_t>(json, "max_position_embeddings", 2048, place));
    if (window != 0 && window < context)
        return fail(ErrorCode::Unsupported,
                    "field 'sliding_window' is " + std::to_string(window) + ", shorter than the context", place,
                    "lower 'max_position_embeddings' to the window, and set the window to null");
    return {};
}

Status refuseUnsupported(const Json& json, const std::string& place) {
    AZR_TRY(const auto activation, fieldOr<std::string>(json, "hidden_act", "silu", place));
    if (activation != "silu") return unsupported("field 'hidden_act' is '" + activation + "', not 'silu'", place);
    AZR_TRY(const bool mlpBias, fieldOr<bool>(json, "mlp_bias", false, place));
    if (mlpBias) return unsupported("field 'mlp_bias' is true", place);
    AZR_CHECK(refuseWindow(json, place));
    if (json.contains("quantization_config") && !json.at("quantization_config").is_null())
        return fail(ErrorCode::Unsupported, "field 'quantization_config' is set: the weights are quantised", place,
                    "save the model in bfloat16 or float32 first");
    return {};
}

Result<std::vector<int>> parseEnds(const Json& json, const std::string& place) {
    if (!json.contains("eos_token_id") || json.at("eos_token_id").is_null()) return std::vector<int>{};
    if (json.at("eos_token_id").is_array()) return field<std::vector<int>>(json, "eos_token_id", place);
    AZR_TRY(const int token, field<int>(json, "eos_token_id", place));
    return std::vector<int>{token};
}

Status parseTokens(const Json& json, HfConfig& config, const std::string& place) {
    AZR_TRY(config.bosToken, fieldOr<int>(json, "bos_token_id", -1, place));
    AZR_TRY(config.padToken, fieldOr<int>(json, "pad_token_id", -1, place));
    AZR_TRY(config.eosTokens, parseEnds(json, place));
    return {};
}

Status checkShape(const HfConfig& config, const std::string& place) {
    if (config.heads % config.kvHeads != 0)
        return fail(ErrorCode::Parse, "field 'num_attention_heads' is no multiple of 'num_key_value_heads'", place);
    if (config.headDim % 2 != 0) return unsupported("field 'head_dim' is odd, RoPE needs pairs", place);
    return {};
}

}  // namespace

std::string_view name(Family family) {
    return kFamilies[static_cast<std::size_t>(family)].name;
}

std::int64_t HfConfig::parameterCount() const {
    const std::int64_t d = hidden, q = std::int64_t{heads} * headDim, kv = std::int64_t{kvHeads} * headDim;
    std::int64_t layer = d * q + 2 * d * kv + q * d + 3 * d * intermediate + 2 * d;
    if (qkvBias) layer += q + 2 * kv;
    if (outputBias) layer += d;
    if (qkNorm) layer += 2 * std::int64_t{headDim};
    return layers * layer + d + d * vocabulary * (tiedEmbeddings ? 1 : 2);
}

std::vector<double> ropeFrequencies(const HfConfig& config) {
    constexpr double kTurn = 6.283185307179586;
    const RopeScaling& scaling = config.ropeScaling;
    std::vector<double> frequencies;
    for (int i = 0; i < config.headDim / 2; ++i) {
        const double plain = std::pow(config.ropeTheta, -2.0 * i / config.headDim);
        const double squeezed = plain / scaling.factor;
        // How many turns the pair makes within the context of pretraining; slow pairs are squeezed, fast ones are not.
        const double turns = scaling.originalContext * plain / kTurn;
        const double blend = (turns - scaling.lowFactor) / (scaling.highFactor - scaling.lowFactor);
        switch (scaling.kind) {
            case RopeScaling::Kind::None: frequencies.push_back(plain); break;
            case RopeScaling::Kind::Linear: frequencies.push_back(squeezed); break;
            case RopeScaling::Kind::Llama3:
                frequencies.push_back(std::lerp(squeezed, plain, std::clamp(blend, 0.0, 1.0)));
                break;
        }
    }
    return frequencies;
}

Result<HfConfig> parseHfConfig(const Json& json, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    HfConfig config;
    AZR_TRY(config.family, parseFamily(json, place));
    AZR_CHECK(checkKeys(json, KeyFile::Config, json.value("model_type", ""), place));
    AZR_CHECK(refuseUnsupported(json, place));
    AZR_TRY(config.hidden, positive(json, "hidden_size", place));
    AZR_TRY(config.layers, positive(json, "num_hidden_layers", place));
    AZR_TRY(config.heads, positive(json, "num_attention_heads", place));
    AZR_TRY(config.kvHeads, positiveOr(json, "num_key_value_heads", config.heads, place));
    const bool headDimNamed = json.contains("head_dim") && !json.at("head_dim").is_null();
    constexpr int kQwen3HeadDim = 128;  // the default of its configuration class
    const int headDim = config.family == Family::Qwen3 ? kQwen3HeadDim : config.hidden / config.heads;
    if (!headDimNamed && config.family != Family::Qwen3 && config.hidden % config.heads != 0)
        return fail(ErrorCode::Parse, "field 'hidden_size' is no multiple of 'num_attention_heads'", place);
    AZR_TRY(config.headDim, positiveOr(json, "head_dim", std::max(headDim, 1), place));
    AZR_TRY(config.intermediate, positive(json, "intermediate_size", place));
    AZR_TRY(config.vocabulary, positive(json, "vocab_size", place));
    AZR_TRY(config.context, positiveOr(json, "max_position_embeddings", 2048, place));
    AZR_CHECK(parseRope(json, config, place));
    AZR_TRY(config.rmsEpsilon, fieldOr<double>(json, "rms_norm_eps", 1e-6, place));
    // Left out by transformers where it equals the class default, which is false for all families.
    AZR_TRY(config.tiedEmbeddings, fieldOr<bool>(json, "tie_word_embeddings", false, place));
    const bool qwen = config.family == Family::Qwen2;
    AZR_TRY(const bool bias, fieldOr<bool>(json, "attention_bias", qwen, place));
    config.qkvBias = qwen || bias;
    config.outputBias = !qwen && bias;
    config.qkNorm = config.family == Family::Qwen3;
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "torch_dtype", "", place));
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "dtype", config.dtype, place));
    AZR_CHECK(parseTokens(json, config, place));
    AZR_CHECK(checkShape(config, place));
    return config;
}

Result<HfConfig> readHfConfig(const std::filesystem::path& model) {
    if (isAdapter(model)) {
        AZR_TRY(const auto base, baseOfAdapter(model));
        return readHfConfig(base);
    }
    if (isGguf(model)) {
        AZR_TRY(const auto file, GgufFile::open(model));
        return ggufConfig(file);
    }
    const auto file = model / "config.json";
    AZR_TRY(const Json json, readJson(file));
    return parseHfConfig(json, file.string());
}

Result<std::vector<int>> readGenerationEnds(const std::filesystem::path& model) {
    const auto file = model / "generation_config.json";
    std::error_code code;
    if (!std::filesystem::exists(file, code)) return std::vector<int>{};
    AZR_TRY(const Json json, readJson(file));
    AZR_CHECK(checkKeys(json, KeyFile::Generation, "", file.string()));
    return parseEnds(json, file.string());
}

namespace {

Json scalingJson(const RopeScaling& scaling) {
    if (scaling.kind == RopeScaling::Kind::None) return {{"rope_type", "default"}};
    Json json = {{"rope_type", scaling.kind == RopeScaling::Kind::Linear ? "linear" : "llama3"},
                 {"factor", scaling.factor}};
    if (scaling.kind == RopeScaling::Kind::Linear) return json;
    json["low_freq_factor"] = scaling.lowFactor;
    json["high_freq_factor"] = scaling.highFactor;
    json["original_max_position_embeddings"] = scaling.originalContext;
    return json;
}

}  // namespace

Json toJson(const HfConfig& config) {
    const bool qwen = config.family == Family::Qwen2;
    const bool scaled = config.ropeScaling.kind != RopeScaling::Kind::None;
    Json json;
    json["architectures"] = {kFamilies[static_cast<std::size_t>(config.family)].architecture};
    json["model_type"] = name(config.family);
    // Names the layout: without it transformers 4.57 takes every large vocabulary for a broken one of Mistral's.
    json["transformers_version"] = "5.0.0";
    json["hidden_size"] = config.hidden;
    json["intermediate_size"] = config.intermediate;
    json["num_hidden_layers"] = config.layers;
    json["num_attention_heads"] = config.heads;
    json["num_key_value_heads"] = config.kvHeads;
    // Qwen2's own configuration class has no head_dim; naming it where it is the quotient would only confuse readers.
    if (!qwen || config.headDim * config.heads != config.hidden) json["head_dim"] = config.headDim;
    json["vocab_size"] = config.vocabulary;
    json["max_position_embeddings"] = config.context;
    json["rms_norm_eps"] = config.rmsEpsilon;
    json["rope_theta"] = config.ropeTheta;
    json["rope_scaling"] = scaled ? scalingJson(config.ropeScaling) : Json();
    json["rope_parameters"] = {{"rope_theta", config.ropeTheta}};
    json["rope_parameters"].update(scalingJson(config.ropeScaling));
    json["hidden_act"] = "silu";
    json["tie_word_embeddings"] = config.tiedEmbeddings;
    if (config.family == Family::Llama || config.family == Family::Qwen3) json["attention_bias"] = config.outputBias;
    if (config.family == Family::Llama) json["mlp_bias"] = false;
    if (config.family == Family::Mistral) json["sliding_window"] = nullptr;
    json["attention_dropout"] = 0.0;
    json["initializer_range"] = 0.02;
    json["use_cache"] = true;
    if (config.bosToken >= 0) json["bos_token_id"] = config.bosToken;
    if (config.padToken >= 0) json["pad_token_id"] = config.padToken;
    if (config.eosTokens.size() == 1) json["eos_token_id"] = config.eosTokens.front();
    if (config.eosTokens.size() > 1) json["eos_token_id"] = config.eosTokens;
    if (!config.dtype.empty()) {
        json["torch_dtype"] = config.dtype;
        json["dtype"] = config.dtype;
    }
    return json;
}

Status writeHfConfig(const HfConfig& config, const std::filesystem::path& folder) {
    return writeFileAtomic(folder / "config.json", dumpPretty(toJson(config)) + "\n");
}

}  // namespace azr::weights
