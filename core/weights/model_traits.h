/// What differs between decoder-only transformers, as values. The engine reads these and never the name of a family;
/// the defaults are Llama's, and where a trait has its default the engine runs the code it has always run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace azr::weights {

/// Of the gate in the feed-forward part.
enum class Activation : std::uint8_t {
    Silu,
    GeluTanh,  ///< GELU in its approximation by tanh
};

/// Which rotation turns a layer's queries and keys.
enum class LayerRope : std::uint8_t {
    Global,
    Local,  ///< HfConfig::localTheta, never scaled
    None,   ///< they are not turned
};

struct LayerTraits {
    bool sliding = false;  ///< a position sees the last ModelTraits::window positions, itself included
    LayerRope rope = LayerRope::Global;
    bool operator==(const LayerTraits&) const = default;
};

struct ModelTraits {
    bool normsBefore = true;       ///< attention and feed-forward part read normalised rows
    bool normsAfter = false;       ///< what they give is normalised before it joins the residual stream
    double normOffset = 0;         ///< added to every norm's weight (1 in Gemma)
    bool wholeWidthNorms = false;  ///< HfConfig::qkNorm over all heads together instead of head by head
    Activation activation = Activation::Silu;
    double embeddingScale = 1;
    double attentionScale = 0;  ///< of queries times keys; 0: 1 / sqrt(head width)
    double residualScale = 1;   ///< of what attention and feed-forward part add
    double logitScale = 1;
    double attentionCap = 0;               ///< scores become cap * tanh(score / cap); 0: they stay
    double logitCap = 0;                   ///< the same of logits, after their scale
    bool fusedNames = false;               ///< files hold qkv_proj and gate_up_proj instead of their parts
    int window = 0;                        ///< of sliding layers; 0: there is none
    std::vector<LayerTraits> layers = {};  ///< by layer; empty: none slides, all have the global rotation

    [[nodiscard]] LayerTraits layer(std::size_t index) const { return layers.empty() ? LayerTraits{} : layers[index]; }
    /// What attention and feed-forward part give is added as it is.
    [[nodiscard]] bool plainBranches() const { return !normsAfter && residualScale == 1; }
    bool operator==(const ModelTraits&) const = default;
};

}  // namespace azr::weights
