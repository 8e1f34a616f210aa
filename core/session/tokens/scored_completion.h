/// A completion token by token, with what the policy gave each of them. Values; naming the pieces of text is pure.
#pragma once

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/tokenizer/tokenizer.h"

namespace azr::session {

/// A policy of a run whose weights are on the disk.
struct PolicySource {
    int step = 0;                  ///< after which it was saved
    std::filesystem::path folder;  ///< of the checkpoint; empty: the model that the run started from
    int updates = 0;  ///< from it to the policy that sampled the completion; below zero: it is the later one
    [[nodiscard]] bool base() const { return folder.empty(); }
};

struct ScoredToken {
    enum class Form {
        Text,     ///< it completes `text`
        Special,  ///< a special token, or one without text of its own
        Part      ///< it ends in the middle of a character, whose text stands with the token that completes it
    };
    std::int32_t id = 0;
    Form form = Form::Text;
    std::string text;                     ///< what it adds to the completion
    std::string spelling;                 ///< as the vocabulary has it
    float logprob = kUnknown;             ///< natural
    float entropy = kUnknown;             ///< of the distribution that it was drawn from, nats
    std::optional<std::string> likelier;  ///< the likeliest token there, where that is another one
    static constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();
};

struct ScoredCompletion {
    std::vector<ScoredToken> tokens;
    double temperature = 1;            ///< of the log-probabilities
    std::optional<PolicySource> from;  ///< worked out with this policy; empty: kept as the sampler gave them
    bool sampled = true;    ///< these tokens were sampled; false: the text encodes to them, and may have been others
    int sampledTokens = 0;  ///< how many were sampled, and the sum of their log-probabilities as the run has it
    double sampledSum = 0;  ///<
    std::string otherKernels = {};  ///< worked out with these, and not with those of the run

    [[nodiscard]] bool hasEntropy() const { return !tokens.empty() && !std::isnan(tokens.back().entropy); }
    /// Sum of the log-probabilities that are known.
    [[nodiscard]] double logprobSum() const;
    [[nodiscard]] int scored() const;  ///< tokens whose log-probability is known
    /// Per token; NaN without any.
    [[nodiscard]] double meanLogprob() const { return scored() > 0 ? logprobSum() / scored() : ScoredToken::kUnknown; }
    [[nodiscard]] double perplexity() const { return std::exp(-meanLogprob()); }
    /// 1 for the least likely token; equal ones in the order of the text. 0 where it is not known.
    [[nodiscard]] std::vector<int> ranksByImprobability() const;
};

/// The pieces of text that the tokens stand for; put together they are the text.
[[nodiscard]] std::vector<ScoredToken> piecesOf(const tokenizer::Tokenizer& tokenizer,
                                                std::span<const std::int32_t> ids);

}  // namespace azr::session
