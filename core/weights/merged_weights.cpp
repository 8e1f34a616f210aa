#include "core/weights/merged_weights.h"

#include <utility>

namespace azr::weights {
namespace {

class MergedSource final : public WeightSource {
  public:
    MergedSource(std::unique_ptr<WeightSource> base, Adapter adapter)
        : m_base(std::move(base)), m_adapter(std::move(adapter)) {
        setTensors(m_base->tensors(), {});
    }

  private:
    Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const override {
        const StoredTensor& tensor = tensors()[index];
        AZR_CHECK(m_base->read(tensor.name, firstRow, out));
        const AdaptedMatrix* const matrix = m_adapter.find(tensor.name);
        if (matrix == nullptr || out.empty()) return {};
        const auto width = static_cast<std::size_t>(matrix->in),
                   rank = static_cast<std::size_t>(m_adapter.config().rank);
        const std::size_t rows = out.size() / width;
        AZR_TRY(const auto down, m_adapter.down(*matrix));
        AZR_TRY(const auto up, m_adapter.up(*matrix, firstRow, static_cast<std::int64_t>(rows)));
        const auto scale = static_cast<float>(m_adapter.config().scale());
        for (std::size_t row = 0; row < rows; ++row) {
            float* const to = out.data() + row * width;
            for (std::size_t r = 0; r < rank; ++r) {
                const float factor = scale * up[row * rank + r];
                const float* const from = down.data() + r * width;
                for (std::size_t i = 0; i < width; ++i) to[i] += factor * from[i];
            }
        }
        return {};
    }

    std::unique_ptr<WeightSource> m_base;
    Adapter m_adapter;
};

}  // namespace

std::unique_ptr<WeightSource> mergedWeights(std::unique_ptr<WeightSource> base, Adapter adapter) {
    return std::make_unique<MergedSource>(std::move(base), std::move(adapter));
}

}  // namespace azr::weights
