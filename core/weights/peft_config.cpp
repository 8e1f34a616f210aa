#include "core/weights/peft_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::weights {
namespace {

/// What changes the meaning of the tensors must be absent, false or empty.
constexpr std::array<const char*, 14> kUnread = {
    "use_dora",          "use_qalora",          "lora_bias",       "target_parameters",      "use_rslora",
    "rank_pattern",      "alpha_pattern",       "modules_to_save", "fan_in_fan_out",         "layers_pattern",
    "layer_replication", "layers_to_transform", "exclude_modules", "trainable_token_indices"};

bool means(const Json& value) {
    if (value.is_null()) return false;
    if (value.is_boolean()) return value.get<bool>();
    return !value.empty();
}

/// PEFT takes alpha for a whole number where it can.
Json wholeWhereItIs(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
    return value;
}

/// Projections that some models hold in one matrix: indices of kProjections.
struct FusedProjection {
    std::string_view name;
    std::size_t first, last;
};
constexpr std::array<FusedProjection, 2> kFused = {{{"qkv_proj", 0, 2}, {"gate_up_proj", 4, 5}}};

/// The parts instead of a fused projection's name; whether there was one.
bool unfuse(std::vector<std::string>& names) {
    bool found = false;
    for (const auto& [name, first, last] : kFused) {
        if (std::erase(names, name) == 0) continue;
        for (std::size_t p = first; p <= last; ++p) names.emplace_back(kProjections[p]);
        found = true;
    }
    return found;
}

/// As a model with fused projections has them.
std::vector<std::string> fusedNames(const PeftConfig& config) {
    std::vector<std::string> names;
    for (std::size_t p = 0; p < kProjections.size(); ++p) {
        if (!config.targetsProjection(p)) continue;
        const auto fused = std::ranges::find_if(kFused, [&](const auto& f) { return p >= f.first && p <= f.last; });
        if (fused == kFused.end())
            names.emplace_back(kProjections[p]);
        else if (p == fused->first)
            names.emplace_back(fused->name);
    }
    return names;
}

Result<std::vector<std::string>> targetsOf(const Json& json, bool& fused, const std::string& place) {
    AZR_TRY(const Json value, field<Json>(json, "target_modules", place));
    std::vector<std::string> named;
    if (value == "all-linear") {
        named.assign(kProjections.begin(), kProjections.end());
    } else {
        AZR_TRY(named, field<std::vector<std::string>>(json, "target_modules", place));
        fused = unfuse(named);
    }
    std::vector<std::string> ordered;
    for (const std::string_view projection : kProjections)
        if (std::find(named.begin(), named.end(), projection) != named.end()) ordered.emplace_back(projection);
    if (ordered.size() != named.size())
        return fail(ErrorCode::Unsupported, "field 'target_modules' names others than the projections of a block",
                    place);
    return ordered;
}

Status checkUnread(const Json& json, const std::string& place) {
    for (const char* key : kUnread)
        if (json.contains(key) && means(json.at(key)))
            return fail(ErrorCode::Unsupported,
                        fmt::format("field '{}' is set: that kind of adapter is not supported", key), place,
                        "merge the adapter into its base model with PEFT, and open that");
    AZR_TRY(const auto type, field<std::string>(json, "peft_type", place));
    if (type != "LORA") return fail(ErrorCode::Unsupported, "field 'peft_type' is '" + type + "', not 'LORA'", place);
    AZR_TRY(const auto bias, fieldOr<std::string>(json, "bias", "none", place));
    if (bias != "none") return fail(ErrorCode::Unsupported, "field 'bias' is '" + bias + "', not 'none'", place);
    return {};
}

}  // namespace

bool PeftConfig::targetsProjection(std::size_t projection) const {
    return std::find(targets.begin(), targets.end(), kProjections[projection]) != targets.end();
}

Status checkPeftConfig(const PeftConfig& config, const std::string& place) {
    if (config.rank < 1) return fail(ErrorCode::InvalidArgument, "field 'r' is below 1", place);
    if (!(config.alpha > 0)) return fail(ErrorCode::InvalidArgument, "field 'lora_alpha' is not above 0", place);
    if (!(config.dropout >= 0 && config.dropout < 1))
        return fail(ErrorCode::InvalidArgument, "field 'lora_dropout' lies outside [0, 1)", place);
    if (config.targets.empty()) return fail(ErrorCode::InvalidArgument, "field 'target_modules' is empty", place);
    for (const std::string& target : config.targets)
        if (std::find(kProjections.begin(), kProjections.end(), target) == kProjections.end())
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("'{}' is not one of {}", target, fmt::join(kProjections, ", ")), place);
    return {};
}

