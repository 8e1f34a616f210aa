#include "core/session/history/run_summary.h"

#include <algorithm>
#include <filesystem>
#include <tuple>
#include <utility>

#include "core/config/run_fields.h"

namespace azr::session {

namespace {

/// What a row is when its sums cannot have changed either.
auto traceOf(const store::RunRow& row) {
    return std::tie(row.id, row.state, row.lastStep, row.resumes, row.ended, row.settings);
}

Result<RunSummary> summaryOf(store::Reader& reader, store::RunRow row) {
    RunSummary summary;
    AZR_TRY(const std::vector<store::EvaluationScore> scores, reader.evaluationScores(row.id));
    const std::vector<Accuracy> accuracies = accuraciesOf(scores);
    if (!accuracies.empty()) {
        summary.last = accuracies.back();
        summary.best = *std::ranges::max_element(accuracies, {}, &Accuracy::share);
    }
    AZR_TRY(summary.size, reader.runSize(row.id));
    if (const auto json = parseJson(row.inForce()))
        if (auto config = config::storedConfig(*json)) summary.settings = std::move(*config);
    summary.run = std::move(row);
    return summary;
}

Status read(store::Reader& reader, std::vector<store::RunRow> rows, const std::vector<RunSummary>& known,
            std::vector<RunSummary>& into) {
    for (store::RunRow& row : rows) {
        const auto same =
            std::ranges::find_if(known, [&](const RunSummary& one) { return traceOf(one.run) == traceOf(row); });
        if (same == known.end()) {
            AZR_TRY(RunSummary summary, summaryOf(reader, std::move(row)));
            into.push_back(std::move(summary));
        } else {
            into.push_back(*same);
            into.back().run = std::move(row);  // its marks
        }
    }
    return {};
}

}  // namespace

double Accuracy::share() const {
    return total > 0 ? static_cast<double>(solved) / static_cast<double>(total) : 0;
}

evaluation::Interval Accuracy::interval() const {
    return evaluation::wilson(solved, total);
}

std::vector<Accuracy> accuraciesOf(const std::vector<store::EvaluationScore>& scores) {
    if (scores.empty()) return {};
    const std::string& suite = std::ranges::max_element(scores, {}, &store::EvaluationScore::evaluation)->suite;
    const bool greedy = std::ranges::any_of(scores, [&](const auto& one) { return one.suite == suite && one.greedy; });
    std::vector<Accuracy> all;
    std::int64_t evaluation = 0;
    for (const store::EvaluationScore& score : scores) {  // by step, then by evaluation
        if (score.suite != suite || score.greedy != greedy) continue;
        if (all.empty() || score.evaluation != evaluation) all.push_back({score.step, suite, greedy, 0, 0});
        evaluation = score.evaluation;
        all.back().solved += score.solved;
        all.back().total += score.total;
    }
    return all;
}

std::string RunSummary::model() const {
    if (run.modelFolder.empty()) return "nano";
    const std::filesystem::path folder = std::filesystem::path(run.modelFolder).lexically_normal();
    return (folder.has_filename() ? folder : folder.parent_path()).filename().string();
}

Result<std::vector<RunSummary>> runSummaries(store::Reader& reader, std::int64_t databaseBytes, bool binned,
                                             const std::vector<RunSummary>& known) {
    AZR_TRY(std::vector<store::RunRow> whole, reader.runs());
    AZR_TRY(std::vector<store::RunRow> inBin, reader.binnedRuns());
    std::vector<RunSummary> shown, others;
    AZR_CHECK(read(reader, std::move(whole), known, binned ? others : shown));
    AZR_CHECK(read(reader, std::move(inBin), known, binned ? shown : others));
    std::int64_t rows = 0;
    for (const auto* part : {&shown, &others})
        for (const RunSummary& one : *part) rows += one.size.tasks + one.size.attempts;
    for (RunSummary& one : shown) {
        const double part =
            rows > 0 ? static_cast<double>(one.size.tasks + one.size.attempts) / static_cast<double>(rows) : 0;
        one.databaseBytes = static_cast<std::int64_t>(part * static_cast<double>(databaseBytes));
    }
    return shown;
}

}  // namespace azr::session
