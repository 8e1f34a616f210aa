// Cuts one flat buffer into views that begin at 64 bytes; without a buffer it only counts.
#pragma once

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cstdint>

namespace azr::engine {

class Carver {
  public:
    explicit Carver(at::Tensor flat) : m_flat(std::move(flat)) {}

    at::Tensor take(std::int64_t rows, std::int64_t columns = 0) {
        constexpr std::int64_t kAlignment = 16;  // floats
        const std::int64_t size = rows * std::max<std::int64_t>(columns, 1);
        const std::int64_t offset = m_offset;
        m_offset += (size + kAlignment - 1) / kAlignment * kAlignment;
        if (!m_flat.defined()) return {};
        const auto part = m_flat.narrow(0, offset, size);
        return columns > 0 ? part.view({rows, columns}) : part;
    }
    [[nodiscard]] std::int64_t size() const { return m_offset; }

  private:
    at::Tensor m_flat;
    std::int64_t m_offset = 0;
};

}  // namespace azr::engine