Result<PeftConfig> readPeftConfig(const std::filesystem::path& folder) {
    const std::string place = (folder / kAdapterConfigFile).string();
    AZR_TRY(const Json json, readJson(place));
    AZR_CHECK(checkUnread(json, place));
    PeftConfig config;
    AZR_TRY(config.rank, field<int>(json, "r", place));
    AZR_TRY(config.alpha, field<double>(json, "lora_alpha", place));
    AZR_TRY(config.dropout, fieldOr<double>(json, "lora_dropout", 0.0, place));
    AZR_TRY(config.baseModel, fieldOr<std::string>(json, "base_model_name_or_path", "", place));
    AZR_TRY(config.targets, targetsOf(json, config.fused, place));
    AZR_CHECK(checkPeftConfig(config, place));
    return config;
}

Status writePeftConfig(const PeftConfig& config, const std::filesystem::path& folder) {
    const Json json = {{"alpha_pattern", Json::object()},
                       {"auto_mapping", nullptr},
                       {"base_model_name_or_path", config.baseModel.empty() ? Json() : Json(config.baseModel)},
                       {"bias", "none"},
                       {"fan_in_fan_out", false},
                       {"inference_mode", true},
                       {"init_lora_weights", true},
                       {"layers_pattern", nullptr},
                       {"layers_to_transform", nullptr},
                       {"lora_alpha", wholeWhereItIs(config.alpha)},
                       {"lora_dropout", config.dropout},
                       {"modules_to_save", nullptr},
                       {"peft_type", "LORA"},
                       {"r", config.rank},
                       {"rank_pattern", Json::object()},
                       {"revision", nullptr},
                       {"target_modules", config.fused ? fusedNames(config) : config.targets},
                       {"task_type", "CAUSAL_LM"},
                       {"use_dora", false},
                       {"use_rslora", false}};
    return writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json) + "\n");
}

Status fitToModel(PeftConfig& config, const HfConfig& model, const std::string& place) {
    const bool fused = model.traits.fusedNames;
    if (config.fused && !fused)
        return fail(ErrorCode::Unsupported, "field 'target_modules' names fused projections, which the model lacks",
                    place);
    config.fused = fused;
    if (!fused) return {};
    for (const auto& [name, first, last] : kFused)
        for (std::size_t p = first; p <= last; ++p)
            if (config.targetsProjection(p) != config.targetsProjection(first))
                return fail(
                    ErrorCode::Unsupported,
                    fmt::format("the model holds {} in one matrix '{}', which has one adapter or none",
                                fmt::join(kProjections.begin() + first, kProjections.begin() + last + 1, ", "), name),
                    place, "target all of them, or none");
    return {};
}

ProjectionShape projectionShape(const HfConfig& c, std::size_t projection) {
    const std::int64_t d = c.hidden, f = c.intermediate;
    const std::int64_t q = std::int64_t{c.heads} * c.headDim, k = std::int64_t{c.kvHeads} * c.headDim;
    using Shapes = std::array<ProjectionShape, kProjections.size()>;
    if (c.traits.fusedNames)
        return Shapes{{{d, q + 2 * k}, {d, 0}, {d, 0}, {q, d}, {d, 2 * f}, {d, 0}, {f, d}}}[projection];
    return Shapes{{{d, q}, {d, k}, {d, k}, {q, d}, {d, f}, {d, f}, {f, d}}}[projection];
}

std::string projectionName(int layer, std::size_t projection, bool fused) {
    constexpr std::size_t kFirstOfMlp = 4;
    const auto whole = std::ranges::find(kFused, projection, &FusedProjection::first);
    return fmt::format("model.layers.{}.{}.{}", layer, projection < kFirstOfMlp ? "self_attn" : "mlp",
                       fused && whole != kFused.end() ? whole->name : kProjections[projection]);
}

std::string adapterName(int layer, std::size_t projection, char matrix, bool fused) {
    return fmt::format("base_model.model.{}.lora_{}.weight", projectionName(layer, projection, fused), matrix);
}

}  // namespace azr::weights
