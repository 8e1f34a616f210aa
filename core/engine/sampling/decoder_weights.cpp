#include "core/engine/sampling/decoder_weights.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>

namespace azr::engine {
namespace {

constexpr std::int64_t kChunkFloats = std::int64_t{1} << 17;  // half a megabyte per thread

AlignedArray<float> paddedFloats(std::int64_t count) {
    return alignedFloats(static_cast<std::size_t>(paddedWidth(static_cast<int>(count))));
}

void copyVector(AlignedArray<float>& to, const at::Tensor& from) {
    if (!from.defined()) return;
    if (!to) to = paddedFloats(from.numel());
    std::copy_n(from.data_ptr<float>(), from.numel(), to.get());
}

void addOffset(AlignedArray<float>& norm, std::int64_t count, double offset) {
    if (offset == 0 || !norm) return;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) norm[i] += static_cast<float>(offset);
}

/// Reads tensors of one layer under their names.
class Reader {
  public:
    Reader(const weights::WeightSource& source, std::string prefix, WeightStorage storage)
        : m_source(source), m_prefix(std::move(prefix)), m_storage(storage) {}

    using Names = std::span<const std::string_view>;

    /// Several tensors one after the other.
    Status vectors(Names names, AlignedArray<float>& to) const {
        std::int64_t size = 0;
        for (const std::string_view name : names) size += find(name).elements();
        to = paddedFloats(size);
        float* at = to.get();
        for (const std::string_view name : names) {
            const auto count = static_cast<std::size_t>(find(name).elements());
            AZR_CHECK(m_source.read(full(name), 0, {at, count}));
            at += count;
        }
        return {};
    }

    /// Several matrices of the same width below each other.
    Status matrices(Names names, PackedMatrix& to) const {
        std::int64_t rows = 0;
        for (const std::string_view name : names) rows += find(name).shape[0];
        to.shape(static_cast<int>(rows), static_cast<int>(find(names.front()).shape[1]), m_storage);
        int first = 0;
        for (const std::string_view name : names) {
            AZR_CHECK(matrix(find(name), first, to));
            first += static_cast<int>(find(name).shape[0]);
        }
        return {};
    }

  private:
    [[nodiscard]] std::string full(std::string_view name) const { return m_prefix + std::string(name); }
    [[nodiscard]] const weights::StoredTensor& find(std::string_view name) const { return *m_source.find(full(name)); }

    /// Threads convert parts of the rows, each through a buffer of its own.
    Status matrix(const weights::StoredTensor& tensor, int firstRow, PackedMatrix& to) const {
        const std::int64_t width = tensor.shape[1];
        const std::int64_t step = std::max<std::int64_t>(1, kChunkFloats / width);
        std::mutex mutex;
        Status outcome;
        at::parallel_for(0, (tensor.shape[0] + step - 1) / step, 1, [&](std::int64_t begin, std::int64_t end) {
            std::vector<float> rows(static_cast<std::size_t>(step * width));
            for (std::int64_t chunk = begin; chunk < end; ++chunk) {
                const std::int64_t row = chunk * step, count = std::min(step, tensor.shape[0] - row);
                const std::span<float> part(rows.data(), static_cast<std::size_t>(count * width));
                if (Status read = m_source.read(tensor.name, row, part); !read) {
                    const std::scoped_lock lock(mutex);
                    outcome = std::move(read);
                    return;
                }
                to.packRows(rows.data(), firstRow + static_cast<int>(row), static_cast<int>(count));
            }
        });
        return outcome;
    }

    const weights::WeightSource& m_source;
    std::string m_prefix;
    WeightStorage m_storage;
};

Status readLayer(const HfConfig& config, const Reader& reader, PackedLayer& layer) {
    const auto tensors = weights::blockTensors(config);
    for (std::size_t first = 0; first < tensors.size();) {
        const weights::Slot slot = tensors[first].slot;
        std::vector<std::string_view> names;
        std::int64_t rows = 0;
        for (; first < tensors.size() && tensors[first].slot == slot; ++first) {
            names.push_back(tensors[first].name);
            rows += tensors[first].rows;
        }
        if (tensors[first - 1].columns > 0) {
            AZR_CHECK(reader.matrices(names, layer.matrix(slot)));
        } else {
            AZR_CHECK(reader.vectors(names, layer.vector(slot)));
            if (weights::isNorm(slot)) addOffset(layer.vector(slot), rows, config.traits.normOffset);
        }
    }
    return {};
}

void packGroup(const HfConfig& config, const Adapter& adapter, std::size_t layer,
               std::initializer_list<Projection> parts, PackedLowRank& to) {
    const int r = adapter.config.rank;
    int present = 0;
    std::int64_t outputs = 0;
    for (const Projection part : parts) {
        present += adapter.layers[layer][part].present() ? 1 : 0;
        outputs += weights::projectionShape(config, part).outputs;
    }
    if (present == 0) return;
    const auto inputs = static_cast<int>(weights::projectionShape(config, *parts.begin()).inputs);
    const int inner = present * r;
    const auto width = static_cast<std::size_t>(inner);
    to.a.shape(inner, inputs, WeightStorage::Float32);
    std::vector<float> b(static_cast<std::size_t>(outputs) * width, 0.0F);
    const auto scale = static_cast<float>(adapter.scale());
    std::size_t row = 0;
    int column = 0;
    for (const Projection part : parts) {
        const LowRank& pair = adapter.layers[layer][part];
        const auto count = static_cast<std::size_t>(weights::projectionShape(config, part).outputs);
        if (pair.present()) {
            to.a.packRows(pair.a.data_ptr<float>(), column, r);
            const float* from = pair.b.data_ptr<float>();
            for (std::size_t o = 0; o < count; ++o)
                for (int i = 0; i < r; ++i)
                    b[(row + o) * width + static_cast<std::size_t>(column) + static_cast<std::size_t>(i)] =
                        scale * *from++;
            column += r;
        }
        row += count;
    }
    to.b.pack(b.data(), static_cast<int>(outputs), inner, WeightStorage::Float32);
}

}  // namespace

