#include "core/weights/hf_config.h"

#include <algorithm>

#include "core/base/files.h"
#include "core/weights/adapters/adapter.h"
#include "core/weights/families/family.h"
#include "core/weights/fields_p.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/gguf/gguf_model.h"
#include "core/weights/known_keys.h"
#include "core/weights/layer_windows.h"
#include "core/weights/model_tensors.h"

namespace azr::weights {
namespace {

Result<const FamilyTraits*> parseFamily(const Json& json, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "model_type", place));
    if (const FamilyTraits* const family = findFamily(type)) return family;
    return fields::unsupported("field 'model_type' is '" + type + "'; this build runs " + familyList(), place,
                               "choose a model of one of them");
}

/// transformers goes by model_type alone, but what was saved by another class may compute something else.
Status checkArchitecture(const Json& json, const FamilyTraits& family, const std::string& place) {
    AZR_TRY(const auto named, fieldOr<std::vector<std::string>>(json, "architectures", {}, place));
    if (named.empty() || std::ranges::find(named, family.architecture) != named.end()) return {};
    return fields::unsupported("field 'architectures' names '" + named.front() + "' and field 'model_type' '" +
                                   std::string(family.name) + "', whose class is '" + std::string(family.architecture) +
                                   "'",
                               place, "choose a causal language model of one of these: " + familyList());
}

/// What would change the arithmetic of every family in a way that none has.
Status refuseUnsupported(const Json& json, const std::string& place) {
    for (const char* key : {"mlp_bias", "is_encoder_decoder"}) {
        AZR_TRY(const bool set, fieldOr<bool>(json, key, false, place));
        if (set) return fields::unsupported(std::string("field '") + key + "' is true", place);
    }
    AZR_TRY(const bool causal, fieldOr<bool>(json, "is_causal", true, place));
    if (!causal)
        return fields::unsupported("field 'is_causal' is false: its tokens see those behind them", place,
                                   "choose a causal language model");
    if (fields::says(json, "quantization_config"))
        return fail(ErrorCode::Unsupported, "field 'quantization_config' is set: the weights are quantised", place,
                    "save the model in bfloat16 or float32 first");
    return {};
}

struct ActivationName {
    std::string_view name;
    Activation activation;
};
/// The first of each is written.
constexpr ActivationName kActivations[] = {{"silu", Activation::Silu},
                                           {"swish", Activation::Silu},
                                           {"gelu_pytorch_tanh", Activation::GeluTanh},
                                           {"gelu_new", Activation::GeluTanh}};

Result<Activation> activationNamed(const Json& json, const char* key, Activation fallback, const std::string& place) {
    if (!fields::says(json, key)) return fallback;
    AZR_TRY(const auto text, field<std::string>(json, key, place));
    for (const auto& [name, activation] : kActivations)
        if (name == text) return activation;
    return fields::unsupported(std::string("field '") + key + "' is '" + text + "', not 'silu' or 'gelu_pytorch_tanh'",
                               place);
}

/// Some families have a name of their own for it, and files that carry both.
Status parseActivation(const Json& json, const FamilyTraits& family, HfConfig& config, const std::string& place) {
    AZR_TRY(config.traits.activation, activationNamed(json, family.activationKey, family.activation, place));
    AZR_TRY(const Activation usual, activationNamed(json, "hidden_act", config.traits.activation, place));
    if (usual != config.traits.activation) return fields::contradiction(family.activationKey, "hidden_act", place);
    return {};
}

Status parseBiases(const Json& json, const FamilyTraits& family, HfConfig& config, const std::string& place) {
    AZR_TRY(const bool bias, fieldOr<bool>(json, "attention_bias", false, place));
    if (bias && family.biases == Biases::Never)
        return fields::unsupported("field 'attention_bias' is true, and models of this type have none", place);
    config.qkvBias = bias || family.biases == Biases::Qkv;
    config.outputBias = bias && family.biases == Biases::Named;
    return {};
}

Status parseShape(const Json& json, const FamilyTraits& family, HfConfig& config, const std::string& place) {
    AZR_TRY(config.hidden, fields::positive(json, "hidden_size", place));
    AZR_TRY(config.layers, fields::positive(json, "num_hidden_layers", place));
    AZR_TRY(config.heads, fields::positive(json, "num_attention_heads", place));
    const int kvHeads = family.kvHeads > 0 && !json.contains("num_key_value_heads") ? family.kvHeads : config.heads;
    AZR_TRY(config.kvHeads, fields::positiveOr(json, "num_key_value_heads", kvHeads, place));
    const bool quotient = family.headDim == 0 || (json.contains("head_dim") && json.at("head_dim").is_null());
    if (quotient && !fields::says(json, "head_dim") && config.hidden % config.heads != 0)
        return fail(ErrorCode::Parse, "field 'hidden_size' is no multiple of 'num_attention_heads'", place);
    const int headDim = quotient ? std::max(config.hidden / config.heads, 1) : family.headDim;
    AZR_TRY(config.headDim, fields::positiveOr(json, "head_dim", headDim, place));
    AZR_TRY(config.intermediate, fields::positive(json, "intermediate_size", place));
    AZR_TRY(config.vocabulary, fields::positive(json, "vocab_size", place));
    AZR_TRY(config.context, fields::positiveOr(json, "max_position_embeddings", family.context, place));
    if (config.heads % config.kvHeads != 0)
        return fail(ErrorCode::Parse, "field 'num_attention_heads' is no multiple of 'num_key_value_heads'", place);
    if (config.headDim % 2 != 0) return fields::unsupported("field 'head_dim' is odd, RoPE needs pairs", place);
    return {};
}

