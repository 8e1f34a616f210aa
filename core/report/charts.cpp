#include "core/report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/evaluation/interval.h"
#include "core/execution/verdict.h"
#include "core/selfplay/kinds.h"
#include "core/telemetry/clustered_share.h"

namespace azr::report {

namespace {

constexpr int kStepsAtOnce = 100;
constexpr int kColors = 8;  // of the page, for curves

/// Interval of a share at a step; empty: none is known.
using Band = std::optional<evaluation::Interval>;
using Bands = std::map<int, evaluation::Interval>;

/// What is counted once for all charts of shares.
struct Counts {
    std::map<std::string, Bands> solved;                           ///< of the attempts that train, by kind
    std::map<std::string, std::map<int, std::int64_t>> estimated;  ///< tasks with a learnability, by kind
};

/// All attempts at one task are one cluster, whatever else they are for.
telemetry::ClusteredShare solvedShare(const std::vector<store::AttemptsAtTask>& attempts) {
    std::map<TaskId, std::pair<double, double>> tasks;
    for (const store::AttemptsAtTask& one : attempts) {
        if (!one.trained) continue;
        tasks[one.task].first += static_cast<double>(one.solved);
        tasks[one.task].second += static_cast<double>(one.answers);
    }
    telemetry::ClusteredShare share;
    for (const auto& [task, counted] : tasks) share.add(counted.first, counted.second);
    return share;
}

Result<Counts> readCounts(store::Reader& reader, RunId run, int lastStep) {
    Counts counts;
    for (int first = 0; first <= lastStep; first += kStepsAtOnce) {
        AZR_TRY(const std::vector<store::TaskCounts> rows,
                reader.taskCounts(run, first, std::min(lastStep, first + kStepsAtOnce - 1)));
        for (const store::TaskCounts& one : rows) {
            counts.estimated[one.kind][one.step] += one.estimated;
            if (const auto share = solvedShare(one.attempts); !share.empty())
                counts.solved[one.kind][one.step] = evaluation::wilson(share);
        }
    }
    return counts;
}

class Charting {
  public:
    Charting(store::Reader& reader, RunId run) : m_reader(reader), m_run(run) {
        for (const selfplay::TaskKind kind : selfplay::kKinds) m_kinds.emplace_back(selfplay::traitsOf(kind).name);
    }

    Result<std::vector<Chart>> run() {
        AZR_TRY(const store::RunRow row, m_reader.run(m_run));
        AZR_TRY(m_counts, readCounts(m_reader, m_run, row.lastStep));
        AZR_CHECK(addHeldOut());
        AZR_CHECK(addSolveRate());
        AZR_CHECK(addValid());
        AZR_CHECK(addBetween());
        AZR_CHECK(byKind(
            {"learnability", "Learnability", "Mean of equation 4: zero for tasks that are always or never solved."},
            "learnability/reward/propose.{}"));
        AZR_CHECK(byKind({"proposer_reward", "Proposer reward", "Mean composite reward (equation 6) of the proposer."},
                         "reward/mean/propose.{}"));
        AZR_CHECK(byKind({"solver_reward", "Solver reward", "Mean composite reward (equation 6) of the solver."},
                         "reward/mean/solve.{}"));
        AZR_CHECK(
            twoByKind({"entropy", "Entropy", "Mean entropy of the next-token distribution. Solver dashed.", "nats"},
                      "entropy/propose.{}", "entropy/solve.{}"));
        AZR_CHECK(twoByKind({"length", "Completion length", "Mean length of a completion. Solver dashed.", "tokens"},
                            "length/mean/propose.{}", "length/mean/solve.{}"));
        AZR_CHECK(plain({"collapse", "Signs of collapse",
                         "Near-duplicates, tasks that a coin flip could answer, completions cut off at the limit, and "
                         "composite tasks that only give what a given function gives. All should stay low.",
                         "", true},
                        {{"novelty/near_duplicates", "near-duplicates"},
                         {"novelty/coin_flips", "coin flips"},
                         {"length/clipped", "cut off"},
                         {"composite/degenerate", "degenerate"}}));
        AZR_CHECK(plain({"update", "Size of the update", "Norm of the gradient before clipping."},
                        {{"update/gradient_norm", "gradient norm"}}));
        AZR_CHECK(plain(
            {"kl", "Distance from the old policy",
             "Approximate KL divergence from the policy before the update, and from the starting weights.", "nats"},
            {{"update/kl", "old policy"}, {"update/reference_kl", "starting weights"}}));
        AZR_CHECK(plain({"throughput", "Throughput", "Tokens sampled and trained per second.", "tokens/s"},
                        {{"throughput/sampled", "sampled"}, {"throughput/trained", "trained"}}));
        return std::move(m_charts);
    }

