#include "core/weights/weight_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

#include "core/base/files.h"
#include "core/weights/adapters/merged_weights.h"
#include "core/weights/floats.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/gguf/gguf_model.h"
#include "core/weights/model_tensors.h"
#include "core/weights/safetensors.h"

namespace azr::weights {
namespace {

constexpr const char* kEmbedding = "model.embed_tokens.weight";

std::string spell(std::span<const std::int64_t> shape) {
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

/// safetensors: F32, F16 and BF16 as they stand.
class SafetensorsSource final : public WeightSource {
  public:
    static Result<std::unique_ptr<WeightSource>> open(const std::filesystem::path& folder) {
        AZR_TRY(auto weights, ModelWeights::open(folder));
        auto source = std::unique_ptr<SafetensorsSource>(new SafetensorsSource(std::move(weights)));
        std::vector<StoredTensor> tensors;
        for (const auto& shard : source->m_weights.shards())
            for (const TensorView& view : shard.tensors()) {
                tensors.push_back({view.spec.name, view.spec.shape, std::string(name(view.spec.dtype)),
                                   view.bytes.size(), shard.path().string()});
                source->m_views.push_back(&view);
            }
        source->setTensors(std::move(tensors), folder);
        return source;
    }

  private:
    explicit SafetensorsSource(ModelWeights weights) : m_weights(std::move(weights)) {}

    Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const override {
        const auto first = static_cast<std::size_t>(firstRow * tensors()[index].rowWidth());
        return readFloats(*m_views[index], first, out, tensors()[index].file);
    }

    ModelWeights m_weights;
    std::vector<const TensorView*> m_views;
};

}  // namespace

std::int64_t StoredTensor::elements() const {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

Result<std::unique_ptr<WeightSource>> WeightSource::open(const std::filesystem::path& model) {
    if (isAdapter(model)) return openMerged(model);
    if (!isGguf(model)) return SafetensorsSource::open(model);
    AZR_TRY(auto file, GgufFile::open(model));
    return ggufWeights(std::move(file));
}

void WeightSource::setTensors(std::vector<StoredTensor> tensors, std::filesystem::path place) {
    m_tensors = std::move(tensors);
    m_place = std::move(place);
    m_byName.resize(m_tensors.size());
    std::iota(m_byName.begin(), m_byName.end(), std::size_t{0});
    std::ranges::sort(m_byName, {}, [&](std::size_t i) -> const std::string& { return m_tensors[i].name; });
}

const StoredTensor* WeightSource::find(std::string_view name) const {
    const auto found = std::ranges::lower_bound(m_byName, name, {},
                                                [&](std::size_t i) { return std::string_view(m_tensors[i].name); });
    return found == m_byName.end() || m_tensors[*found].name != name ? nullptr : &m_tensors[*found];
}

Status WeightSource::read(std::string_view name, std::int64_t firstRow, std::span<float> out) const {
    const StoredTensor* const tensor = find(name);
    if (tensor == nullptr)
        return fail(ErrorCode::NotFound, fmt::format("there is no tensor '{}'", nameInFile(name)), m_place.string());
    const std::int64_t first = firstRow * tensor->rowWidth();
    const auto count = static_cast<std::int64_t>(out.size());
    if (firstRow < 0 || count % tensor->rowWidth() != 0 || first + count > tensor->elements())
        return fail(ErrorCode::InvalidArgument, fmt::format("rows outside of tensor '{}'", nameInFile(name)),
                    tensor->file);
    AZR_CHECK(decode(static_cast<std::size_t>(tensor - m_tensors.data()), firstRow, out));
    const auto broken = firstNonFinite(out);
    if (!broken) return {};
    return fail(ErrorCode::Corrupt,
                fmt::format("tensor '{}' holds {} at element {}", nameInFile(name), out[*broken],
                            first + static_cast<std::int64_t>(*broken)),
                tensor->file, "the weights are damaged; get the model again");
}

std::vector<ExpectedTensor> expectedTensors(const HfConfig& c) {
    const std::int64_t d = c.hidden, v = c.vocabulary;
    const auto block = blockTensors(c);
    std::vector<ExpectedTensor> all = {{kEmbedding, {v, d}}};
    for (int l = 0; l < c.layers; ++l)
        for (const BlockTensor& tensor : block)
            all.push_back({fmt::format("model.layers.{}.{}", l, tensor.name), tensor.shape()});
    all.push_back({"model.norm.weight", {d}});
    if (!c.tiedEmbeddings) all.push_back({"lm_head.weight", {v, d}});
    return all;
}

namespace {

/// A head beside an embedding that is said to be the head must be the same, number by number.
Status checkCopyOfTied(const WeightSource& source, const StoredTensor& head) {
    const StoredTensor* const embedding = source.find("model.embed_tokens.weight");
    bool same = embedding != nullptr && embedding->shape == head.shape;
    const std::int64_t step = std::max<std::int64_t>(1, (std::int64_t{1} << 20) / head.rowWidth());
    const std::int64_t rows = head.elements() / head.rowWidth();
    std::vector<float> ours, theirs;
    for (std::int64_t row = 0; same && row < rows; row += step) {
        ours.resize(static_cast<std::size_t>(std::min(step, rows - row) * head.rowWidth()));
        theirs.resize(ours.size());
        AZR_CHECK(source.read(head.name, row, ours));
        AZR_CHECK(source.read(embedding->name, row, theirs));
        same = ours == theirs;
    }
    if (same) return {};
    return fail(
        ErrorCode::Corrupt,
        "field 'tie_word_embeddings' says that the head is the embedding, but tensor 'lm_head.weight' is another",
        head.file,
        "set tie_word_embeddings to false in config.json if the model has a head of its own, else take "
        "lm_head.weight out of the file");
}

}  // namespace

Status checkTensors(const WeightSource& source, const HfConfig& config) {
    std::set<std::string_view> known;
    const auto expected = expectedTensors(config);
    const std::string place = source.tensors().empty() ? "" : source.tensors().front().file;
    for (const auto& [name, shape] : expected) {
        known.insert(name);
        const StoredTensor* const found = source.find(name);
        if (found == nullptr)
            return fail(
                ErrorCode::NotFound, fmt::format("tensor '{}' is missing", source.nameInFile(name)), place,
                name == "lm_head.weight" ? "set tie_word_embeddings in config.json if the head is the embedding" : "");
        if (found->shape != shape)
            return fail(ErrorCode::Corrupt,
                        fmt::format("tensor '{}' has the shape {}, the config wants {}", source.nameInFile(name),
                                    spell(found->shape), spell(shape)),
                        found->file);
        static const std::set<std::string_view> kInteger = {"F64", "I64", "I32", "I16", "I8", "U8", "BOOL"};
        if (kInteger.contains(found->type))
            return fail(
                ErrorCode::Unsupported,
                fmt::format("tensor '{}' has type {}, not F32, F16 or BF16", source.nameInFile(name), found->type),
                found->file);
    }
    for (const StoredTensor& tensor : source.tensors()) {
        if (config.tiedEmbeddings && tensor.name == "lm_head.weight") {
            AZR_CHECK(checkCopyOfTied(source, tensor));
            continue;
        }
        if (known.contains(tensor.name) || tensor.name.ends_with("rotary_emb.inv_freq")) continue;
        return fail(ErrorCode::Corrupt,
                    fmt::format("tensor '{}' has no place in a {} model of this config", source.nameInFile(tensor.name),
                                name(config.family)),
                    tensor.file);
    }
    return {};
}

namespace {

Result<std::string> hashOfAdapter(const std::filesystem::path& folder) {
    AZR_TRY(const auto base, baseOfAdapter(folder));
    AZR_TRY(const auto ofBase, hashOfFiles(base));
    AZR_TRY(const auto config, sha256File(folder / kAdapterConfigFile));
    AZR_TRY(const auto weights, sha256File(folder / kAdapterWeightsFile));
    return sha256(ofBase + " " + config + " " + weights);
}

Result<std::string> hashOfGguf(const std::filesystem::path& model) {
    AZR_TRY(const auto file, GgufFile::open(model));
    if (file.parts().size() == 1) return sha256File(model);
    std::string all;
    for (const auto& part : file.parts()) {
        AZR_TRY(const auto hash, sha256File(part));
        all += part.filename().string() + " " + hash + "\n";
    }
    return sha256(all);
}

}  // namespace

Result<std::string> hashOfFiles(const std::filesystem::path& model) {
    if (isAdapter(model)) return hashOfAdapter(model);
    if (isGguf(model)) return hashOfGguf(model);
    std::error_code code;
    const auto whole = model / "model.safetensors", index = model / "model.safetensors.index.json";
    if (std::filesystem::exists(whole, code) || !std::filesystem::exists(index, code)) return sha256File(whole);
    AZR_TRY(const auto weights, ModelWeights::open(model));
    std::string all;
    for (const auto& shard : weights.shards()) {
        AZR_TRY(const auto hash, sha256File(shard.path()));
        all += shard.path().filename().string() + " " + hash + "\n";
    }
    return sha256(all);
}

}  // namespace azr::weights