Result<std::vector<int>> parseEnds(const Json& json, const std::string& place) {
    if (!json.contains("eos_token_id") || json.at("eos_token_id").is_null()) return std::vector<int>{};
    if (json.at("eos_token_id").is_array()) return fields::wholes(json, "eos_token_id", place);
    AZR_TRY(const int token, fields::whole(json, "eos_token_id", place));
    return std::vector<int>{token};
}

Status parseTokens(const Json& json, HfConfig& config, const std::string& place) {
    AZR_TRY(config.bosToken, fields::wholeOr(json, "bos_token_id", -1, place));
    AZR_TRY(config.padToken, fields::wholeOr(json, "pad_token_id", -1, place));
    AZR_TRY(config.eosTokens, parseEnds(json, place));
    return {};
}

}  // namespace

int HfConfig::window() const {
    for (std::size_t layer = 0; layer < traits.layers.size(); ++layer)
        if (const int window = windowOf(layer); window > 0) return window;
    return 0;
}

std::int64_t HfConfig::parameterCount() const {
    std::int64_t layer = 0;
    for (const BlockTensor& tensor : blockTensors(*this)) layer += tensor.elements();
    return layers * layer + hidden + std::int64_t{hidden} * vocabulary * (tiedEmbeddings ? 1 : 2);
}

Result<HfConfig> parseHfConfig(const Json& json, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    AZR_TRY(const FamilyTraits* const family, parseFamily(json, place));
    HfConfig config;
    config.family = family->family;
    config.qkNorm = family->qkNorm;
    config.traits = family->traits;
    AZR_CHECK(checkArchitecture(json, *family, place));
    AZR_CHECK(refuseUnsupported(json, place));
    AZR_CHECK(refuseForeignKeys(json, *family, place));
    AZR_CHECK(checkKeys(json, KeyFile::Config, family->name, place));
    AZR_CHECK(parseActivation(json, *family, config, place));
    AZR_CHECK(parseShape(json, *family, config, place));
    AZR_TRY(config.rmsEpsilon, fieldOr<double>(json, "rms_norm_eps", family->epsilon, place));
    if (!(config.rmsEpsilon >= 0 && config.rmsEpsilon < 1))
        return fail(ErrorCode::Parse, "field 'rms_norm_eps' must lie within 0 and 1", place);
    // Left out by transformers where it equals the default of the class.
    AZR_TRY(config.tiedEmbeddings, fieldOr<bool>(json, "tie_word_embeddings", family->tied, place));
    AZR_CHECK(parseBiases(json, *family, config, place));
    if (family->read != nullptr) AZR_CHECK(family->read(json, config, place));
    AZR_CHECK(readWindows(json, *family, config, place));
    AZR_CHECK(readRope(json, family->rope, config, place));
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "torch_dtype", "", place));
    AZR_TRY(config.dtype, fieldOr<std::string>(json, "dtype", config.dtype, place));
    AZR_CHECK(parseTokens(json, config, place));
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

Json toJson(const HfConfig& config) {
    const FamilyTraits& family = traitsOf(config.family);
    Json json;
    json["architectures"] = {family.architecture};
    json["model_type"] = family.name;
    // Names the layout: without it transformers 4.57 takes every large vocabulary for a broken one of Mistral's.
    json["transformers_version"] = "5.0.0";
    json["hidden_size"] = config.hidden;
    json["intermediate_size"] = config.intermediate;
    json["num_hidden_layers"] = config.layers;
    json["num_attention_heads"] = config.heads;
    json["num_key_value_heads"] = config.kvHeads;
    // Qwen2's own configuration class has no head_dim; naming it where it is the quotient would only confuse readers.
    if (family.biases != Biases::Qkv || config.headDim * config.heads != config.hidden)
        json["head_dim"] = config.headDim;
    json["vocab_size"] = config.vocabulary;
    json["max_position_embeddings"] = config.storedContext > 0 ? config.storedContext : config.context;
    json["rms_norm_eps"] = config.rmsEpsilon;
    writeRope(config, family.rope, json);
    const auto& used = *std::ranges::find(kActivations, config.traits.activation, &ActivationName::activation);
    json[family.activationKey] = used.name;
    json["tie_word_embeddings"] = config.tiedEmbeddings;
    if (family.biases == Biases::Named) json["attention_bias"] = config.outputBias;
    if (family.write != nullptr) family.write(config, json);
    writeWindows(config, family, json);
    json["attention_dropout"] = 0.0;
    json["initializer_range"] = 0.02;
    json["use_cache"] = true;
    // A key that is left out would mean the default of the class, 32000 in Phi-3's.
    json["bos_token_id"] = config.bosToken >= 0 ? Json(config.bosToken) : Json();
    json["pad_token_id"] = config.padToken >= 0 ? Json(config.padToken) : Json();
    json["eos_token_id"] = config.eosTokens.empty() ? Json() : Json(config.eosTokens);
    if (config.eosTokens.size() == 1) json["eos_token_id"] = config.eosTokens.front();
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
