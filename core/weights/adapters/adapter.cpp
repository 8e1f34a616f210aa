#include "core/weights/adapters/adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/weights/floats.h"
#include "core/weights/local_models.h"
#include "core/weights/weight_source.h"

namespace azr::weights {
namespace {

constexpr std::string_view kPrefix = "base_model.model.", kLayers = "model.layers.", kWeight = ".weight",
                           kEmbeddingModule = "model.embed_tokens";
constexpr const char* kMergeFirst = "merge the adapter into its base model with PEFT, and open that";

/// "a.b.weight" and "a.b.bias" to "a.b".
std::string_view moduleOf(std::string_view tensor) {
    return tensor.substr(0, tensor.rfind('.'));
}

/// A matrix of a layer; the embedding and the head take no adapter here.
bool isLinear(const ExpectedTensor& tensor) {
    return tensor.shape.size() == 2 && tensor.name.starts_with(kLayers) && tensor.name.ends_with(kWeight);
}

AdaptedMatrix matrixOf(const ExpectedTensor& tensor, const PeftConfig& config) {
    const std::string module(moduleOf(tensor.name));
    AdaptedMatrix matrix{tensor.name, fmt::format("{}{}.lora_A.weight", kPrefix, module),
                         fmt::format("{}{}.lora_B.weight", kPrefix, module), tensor.shape[0], tensor.shape[1]};
    const double rank = config.ranks.valueOf(module, config.rank);
    matrix.rank = static_cast<std::int64_t>(rank);
    matrix.scale = config.scaleOf(rank, config.alphas.valueOf(module, config.alpha));
    if (config.dora) matrix.magnitude = fmt::format("{}{}.lora_magnitude_vector", kPrefix, module);
    return matrix;
}

/// A configuration made here names projections; one that was read has PEFT's rules.
bool selects(const PeftConfig& config, std::string_view module) {
    const PeftSelection& rules = config.selection;
    if (!config.targets.empty() && rules.targets.names.empty() && !rules.targets.pattern && !rules.everyLinear) {
        const auto name = module.substr(module.rfind('.') + 1);
        const std::vector<std::string> names = config.namesInFile();
        return std::find(names.begin(), names.end(), name) != names.end();
    }
    return rules.selects(module);
}

}  // namespace

Result<std::vector<AdaptedMatrix>> adaptedMatrices(const HfConfig& base, const PeftConfig& config,
                                                   const std::string& place) {
    std::vector<AdaptedMatrix> matrices;
    auto expected = expectedTensors(base);
    if (base.tiedEmbeddings) expected.push_back({"lm_head.weight", {base.vocabulary, base.hidden}});
    for (const ExpectedTensor& tensor : expected) {
        const std::string_view module = moduleOf(tensor.name);
        const bool takesOne = isLinear(tensor) || !config.selection.everyLinear;
        if (!takesOne || !selects(config, module)) continue;
        if (isLinear(tensor)) {
            matrices.push_back(matrixOf(tensor, config));
        } else if (tensor.name.ends_with(kWeight)) {
            return fail(
                ErrorCode::Unsupported,
                fmt::format("field 'target_modules' names '{}': adapters are read on the matrices of layers alone",
                            module),
                place, kMergeFirst);
        }
    }
    if (matrices.empty())
        return fail(ErrorCode::InvalidArgument, "field 'target_modules' names no matrix of this base model", place,
                    "name the base model that the adapter was made for");
    return matrices;
}

std::vector<TensorSpec> adapterTensors(const HfConfig& base, const PeftConfig& config, Dtype dtype) {
    std::vector<TensorSpec> specs;
    const auto matrices = adaptedMatrices(base, config, {});
    if (!matrices) return specs;
    for (const AdaptedMatrix& matrix : *matrices) {
        specs.push_back({matrix.down, dtype, {matrix.rank, matrix.in}});
        specs.push_back({matrix.up, dtype, {matrix.out, matrix.rank}});
    }
    return specs;
}

bool isAdapter(const std::filesystem::path& folder) {
    std::error_code code;
    return std::filesystem::exists(folder / kAdapterConfigFile, code);
}

namespace {

bool holdsModel(const std::filesystem::path& place) {
    std::error_code code;
    return std::filesystem::is_regular_file(place, code) || std::filesystem::exists(place / "config.json", code) ||
           isAdapter(place);
}

}  // namespace

Result<std::filesystem::path> baseOfAdapter(const std::filesystem::path& folder) {
    AZR_TRY(const auto config, readPeftConfig(folder));
    const std::string place = (folder / kAdapterConfigFile).string();
    for (const auto& base : {folder / config.baseModel, std::filesystem::path(config.baseModel)}) {
        if (config.baseModel.empty() || !holdsModel(base)) continue;
        if (!isAdapter(base)) return base;
        return fail(ErrorCode::Unsupported, "field 'base_model_name_or_path' names an adapter", place,
                    "merge that adapter into its own base model first");
    }
    // ORG/NAME of a model that another program put here; the end of a name is too little to go by.
    if (config.baseModel.find('/') != std::string::npos)
        if (auto base = resolveModel(config.baseModel, modelPlaces()); base && holdsModel(*base) && !isAdapter(*base))
            return base;
    return fail(ErrorCode::NotFound,
                fmt::format("field 'base_model_name_or_path' names '{}', which is not there", config.baseModel), place,
                "write the path of the base model there");
}

Result<Adapter> Adapter::open(const std::filesystem::path& folder, const HfConfig& base) {
    AZR_TRY(auto config, readPeftConfig(folder));
    std::error_code code;
    if (!std::filesystem::exists(folder / kAdapterWeightsFile, code) &&
        std::filesystem::exists(folder / "adapter_model.bin", code))
        return fail(ErrorCode::Unsupported, "holds its weights as a pickle", (folder / "adapter_model.bin").string(),
                    "save the adapter again with a newer PEFT, which writes adapter_model.safetensors");
    AZR_TRY(auto file, SafetensorsFile::open(folder / kAdapterWeightsFile));
    Adapter adapter(std::move(config), std::move(file));
    if (checkTrainable(adapter.m_config, folder))
        AZR_CHECK(fitToModel(adapter.m_config, base, (folder / kAdapterConfigFile).string()));
    AZR_TRY(adapter.m_matrices, adaptedMatrices(base, adapter.m_config, (folder / kAdapterConfigFile).string()));
    AZR_CHECK(adapter.check(base));
    return adapter;
}

Status Adapter::checkTensor(const std::string& name, std::span<const std::int64_t> shape) const {
    AZR_TRY(const TensorView tensor, m_file.need(name, shape));
    std::vector<float> values(static_cast<std::size_t>(tensor.spec.elements()));
    AZR_CHECK(readFloats(tensor, 0, values, place()));
    const auto broken = firstNonFinite(values);
    if (!broken) return {};
    return fail(ErrorCode::Corrupt, fmt::format("tensor '{}' holds {} at element {}", name, values[*broken], *broken),
                place());
}

/// What takes the place of tensors of the base: all of a module in modules_to_save, biases that were trained, and
/// whatever else of the base the file holds, as embeddings that were saved along.
Status Adapter::checkReplacements(const HfConfig& base) {
    std::set<std::string> found;
    for (const auto& [name, shape] : expectedTensors(base)) {
        const std::string module(moduleOf(name));
        const bool adapted = find(module + std::string(kWeight)) != nullptr;
        const std::string ending = name.substr(module.size());
        const std::string stored = fmt::format("{}{}{}{}", kPrefix, module, adapted ? ".base_layer" : "", ending);
        bool wanted = ending == ".bias" && (m_config.biases == TrainedBiases::All ||
                                            (m_config.biases == TrainedBiases::OfAdapted && adapted));
        for (const std::string& saved : m_config.savedModules) {
            if (!module.ends_with(saved)) continue;
            wanted = true;
            found.insert(saved);
            if (base.tiedEmbeddings && module == kEmbeddingModule)
                return fail(ErrorCode::Unsupported,
                            "field 'modules_to_save' names the embedding, which is the head too", place(), kMergeFirst);
        }
        if (!wanted && m_file.find(stored) == nullptr) continue;
        AZR_CHECK(checkTensor(stored, shape));
        m_replacements.emplace(name, stored);
    }
    for (const std::string& saved : m_config.savedModules)
        if (!found.contains(saved))
            return fail(ErrorCode::Unsupported,
                        fmt::format("field 'modules_to_save' names '{}', {}", saved,
                                    base.tiedEmbeddings && std::string_view("lm_head").ends_with(saved)
                                        ? "which is the embedding too"
                                        : "which the base model does not have"),
                        place(), kMergeFirst);
    return {};
}

Status Adapter::check(const HfConfig& base) {
    std::set<std::string> known;
    for (AdaptedMatrix& matrix : m_matrices) {
        const std::int64_t down[] = {matrix.rank, matrix.in}, up[] = {matrix.out, matrix.rank};
        AZR_CHECK(checkTensor(matrix.down, down));
        AZR_CHECK(checkTensor(matrix.up, up));
        known.insert({matrix.down, matrix.up});
        if (matrix.magnitude.empty()) continue;
        const std::string longer = matrix.magnitude + std::string(kWeight);  // as some versions name it
        if (m_file.find(longer) != nullptr) matrix.magnitude = longer;
        const std::int64_t lengths[] = {matrix.out};
        AZR_CHECK(checkTensor(matrix.magnitude, lengths));
        known.insert(matrix.magnitude);
    }
    AZR_CHECK(checkReplacements(base));
    for (const auto& [name, stored] : m_replacements) known.insert(stored);
    for (const TensorView& tensor : m_file.tensors())
        if (!known.contains(tensor.spec.name))
            return fail(ErrorCode::Corrupt,
                        fmt::format("tensor '{}' is no adapter of a matrix in 'target_modules'", tensor.spec.name),
                        place());
    return {};
}

const AdaptedMatrix* Adapter::find(std::string_view weight) const {
    const auto found = std::ranges::find(m_matrices, weight, &AdaptedMatrix::weight);
    return found == m_matrices.end() ? nullptr : &*found;
}

const TensorView* Adapter::replacement(std::string_view tensor) const {
    const auto found = m_replacements.find(tensor);
    return found == m_replacements.end() ? nullptr : m_file.find(found->second);
}

Result<std::vector<float>> Adapter::rows(const std::string& name, std::int64_t firstRow, std::int64_t count,
                                         std::int64_t width) const {
    std::vector<float> values(static_cast<std::size_t>(count * width));
    AZR_CHECK(readFloats(*m_file.find(name), static_cast<std::size_t>(firstRow * width), values, place()));
    return values;
}

Result<std::vector<float>> Adapter::down(const AdaptedMatrix& matrix) const {
    return rows(matrix.down, 0, matrix.rank, matrix.in);
}

Result<std::vector<float>> Adapter::up(const AdaptedMatrix& matrix, std::int64_t firstRow, std::int64_t count) const {
    return rows(matrix.up, firstRow, count, matrix.rank);
}

Result<std::vector<float>> Adapter::magnitudes(const AdaptedMatrix& matrix, std::int64_t firstRow,
                                               std::int64_t count) const {
    return rows(matrix.magnitude, firstRow, count, 1);
}

}  // namespace azr::weights
