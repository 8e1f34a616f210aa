/// Task-relative advantages, TRR++ (paper equation 8): A = (r - mean) / (std + 1e-8), mean and standard deviation over
/// the samples of one of the role x kind streams. Pure functions over spans; S = number of samples.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/config/run_config.h"

namespace azr::selfplay {

/// Mean and population standard deviation, each value counted `weight` times; no weights = once each.
struct Moments {
    double mean = 0, deviation = 0;
};
[[nodiscard]] Moments moments(std::span<const double> values, std::span<const double> weights = {});

/// (r - mean) / (std + 1e-8) for each of S rewards; all 0 when their deviation is 0 (below 1e-9). With `tokens` (S
/// response lengths) the moments are taken over tokens, so that long answers weigh more.
[[nodiscard]] std::vector<double> whitened(std::span<const double> rewards, std::span<const double> tokens = {});

/// Departure: (r - mean of its own group) / (std of the stream + 1e-8). `groups`: S labels, a solver's task or a
/// proposal's class. A group whose rewards are all equal gives 0; a negative label stands for the stream.
[[nodiscard]] std::vector<double> groupCentred(std::span<const double> rewards, std::span<const std::int64_t> groups,
                                               std::span<const double> tokens = {});

/// One sample as equation 8 sees it.
struct ScoredSample {
    int stream = 0;          ///< Stream::index()
    std::int64_t group = 0;  ///< of the group-centred departures
    double reward = 0;
    int tokens = 0;
    bool masked = false;  ///< takes no part: advantage 0, and no influence on the others
};
/// What the samples of one stream were whitened with; kept beside the advantages, so that they can be checked.
struct StreamMoments {
    int stream = 0;
    Moments moments;
    int samples = 0;        ///< that took part
    double weight = 0;      ///< the same number, or their tokens
    bool byTokens = false;  ///< each token counts once
    bool centred = false;   ///< the mean of its group stands in for the stream's
    double roleWeight = 1;
};
/// One row per stream that has samples which take part.
[[nodiscard]] std::vector<StreamMoments> streamMoments(std::span<const ScoredSample> samples,
                                                       const config::AdvantageConfig& config);
/// One advantage per sample, role weights applied.
[[nodiscard]] std::vector<double> advantages(std::span<const ScoredSample> samples,
                                             const config::AdvantageConfig& config);

}  // namespace azr::selfplay
