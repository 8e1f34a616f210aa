/// What the continuous batch asks of a device: caches for sequences, and one forward pass over rows of tokens.
/// One thread owns a backend.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "core/engine/sampling/sampling_math.h"

namespace azr::engine {

/// A draw from a whole distribution, which a GPU can do itself.
struct PlainDraw {
    float temperature = 1.0F;  ///< 0 or less: greedy
    double uniform = 0;        ///< in [0, 1): where in the distribution; of no meaning to greedy
    Draw result;               ///< the backend's answer
};

/// One token to compute. The rows of a sequence stand together, in the order of their positions, and continue what
/// its cache holds.
struct BatchRow {
    policy::Token token = 0;
    std::int32_t position = 0;
    int sequence = 0;           ///< from create() or fork()
    int logitsSlot = -1;        ///< the caller's number for this row's logits; -1: they are not wanted
    PlainDraw* draw = nullptr;  ///< asks for a token instead, of a backend that draws()
};

class SamplerBackend {
  public:
    /// Receives the logits [V] of a row and may overwrite them. Called from several threads, once per wanted row.
    using LogitsSink = std::function<void(int logitsSlot, std::span<float> logits)>;

    virtual ~SamplerBackend() = default;
    /// Takes over the weights if the model's version has changed; returns that version. Caches keep what older weights
    /// wrote into them.
    virtual std::int64_t refresh() = 0;
    /// `stretched`: it will be longer than HfConfig::stretchedFrom().
    [[nodiscard]] virtual int create(bool stretched) = 0;
    [[nodiscard]] int create() { return create(false); }
    /// A sequence that starts with the first `length` positions of `parent`, and is stretched if it is.
    [[nodiscard]] virtual int fork(int parent, int length) = 0;
    virtual void release(int sequence) = 0;
    /// Whether it answers BatchRow::draw; one that does not hands out the logits.
    [[nodiscard]] virtual bool draws() const { return false; }
    virtual void forward(std::span<const BatchRow> rows, const LogitsSink& sink) = 0;
};

}  // namespace azr::engine
