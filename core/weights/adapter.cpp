#include "core/weights/adapter.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/weights/floats.h"

namespace azr::weights {

std::vector<AdaptedMatrix> adaptedMatrices(const HfConfig& base, const PeftConfig& config) {
    std::vector<AdaptedMatrix> matrices;
    for (int layer = 0; layer < base.layers; ++layer)
        for (std::size_t projection = 0; projection < kProjections.size(); ++projection) {
            if (!config.targetsProjection(projection)) continue;
            const ProjectionShape shape = projectionShape(base, projection);
            if (shape.outputs == 0) continue;  // a part of a fused one
            const bool fused = config.fused;
            matrices.push_back({projectionName(layer, projection, fused) + ".weight",
                                adapterName(layer, projection, 'A', fused), adapterName(layer, projection, 'B', fused),
                                shape.outputs, shape.inputs});
        }
    return matrices;
}

std::vector<TensorSpec> adapterTensors(const HfConfig& base, const PeftConfig& config, Dtype dtype) {
    std::vector<TensorSpec> specs;
    for (const AdaptedMatrix& matrix : adaptedMatrices(base, config)) {
        specs.push_back({matrix.down, dtype, {config.rank, matrix.in}});
        specs.push_back({matrix.up, dtype, {matrix.out, config.rank}});
    }
    return specs;
}

bool isAdapter(const std::filesystem::path& folder) {
    std::error_code code;
    return std::filesystem::exists(folder / kAdapterConfigFile, code);
}

Result<Adapter> Adapter::open(const std::filesystem::path& folder, const HfConfig& base) {
    AZR_TRY(auto config, readPeftConfig(folder));
    AZR_CHECK(fitToModel(config, base, (folder / kAdapterConfigFile).string()));
    AZR_TRY(auto file, SafetensorsFile::open(folder / kAdapterWeightsFile));
    Adapter adapter(std::move(config), std::move(file));
    adapter.m_matrices = adaptedMatrices(base, adapter.m_config);
    AZR_CHECK(adapter.check());
    return adapter;
}

Status Adapter::check() const {
    const std::string place = m_file.path().string();
    std::set<std::string> known;
    std::vector<float> values;
    for (const AdaptedMatrix& matrix : m_matrices) {
        for (const bool isDown : {true, false}) {
            const std::string& name = isDown ? matrix.down : matrix.up;
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
    const auto found = std::ranges::find(m_matrices, weight, &AdaptedMatrix::weight);
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
    return rows(matrix.down, 0, m_config.rank, matrix.in);
}

Result<std::vector<float>> Adapter::up(const AdaptedMatrix& matrix, std::int64_t firstRow, std::int64_t count) const {
    return rows(matrix.up, firstRow, count, m_config.rank);
}

}  // namespace azr::weights
