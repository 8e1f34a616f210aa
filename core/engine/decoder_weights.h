/// The weights as the decoder for processors reads them: large matrices in panels, fp32 or bf16, vectors in fp32. They
/// come from the learner's masters, or straight from the files without any other copy of them. Immutable while
/// decoding.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/engine/decode_kernels.h"
#include "core/engine/model.h"
#include "core/weights/weight_source.h"

namespace azr::engine {

struct PackedLayer {
    AlignedArray<float> attentionNorm, feedForwardNorm;  ///< [D]
    AlignedArray<float> qkvBias, outputBias;             ///< null where the family has none
    AlignedArray<float> queryNorm, keyNorm;              ///< [E]; null where the family has none
    PackedMatrix qkv, output, gateUp, down;
};

struct DecoderWeights {
    std::vector<PackedLayer> layers;
    AlignedArray<float> finalNorm;  ///< [D]
    PackedMatrix head;              ///< [V, D]
    PackedMatrix embedding;         ///< [V, D]; empty when tied, or when the embeddings are read from the masters
    WeightStorage storage = WeightStorage::Float32;

    /// Repacks the masters; memory is taken the first time.
    void pack(const HfConfig& config, const Parameters& from);
    /// Reads the files a few rows at a time; checkTensors() has accepted them.
    Status read(const HfConfig& config, const weights::WeightSource& from);
    /// The embedding of a token after read().
    void embed(int token, float* out) const;
    [[nodiscard]] std::size_t bytes() const;  ///< of the matrices that every step reads
};

}  // namespace azr::engine
