#include "core/weights/gguf_model.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace azr::weights {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOuterNames = {
    {{"token_embd.weight", "model.embed_tokens.weight"},
     {"output_norm.weight", "model.norm.weight"},
     {"output.weight", "lm_head.weight"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kLayerNames = {
    {{"attn_norm", "input_layernorm"},
     {"attn_q", "self_attn.q_proj"},
     {"attn_k", "self_attn.k_proj"},
     {"attn_v", "self_attn.v_proj"},
     {"attn_output", "self_attn.o_proj"},
     {"attn_q_norm", "self_attn.q_norm"},
     {"attn_k_norm", "self_attn.k_norm"},
     {"ffn_norm", "post_attention_layernorm"},
     {"ffn_gate", "mlp.gate_proj"},
     {"ffn_up", "mlp.up_proj"},
     {"ffn_down", "mlp.down_proj"}}};
constexpr std::string_view kRopeFactors = "rope_freqs.weight";

/// A name that is not known stays as it is: checkTensors() complains about it.
std::string hfName(const std::string& gguf) {
    for (const auto& [from, to] : kOuterNames)
        if (gguf == from) return std::string(to);
    if (!gguf.starts_with("blk.")) return gguf;
    const auto dot = gguf.find('.', 4), last = gguf.rfind('.');
    if (dot == std::string::npos || last <= dot) return gguf;
    const std::string part = gguf.substr(dot + 1, last - dot - 1);
    for (const auto& [from, to] : kLayerNames)
        if (part == from) return "model.layers." + gguf.substr(4, dot - 3) + std::string(to) + gguf.substr(last);
    return gguf;
}

Result<Family> familyOf(const GgufFile& file) {
    AZR_TRY(const auto architecture, file.text("general.architecture"));
    if (architecture == "llama") return Family::Llama;
    if (architecture == "qwen2") return Family::Qwen2;
    if (architecture == "qwen3") return Family::Qwen3;
    if (architecture == "mistral") return Family::Mistral;
    return fail(ErrorCode::Unsupported,
                "key 'general.architecture' is '" + architecture + "'; this build runs llama, mistral, qwen2 and qwen3",
                file.path().string());
}

Result<int> dimension(const GgufFile& file, const std::string& key) {
    AZR_TRY(const auto value, file.integer(key));
    if (value < 1 || value > 100'000'000)
        return fail(ErrorCode::Parse, "key '" + key + "' must be a positive number", file.path().string());
    return static_cast<int>(value);
}

/// The file holds the outcome of llama3's scaling, a divisor per frequency. The rule behind it is that of Llama 3.1 to
/// 3.3 with one free factor, which must give the same divisors.
Result<RopeScaling> scalingOf(const HfConfig& config, const GgufFile& file, const GgufTensor& factors) {
    const std::string place = file.path().string() + ", tensor 'rope_freqs.weight'";
    std::vector<float> divisors(static_cast<std::size_t>(config.headDim / 2));
    if (factors.shape != std::vector<std::int64_t>{config.headDim / 2})
        return fail(ErrorCode::Corrupt, "does not have one value per frequency", place);
    dequantise(factors.type, factors.bytes, divisors);
    HfConfig scaled = config;
    constexpr int kPretrained = 8192;
    scaled.ropeScaling = {RopeScaling::Kind::Llama3, *std::ranges::max_element(divisors), 1, 4, kPretrained};
    const auto wanted = ropeFrequencies(scaled);
    scaled.ropeScaling.kind = RopeScaling::Kind::None;
    const auto plain = ropeFrequencies(scaled);
    for (std::size_t i = 0; i < divisors.size(); ++i)
        if (!(std::abs(plain[i] / wanted[i] / static_cast<double>(divisors[i]) - 1) < 1e-3))
            return fail(ErrorCode::Unsupported, "scales RoPE in another way than Llama 3", place);
    scaled.ropeScaling.kind = RopeScaling::Kind::Llama3;
    return scaled.ropeScaling;
}

Status readRope(const GgufFile& file, const std::string& prefix, HfConfig& config) {
    config.ropeTheta = 10000;
    if (file.has(prefix + "rope.freq_base")) {
        AZR_TRY(config.ropeTheta, file.number(prefix + "rope.freq_base"));
    }
    if (!(config.ropeTheta > 1.0) || !std::isfinite(config.ropeTheta))
        return fail(ErrorCode::Parse, "key '" + prefix + "rope.freq_base' must be greater than 1",
                    file.path().string());
    if (const auto* factors = file.find(kRopeFactors)) {
        AZR_TRY(config.ropeScaling, scalingOf(config, file, *factors));
        return {};
    }
    if (!file.has(prefix + "rope.scaling.type")) return {};
    AZR_TRY(const auto type, file.text(prefix + "rope.scaling.type"));
    if (type == "none") return {};
    if (type != "linear")
        return fail(ErrorCode::Unsupported, "scaled RoPE '" + type + "' is not supported; linear is",
                    file.path().string());
    config.ropeScaling.kind = RopeScaling::Kind::Linear;
    AZR_TRY(config.ropeScaling.factor, file.number(prefix + "rope.scaling.factor"));
    if (!(config.ropeScaling.factor > 0))
        return fail(ErrorCode::Parse, "key '" + prefix + "rope.scaling.factor' must be positive", file.path().string());
    return {};
}

/// Rows of llama's queries and keys stand interleaved in the file (pairs beside each other), in Hugging Face's layout
/// the halves of a head follow one another.
std::int64_t interleavedRow(std::int64_t row, std::int64_t headDim) {
    const std::int64_t within = row % headDim, half = headDim / 2;
    return row - within + (within % half) * 2 + within / half;
}

class GgufSource final : public WeightSource {
  public:
    static Result<std::unique_ptr<WeightSource>> open(GgufFile file) {
        AZR_TRY(const auto config, ggufConfig(file));
        auto source = std::unique_ptr<GgufSource>(new GgufSource(std::move(file)));
        const bool interleaved = config.family == Family::Llama || config.family == Family::Mistral;
        std::vector<StoredTensor> tensors;
        for (const GgufTensor& tensor : source->m_file.tensors()) {
            if (tensor.name == kRopeFactors) continue;  // part of the config
            const bool pairs =
                tensor.name.find(".attn_q.") != std::string::npos || tensor.name.find(".attn_k.") != std::string::npos;
            const bool whole = !tensor.shape.empty() && tensor.shape.front() % config.headDim == 0;
            source->m_stored.push_back({&tensor, interleaved && pairs && whole ? config.headDim : 0});
            tensors.push_back({hfName(tensor.name), tensor.shape, std::string(tensor.type.name), tensor.bytes.size(),
                               source->m_file.path().string()});
        }
        const auto place = source->m_file.path();
        source->setTensors(std::move(tensors), place);
        return source;
    }

  private:
    struct Stored {
        const GgufTensor* tensor = nullptr;
        std::int64_t interleavedHead = 0;  ///< width of a head whose rows stand in pairs; 0: in order
    };

    explicit GgufSource(GgufFile file) : m_file(std::move(file)) {}

    Status decode(std::size_t index, std::int64_t firstRow, std::span<float> out) const override {
        const auto& [tensor, head] = m_stored[index];
        const std::int64_t width = tensor->rowWidth();
        if (head == 0) {
            decodeRows(*tensor, firstRow, out);
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
    std::vector<Stored> m_stored;
};

}  // namespace

Result<HfConfig> ggufConfig(const GgufFile& file) {
    const std::string place = file.path().string();
    HfConfig config;
    AZR_TRY(config.family, familyOf(file));
    AZR_TRY(const auto architecture, file.text("general.architecture"));
    const std::string prefix = architecture + ".";
    AZR_TRY(config.hidden, dimension(file, prefix + "embedding_length"));
    AZR_TRY(config.layers, dimension(file, prefix + "block_count"));
    AZR_TRY(config.heads, dimension(file, prefix + "attention.head_count"));
    config.kvHeads = config.heads;
    if (file.has(prefix + "attention.head_count_kv")) {
        AZR_TRY(config.kvHeads, dimension(file, prefix + "attention.head_count_kv"));
    }
    config.headDim = config.hidden / config.heads;
    if (file.has(prefix + "attention.key_length")) {
        AZR_TRY(config.headDim, dimension(file, prefix + "attention.key_length"));
    }
    if (config.headDim < 2 || config.headDim % 2 != 0 || config.heads % config.kvHeads != 0)
        return fail(ErrorCode::Corrupt, "the numbers and widths of its heads do not fit together", place);
    AZR_TRY(config.intermediate, dimension(file, prefix + "feed_forward_length"));
    AZR_TRY(config.context, dimension(file, prefix + "context_length"));
    AZR_TRY(config.rmsEpsilon, file.number(prefix + "attention.layer_norm_rms_epsilon"));
    AZR_CHECK(readRope(file, prefix, config));
    const auto* embedding = file.find("token_embd.weight");
    if (embedding == nullptr || embedding->shape.size() != 2 || embedding->shape[0] > 100'000'000)
        return fail(ErrorCode::NotFound, "tensor 'token_embd.weight' is missing or no matrix", place);
    config.vocabulary = static_cast<int>(embedding->shape[0]);
    config.tiedEmbeddings = file.find("output.weight") == nullptr;
    config.qkNorm = config.family == Family::Qwen3;
    config.qkvBias = config.family == Family::Qwen2 || file.find("blk.0.attn_q.bias") != nullptr;
    config.outputBias = config.family != Family::Qwen2 && file.find("blk.0.attn_output.bias") != nullptr;
    const auto token = [&](const char* key) {
        const auto id = file.integer(key);
        return id && *id >= 0 && *id < config.vocabulary ? static_cast<int>(*id) : -1;
    };
    config.bosToken = token("tokenizer.ggml.bos_token_id");
    config.padToken = token("tokenizer.ggml.padding_token_id");
    if (const int eos = token("tokenizer.ggml.eos_token_id"); eos >= 0) config.eosTokens = {eos};
    return config;
}

Result<std::unique_ptr<WeightSource>> ggufWeights(GgufFile file) {
    return GgufSource::open(std::move(file));
}

}  // namespace azr::weights
