/// The decoder for processors: hand-written kernels over packed weights and a paged fp32 cache. A token's logits depend
/// on its own sequence and the weights alone, bit for bit, whatever else is in the batch and however many threads work.
#pragma once

#include <memory>
#include <vector>

#include "core/engine/model/model.h"
#include "core/engine/sampling/decoder_weights.h"
#include "core/engine/sampling/kv_cache.h"
#include "core/engine/sampling/sampler_backend.h"

namespace azr::engine {

class CpuDecoder final : public SamplerBackend {
  public:
    /// Follows the weights of `model`, which outlives the decoder. Large matrices are kept in bf16 if `halfWeights`;
    /// frozen ones as they are, and adapters beside them. Rows are rounded to bf16 for a layer's products, too, if
    /// `halfRows`, the weights are and the kernels multiply them; else bf16 weights are widened on the way.
    CpuDecoder(const Model& model, bool halfWeights, bool halfRows = true);
    /// Weights that never change.
    CpuDecoder(const HfConfig& config, DecoderWeights weights);
    CpuDecoder(const HfConfig& config, std::shared_ptr<const DecoderWeights> weights);

    std::int64_t refresh() override;
    using SamplerBackend::create;
    int create(bool stretched) override { return began(m_cache.create(), stretched); }
    int fork(int parent, int length) override {
        return began(m_cache.fork(parent, length), m_stretched[static_cast<std::size_t>(parent)]);
    }
    void release(int sequence) override { m_cache.release(sequence); }
    void forward(std::span<const BatchRow> rows, const LogitsSink& sink) override;

    [[nodiscard]] const KvCache& cache() const { return m_cache; }

  private:
    /// Row buffers of one group of rows, and attention scores per thread.
    struct Workspace {
        int capacity = 0;
        AlignedArray<float> stream, normed, qkv, attended, gateUp, logits, low;
        AlignedArray<float> branch;  ///< where what a block's halves give is normalised or scaled
        AlignedArray<std::uint16_t> rounded;
        std::vector<AlignedArray<float>> scores;
    };
    using Group = std::span<const BatchRow>;

    CpuDecoder(const HfConfig& config, const Model* model, std::shared_ptr<const DecoderWeights> weights, bool half,
               bool halfRows);
    [[nodiscard]] const PackedAdapterLayer* adapterOf(int layer) const;
    void addLowRank(const PackedLowRank& adapter, const float* in, int stride, int rows, float* out, int outStride,
                    Workspace& space) const;
    int began(int sequence, bool stretched);
    /// Cosines and sines by rows of turn_rows.h, rotated() / 2 of each.
    struct RotationTable {
        AlignedArray<float> cosines, sines;
    };
    [[nodiscard]] RotationTable tableOf(weights::LayerRope rope) const;
    /// Rows of the stream as a block's half reads them: normalised, or as they are.
    void normalise(int rows, const AlignedArray<float>& norm, Workspace& space) const;
    /// Where a block's half puts its rows: added to the stream, or into the branch.
    [[nodiscard]] ProductTarget branchTarget(Workspace& space) const;
    /// Adds the branch to the stream, where it is not there already.
    void joinBranch(int rows, const AlignedArray<float>& norm, Workspace& space) const;
    void normaliseHeads(const PackedLayer& weights, float* qkv) const;
    [[nodiscard]] std::vector<Group> split(std::span<const BatchRow> rows) const;
    void reserve(Workspace& space, int rows) const;
    void forwardGroup(Group rows, Workspace& space, const LogitsSink& sink) const;
    void project(const PackedMatrix& matrix, const float* in, int stride, int rows, const ProductTarget& target,
                 Workspace& space) const;
    void attention(Group rows, int layer, Workspace& space) const;
    void feedForward(int rows, int layer, Workspace& space) const;
    void head(Group rows, Workspace& space, const LogitsSink& sink) const;
    void attendRow(const BatchRow& row, int layer, const float* qkv, float* out, float* scores) const;
    void rotateAndStore(const BatchRow& row, int layer, float* qkv) const;

    HfConfig m_config;
    const Model* m_model;  ///< null: the weights never change
    std::shared_ptr<const DecoderWeights> m_weights;
    std::shared_ptr<DecoderWeights> m_packed;  ///< the same where they follow masters
    std::vector<PackedAdapterLayer> m_adapter;
    std::int64_t m_version = -1;
    std::size_t m_weightBytes = 0;
    int m_hiddenStride, m_qkvStride, m_attendedStride, m_gateUpStride, m_logitsStride, m_roundedStride, m_lowStride = 0;
    bool m_halfRows = false;
    int m_headRows;  ///< rows whose logits are held at once
    KvCache m_cache;
    RotationTable m_rotation, m_localRotation;
    float m_scoreScale;
    std::vector<bool> m_stretched;    ///< by sequence
    std::vector<Workspace> m_spaces;  ///< one per thread that runs a group
};

}  // namespace azr::engine
