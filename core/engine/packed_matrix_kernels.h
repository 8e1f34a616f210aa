/// Products with weights that are packed once and read at every step of decoding. A bf16 weight is multiplied with rows
/// rounded to bf16, as every bf16 model is, where the processor can (AVX512-BF16: twice the speed of fp32), and with
/// the rows as they are elsewhere; sums are always fp32. No torch, no threads. Every output row is computed by the same
/// operations in the same order whatever rows lie beside it, bit for bit, on one machine and build.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine/decode_kernels.h"

namespace azr::engine {

enum class WeightStorage : std::uint8_t { Float32, Bfloat16 };

/// What a product does to its output.
struct ProductTarget {
    float* out = nullptr;
    int stride = 0;               ///< floats between rows; at least paddedWidth(outputs)
    const float* bias = nullptr;  ///< of paddedWidth(outputs), or none
    bool add = false;             ///< add to what is there
};

/// A weight [outputs x inputs] in panels of a few outputs; bf16 ones keep neighbouring inputs of an output together.
class PackedMatrix {
  public:
    /// Takes the memory for a matrix of this shape, if it is not there already.
    void shape(int outputs, int inputs, WeightStorage storage);
    /// Rows [first, first + count) of the matrix; different rows may be packed from several threads.
    void packRows(const float* rows, int first, int count);
    void pack(const float* matrix, int outputs, int inputs, WeightStorage storage);
    /// One row of the matrix, back in order.
    void row(int output, float* out) const;
    /// Rows [first, first + count), back in order, in the type they are stored in.
    void unpackRows(int first, int count, float* out) const;
    void unpackRows(int first, int count, std::uint16_t* out) const;
    [[nodiscard]] int panels() const { return m_panels; }
    [[nodiscard]] int outputs() const { return m_outputs; }
    [[nodiscard]] int inputs() const { return m_inputs; }
    [[nodiscard]] std::size_t bytes() const;
    /// Columns of panels [first, last) of out[rows x outputs] from in[rows x inputs].
    void multiply(const float* in, int inStride, int rows, const ProductTarget& target, int first, int last) const;

  private:
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::size_t place(int output) const;
    [[nodiscard]] std::ptrdiff_t step(int input) const;
    template <class Weight>
    void unpack(const Weight* weights, int first, int count, Weight* out) const;

    int m_outputs = 0;
    int m_inputs = 0;
    int m_panels = 0;
    int m_group = 1;  ///< inputs of an output that stand together
    AlignedArray<float> m_wide;
    AlignedArray<std::uint16_t> m_half;
};

}  // namespace azr::engine
