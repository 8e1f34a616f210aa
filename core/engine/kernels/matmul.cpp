#include "core/engine/kernels/matmul.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>

#include <exception>

#include "core/engine/kernels/decode_kernels.h"

namespace azr::engine {

namespace {

/// oneDNN compiles a product for its exact shape and keeps some thousand of them. Micro-batches have whatever number of
/// rows they have, so rows are filled up with zeros to a multiple of this: few shapes, compiled once.
constexpr std::int64_t kRowsTogether = 64;

std::int64_t filledRows(std::int64_t rows) {
    return (rows + kRowsTogether - 1) / kRowsTogether * kRowsTogether;
}

/// x [T, columns] in `type`, with rows of zeros below.
at::Tensor filledUp(const at::Tensor& x, at::ScalarType type) {
    const std::int64_t rows = x.size(0), whole = filledRows(rows);
    if (whole == rows) return x.to(type);
    at::Tensor filled = at::empty({whole, x.size(1)}, x.options().dtype(type));
    filled.narrow(0, 0, rows).copy_(x);
    filled.narrow(0, rows, whole - rows).zero_();
    return filled;
}

void put(at::Tensor& out, const at::Tensor& product, bool add) {
    if (add)
        out.add_(product);
    else
        out.copy_(product);
}

/// Sums that are right only where they are made in fp32, in the three orders that the products below ask for. There is
/// work enough in them for oneDNN, which LibTorch does not ask for the smallest products.
bool trySums() {
    constexpr std::int64_t kTerms = 512, kSums = 64;
    constexpr float kLarge = 256, kSum = 768;  // in bf16 256 + 1 is 256; 256 + 511 is rounded to 768
    const at::Tensor ones = at::ones({kTerms, kSums}, at::TensorOptions(at::kBFloat16));
    const at::Tensor onesInRows = at::ones({kSums, kTerms}, at::TensorOptions(at::kBFloat16));
    const at::Tensor terms = ones.clone(), termsInRows = onesInRows.clone();
    terms.select(0, 0).fill_(kLarge);
    termsInRows.select(1, 0).fill_(kLarge);
    const auto right = [](const at::Tensor& sums) { return sums.eq(kSum).all().item<bool>(); };
    try {
        return right(at::mm(termsInRows, ones)) && right(at::mm(termsInRows, onesInRows.t())) &&
               right(at::mm(terms.t(), ones));
    } catch (const std::exception&) {
        return false;  // oneDNN was told by a variable to use less than LibTorch believes it to
    }
}

}  // namespace

bool multipliesBfloat16() {
    // Asked of the results as well as of the processor's flags: which of them oneDNN needs differs from version to
    // version. Where it refuses, LibTorch 1.13 adds in bf16, and a sum of 2000 terms is wrong by 7% of the largest.
    static const bool multiplies = multipliesHalfRows() && trySums();
    return multiplies;
}

Products::Products(at::ScalarType type) : m_type(type) {}

at::Tensor Products::operand(const at::Tensor& x) const {
    return m_type == at::kFloat ? x : filledUp(x, m_type);
}

void Products::rowsTimes(at::Tensor& out, const at::Tensor& x, const at::Tensor& weight, bool add) const {
    if (m_type != at::kFloat)
        put(out, at::mm(operand(x), weight.to(m_type)).narrow(0, 0, out.size(0)), add);
    else if (add)
        out.addmm_(x, weight);
    else
        at::mm_out(out, x, weight);
}

void Products::forward(at::Tensor y, const at::Tensor& x, const at::Tensor& weight, bool add) const {
    rowsTimes(y, x, weight.t(), add);
}

void Products::toInput(at::Tensor dx, const at::Tensor& dy, const at::Tensor& weight, bool add) const {
    rowsTimes(dx, dy, weight, add);
}

void Products::toWeight(at::Tensor dWeight, const at::Tensor& dy, const at::Tensor& x) const {
    if (m_type == at::kFloat)
        dWeight.addmm_(dy.t(), x);
    else
        dWeight.add_(at::mm(operand(dy).t(), operand(x)));
}

}  // namespace azr::engine
