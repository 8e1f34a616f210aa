/// Rotary positions: which fields of a config say what, and the angles they give. As transformers 5 computes them
/// (modeling_rope_utils); version 4 reads the same fields but takes max_position_embeddings over
/// original_max_position_embeddings for YaRN's factor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/model_traits.h"

namespace azr::weights {

struct HfConfig;

/// How positions beyond the context of pretraining are squeezed into its angles.
struct RopeScaling {
    enum class Kind : std::uint8_t {
        None,
        Linear,
        Llama3,
        Yarn,
        Dynamic,   ///< leaves sequences up to the context alone; longer ones are not run
        LongRope,  ///< divisors for sequences within the context of pretraining, and others for longer ones
    };
    Kind kind = Kind::None;
    double factor = 1;
    double lowFactor = 1, highFactor = 4;  ///< llama3: wavelengths between context / low and context / high are blended
    int originalContext = 0;               ///< llama3, yarn, longrope: context of pretraining
    double attentionFactor = 1;            ///< yarn, longrope: of cosines and sines
    double betaFast = 32, betaSlow = 1;    ///< yarn: turns within that context between which frequencies are blended
    bool truncate = true;                  ///< yarn: the bounds of the blend are whole frequencies
    std::vector<double> shortFactors = {}, longFactors = {};  ///< longrope: a divisor for each frequency
    bool operator==(const RopeScaling&) const = default;
};
[[nodiscard]] std::string_view name(RopeScaling::Kind kind);  ///< rope_type

/// The rotation of a kind of layer: angles per position of its pairs, and what cosines and sines are multiplied by.
struct Rotation {
    std::vector<double> frequencies;
    double scale = 1;
};
/// `stretched`: of sequences longer than HfConfig::stretchedFrom().
[[nodiscard]] Rotation rotationOf(const HfConfig& config, LayerRope rope, bool stretched = false);
/// Of the global rotation, of sequences that are not stretched.
[[nodiscard]] std::vector<double> ropeFrequencies(const HfConfig& config);

/// What a family says of its rotation where the file does not.
struct RopeDefaults {
    double theta = 10000;
    double localTheta = 0;        ///< > 0: layers that slide have a rotation of their own
    const char* localKey = "";    ///< of the local theta in version 4
    bool partial = false;         ///< partial_rotary_factor is honoured
    int originalContext = 0;      ///< > 0: of pretraining where no field names it
    bool yarnIsLongRope = false;  ///< what Phi-3 calls yarn, or su, is longrope
};
/// Reads rope_parameters (5), rope_scaling, rope_theta and partial_rotary_factor (4) into the config, whose shape and
/// max_position_embeddings stand already, and sets the context that can be run. A fact that two fields tell apart is an
/// error that names both; so is a field that the type of scaling does not have.
Status readRope(const Json& json, const RopeDefaults& defaults, HfConfig& config, const std::string& place);
/// Writes the spellings of both versions.
void writeRope(const HfConfig& config, const RopeDefaults& defaults, Json& json);

}  // namespace azr::weights
