#include "core/weights/peft.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/files.h"
#include "core/config/lora_targets.h"
#include "core/weights/floats.h"
#include "core/weights/weight_source.h"

namespace azr::weights {
namespace {

constexpr std::string_view kPrefix = "base_model.model.";
constexpr std::string_view kWeight = ".weight";

tl::unexpected<Error> unsupported(std::string detail, const std::string& place, std::string remedy = {}) {
    return fail(ErrorCode::Unsupported, std::move(detail), place, std::move(remedy));
}

/// Missing, null, false, or an empty list, object or text: PEFT writes all of them for "not used".
bool isUnset(const Json& json, const char* key) {
    if (!json.contains(key)) return true;
    const Json& value = json.at(key);
    return value.is_null() || value == false || ((value.is_array() || value.is_object()) && value.empty()) ||
           value == "";
}

Status refuseUnsupported(const Json& json, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "peft_type", place));
    if (type != "LORA") return unsupported("field 'peft_type' is '" + type + "', not 'LORA'", place);
    constexpr const char* kUnused[] = {"use_dora",          "fan_in_fan_out",    "modules_to_save",
                                       "rank_pattern",      "alpha_pattern",     "layers_to_transform",
                                       "exclude_modules",   "layer_replication", "lora_bias",
                                       "target_parameters", "use_qalora",        "trainable_token_indices"};
    for (const char* key : kUnused)
        if (!isUnset(json, key))
            return unsupported(fmt::format("field '{}' is set: that kind of adapter is not supported", key), place,
                               "merge the adapter into its base model with PEFT, and open that");
    AZR_TRY(const auto bias, fieldOr<std::string>(json, "bias", "none", place));
    if (bias != "none") return unsupported("field 'bias' is '" + bias + "', not 'none'", place);
    return {};
}

Result<std::vector<std::string>> parseTargets(const Json& json, const std::string& place) {
    if (json.is_object() && json.contains("target_modules") && json.at("target_modules").is_string()) {
        const auto text = json.at("target_modules").get<std::string>();
        if (text == "all-linear") return config::parseLoraTargets(text, place);
        return unsupported("field 'target_modules' is the pattern '" + text + "', not a list of names", place);
    }
    AZR_TRY(const auto names, field<std::vector<std::string>>(json, "target_modules", place));
    if (names.empty()) return fail(ErrorCode::Parse, "field 'target_modules' is empty", place);
    return config::parseLoraTargets(fmt::format("{}", fmt::join(names, ",")), place + ", target_modules");
}

/// PEFT's own reader takes a whole number for one.
Json numberJson(double value) {
    if (value == std::floor(value) && std::abs(value) < 1e15) return static_cast<std::int64_t>(value);
    return value;
}

}  // namespace

double AdapterConfig::scale() const {
    return alpha / (rankStabilised ? std::sqrt(static_cast<double>(rank)) : static_cast<double>(rank));
}

Result<AdapterConfig> parseAdapterConfig(const Json& json, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    AZR_CHECK(refuseUnsupported(json, place));
    AdapterConfig config;
    AZR_TRY(config.rank, field<int>(json, "r", place));
    if (config.rank < 1 || config.rank > 65536)
        return fail(ErrorCode::Parse, "field 'r' must be a positive number", place);
    AZR_TRY(config.alpha, field<double>(json, "lora_alpha", place));
    AZR_TRY(config.dropout, fieldOr<double>(json, "lora_dropout", 0.0, place));
    if (!std::isfinite(config.alpha)) return fail(ErrorCode::Parse, "field 'lora_alpha' is not finite", place);
    if (!(config.dropout >= 0 && config.dropout < 1))
        return fail(ErrorCode::Parse, "field 'lora_dropout' must be at least 0 and less than 1", place);
    AZR_TRY(config.rankStabilised, fieldOr<bool>(json, "use_rslora", false, place));
    AZR_TRY(config.targets, parseTargets(json, place));
    AZR_TRY(config.baseModel, fieldOr<std::string>(json, "base_model_name_or_path", "", place));
    return config;
}

Result<AdapterConfig> readAdapterConfig(const std::filesystem::path& folder) {
    AZR_TRY(const Json json, readJson(folder / kAdapterConfigFile));
    return parseAdapterConfig(json, (folder / kAdapterConfigFile).string());
}

Json toJson(const AdapterConfig& config) {
    return {{"alpha_pattern", Json::object()},
            {"auto_mapping", nullptr},
            {"base_model_name_or_path", config.baseModel.empty() ? Json() : Json(config.baseModel)},
            {"bias", "none"},
            {"fan_in_fan_out", false},
            {"inference_mode", true},
            {"init_lora_weights", true},
            {"layer_replication", nullptr},
            {"layers_pattern", nullptr},
            {"layers_to_transform", nullptr},
            {"lora_alpha", numberJson(config.alpha)},
            {"lora_dropout", config.dropout},
            {"modules_to_save", nullptr},
            {"peft_type", "LORA"},
            {"r", config.rank},
            {"rank_pattern", Json::object()},
            {"revision", nullptr},
            {"target_modules", config.targets},
            {"task_type", "CAUSAL_LM"},
            {"use_dora", false},
            {"use_rslora", config.rankStabilised}};
}

