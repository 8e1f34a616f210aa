#include "core/weights/adapters/peft_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/adapters/initial_part.h"
#include "core/weights/fields_p.h"
#include "core/weights/known_keys.h"
#include "core/weights/safetensors.h"

namespace azr::weights {
namespace {

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

/// Names of projections and no others, in their order, the parts of fused ones instead of these; else nothing.
std::vector<std::string> projectionsOf(const PeftSelection& selection, bool& fused) {
    if (!selection.isPlainList()) return {};
    std::vector<std::string> named = selection.targets.names;
    fused = unfuse(named);
    std::vector<std::string> ordered;
    for (const std::string_view projection : kProjections)
        if (std::find(named.begin(), named.end(), projection) != named.end()) ordered.emplace_back(projection);
    const bool all = std::ranges::all_of(named, [&](const std::string& name) {
        return std::find(ordered.begin(), ordered.end(), name) != ordered.end();
    });
    return all ? ordered : std::vector<std::string>();
}

/// init_lora_weights: true, false, or the name of a method.
Status readInitial(const Json& json, PeftConfig& config, const std::string& place) {
    if (!json.contains("init_lora_weights")) return {};
    const Json& value = json.at("init_lora_weights");
    if (value.is_null() || value.is_boolean()) return {};
    AZR_TRY(std::string method, field<std::string>(json, "init_lora_weights", place));
    if (method != "loftq" && method != "lora_ga")  // PEFT takes the others in either case
        std::ranges::transform(method, method.begin(), [](unsigned char c) { return std::tolower(c); });
    if (method == "gaussian" || method == "eva" || method == "orthogonal") return {};
    config.frozenUp = method == "mica";
    if (method == "mica") return {};
    if (method == "pissa" || method == "olora") {
        config.initial = method == "pissa" ? InitialPart::Pissa : InitialPart::Olora;
        return {};
    }
    const std::string what = "field 'init_lora_weights' is '" + method + "': ";
    if (method.starts_with("pissa_niter_"))
        return fail(ErrorCode::Unsupported, what + "what was taken out of the base was drawn at random", place,
                    kConvertAdapter);
    if (method == "corda" || method == "lora_ga")
        return fail(ErrorCode::Unsupported, what + "what was taken out of the base depends on data", place,
                    kConvertAdapter);
    if (method == "loftq")
        return fail(ErrorCode::Unsupported, what + "its base is quantised", place,
                    "merge the adapter into its base model with PEFT, and open that");
    return fail(ErrorCode::Unsupported, what + "an unknown method", place,
                "merge the adapter into its base model with PEFT, and open that");
}

Status readKind(const Json& json, PeftConfig& config, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "peft_type", place));
    if (type != "LORA")
        return fail(ErrorCode::Unsupported, "field 'peft_type' is '" + type + "', not 'LORA'", place,
                    "merge the adapter into its base model with PEFT, and open that");
    AZR_TRY(const auto task, fieldOr<std::string>(json, "task_type", "CAUSAL_LM", place));
    if (task != "CAUSAL_LM")
        return fail(ErrorCode::Unsupported, "field 'task_type' is '" + task + "', not 'CAUSAL_LM'", place,
                    "choose an adapter of a language model");
    AZR_TRY(const auto bias, fieldOr<std::string>(json, "bias", "none", place));
    if (bias != "none" && bias != "all" && bias != "lora_only")
        return fail(ErrorCode::Unsupported, "field 'bias' is '" + bias + "', not none, all or lora_only", place);
    if (bias != "none") config.biases = bias == "all" ? TrainedBiases::All : TrainedBiases::OfAdapted;
    return readInitial(json, config, place);
}

Status readSaved(const Json& json, PeftConfig& config, const std::string& place) {
    if (!json.contains("modules_to_save") || json.at("modules_to_save").is_null()) return {};
    AZR_TRY(config.savedModules, field<std::vector<std::string>>(json, "modules_to_save", place));
    return {};
}

Status checkNumbers(const PeftConfig& config, const std::string& place) {
    if (config.rank < 1) return fail(ErrorCode::InvalidArgument, "field 'r' is below 1", place);
    if (!(config.alpha > 0)) return fail(ErrorCode::InvalidArgument, "field 'lora_alpha' is not above 0", place);
    if (!(config.dropout >= 0 && config.dropout < 1))
        return fail(ErrorCode::InvalidArgument, "field 'lora_dropout' lies outside [0, 1)", place);
    constexpr double kMostRank = 1'000'000;
    for (const auto& row : config.ranks.rows)
        if (row.value != std::floor(row.value) || row.value > kMostRank)
            return fail(ErrorCode::Parse, "field 'rank_pattern' holds a rank that is no whole number", place);
    return {};
}

}  // namespace

