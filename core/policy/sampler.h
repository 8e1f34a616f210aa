/// Sampling completions from the policy. Requests join one continuous batch; their completions come back as they
/// finish. One thread owns a Sampler. The tokens of a request depend on its prompt, its seed and the weights; in what
/// order completions arrive is a function of decoded tokens alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"

namespace azr::policy {

using Token = std::int32_t;

enum class FinishReason : std::uint8_t { Stop, Length, Cancelled };

/// `count` samples from one prompt; the prompt is computed once. Sample i draws from mixSeed(seed, i).
struct SampleRequest {
    std::uint64_t id = 0;  ///< the caller's; comes back in the completion
    std::vector<Token> prompt;
    int count = 1;
    int maxTokens = 1;
    float temperature = 1.0F;  ///< 0 = greedy
    float topP = 1.0F;
    int topK = 0;       ///< 0 = off
    float minP = 0.0F;  ///< least share of the likeliest token's probability; 0 = off
    std::uint64_t seed = 0;
    std::vector<Token> stopTokens;                          ///< the one that ends a completion is its last token
    std::function<bool(std::span<const Token>)> stopCheck;  ///< optional; sees the completion so far, per token
};

struct Completion {
    std::uint64_t id = 0;
    int index = 0;              ///< which of `count`
    std::vector<Token> tokens;  ///< with the stop token, if one ended it
    /// Of each token, natural log, under the whole of softmax(logits / temperature): what top-p, top-k or min-p kept
    /// out counts too.
    std::vector<float> logprobs;
    float temperature = 1.0F;  ///< of `logprobs`: the request's, 1 of a greedy one
    FinishReason finish = FinishReason::Stop;
};

struct SamplerStats {
    std::int64_t sampledTokens = 0;
    std::int64_t promptTokens = 0;
    double seconds = 0.0;
};

class Sampler {
  public:
    virtual ~Sampler() = default;

    /// InvalidArgument when prompt + maxTokens exceeds the context or a token id is out of range.
    virtual Status submit(SampleRequest request) = 0;
    /// Decodes until some completion is finished. Empty when nothing is under way. Polls `control` per decoded token;
    /// on Cancelled every request under way is dropped.
    virtual Result<std::optional<Completion>> next(Control& control) = 0;
    /// Drops a request; its unfinished samples come back with FinishReason::Cancelled.
    virtual void cancel(std::uint64_t id) = 0;
    [[nodiscard]] virtual SamplerStats stats() const = 0;
};

}  // namespace azr::policy