  private:
    Result<std::vector<CurvePoint>> series(const std::string& metric) {
        AZR_TRY(const std::vector<store::MetricPoint> rows, m_reader.series(m_run, metric, -1));
        std::vector<CurvePoint> points;
        for (const store::MetricPoint& row : rows) points.push_back({row.step, row.value});
        return points;
    }

    void add(Chart chart) {
        std::erase_if(chart.curves, [](const Curve& curve) { return curve.points.empty(); });
        if (!chart.curves.empty()) m_charts.push_back(std::move(chart));
    }

    template <class BandOf>
    Status addCurve(Chart& chart, const std::string& metric, const std::string& label, int color, bool dashed,
                    const BandOf& bandOf) {
        Curve curve{metric, label, color, dashed, {}};
        AZR_TRY(curve.points, series(metric));
        for (CurvePoint& point : curve.points)
            if (const Band band = bandOf(point); band && std::isfinite(point.value))
                std::tie(point.low, point.high) = std::pair(band->low, band->high);
        chart.curves.push_back(std::move(curve));
        return {};
    }
    Status addCurve(Chart& chart, const std::string& metric, const std::string& label, int color, bool dashed = false) {
        return addCurve(chart, metric, label, color, dashed, [](const CurvePoint&) { return Band(); });
    }

    Status byKind(Chart chart, const char* pattern) {
        for (std::size_t i = 0; i < m_kinds.size(); ++i)
            AZR_CHECK(addCurve(chart, fmt::format(fmt::runtime(pattern), m_kinds[i]), m_kinds[i], static_cast<int>(i)));
        add(std::move(chart));
        return {};
    }
    Status twoByKind(Chart chart, const char* first, const char* second) {
        for (std::size_t i = 0; i < m_kinds.size(); ++i) {
            const int color = static_cast<int>(i);
            AZR_CHECK(addCurve(chart, fmt::format(fmt::runtime(first), m_kinds[i]), m_kinds[i] + ", proposer", color));
            AZR_CHECK(
                addCurve(chart, fmt::format(fmt::runtime(second), m_kinds[i]), m_kinds[i] + ", solver", color, true));
        }
        add(std::move(chart));
        return {};
    }
    Status plain(Chart chart, const std::vector<std::pair<std::string, std::string>>& metrics) {
        for (std::size_t i = 0; i < metrics.size(); ++i)
            AZR_CHECK(addCurve(chart, metrics[i].first, metrics[i].second, static_cast<int>(i)));
        add(std::move(chart));
        return {};
    }

    Status addSolveRate() {
        Chart chart{"solve_rate",
                    "Solve rate",
                    "Share of the solver's attempts at the step's tasks that were right; attempts at one task count as "
                    "a cluster.",
                    "",
                    true,
                    {}};
        for (std::size_t i = 0; i < m_kinds.size(); ++i) {
            const Bands& bands = m_counts.solved[m_kinds[i]];
            AZR_CHECK(addCurve(chart, "solve/rate/solve." + m_kinds[i], m_kinds[i], static_cast<int>(i), false,
                               [&](const CurvePoint& point) {
                                   const auto found = bands.find(point.step);
                                   return found == bands.end() ? Band() : Band(found->second);
                               }));
        }
        add(std::move(chart));
        return {};
    }

    /// How many proposals of a kind there were at each step, as their verdicts say.
    Result<std::map<int, std::int64_t>> proposals(const std::string& kind) {
        std::map<int, std::int64_t> counts;
        for (const std::string_view verdict : execution::kVerdictNames) {
            AZR_TRY(const auto points, series(fmt::format("verdict/{}/propose.{}", verdict, kind)));
            for (const CurvePoint& point : points) counts[point.step] += std::llround(point.value);
        }
        return counts;
    }

