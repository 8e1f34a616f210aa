#include "core/weights/gguf/gguf_model.h"

#include <algorithm>

#include "core/weights/gguf/gguf_names.h"

namespace azr::weights {
namespace {

/// Rows of llama's queries and keys stand interleaved in the file (pairs beside each other), in Hugging Face's layout
/// the halves of a head follow one another.
std::int64_t interleavedRow(std::int64_t row, std::int64_t headDim) {
    const std::int64_t within = row % headDim, half = headDim / 2;
    return row - within + (within % half) * 2 + within / half;
}

class GgufSource final : public WeightSource {
  public:
    static Result<std::unique_ptr<WeightSource>> open(GgufFile file) {
        AZR_TRY(const Json config, ggufConfigJson(file));
        const std::int64_t headDim = config.at("head_dim");
        AZR_TRY(const auto* const architecture, architectureOf(file));
        auto source = std::unique_ptr<GgufSource>(new GgufSource(std::move(file), *architecture));
        std::vector<StoredTensor> tensors;
        for (const GgufTensor& tensor : source->m_file.tensors()) {
            if (isGgufRopeFactors(tensor.name)) continue;  // part of the config
            const bool pairs =
                tensor.name.find(".attn_q.") != std::string::npos || tensor.name.find(".attn_k.") != std::string::npos;
            const bool whole = !tensor.shape.empty() && tensor.shape.front() % headDim == 0;
            source->m_stored.push_back({&tensor, architecture->interleaved && pairs && whole ? headDim : 0});
            tensors.push_back({hfTensorName(*architecture, tensor.name), tensor.shape, std::string(tensor.type.name),
                               tensor.bytes.size(), source->m_file.parts()[tensor.part].string()});
        }
        const auto place = source->m_file.path();
        source->setTensors(std::move(tensors), place);
        return source;
    }

    [[nodiscard]] std::string nameInFile(std::string_view name) const override {
        return ggufTensorName(m_architecture, name);
    }

  private:
    struct Stored {
        const GgufTensor* tensor = nullptr;
        std::int64_t interleavedHead = 0;  ///< width of a head whose rows stand in pairs; 0: in order
    };

    GgufSource(GgufFile file, const GgufArchitecture& architecture)
        : m_file(std::move(file)), m_architecture(architecture) {}

    Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const override {
        const auto& [tensor, head] = m_stored[index];
        const std::int64_t width = tensor->rowWidth();
        if (head == 0) {
            decodeRows(*tensor, firstRow, out);
            if (m_architecture.normsPlusOne && tensor->name.ends_with("norm.weight"))
                for (float& value : out) value -= 1;
        } else if (tensor->shape.size() == 1) {  // a bias: its one row is permuted within itself
            std::vector<float> pairs(out.size());
            decodeRows(*tensor, 0, pairs);
            for (std::int64_t i = 0; i < width; ++i)
                out[static_cast<std::size_t>(i)] = pairs[static_cast<std::size_t>(interleavedRow(i, head))];
        } else {
            const auto step = static_cast<std::size_t>(width);
            for (std::size_t at = 0; at < out.size(); at += step)
                decodeRows(*tensor, interleavedRow(firstRow + static_cast<std::int64_t>(at / step), head),
                           out.subspan(at, step));
        }
        return {};
    }

    static void decodeRows(const GgufTensor& tensor, std::int64_t firstRow, std::span<float> out) {
        const auto bytesOf = [&](std::int64_t elements) {
            return static_cast<std::size_t>(elements / tensor.type.blockElements * tensor.type.blockBytes);
        };
        dequantise(
            tensor.type,
            tensor.bytes.subspan(bytesOf(firstRow * tensor.rowWidth()), bytesOf(static_cast<std::int64_t>(out.size()))),
            out);
    }

    GgufFile m_file;
    const GgufArchitecture& m_architecture;
    std::vector<Stored> m_stored;
};

}  // namespace

Result<std::unique_ptr<WeightSource>> ggufWeights(GgufFile file) {
    return GgufSource::open(std::move(file));
}

}  // namespace azr::weights
