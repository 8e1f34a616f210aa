/// The decoder for cards, in plain ATen operations: one static cache per layer indexed by sequence, decoded together
/// and padded to the longest sequence under way. Results depend in their last bits on what else is in the batch. Logits
/// come back to the processor, where tokens are drawn. Throws c10::Error.
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <vector>

#include "core/engine/model.h"
#include "core/engine/sampler_backend.h"

namespace azr::engine {

class TorchDecoder final : public SamplerBackend {
  public:
    /// `model` outlives the decoder. `products`: type of the matrix products and of the cache.
    TorchDecoder(const Model& model, at::ScalarType products);

    std::int64_t refresh() override;
    int create() override;
    int fork(int parent, int length) override;
    void release(int sequence) override { m_free.push_back(sequence); }
    void forward(std::span<const BatchRow> rows, const LogitsSink& sink) override;

  private:
    /// What every layer needs to know about the rows of one call.
    struct Plan {
        at::Tensor tokens, slots, positions;  ///< [n]
        at::Tensor cosines, sines;            ///< [n, 1, E / 2]
        at::Tensor singles;                   ///< rows that are alone in their sequence: decoding steps
        at::Tensor singleSlots;
        at::Tensor singleMask;  ///< [cache rows, 1, 1, T]: true where a position is not held yet
        std::int64_t longest = 0;
        struct Run {
            std::int64_t first, count, slot, start;
        };
        std::vector<Run> runs;  ///< parts of prompts
    };

    [[nodiscard]] Plan plan(std::span<const BatchRow> rows) const;
    [[nodiscard]] at::Tensor product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) const;
    /// What the adapters of the projections that read `x` add to y [n, outputs].
    [[nodiscard]] at::Tensor adapted(const at::Tensor& y, std::size_t layer, std::initializer_list<Projection> parts,
                                     const at::Tensor& x) const;
    [[nodiscard]] at::Tensor normalise(const at::Tensor& x, const at::Tensor& weight) const;
    [[nodiscard]] at::Tensor attention(const Plan& plan, std::size_t layer, const at::Tensor& qkv);
    void attendSingles(const Plan& plan, std::size_t layer, const at::Tensor& queries, at::Tensor& out) const;
    void attendRun(const Plan::Run& run, std::size_t layer, const at::Tensor& queries, at::Tensor& out) const;
    void grow();

    const Model& m_model;
    const weights::HfConfig& m_config;
    at::ScalarType m_products;
    at::Device m_device;
    std::int64_t m_version = -1;
    Parameters m_weights;                      ///< in the type of the products
    std::vector<at::Tensor> m_keys, m_values;  ///< per layer [rows, context, G, E]
    at::Tensor m_cosines, m_sines;             ///< [context, 1, E / 2]
    int m_capacity = 0;
    std::vector<int> m_free;
};

}  // namespace azr::engine
