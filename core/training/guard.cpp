#include "core/training/guard.h"

#include <fmt/format.h>

#include <numeric>

namespace azr::training {
namespace {

/// A raised alert is withdrawn when the figure is back behind its bar by this share of the bar.
constexpr double kHysteresis = 0.1;

/// Windows at a run's start that raise nothing: a model may begin beyond a bar without having collapsed.
constexpr int kGraceWindows = 3;

struct Bar {
    std::string_view code, text;
    std::optional<double> value;
    double limit = 0;
    bool floor = false;  ///< the value must stay above
};

bool crossed(const Bar& bar, double mean) {
    return bar.floor ? mean < bar.limit : mean > bar.limit;
}

bool wellBack(const Bar& bar, double mean) {
    return bar.floor ? mean > bar.limit * (1 + kHysteresis) : mean < bar.limit * (1 - kHysteresis);
}

}  // namespace

std::vector<AlertRaised> Guard::watch(int step, const GuardReading& reading, const config::GuardConfig& config) {
    if (!m_startEntropy) m_startEntropy = reading.entropy;
    const double entropyBar = m_startEntropy.value_or(0.0) * config.minEntropyShare;
    const std::array<Bar, kWatches> bars = {
        Bar{"valid_rate", "share of valid proposals", reading.validRate, config.minValidRate, true},
        Bar{"near_duplicates", "share of near-duplicates", reading.nearDuplicates, config.maxNearDuplicates, false},
        Bar{"clipped_length", "share of completions at the length cap", reading.clipped, config.maxClippedLength,
            false},
        Bar{"coin_flips", "share of coin-flip tasks", reading.coinFlips, config.maxCoinFlips, false},
        Bar{"entropy", "entropy", reading.entropy, entropyBar, true},
    };
    const auto window = static_cast<std::size_t>(std::max(1, config.window));
    std::vector<AlertRaised> alerts;
    for (std::size_t i = 0; i < bars.size(); ++i) {
        Watch& watch = m_watches[i];
        if (!bars[i].value) continue;
        watch.recent.push_back(*bars[i].value);
        while (watch.recent.size() > window) watch.recent.pop_front();
        if (watch.recent.size() < window) continue;
        const double mean =
            std::accumulate(watch.recent.begin(), watch.recent.end(), 0.0) / static_cast<double>(window);
        const bool raise = !watch.raised && step > kGraceWindows * config.window && crossed(bars[i], mean);
        const bool withdraw = watch.raised && wellBack(bars[i], mean);
        if (!raise && !withdraw) continue;
        watch.raised = raise;
        alerts.push_back({step, raise ? "warning" : "info", std::string(bars[i].code),
                          fmt::format("{} {} {:.3f} over the last {} steps (bar {:.3f})", bars[i].text,
                                      raise ? "is" : "is back at", mean, window, bars[i].limit)});
    }
    return alerts;
}

Json Guard::toJson() const {
    Json watches = Json::array();
    for (const Watch& watch : m_watches) watches.push_back({{"recent", watch.recent}, {"raised", watch.raised}});
    return {{"watches", std::move(watches)}, {"start_entropy", m_startEntropy ? Json(*m_startEntropy) : Json()}};
}

Status Guard::restore(const Json& json) {
    try {
        const Json& watches = json.at("watches");
        for (std::size_t i = 0; i < kWatches; ++i) {
            m_watches[i].recent = watches.at(i).at("recent").get<std::deque<double>>();
            m_watches[i].raised = watches.at(i).at("raised").get<bool>();
        }
        const Json& entropy = json.at("start_entropy");
        m_startEntropy = entropy.is_null() ? std::nullopt : std::optional(entropy.get<double>());
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::Parse, "the guard's state is malformed");
    }
    return {};
}

}  // namespace azr::training
