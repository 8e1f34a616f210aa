#include "core/engine/learning/ppo.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace azr::engine {

TokenLoss ppoToken(double logprob, double oldLogprob, double advantage, const policy::LossOptions& options) {
    TokenLoss token;
    const double logRatio = logprob - oldLogprob;
    token.ratio = std::exp(logRatio);
    token.approximateKl = token.ratio - 1.0 - logRatio;
    const double bounded = std::clamp(token.ratio, 1.0 - options.clipLow, 1.0 + options.clipHigh);
    const double free = token.ratio * advantage, limited = bounded * advantage;
    token.policy = -std::min(free, limited);
    // Where both agree (inside the band) the free branch carries the gradient.
    token.clipped = limited < free;
    if (options.dualClip > 0.0 && advantage < 0.0 && token.policy > -options.dualClip * advantage) {
        token.policy = -options.dualClip * advantage;
        token.clipped = true;
    }
    token.policyDerivative = token.clipped ? 0.0 : -free;  // d ratio / d logprob = ratio
    return token;
}

KlTerm referenceKl(double logprob, double referenceLogprob) {
    const double logRatio = referenceLogprob - logprob, ratio = std::exp(logRatio);
    return {ratio - 1.0 - logRatio, 1.0 - ratio};
}

std::vector<double> tokenWeights(std::span<const policy::Sequence> batch, bool sequenceMean) {
    double tokens = 0;
    const auto lengthOf = [](const policy::Sequence& s) {
        return static_cast<double>(s.tokens.size()) - static_cast<double>(s.promptLength);
    };
    for (const auto& sequence : batch) tokens += lengthOf(sequence);
    std::vector<double> weights;
    weights.reserve(batch.size());
    for (const auto& sequence : batch)
        weights.push_back(sequenceMean ? 1.0 / (static_cast<double>(batch.size()) * lengthOf(sequence)) : 1.0 / tokens);
    return weights;
}

std::vector<std::size_t> miniBatchEnds(std::size_t count, int miniBatches) {
    const std::size_t parts = std::min(count, static_cast<std::size_t>(std::max(miniBatches, 1)));
    std::vector<std::size_t> ends;
    for (std::size_t part = 0, end = 0; part < parts; ++part)
        ends.push_back(end += count / parts + (part < count % parts));
    return ends;
}

LossTotals::LossTotals() {
    m_sums.ratioMean = m_sums.ratioMax = 0.0;
}

void LossTotals::merge(const LossTotals& other) {
    const auto& o = other.m_sums;
    m_sums.loss += o.loss;
    m_sums.policyLoss += o.policyLoss;
    m_sums.entropy += o.entropy;
    m_sums.ratioMean += o.ratioMean;
    m_sums.ratioMax = std::max(m_sums.ratioMax, o.ratioMax);
    m_sums.clipFraction += o.clipFraction;
    m_sums.approximateKl += o.approximateKl;
    m_sums.referenceKl += o.referenceKl;
    m_sums.logprobGap += o.logprobGap;
    m_count += other.m_count;
    m_pulled += other.m_pulled;
    const std::size_t streams = std::max(m_streamCount.size(), other.m_streamCount.size());
    m_streamCount.resize(streams, 0.0);
    m_sums.streamEntropy.resize(streams, 0.0);
    for (std::size_t i = 0; i < other.m_streamCount.size(); ++i) {
        m_streamCount[i] += other.m_streamCount[i];
        m_sums.streamEntropy[i] += o.streamEntropy[i];
    }
}

void LossTotals::addStream(int stream, double entropy) {
    const auto index = static_cast<std::size_t>(std::max(stream, 0));
    if (m_streamCount.size() <= index) {
        m_streamCount.resize(index + 1, 0.0);
        m_sums.streamEntropy.resize(index + 1, 0.0);
    }
    m_streamCount[index] += 1.0;
    m_sums.streamEntropy[index] += entropy;
}

void LossTotals::add(const TokenLoss& token, double entropy, double logprob, double oldLogprob, const WeighedKl& kl,
                     double weight, int stream, const policy::LossOptions& options) {
    m_sums.policyLoss += weight * token.policy;
    m_sums.loss += weight * (token.policy - options.entropyBonus * entropy + kl.coefficient * kl.term.value);
    m_sums.entropy += entropy;
    m_sums.ratioMean += token.ratio;
    m_sums.ratioMax = std::max(m_sums.ratioMax, token.ratio);
    m_sums.clipFraction += token.clipped ? 1.0 : 0.0;
    m_sums.approximateKl += token.approximateKl;
    if (kl.coefficient > 0.0) {
        m_sums.referenceKl += kl.term.value;
        m_pulled += 1.0;
    }
    m_sums.logprobGap += std::abs(logprob - oldLogprob);
    addStream(stream, entropy);
    m_count += 1.0;
}

void LossTotals::addImitation(double logprob, double entropy, double weight, int stream) {
    m_sums.loss -= weight * logprob;
    m_sums.policyLoss -= weight * logprob;
    m_sums.entropy += entropy;
    m_sums.ratioMean += 1.0;
    m_sums.ratioMax = 1.0;
    addStream(stream, entropy);
    m_count += 1.0;
}

policy::UpdateStats LossTotals::finish(int steps) const {
    policy::UpdateStats stats = m_sums;
    if (m_count == 0) return {};
    for (double* sum : {&stats.loss, &stats.policyLoss}) *sum /= steps;
    for (double* sum : {&stats.entropy, &stats.ratioMean, &stats.clipFraction, &stats.approximateKl, &stats.logprobGap})
        *sum /= m_count;
    if (m_pulled > 0) stats.referenceKl /= m_pulled;
    for (std::size_t i = 0; i < stats.streamEntropy.size(); ++i)
        stats.streamEntropy[i] =
            m_streamCount[i] > 0 ? stats.streamEntropy[i] / m_streamCount[i] : std::numeric_limits<double>::quiet_NaN();
    return stats;
}

}  // namespace azr::engine
