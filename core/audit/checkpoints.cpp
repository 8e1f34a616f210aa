#include "core/audit/checkpoints.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::audit {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCheckpointRow = "checkpoint";

/// A run trains either all weights or adapters.
constexpr const char* kWeightFiles[] = {"adapter_model.safetensors", "model.safetensors"};

Status checkFiles(const fs::path& folder, int step, std::int64_t bytes, Ledger& ledger, Control& control) {
    AZR_TRY(const std::string text, readFile(folder / "manifest.json"));
    AZR_TRY(const Json manifest, parseJson(text, (folder / "manifest.json").string()));
    AZR_TRY(const Json sums, field<Json>(manifest, "sha256", (folder / "manifest.json").string()));
    AZR_TRY(const auto manifestStep, field<std::int64_t>(manifest, "step", (folder / "manifest.json").string()));
    ledger.compare(Check::Checkpoint, {step, kCheckpointRow, 0, "step"}, std::int64_t{step}, manifestStep);
    std::int64_t size = 0;
    for (const auto& [name, sum] : sums.items()) {
        AZR_CHECK(control.checkpoint());
        const auto actual = sha256File(folder / name);
        ledger.compare(Check::Checkpoint, {step, kCheckpointRow, 0, name},
                       sum.is_string() ? sum.get<std::string>() : std::string(),
                       actual ? *actual : azr::describe(actual.error()));
        std::error_code ignored;
        const auto file = fs::file_size(folder / name, ignored);
        size += ignored ? 0 : static_cast<std::int64_t>(file);
    }
    ledger.compare(Check::Checkpoint, {step, kCheckpointRow, 0, "bytes"}, bytes, size);
    return {};
}

void checkWeights(const store::CheckpointRow& row, const fs::path& folder, Ledger& ledger) {
    for (const char* name : kWeightFiles) {
        std::error_code ignored;
        if (!fs::exists(folder / name, ignored)) continue;
        const auto hash = hashOfTensors(folder / name);
        if (!hash) {
            ledger.unchecked(Check::Checkpoint, "weights in another form than safetensors");
            return;
        }
        ledger.compare(Check::Checkpoint, {row.step, kCheckpointRow, 0, "weights_hash"}, row.weightsHash, *hash);
        return;
    }
    ledger.unchecked(Check::Checkpoint, "weights in several files");
}

/// The mean accuracy over the kinds and modes of an evaluation.
double scoreOf(const std::vector<store::EvaluationItemRow>& items) {
    std::map<std::pair<std::string, bool>, std::pair<double, double>> cells;
    for (const store::EvaluationItemRow& item : items) {
        auto& [solved, total] = cells[{item.kind, item.greedy}];
        solved += item.solved ? 1 : 0;
        ++total;
    }
    double sum = 0;
    for (const auto& [cell, counted] : cells) sum += counted.first / counted.second;
    return cells.empty() ? 0 : sum / static_cast<double>(cells.size());
}

/// The step that measured best, as training decides it: only what was measured on as many items of the same suite is
/// compared, and an equal score later is no better. -1: nothing was measured.
Result<int> bestStep(store::Reader& reader, RunId run) {
    AZR_TRY(std::vector<store::EvaluationRow> rows, reader.evaluations(run));
    std::ranges::sort(rows, {}, &store::EvaluationRow::id);
    int best = -1;
    double bestScore = 0;
    std::pair<std::string, std::size_t> yardstick;
    for (const store::EvaluationRow& row : rows) {
        AZR_TRY(const auto items, reader.evaluationItems(row.id));
        const std::pair now(row.suite, items.size());
        const double score = scoreOf(items);
        if (best < 0 || now != yardstick || score > bestScore + 1e-12)
            std::tie(best, bestScore) = std::pair(row.step, score);
        yardstick = now;
    }
    return best;
}

/// The greedy verdicts of an evaluation by place: right or wrong; nothing where the executor was lost.
using SuiteVerdicts = std::map<int, std::optional<bool>>;

Result<SuiteVerdicts> verdictsOf(store::SuiteReader suites, std::int64_t evaluation) {
    SuiteVerdicts verdicts;
    for (int after = -1;;) {
        AZR_TRY(const std::vector<store::SuiteItemRow> page, suites.items(evaluation, after));
        if (page.empty()) return verdicts;
        for (const store::SuiteItemRow& row : page) verdicts[row.place] = std::nullopt;
        AZR_TRY(const auto rows, suites.completions(evaluation, after, page.back().place));
        for (const store::SuiteCompletionRow& row : rows)
            if (row.greedy && row.verdict != "infra_error") verdicts[row.place] = row.verdict == "ok";
        after = page.back().place;
    }
}

