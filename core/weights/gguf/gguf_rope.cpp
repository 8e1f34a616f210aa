// The angles of positions, as the metadata and the tensors of a GGUF file have them.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/weights/gguf/gguf_keys.h"
#include "core/weights/gguf/gguf_model.h"

namespace azr::weights {
namespace {

constexpr const char* kRopeFactors = "rope_freqs.weight";
constexpr const char* kLongFactors = "rope_factors_long.weight";
constexpr const char* kShortFactors = "rope_factors_short.weight";

/// rope.scaling.type and its factor, as llama.cpp reads them: a factor, under its new or its old name, without a type
/// is linear; 0 is 1.
struct Scaling {
    std::string type;
    double factor = 1;
};

Result<Scaling> readScaling(const GgufKeys& keys) {
    AZR_TRY(const double old, keys.number("rope.scale_linear", 0));
    AZR_TRY(const double factor, keys.number("rope.scaling.factor", old));
    if (keys.has("rope.scale_linear") && keys.has("rope.scaling.factor") && old != factor)
        return keys.refuse("rope.scale_linear", fmt::format("is {}, 'rope.scaling.factor' is {}", old, factor));
    if (!(factor >= 0) || !std::isfinite(factor))
        return fail(ErrorCode::Parse, "key '" + keys.keyOf("rope.scaling.factor") + "' must be positive", keys.place());
    Scaling scaling{"linear", factor == 0 ? 1 : factor};
    if (keys.has("rope.scaling.type")) {
        AZR_TRY(scaling.type, keys.file().text(keys.keyOf("rope.scaling.type")));
    }
    if (scaling.type == "none" || scaling.type.empty()) scaling = {"none", 1};
    return scaling;
}

/// What llama.cpp applies whatever the type is.
Status checkPlainAngles(const GgufKeys& keys) {
    AZR_TRY(const double attention, keys.number("rope.scaling.attn_factor", 1));
    if (attention != 1)
        return keys.refuse("rope.scaling.attn_factor", fmt::format("is {}: attention would be scaled", attention));
    AZR_TRY(const double mixed, keys.number("rope.scaling.yarn_ext_factor", 0));
    if (mixed > 0)  // below 0: not set
        return keys.refuse("rope.scaling.yarn_ext_factor", fmt::format("is {}, the scaling is not yarn", mixed));
    return {};
}

/// llama.cpp multiplies attention by attn_factor (1 + ln(factor) / 10); transformers has the product.
Result<Json> yarn(const GgufKeys& keys, double factor, const Json& context) {
    if (factor == 1) return keys.refuse("rope.scaling.factor", "is missing or 1, the scaling is yarn");
    AZR_TRY(const double original, keys.number("rope.scaling.original_context_length", context));
    AZR_TRY(const double fast, keys.number("rope.scaling.yarn_beta_fast", 32));
    AZR_TRY(const double slow, keys.number("rope.scaling.yarn_beta_slow", 1));
    AZR_TRY(const double mixed, keys.number("rope.scaling.yarn_ext_factor", 1));
    if (mixed != 1 && mixed >= 0)
        return keys.refuse("rope.scaling.yarn_ext_factor", fmt::format("is {}, not 1", mixed));
    AZR_TRY(const double attention, keys.number("rope.scaling.attn_factor", 1));
    const double product = attention * (1 + 0.1 * std::log(factor));
    AZR_TRY(const double stated, keys.number("rope.scaling.yarn_attn_factor", product));
    if (!(std::abs(stated - product) < 1e-4))
        return keys.refuse(
            "rope.scaling.yarn_attn_factor",
            fmt::format("is {}: transformers takes that for the scale of attention, llama.cpp {}", stated, product));
    Json scaling = {{"rope_type", "yarn"},
                    {"factor", factor},
                    {"original_max_position_embeddings", static_cast<std::int64_t>(original)},
                    {"beta_fast", fast},
                    {"beta_slow", slow}};
    if (attention != 1) scaling["attention_factor"] = product;
    return scaling;
}

/// Null: none.
Result<Json> scalingByKeys(const GgufKeys& keys, const Json& context) {
    AZR_TRY(const Scaling scaling, readScaling(keys));
    if (scaling.type == "yarn") return yarn(keys, scaling.factor, context);
    if (scaling.type != "none" && scaling.type != "linear")
        return keys.refuse("rope.scaling.type",
                           fmt::format("is '{}', which this build does not compute", scaling.type));
    AZR_CHECK(checkPlainAngles(keys));
    if (scaling.factor == 1) return Json();
    return Json({{"rope_type", "linear"}, {"factor", scaling.factor}});
}

Result<std::vector<float>> factorsOf(const GgufKeys& keys, const char* name, std::int64_t angles) {
    const auto* tensor = keys.file().find(name);
    if (tensor == nullptr) return std::vector<float>{};
    if (tensor->shape != std::vector<std::int64_t>{angles})
        return fail(ErrorCode::Corrupt, fmt::format("tensor '{}' does not have one value per frequency", name),
                    keys.place());
    std::vector<float> values(static_cast<std::size_t>(angles));
    dequantise(tensor->type, tensor->bytes, values);
    return values;
}

tl::unexpected<Error> besideTensor(const GgufKeys& keys, const char* tensor) {
    return fail(ErrorCode::Unsupported,
                fmt::format("tensor '{}' scales the angles beside '{}'", tensor, keys.keyOf("rope.scaling.type")),
                keys.place(), "choose another file of the model");
}

/// Phi's factors stand in two tensors.
Status longrope(const GgufKeys& keys, std::int64_t angles, Json& json) {
    AZR_TRY(const auto original,
            keys.dimension("rope.scaling.original_context_length", json["max_position_embeddings"]));
    json["original_max_position_embeddings"] = original;
    AZR_TRY(const auto longer, factorsOf(keys, kLongFactors, angles));
    AZR_TRY(const auto shorter, factorsOf(keys, kShortFactors, angles));
    if (longer.empty() && shorter.empty()) {
        AZR_TRY(json["rope_scaling"], scalingByKeys(keys, json["max_position_embeddings"]));
        return {};
    }
    if (longer.empty() || shorter.empty())
        return fail(ErrorCode::NotFound,
                    fmt::format("tensor '{}' is missing", longer.empty() ? kLongFactors : kShortFactors), keys.place());
    AZR_TRY(const Scaling scaling, readScaling(keys));
    if (scaling.factor != 1 || (keys.has("rope.scaling.type") && scaling.type != "longrope" && scaling.type != "none"))
        return besideTensor(keys, kLongFactors);
    json["rope_scaling"] = {{"rope_type", "longrope"},
                            {"original_max_position_embeddings", original},
                            {"short_factor", shorter},
                            {"long_factor", longer}};
    if (keys.has("rope.scaling.attn_factor")) {
        AZR_TRY(json["rope_scaling"]["attention_factor"], keys.number("rope.scaling.attn_factor", 1));
    }
    return {};
}

/// The file holds the outcome of llama3's scaling. The rule behind it is that of Llama 3.1 to 3.3 with one free factor.
Json llama3Of(const std::vector<float>& factors) {
    constexpr int kPretrained = 8192;
    const float largest = *std::ranges::max_element(factors);
    if (!(largest > 1)) return Json();
    return {{"rope_type", "llama3"},
            {"factor", largest},
            {"low_freq_factor", 1.0},
            {"high_freq_factor", 4.0},
            {"original_max_position_embeddings", kPretrained}};
}

}  // namespace

bool isGgufRopeFactors(std::string_view tensor) {
    return tensor == kRopeFactors || tensor == kLongFactors || tensor == kShortFactors;
}

Result<std::vector<float>> ggufRopeFactors(const GgufKeys& keys, std::int64_t headDim) {
    return factorsOf(keys, kRopeFactors, headDim / 2);
}

Status readGgufRope(const GgufKeys& keys, std::int64_t headDim, Json& json) {
    AZR_TRY(const double base, keys.number("rope.freq_base", 10000));
    if (!(base > 1) || !std::isfinite(base))
        return fail(ErrorCode::Parse, "key '" + keys.keyOf("rope.freq_base") + "' must be greater than 1",
                    keys.place());
    json["rope_theta"] = base;
    const bool phi = keys.is("phi3");
    AZR_TRY(const auto rotated, keys.dimension("rope.dimension_count", headDim));
    if (rotated != headDim && (!phi || rotated > headDim))
        return keys.refuse(
            "rope.dimension_count",
            fmt::format("is {}, the heads have {}: another part of each would be rotated", rotated, headDim));
    if (rotated != headDim) json["partial_rotary_factor"] = static_cast<double>(rotated) / static_cast<double>(headDim);
    for (const std::string_view tensor : {kRopeFactors, kLongFactors, kShortFactors})
        if (keys.file().find(tensor) != nullptr && phi == (tensor == kRopeFactors))
            return fail(ErrorCode::Unsupported, fmt::format("tensor '{}' does not belong to this architecture", tensor),
                        keys.place(), "choose another file of the model");
    if (phi) return longrope(keys, rotated / 2, json);
    AZR_TRY(json["rope_scaling"], scalingByKeys(keys, json["max_position_embeddings"]));
    AZR_TRY(const auto factors, ggufRopeFactors(keys, headDim));
    if (factors.empty()) return {};
    if (!json["rope_scaling"].is_null()) return besideTensor(keys, kRopeFactors);
    json["rope_scaling"] = llama3Of(factors);
    return {};
}

}  // namespace azr::weights