Status writeAdapterConfig(const AdapterConfig& config, const std::filesystem::path& folder) {
    return writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(toJson(config)) + "\n");
}

bool isAdapter(const std::filesystem::path& folder) {
    std::error_code code;
    return std::filesystem::exists(folder / kAdapterConfigFile, code);
}

std::string AdaptedMatrix::down() const {
    return fmt::format("{}{}.lora_A.weight", kPrefix, module);
}

std::string AdaptedMatrix::up() const {
    return fmt::format("{}{}.lora_B.weight", kPrefix, module);
}

std::vector<AdaptedMatrix> adaptedMatrices(const HfConfig& base, std::span<const std::string> targets) {
    std::vector<AdaptedMatrix> matrices;
    for (const auto& [name, shape] : expectedTensors(base)) {
        if (!name.ends_with(kWeight)) continue;
        const std::string module = name.substr(0, name.size() - kWeight.size());
        if (std::ranges::count(targets, module.substr(module.rfind('.') + 1)) == 0) continue;
        matrices.push_back({module, shape.at(0), shape.at(1)});
    }
    return matrices;
}

std::vector<TensorSpec> adapterTensors(const HfConfig& base, const AdapterConfig& config, Dtype dtype) {
    std::vector<TensorSpec> specs;
    for (const AdaptedMatrix& matrix : adaptedMatrices(base, config.targets)) {
        specs.push_back({matrix.down(), dtype, {config.rank, matrix.in}});
        specs.push_back({matrix.up(), dtype, {matrix.out, config.rank}});
    }
    return specs;
}

Result<Adapter> Adapter::open(const std::filesystem::path& folder, const HfConfig& base) {
    AZR_TRY(auto config, readAdapterConfig(folder));
    AZR_TRY(auto file, SafetensorsFile::open(folder / kAdapterWeightsFile));
    Adapter adapter(std::move(config), std::move(file));
    adapter.m_matrices = adaptedMatrices(base, adapter.m_config.targets);
    AZR_CHECK(adapter.check());
    return adapter;
}

Status Adapter::check() const {
    const std::string place = m_file.path().string();
    std::set<std::string> known;
    std::vector<float> values;
    for (const AdaptedMatrix& matrix : m_matrices) {
        for (const bool isDown : {true, false}) {
            const std::string name = isDown ? matrix.down() : matrix.up();
            const std::int64_t shape[] = {isDown ? m_config.rank : matrix.out, isDown ? matrix.in : m_config.rank};
            AZR_TRY(const TensorView tensor, m_file.need(name, shape));
            values.resize(static_cast<std::size_t>(tensor.spec.elements()));
            AZR_CHECK(readFloats(tensor, 0, values, place));
            if (const auto broken = firstNonFinite(values))
                return fail(ErrorCode::Corrupt,
                            fmt::format("tensor '{}' holds {} at element {}", name, values[*broken], *broken), place);
            known.insert(name);
        }
    }
    for (const TensorView& tensor : m_file.tensors())
        if (!known.contains(tensor.spec.name))
            return fail(ErrorCode::Corrupt,
                        fmt::format("tensor '{}' is no adapter of a matrix in 'target_modules'", tensor.spec.name),
                        place);
    return {};
}

const AdaptedMatrix* Adapter::find(std::string_view weight) const {
    if (!weight.ends_with(kWeight)) return nullptr;
    const std::string_view module = weight.substr(0, weight.size() - kWeight.size());
    const auto found = std::ranges::find(m_matrices, module, &AdaptedMatrix::module);
    return found == m_matrices.end() ? nullptr : &*found;
}

Result<std::vector<float>> Adapter::rows(const std::string& name, std::int64_t firstRow, std::int64_t count,
                                         std::int64_t width) const {
    std::vector<float> values(static_cast<std::size_t>(count * width));
    AZR_CHECK(
        readFloats(*m_file.find(name), static_cast<std::size_t>(firstRow * width), values, m_file.path().string()));
    return values;
}

Result<std::vector<float>> Adapter::down(const AdaptedMatrix& matrix) const {
    return rows(matrix.down(), 0, m_config.rank, matrix.in);
}

Result<std::vector<float>> Adapter::up(const AdaptedMatrix& matrix, std::int64_t firstRow, std::int64_t count) const {
    return rows(matrix.up(), firstRow, count, m_config.rank);
}

}  // namespace azr::weights