AlignedArray<float>& PackedLayer::vector(weights::Slot slot) {
    using weights::Slot;
    switch (slot) {
        case Slot::AttentionNorm: return attentionNorm;
        case Slot::AttentionPostNorm: return attentionPostNorm;
        case Slot::FeedForwardNorm: return feedForwardNorm;
        case Slot::FeedForwardPostNorm: return feedForwardPostNorm;
        case Slot::QueryNorm: return queryNorm;
        case Slot::KeyNorm: return keyNorm;
        case Slot::QkvBias: return qkvBias;
        default: return outputBias;
    }
}

PackedMatrix& PackedLayer::matrix(weights::Slot slot) {
    using weights::Slot;
    switch (slot) {
        case Slot::Qkv: return qkv;
        case Slot::Output: return output;
        case Slot::GateUp: return gateUp;
        default: return down;
    }
}

void packAdapter(const HfConfig& config, const Adapter& from, std::vector<PackedAdapterLayer>& to) {
    to.resize(from.layers.size());
    at::parallel_for(0, static_cast<std::int64_t>(to.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (auto l = static_cast<std::size_t>(begin); l < static_cast<std::size_t>(end); ++l) {
            packGroup(config, from, l, {kQuery, kKey, kValue}, to[l].qkv);
            packGroup(config, from, l, {kOutput}, to[l].output);
            packGroup(config, from, l, {kGate, kUp}, to[l].gateUp);
            packGroup(config, from, l, {kDown}, to[l].down);
        }
    });
}

void DecoderWeights::pack(const HfConfig& config, const Parameters& from, bool withEmbedding) {
    layers.resize(static_cast<std::size_t>(config.layers));
    const auto slots = weights::blockSlots(config);
    const auto pack = [&](PackedMatrix& to, const at::Tensor& matrix) {
        to.pack(matrix.data_ptr<float>(), static_cast<int>(matrix.size(0)), static_cast<int>(matrix.size(1)), storage);
    };
    at::parallel_for(0, config.layers + 1, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            if (i == config.layers) {
                pack(head, from.head);
                continue;
            }
            const Layer& layer = from.layers[static_cast<std::size_t>(i)];
            PackedLayer& packed = layers[static_cast<std::size_t>(i)];
            for (const auto& [slot, rows, columns] : slots) {
                if (columns > 0) {
                    pack(packed.matrix(slot), layer.part(slot));
                    continue;
                }
                copyVector(packed.vector(slot), layer.part(slot));
                if (weights::isNorm(slot)) addOffset(packed.vector(slot), rows, config.traits.normOffset);
            }
        }
    });
    copyVector(finalNorm, from.finalNorm);
    addOffset(finalNorm, config.hidden, config.traits.normOffset);
    if (withEmbedding && !config.tiedEmbeddings) pack(embedding, from.embedding);
}

Status DecoderWeights::read(const HfConfig& config, const weights::WeightSource& from) {
    layers.resize(static_cast<std::size_t>(config.layers));
    for (std::size_t l = 0; l < layers.size(); ++l)
        AZR_CHECK(readLayer(config, Reader(from, fmt::format("model.layers.{}.", l), storage), layers[l]));
    const Reader outer(from, "", storage);
    constexpr std::string_view kNorm[] = {"model.norm.weight"}, kTable[] = {"model.embed_tokens.weight"},
                               kHead[] = {"lm_head.weight"};
    AZR_CHECK(outer.vectors(kNorm, finalNorm));
    addOffset(finalNorm, config.hidden, config.traits.normOffset);
    if (config.tiedEmbeddings) return outer.matrices(kTable, head);
    AZR_CHECK(outer.matrices(kTable, embedding));
    return outer.matrices(kHead, head);
}

void DecoderWeights::embed(int token, float* out) const {
    (embedding.outputs() > 0 ? embedding : head).row(token, out);
}

std::size_t DecoderWeights::bytes() const {
    std::size_t total = head.bytes();
    for (const PackedLayer& layer : layers)
        total += layer.qkv.bytes() + layer.output.bytes() + layer.gateUp.bytes() + layer.down.bytes();
    return total;
}

}  // namespace azr::engine
