#include "core/engine/learning/scoring.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "core/engine/kernels/sampling_kernels.h"

namespace azr::engine {
namespace {

Status check(const std::vector<policy::Token>& tokens, const ScoringLimits& limits) {
    if (tokens.empty()) return fail(ErrorCode::InvalidArgument, "there are no tokens", "ids");
    if (tokens.size() > static_cast<std::size_t>(limits.context))
        return fail(ErrorCode::InvalidArgument,
                    std::to_string(tokens.size()) + " tokens exceed the context of " + std::to_string(limits.context),
                    "ids");
    for (const policy::Token token : tokens)
        if (token < 0 || token >= limits.vocabulary)
            return fail(
                ErrorCode::InvalidArgument,
                "token " + std::to_string(token) + " is outside the vocabulary of " + std::to_string(limits.vocabulary),
                "ids");
    return {};
}

/// A cache that is given back whatever happens.
class CachedSequence {
  public:
    CachedSequence(SamplerBackend& backend, bool stretched) : m_backend(backend), m_id(backend.create(stretched)) {}
    CachedSequence(const CachedSequence&) = delete;
    CachedSequence& operator=(const CachedSequence&) = delete;
    ~CachedSequence() { m_backend.release(m_id); }
    [[nodiscard]] int id() const { return m_id; }

  private:
    SamplerBackend& m_backend;
    int m_id;
};

/// Slots are positions.
Status forwardAll(SamplerBackend& backend, const std::vector<policy::Token>& tokens, const ScoringLimits& limits,
                  Control& control, const SamplerBackend::LogitsSink& sink) {
    AZR_CHECK(check(tokens, limits));
    backend.refresh();
    const auto bound = static_cast<std::size_t>(limits.stretchedFrom);
    const CachedSequence sequence(backend, bound > 0 && tokens.size() > bound);
    std::vector<BatchRow> rows;
    for (std::size_t start = 0; start < tokens.size(); start += static_cast<std::size_t>(limits.rows)) {
        AZR_CHECK(control.checkpoint());
        rows.clear();
        for (std::size_t i = start; i < std::min(tokens.size(), start + static_cast<std::size_t>(limits.rows)); ++i)
            rows.push_back({tokens[i], static_cast<std::int32_t>(i), sequence.id(), static_cast<int>(i)});
        backend.forward(rows, sink);
    }
    return {};
}

std::vector<policy::LikelyToken> likeliestOf(std::span<const float> logits, int count, double logSum) {
    std::vector<policy::Token> ids(logits.size());
    std::iota(ids.begin(), ids.end(), 0);
    const auto logit = [&](policy::Token id) { return logits[static_cast<std::size_t>(id)]; };
    const auto end = ids.begin() + std::min(static_cast<std::ptrdiff_t>(count), std::ssize(ids));
    std::ranges::partial_sort(
        ids, end, [&](policy::Token a, policy::Token b) { return logit(a) != logit(b) ? logit(a) > logit(b) : a < b; });
    std::vector<policy::LikelyToken> likeliest;
    for (auto id = ids.begin(); id != end; ++id)
        likeliest.push_back({*id, static_cast<float>(static_cast<double>(logit(*id)) - logSum)});
    return likeliest;
}

}  // namespace

Result<policy::TokenScores> scoreTokens(SamplerBackend& backend, const std::vector<policy::Token>& tokens,
                                        const ScoringLimits& limits, Control& control, int likeliest) {
    policy::TokenScores scores;
    if (likeliest > 0) scores.likeliest.resize(tokens.size());
    scores.entropy.resize(tokens.size());
    scores.argmax.resize(tokens.size());
    scores.logprobs.resize(tokens.empty() ? 0 : tokens.size() - 1);
    AZR_CHECK(forwardAll(backend, tokens, limits, control, [&](int slot, std::span<float> logits) {
        const auto place = static_cast<std::size_t>(slot);
        const float peak = highestOf(logits);
        scores.argmax[place] = static_cast<policy::Token>(std::ranges::find(logits, peak) - logits.begin());
        const double total = sumOfWeights(logits, peak);
        const double logSum = static_cast<double>(peak) + std::log(total);
        if (place + 1 < tokens.size())
            scores.logprobs[place] =
                static_cast<float>(static_cast<double>(logits[static_cast<std::size_t>(tokens[place + 1])]) - logSum);
        if (likeliest > 0) scores.likeliest[place] = likeliestOf(logits, likeliest, logSum);
        // H = log sum - sum p x, with x counted from the peak.
        double mean = 0;
        for (const float logit : logits) {
            const double x = static_cast<double>(logit) - static_cast<double>(peak);
            if (x > -80) mean += std::exp(x) * x;
        }
        scores.entropy[place] = static_cast<float>(std::log(total) - mean / total);
    }));
    return scores;
}

Result<std::vector<float>> backendLogits(SamplerBackend& backend, const std::vector<policy::Token>& tokens,
                                         const ScoringLimits& limits) {
    AZR_CHECK(check(tokens, limits));
    const auto width = static_cast<std::size_t>(limits.vocabulary);
    std::vector<float> all(tokens.size() * width);
    Control control;
    AZR_CHECK(forwardAll(backend, tokens, limits, control, [&](int slot, std::span<float> logits) {
        std::ranges::copy(logits, all.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(slot) * width));
    }));
    return all;
}

}  // namespace azr::engine
