/// The weights as the decoder for processors reads them: large matrices in panels, fp32 or bf16, vectors in fp32. They
/// come from the learner's masters, or straight from the files without any other copy of them. Immutable while
/// decoding.
#pragma once

#include <vector>

#include "core/base/error.h"
#include "core/engine/kernels/decode_kernels.h"
#include "core/engine/model/model.h"
#include "core/weights/weight_source.h"

namespace azr::engine {

/// What the model lacks is null. Norms are as they multiply, ModelTraits::normOffset included.
struct PackedLayer {
    AlignedArray<float> attentionNorm, feedForwardNorm;          ///< [D]
    AlignedArray<float> attentionPostNorm, feedForwardPostNorm;  ///< [D]
    AlignedArray<float> qkvBias, outputBias;
    AlignedArray<float> queryNorm, keyNorm;  ///< [E], or over the whole width
    PackedMatrix qkv, output, gateUp, down;

    [[nodiscard]] AlignedArray<float>& vector(weights::Slot slot);  ///< of norms and biases
    [[nodiscard]] PackedMatrix& matrix(weights::Slot slot);         ///< of the others
};

struct DecoderWeights {
    std::vector<PackedLayer> layers;
    AlignedArray<float> finalNorm;  ///< [D]
    PackedMatrix head;              ///< [V, D]
    PackedMatrix embedding;         ///< [V, D]; empty when tied, or when the embeddings are read from the masters
    WeightStorage storage = WeightStorage::Float32;

    /// Repacks the masters; memory is taken the first time. `withEmbedding`: also an untied embedding.
    void pack(const HfConfig& config, const Parameters& from, bool withEmbedding = false);
    /// Reads the files a few rows at a time; checkTensors() has accepted them.
    Status read(const HfConfig& config, const weights::WeightSource& from);
    /// The embedding of a token after read().
    void embed(int token, float* out) const;
    [[nodiscard]] std::size_t bytes() const;  ///< of the matrices that every step reads
};

/// The adapters of the projections that read the same rows, as two products: out += B A in, where A holds theirs below
/// each other and B lies in blocks along the diagonal, scale included. fp32: they are small, and updates are too.
struct PackedLowRank {
    PackedMatrix a, b;  ///< [n r, inputs], [outputs, n r]; empty where no projection has one
    [[nodiscard]] bool present() const { return a.outputs() > 0; }
};
struct PackedAdapterLayer {
    PackedLowRank qkv, output, gateUp, down;
};
/// Repacks an adapter; memory is taken the first time.
void packAdapter(const HfConfig& config, const Adapter& from, std::vector<PackedAdapterLayer>& to);

}  // namespace azr::engine