    Status addValid() {
        Chart chart{"valid",
                    "Valid proposals",
                    "Share of proposed tasks that parse, run, and give the same value twice.",
                    "",
                    true,
                    {}};
        for (std::size_t i = 0; i < m_kinds.size(); ++i) {
            AZR_TRY(const auto counts, proposals(m_kinds[i]));
            AZR_CHECK(addShare(chart, "valid/rate/propose." + m_kinds[i], m_kinds[i], static_cast<int>(i), counts));
        }
        add(std::move(chart));
        return {};
    }

    Status addBetween() {
        Chart chart{"between",
                    "Neither too easy nor too hard",
                    "Share of new tasks that the solver solves sometimes: the ones to learn from.",
                    "",
                    true,
                    {}};
        for (std::size_t i = 0; i < m_kinds.size(); ++i)
            AZR_CHECK(addShare(chart, "learnability/between/propose." + m_kinds[i], m_kinds[i], static_cast<int>(i),
                               m_counts.estimated[m_kinds[i]]));
        add(std::move(chart));
        return {};
    }

    /// Of independent units.
    Status addShare(Chart& chart, const std::string& metric, const std::string& label, int color,
                    const std::map<int, std::int64_t>& counts) {
        return addCurve(chart, metric, label, color, false, [&](const CurvePoint& point) {
            const auto found = counts.find(point.step);
            if (found == counts.end() || found->second <= 0 || !std::isfinite(point.value)) return Band();
            const auto hits = std::llround(point.value * static_cast<double>(found->second));
            return Band(evaluation::wilson(hits, found->second));
        });
    }

    /// From the items themselves, a chart for each suite and mode.
    Status addHeldOut() {
        AZR_TRY(const std::vector<store::EvaluationScore> scores, m_reader.evaluationScores(m_run));
        std::set<std::string> suites;
        for (const store::EvaluationScore& score : scores) suites.insert(score.suite);
        for (const std::string& suite : suites) {
            for (const bool greedy : {false, true}) {
                Chart chart{std::string("held_out_") + (greedy ? "greedy_" : "sampled_") + suite,
                            fmt::format("{}, {}", suite, greedy ? "greedy" : "sampled"),
                            greedy ? "Share of its tasks that the likeliest answer solves."
                                   : "Share of its tasks that an answer drawn at temperature 1 solves.",
                            "",
                            true,
                            {}};
                addSuite(chart, scores, suite, greedy);
                add(std::move(chart));
            }
        }
        return {};
    }
    void addSuite(Chart& chart, const std::vector<store::EvaluationScore>& scores, const std::string& suite,
                  bool greedy) const {
        std::map<std::string, std::map<int, CurvePoint>> kinds;
        for (const store::EvaluationScore& score : scores) {
            if (score.suite != suite || score.greedy != greedy || score.total == 0) continue;
            const evaluation::Interval band = evaluation::wilson(score.solved, score.total);
            kinds[score.kind][score.step] = {score.step, double(score.solved) / score.total, band.low, band.high};
        }
        const char* const mode = greedy ? "greedy" : "sampled";
        int others = static_cast<int>(m_kinds.size());
        for (const auto& [kind, points] : kinds) {
            const auto known = std::ranges::find(m_kinds, kind);
            Curve curve{fmt::format("eval/{}/{}/{}", suite, mode, kind),
                        kind,
                        known == m_kinds.end() ? others++ % kColors : static_cast<int>(known - m_kinds.begin()),
                        false,
                        {}};
            for (const auto& [step, point] : points) curve.points.push_back(point);
            chart.curves.push_back(std::move(curve));
        }
    }

    store::Reader& m_reader;
    const RunId m_run;
    std::vector<std::string> m_kinds;
    Counts m_counts;
    std::vector<Chart> m_charts;
};

}  // namespace

Result<std::vector<Chart>> chartsOf(store::Reader& reader, RunId run) {
    return Charting(reader, run).run();
}

}  // namespace azr::report
