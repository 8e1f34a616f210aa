#include "core/weights/hf_config.h"

#include "core/base/files.h"

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

Result<Family> parseFamily(const Json& json, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "model_type", place));
    if (type == "llama") return Family::Llama;
    if (type == "qwen2") return Family::Qwen2;
    return unsupported("field 'model_type' is '" + type + "'; this build runs llama and qwen2", place);
}

/// RoPE in the keys of version 5 (rope_parameters), else of version 4 (rope_theta, rope_scaling).
Result<double> parseRope(const Json& json, const std::string& place) {
    for (const char* key : {"rope_parameters", "rope_scaling"}) {
        if (!json.contains(key) || json.at(key).is_null()) continue;
        const auto& rope = json.at(key);
        if (!rope.is_object())
            return fail(ErrorCode::Parse, std::string("field '") + key + "' is not an object", place);
        for (const char* typeKey : {"rope_type", "type"}) {
            AZR_TRY(const auto type, fieldOr<std::string>(rope, typeKey, "default", place));
            if (type != "default")
                return unsupported(std::string("field '") + key + "' asks for scaled RoPE '" + type + "'", place);
        }
    }
    double theta = 10000.0;  // what transformers assumes where neither generation names it
    if (json.contains("rope_parameters") && json.at("rope_parameters").is_object() &&
        json.at("rope_parameters").contains("rope_theta")) {
        AZR_TRY(theta, field<double>(json.at("rope_parameters"), "rope_theta", place));
    } else {
        AZR_TRY(theta, fieldOr<double>(json, "rope_theta", theta, place));
    }
    if (!(theta > 1.0)) return fail(ErrorCode::Parse, "field 'rope_theta' must be greater than 1", place);
    return theta;
}

Status refuseUnsupported(const Json& json, const std::string& place) {
    AZR_TRY(const auto activation, fieldOr<std::string>(json, "hidden_act", "silu", place));
    if (activation != "silu") return unsupported("field 'hidden_act' is '" + activation + "', not 'silu'", place);
    AZR_TRY(const bool mlpBias, fieldOr<bool>(json, "mlp_bias", false, place));
    if (mlpBias) return unsupported("field 'mlp_bias' is true", place);
    AZR_TRY(const bool sliding, fieldOr<bool>(json, "use_sliding_window", false, place));
    if (sliding) return unsupported("field 'use_sliding_window' is true", place);
    if (json.contains("quantization_config") && !json.at("quantization_config").is_null())
        return fail(ErrorCode::Unsupported, "field 'quantization_config' is set: the weights are quantised", place,
                    "save the model in bfloat16 or float32 first");
    return {};
}

Status parseTokens(const Json& json, HfConfig& config, const std::string& place) {
    AZR_TRY(config.bosToken, fieldOr<int>(json, "bos_token_id", -1, place));
    AZR_TRY(config.padToken, fieldOr<int>(json, "pad_token_id", -1, place));
    if (!json.contains("eos_token_id") || json.at("eos_token_id").is_null()) return {};
    if (json.at("eos_token_id").is_array()) {
        AZR_TRY(config.eosTokens, field<std::vector<int>>(json, "eos_token_id", place));
    } else {
        AZR_TRY(const int token, field<int>(json, "eos_token_id", place));
        config.eosTokens = {token};
    }
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
    return family == Family::Llama ? "llama" : "qwen2";
}

std::int64_t HfConfig::parameterCount() const {
    const std::int64_t d = hidden, q = std::int64_t{heads} * headDim, kv = std::int64_t{kvHeads} * headDim;
    std::int64_t layer = d * q + 2 * d * kv + q * d + 3 * d * intermediate + 2 * d;
    if (qkvBias) layer += q + 2 * kv;
    if (outputBias) layer += d;
    return layers * layer + d + d * vocabulary * (tiedEmbeddings ? 1 : 2);
}

Result<HfConfig> parseHfConfig(const Json& json, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    HfConfig config;
    AZR_TRY(config.family, parseFamily(json, place));
    AZR_CHECK(refuseUnsupported(json, place));
    AZR_TRY(config.hidden, positive(json, "hidden_size", place));
    AZR_TRY(config.layers, positive(json, "num_hidden_layers", place));
    AZR_TRY(config.heads, positive(json, "num_attention_heads", place));
    AZR_TRY(config.kvHeads, positiveOr(json, "num_key_value_heads", config.heads, place));
    if ((!json.contains("head_dim") || json.at("head_dim").is_null()) && config.hidden % config.heads != 0)
        return fail(ErrorCode::Parse, "field 'hidden_size' is no multiple of 'num_attention_heads'", place);
    AZR_TRY(config.headDim, positiveOr(json, "head_dim", config.hidden / config.heads, place));
    AZR_TRY(config.intermediate, positive(json, "intermediate_size", place));
    AZR_TRY(config.vocabulary, positive(json, "vocab_size", place));
    AZR_TRY(config.context, positiveOr(json, "max_position_embeddings", 2048, place));
    AZR_TRY(config.ropeTheta, parseRope(json, place));
    AZR_TRY(config.rmsEpsilon, fieldOr<double>(json, "rms_norm_eps", 1e-6, place));
    // Left out by transformers where it equals the class default, which is false for llama and qwen2.
    AZR_TRY(config.tiedEmbeddings, fieldOr<bool>(json, "tie_word_embeddings", false, place));
    const bool qwen = config.family == Family::Qwen2;
    AZR_TRY(const bool bias, fieldOr<bool>(json, "attention_bias", qwen, place));
    config.qkvBias = qwen || bias;
    config.outputBias = !qwen && bias;
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "torch_dtype", "", place));
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "dtype", config.dtype, place));
    AZR_CHECK(parseTokens(json, config, place));
    AZR_CHECK(checkShape(config, place));
    return config;
}

Result<HfConfig> readHfConfig(const std::filesystem::path& folder) {
    const auto file = folder / "config.json";
    AZR_TRY(const Json json, readJson(file));
    return parseHfConfig(json, file.string());
}

Json toJson(const HfConfig& config) {
    const bool qwen = config.family == Family::Qwen2;
    Json json;
    json["architectures"] = {qwen ? "Qwen2ForCausalLM" : "LlamaForCausalLM"};
    json["model_type"] = name(config.family);
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
    json["rope_scaling"] = nullptr;
    json["rope_parameters"] = {{"rope_theta", config.ropeTheta}, {"rope_type", "default"}};
    json["hidden_act"] = "silu";
    json["tie_word_embeddings"] = config.tiedEmbeddings;
    if (!qwen) {
        json["attention_bias"] = config.outputBias;
        json["mlp_bias"] = false;
    }
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