/// More of the same items are solved, and the 95% interval of the difference lies above zero (Bonett and Price 2012).
bool clearlyBetter(const SuiteVerdicts& before, const SuiteVerdicts& now) {
    constexpr double kNormalQuantile = 1.959963984540054;
    double items = 2, gained = 1, lost = 1;
    for (const auto& [place, solved] : now) {
        const auto first = before.find(place);
        if (first == before.end() || !first->second || !solved) continue;
        ++items;
        gained += !*first->second && *solved ? 1 : 0;
        lost += *first->second && !*solved ? 1 : 0;
    }
    const double difference = (gained - lost) / items;
    const double variance = ((gained + lost) / items - difference * difference) / items;
    return difference - kNormalQuantile * std::sqrt(variance) > 0;
}

/// Where a run measured published suites, the first of each evaluation decides. -1: it measured none.
Result<int> bestStepBySuite(store::Reader& reader, RunId run) {
    AZR_TRY(const std::vector<store::SuiteEvaluationRow> rows, reader.suites().evaluations(run));
    int best = -1, last = -1;
    std::pair<std::string, std::size_t> yardstick;
    SuiteVerdicts bestVerdicts;
    for (const store::SuiteEvaluationRow& row : rows) {
        if (!row.during || std::exchange(last, row.step) == row.step) continue;
        AZR_TRY(SuiteVerdicts verdicts, verdictsOf(reader.suites(), row.id));
        std::pair now(row.suiteHash, verdicts.size());
        if (best < 0 || now != yardstick || clearlyBetter(bestVerdicts, verdicts))
            std::tie(best, bestVerdicts) = std::pair(row.step, std::move(verdicts));
        yardstick = std::move(now);
    }
    return best;
}

/// The flag moves when the better one is saved: the last step that has a checkpoint may have been measured after it.
Status checkBest(store::Reader& reader, RunId run, const std::vector<store::CheckpointRow>& rows, Ledger& ledger) {
    AZR_TRY(int best, bestStepBySuite(reader, run));
    if (best < 0) {
        AZR_TRY(best, bestStep(reader, run));
    }
    const bool saved =
        std::ranges::any_of(rows, [&](const store::CheckpointRow& row) { return row.step == best && !row.removed; });
    if (!saved) {
        ledger.unchecked(Check::Checkpoint, "which one is the best: the best step has none");
        return {};
    }
    for (const store::CheckpointRow& row : rows)
        if (!row.removed)
            ledger.compare(Check::Checkpoint, {row.step, kCheckpointRow, 0, "best"}, row.best, row.step == best);
    return {};
}

}  // namespace

Result<std::string> hashOfTensors(const fs::path& file) {
    AZR_TRY(const MappedFile mapped, MappedFile::open(file));
    const auto bytes = mapped.bytes();
    std::uint64_t header = 0;
    if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
    const bool plausible = bytes.size() > sizeof header && header > 0 && header <= bytes.size() - sizeof header &&
                           bytes[sizeof header] == std::byte{'{'};
    if (!plausible) return fail(ErrorCode::Parse, "no safetensors header", file.string());
    const auto data = bytes.subspan(sizeof header + header);
    return sha256({reinterpret_cast<const char*>(data.data()), data.size()});
}

Status checkCheckpoints(store::Reader& reader, const store::RunRow& run, int first, int last, const fs::path& workspace,
                        Ledger& ledger, Control& control) {
    AZR_TRY(const std::vector<store::CheckpointRow> rows, reader.checkpoints(run.id, true));
    // A closing evaluation that a crash cut off is measured and not known to the run that goes on.
    const bool settled = (run.state == "finished" || run.state == "stopped") && run.resumes == 0;
    if (settled && last >= run.lastStep) AZR_CHECK(checkBest(reader, run.id, rows, ledger));
    if (!settled)
        ledger.unchecked(Check::Checkpoint, "which one is the best, of runs that were resumed or did not end");
    for (const store::CheckpointRow& row : rows) {
        if (row.step < first || row.step > last) continue;
        AZR_CHECK(control.checkpoint());
        const fs::path folder = workspace / row.folder;
        std::error_code ignored;
        if (row.removed) {
            // A resumed run may have made it again.
            const bool again = std::ranges::any_of(
                rows, [&](const store::CheckpointRow& other) { return !other.removed && other.folder == row.folder; });
            ledger.expect(Check::Checkpoint, again || !fs::exists(folder / "manifest.json", ignored),
                          {row.step, kCheckpointRow, 0, "removed"}, "removed", "the folder is there");
            ledger.unchecked(Check::Checkpoint, "pruned while the run went on");
            continue;
        }
        if (!fs::exists(folder / "manifest.json", ignored)) {
            ledger.unchecked(Check::Checkpoint, "the folder is not in this workspace");
            continue;
        }
        Status read = checkFiles(folder, row.step, row.bytes, ledger, control);
        if (!read && read.error().code == ErrorCode::Cancelled) return read;
        if (!read)
            ledger.expect(Check::Checkpoint, false, {row.step, kCheckpointRow, 0, "manifest"},
                          azr::describe(read.error()), "readable");
        checkWeights(row, folder, ledger);
    }
    return {};
}

}  // namespace azr::audit
