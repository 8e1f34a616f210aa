/// The decoder for GPUs, in plain ATen operations: a static cache per layer indexed by sequence, which grows with the
/// number of sequences and their length. Decoding steps go together, padded to the longest sequence under way, parts of
/// prompts likewise; tokens are drawn where the logits lie. Results depend in their last bits on what else is in the
/// batch. Throws c10::Error.
#pragma once

#include <ATen/core/Tensor.h>

#include <initializer_list>
#include <vector>

#include "core/engine/learning/plain.h"
#include "core/engine/model/model.h"
#include "core/engine/sampling/sampler_backend.h"

namespace azr::engine {

class TorchDecoder final : public SamplerBackend {
  public:
    /// `model` outlives the decoder. `products`: type of the matrix products and of the cache.
    TorchDecoder(const Model& model, at::ScalarType products);

    std::int64_t refresh() override;
    using SamplerBackend::create;
    int create(bool stretched) override;
    int fork(int parent, int length) override;
    void release(int sequence) override { m_free.push_back(sequence); }
    [[nodiscard]] bool draws() const override { return true; }
    void forward(std::span<const BatchRow> rows, const LogitsSink& sink) override;

  private:
    /// Parts of prompts, padded side by side.
    struct Runs {
        std::int64_t count = 0, width = 0, held = 0;  ///< sequences; rows of the longest; positions to look at
        at::Tensor slots;                             ///< [count]
        at::Tensor rows, places;                      ///< which rows of the call lie at which of the [count x width]
        at::Tensor mask;         ///< [count, 1, H / G x width, held]: minus infinity where nothing is seen
        at::Tensor slidingMask;  ///< the same through the window; undefined without one
    };
    /// What every layer needs to know about the rows of one call.
    struct Plan {
        at::Tensor tokens;   ///< [n]
        at::Tensor places;   ///< [n]: of their keys and values, slot x length of the cache + position
        Turns turns;         ///< of n positions
        at::Tensor singles;  ///< rows that are alone in their sequence: decoding steps
        at::Tensor singleSlots;
        at::Tensor singleMask;         ///< [cache rows, 1, 1, held]: minus infinity where nothing is seen
        at::Tensor singleSlidingMask;  ///< the same through the window; undefined without one
        std::vector<Runs> runs;
    };
    struct Run {
        std::int64_t first, count, slot, start;
    };

    [[nodiscard]] Plan plan(std::span<const BatchRow> rows);
    void planSingles(Plan& plan, std::span<const BatchRow> rows, const std::vector<std::int64_t>& singles) const;
    void planRuns(Plan& plan, std::vector<Run> runs) const;
    [[nodiscard]] Runs padded(std::span<const Run> runs) const;
    [[nodiscard]] at::Tensor product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) const;
    /// What the adapters of the projections that read `x` add to y [n, outputs].
    [[nodiscard]] at::Tensor adapted(const at::Tensor& y, std::size_t layer, std::initializer_list<Projection> parts,
                                     const at::Tensor& x) const;
    [[nodiscard]] at::Tensor normalise(const at::Tensor& x, const at::Tensor& weight) const;
    [[nodiscard]] at::Tensor attention(const Plan& plan, std::size_t layer, const at::Tensor& qkv);
    void attendSingles(const Plan& plan, std::size_t layer, const at::Tensor& queries, at::Tensor& out) const;
    void attendRuns(const Runs& runs, std::size_t layer, const at::Tensor& queries, at::Tensor& out) const;
    /// The logits of some rows, a part of them at a time, in place of their numbers.
    template <class Each>
    void eachLogits(const at::Tensor& x, const std::vector<std::int64_t>& rows, Each each) const;
    void growTo(int sequences, std::int64_t length);

    const Model& m_model;
    const weights::HfConfig& m_config;
    at::ScalarType m_products;
    at::Device m_device;
    std::int64_t m_version = -1;
    Parameters m_weights;             ///< in the type of the products
    std::vector<at::Tensor> m_cache;  ///< per layer [sequences, length, 2G, E]: the keys' heads, then the values'
    Turns m_turns;                    ///< by rows of turn_rows.h
    std::vector<bool> m_stretched;    ///< by sequence
    std::int64_t m_window;            ///< of layers that slide; 0: there are none
    int m_capacity = 0;               ///< sequences
    std::int64_t m_length = 0;        ///< positions of each
    bool m_uneven = false;            ///< memory ended while the cache grew
    std::vector<int> m_free;
};

}  // namespace azr::engine