double PeftConfig::scaleOf(double ownRank, double ownAlpha) const {
    return ownAlpha / (rankStabilised ? std::sqrt(ownRank) : ownRank);
}

std::vector<std::string> PeftConfig::namesInFile() const {
    if (!fused) return targets;
    std::vector<std::string> names;
    for (std::size_t p = 0; p < kProjections.size(); ++p) {
        if (!targetsProjection(p)) continue;
        const auto whole = std::ranges::find_if(kFused, [&](const auto& f) { return p >= f.first && p <= f.last; });
        if (whole == kFused.end())
            names.emplace_back(kProjections[p]);
        else if (p == whole->first)
            names.emplace_back(whole->name);
    }
    return names;
}

bool PeftConfig::targetsProjection(std::size_t projection) const {
    return std::find(targets.begin(), targets.end(), kProjections[projection]) != targets.end();
}

Status checkPeftConfig(const PeftConfig& config, const std::string& place) {
    AZR_CHECK(checkNumbers(config, place));
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
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    AZR_CHECK(checkKeys(json, KeyFile::Adapter, "", place));
    PeftConfig config;
    AZR_CHECK(readKind(json, config, place));
    AZR_TRY(config.rank, fields::whole(json, "r", place));
    AZR_TRY(config.alpha, field<double>(json, "lora_alpha", place));
    AZR_TRY(config.dropout, fieldOr<double>(json, "lora_dropout", 0.0, place));
    AZR_TRY(config.rankStabilised, fieldOr<bool>(json, "use_rslora", false, place));
    AZR_TRY(config.dora, fieldOr<bool>(json, "use_dora", false, place));
    AZR_TRY(config.ranks, readModuleValues(json, "rank_pattern", place));
    AZR_TRY(config.alphas, readModuleValues(json, "alpha_pattern", place));
    AZR_TRY(config.baseModel, fieldOr<std::string>(json, "base_model_name_or_path", "", place));
    AZR_TRY(config.selection, readPeftSelection(json, place));
    AZR_CHECK(readSaved(json, config, place));
    config.targets = projectionsOf(config.selection, config.fused);
    if (config.selection.everyLinear) config.targets.assign(kProjections.begin(), kProjections.end());
    AZR_CHECK(checkNumbers(config, place));
    return config;
}

namespace {

/// What stands beside A and B, as embeddings that were saved along, takes the place of the base's.
Status checkPairsAlone(const std::filesystem::path& folder) {
    const auto file = SafetensorsFile::open(folder / kAdapterWeightsFile);
    if (!file) return {};  // its reader says what is wrong
    for (const TensorView& tensor : file->tensors()) {
        const std::string& name = tensor.spec.name;
        if (name.ends_with(".lora_A.weight") || name.ends_with(".lora_B.weight")) continue;
        return fail(
            ErrorCode::Unsupported,
            fmt::format("tensor '{}' is neither A nor B: the adapter can be merged, but not trained or exported "
                        "alone",
                        name),
            file->path().string(), "export the merged model, and go on from that");
    }
    return {};
}

}  // namespace

Status checkTrainable(const PeftConfig& config, const std::filesystem::path& folder) {
    const auto refuse = [&](const char* field) {
        return fail(
            ErrorCode::Unsupported,
            fmt::format("field '{}' asks for an adapter that can be merged, but not trained or exported alone", field),
            (folder / kAdapterConfigFile).string(), "export the merged model, and go on from that");
    };
    if (config.dora) return refuse("use_dora");
    if (config.initial != InitialPart::None || config.frozenUp) return refuse("init_lora_weights");
    if (config.biases != TrainedBiases::None) return refuse("bias");
    if (!config.ranks.rows.empty()) return refuse("rank_pattern");
    if (!config.alphas.rows.empty()) return refuse("alpha_pattern");
    if (!config.savedModules.empty()) return refuse("modules_to_save");
    if (!config.selection.excluded.names.empty() || config.selection.excluded.pattern) return refuse("exclude_modules");
    if (!config.selection.layers.empty()) return refuse("layers_to_transform");
    if (config.targets.empty()) return refuse("target_modules");
    return checkPairsAlone(folder);
}

Result<PeftConfig> readTrainablePeftConfig(const std::filesystem::path& folder) {
    AZR_TRY(auto config, readPeftConfig(folder));
    AZR_CHECK(checkTrainable(config, folder));
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
                       {"target_modules", config.namesInFile()},
                       {"task_type", "CAUSAL_LM"},
                       {"use_dora", false},
                       {"use_rslora", config.rankStabilised}};
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
