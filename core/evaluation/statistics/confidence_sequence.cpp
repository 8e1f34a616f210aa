#include "core/evaluation/statistics/confidence_sequence.h"

#include <algorithm>
#include <cmath>

namespace azr::evaluation {
namespace {

constexpr double kLargestBet = 0.5;

/// (-log(1 - lambda) - lambda) / 4
double psi(double bet) {
    return (-std::log1p(-bet) - bet) / 4;
}

}  // namespace

void ConfidenceSequence::add(double observation) {
    const double x = std::clamp(observation, 0.0, 1.0);
    const auto time = static_cast<double>(++m_count);
    const double confidence = std::log(2 / m_alpha);
    // What is bet depends on earlier observations alone.
    const double variance = m_deviations / time;
    const double bet = std::min(kLargestBet, std::sqrt(2 * confidence / (variance * time * std::log1p(time))));
    const double away = x - m_plugInMean;
    m_bets += bet;
    m_won += bet * x;
    m_cost += 4 * away * away * psi(bet);

    m_sum += x;
    m_plugInMean = (0.5 + m_sum) / (time + 1);
    m_deviations += (x - m_plugInMean) * (x - m_plugInMean);

    const double middle = m_won / m_bets;
    const double half = (confidence + m_cost) / m_bets;
    m_interval.low = std::max(m_interval.low, middle - half);
    m_interval.high = std::min(m_interval.high, middle + half);
}

}  // namespace azr::evaluation
