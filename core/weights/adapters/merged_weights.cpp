#include "core/weights/adapters/merged_weights.h"

#include <cmath>
#include <map>
#include <mutex>
#include <utility>

#include "core/weights/adapters/initial_part.h"

namespace azr::weights {
namespace {

/// Some rows of an adapted matrix.
struct Rows {
    std::span<float> values;
    std::int64_t first = 0;
    std::size_t width = 0;
    [[nodiscard]] std::size_t count() const { return values.size() / width; }
    [[nodiscard]] std::span<float> row(std::size_t i) const { return values.subspan(i * width, width); }
};

/// rows += factor * up down; `up` holds the rows' own part.
void addProduct(const Rows& rows, float factor, const float* up, const std::vector<float>& down) {
    const std::size_t rank = down.size() / rows.width;
    for (std::size_t row = 0; row < rows.count(); ++row) {
        const auto to = rows.row(row);
        for (std::size_t r = 0; r < rank; ++r) {
            const float share = factor * up[row * rank + r];
            const float* const from = down.data() + r * rows.width;
            for (std::size_t i = 0; i < to.size(); ++i) to[i] += share * from[i];
        }
    }
}

void scaleToLengths(const Rows& rows, const std::vector<float>& lengths) {
    for (std::size_t row = 0; row < rows.count(); ++row) {
        double sum = 0;
        for (const float value : rows.row(row)) sum += static_cast<double>(value) * static_cast<double>(value);
        const auto factor = static_cast<float>(static_cast<double>(lengths[row]) / std::sqrt(sum));
        for (float& value : rows.row(row)) value *= factor;
    }
}

class MergedSource final : public WeightSource {
  public:
    MergedSource(std::unique_ptr<WeightSource> base, Adapter adapter)
        : m_base(std::move(base)), m_adapter(std::move(adapter)) {
        setTensors(m_base->tensors(), {});
    }

    [[nodiscard]] std::string nameInFile(std::string_view name) const override { return m_base->nameInFile(name); }

  private:
    Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const override {
        const StoredTensor& tensor = tensors()[index];
        if (out.empty()) return {};
        if (const TensorView* const other = m_adapter.replacement(tensor.name))
            return readFloats(*other, static_cast<std::size_t>(firstRow * tensor.rowWidth()), out, m_adapter.place());
        AZR_CHECK(m_base->read(tensor.name, firstRow, out));
        const AdaptedMatrix* const matrix = m_adapter.find(tensor.name);
        if (matrix == nullptr) return {};
        return adapt(*matrix, {out, firstRow, static_cast<std::size_t>(matrix->in)});
    }

    Status adapt(const AdaptedMatrix& matrix, const Rows& rows) const {
        const auto count = static_cast<std::int64_t>(rows.count());
        if (m_adapter.config().initial != InitialPart::None) {
            AZR_TRY(const LowRankPart* const part, initialPart(matrix));
            addProduct(rows, -1, part->up.data() + rows.first * matrix.rank, part->down);
        }
        AZR_TRY(const auto down, m_adapter.down(matrix));
        AZR_TRY(const auto up, m_adapter.up(matrix, rows.first, count));
        addProduct(rows, static_cast<float>(matrix.scale), up.data(), down);
        if (matrix.magnitude.empty()) return {};
        AZR_TRY(const auto lengths, m_adapter.magnitudes(matrix, rows.first, count));
        scaleToLengths(rows, lengths);
        return {};
    }

    /// Computed once; lives as long as this.
    Result<const LowRankPart*> initialPart(const AdaptedMatrix& matrix) const {
        const std::lock_guard lock(m_mutex);
        const auto known = m_parts.find(matrix.weight);
        if (known != m_parts.end()) return &known->second;
        std::vector<float> values(static_cast<std::size_t>(matrix.out * matrix.in));
        AZR_CHECK(m_base->read(matrix.weight, 0, values));
        const MatrixView view{values, matrix.out, matrix.in};
        const std::string place = m_adapter.place() + ", " + matrix.weight;
        AZR_TRY(auto part, m_adapter.config().initial == InitialPart::Pissa
                               ? pissaPart(view, matrix.rank, place)
                               : oloraPart(view, matrix.rank, matrix.scale, place));
        return &m_parts.emplace(matrix.weight, std::move(part)).first->second;
    }

    std::unique_ptr<WeightSource> m_base;
    Adapter m_adapter;
    mutable std::mutex m_mutex;
    mutable std::map<std::string, LowRankPart> m_parts;  // guarded by m_mutex; entries stay where they are
};

}  // namespace

std::unique_ptr<WeightSource> mergedWeights(std::unique_ptr<WeightSource> base, Adapter adapter) {
    return std::make_unique<MergedSource>(std::move(base), std::move(adapter));
}

Result<std::unique_ptr<WeightSource>> openMerged(const std::filesystem::path& folder) {
    AZR_TRY(const auto base, baseOfAdapter(folder));
    AZR_TRY(const auto config, readHfConfig(base));
    AZR_TRY(auto adapter, Adapter::open(folder, config));
    AZR_TRY(auto source, WeightSource::open(base));
    AZR_CHECK(checkTensors(*source, config));
    return mergedWeights(std::move(source), std::move(adapter));
}

}  // namespace azr::weights
