#include "app/reports/accuracy.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "app/console.h"
#include "core/evaluation/interval.h"

namespace azr::app {
namespace {

double share(const store::EvaluationScore& score) {
    return score.total == 0 ? 0.0 : static_cast<double>(score.solved) / score.total;
}

std::string cell(const store::EvaluationScore& score) {
    const auto interval = evaluation::wilson(score.solved, score.total);
    return fmt::format("{:.1f}% ({:.1f} .. {:.1f})", 100 * share(score), 100 * interval.low, 100 * interval.high);
}

/// The mean over the kinds, of one suite and mode.
struct Mean {
    double before = 0, after = 0;
    int kinds = 0;
};

}  // namespace

Json accuracyJson(const store::EvaluationScore& score) {
    const auto interval = evaluation::wilson(score.solved, score.total);
    return {{"step", score.step},       {"suite", score.suite},
            {"kind", score.kind},       {"mode", score.greedy ? "greedy" : "sampled"},
            {"solved", score.solved},   {"total", score.total},
            {"accuracy", share(score)}, {"low", interval.low},
            {"high", interval.high}};
}

std::string accuracyTable(const std::vector<store::EvaluationScore>& scores) {
    struct Ends {
        const store::EvaluationScore *first = nullptr, *last = nullptr;
    };
    std::map<std::tuple<std::string, bool, std::string>, Ends> cells;
    for (const auto& score : scores) {
        auto& ends = cells[{score.suite, !score.greedy, score.kind}];
        if (ends.first == nullptr || score.step < ends.first->step) ends.first = &score;
        if (ends.last == nullptr || score.step >= ends.last->step) ends.last = &score;
    }
    std::vector<std::vector<std::string>> rows;
    std::map<std::pair<std::string, bool>, Mean> means;
    for (const auto& [key, ends] : cells) {
        const auto& [suite, sampled, kind] = key;
        auto& mean = means[{suite, sampled}];
        mean.before += share(*ends.first);
        mean.after += share(*ends.last);
        ++mean.kinds;
        const bool both = ends.first != ends.last;
        rows.push_back({suite, sampled ? "sampled" : "greedy", kind, cell(*ends.first), both ? cell(*ends.last) : "",
                        both ? fmt::format("{:+.1f}", 100 * (share(*ends.last) - share(*ends.first))) : "",
                        fmt::format("{} .. {}", ends.first->step, ends.last->step)});
    }
    for (const auto& [key, mean] : means)
        rows.push_back({key.first, key.second ? "sampled" : "greedy", "mean",
                        fmt::format("{:.1f}%", 100 * mean.before / mean.kinds),
                        fmt::format("{:.1f}%", 100 * mean.after / mean.kinds),
                        fmt::format("{:+.1f}", 100 * (mean.after - mean.before) / mean.kinds), ""});
    return table({"suite", "mode", "kind", "before (95%)", "after (95%)", "points", "steps"}, rows);
}

}  // namespace azr::app
