#include "core/session/running/resume.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/session/command.h"
#include "core/session/names.h"
#include "core/session/running/run_bin.h"
#include "core/training/checkpoints/checkpoint.h"
#include "core/training/checkpoints/kept_state.h"

namespace azr::session {

namespace {

using training::LoopCommand;
using training::Phase;
using training::Place;

/// Where it was applied, or is to be; older versions did not write down where in seeding.
std::optional<Place> placeOf(const store::CommandRow& row) {
    return placeFromName(row.step, row.phase);
}

/// Applied ones newer than the checkpoint, and those that wait. What was applied in the checkpoint's own step before it
/// was evaluated lies in the checkpoint, unless that was saved while the buffers were seeded; the loop itself skips
/// what it finds there.
bool mustReplay(const store::CommandRow& row, const ResumePoint& point) {
    if (row.status == "pending" || row.step > point.step) return true;
    if (row.step < point.step) return false;
    const std::optional<Place> place = placeOf(row);
    return (place && place->phase >= Phase::Evaluate) || !point.seeded;
}

/// What the state of a checkpoint says of the rows of its run.
Status readState(const std::filesystem::path& folder, RunId run, ResumePoint& point) {
    AZR_TRY(const training::CheckpointContents contents, training::loadCheckpoint(folder, {}));
    AZR_TRY(point.nextTask, fieldOr<std::int64_t>(contents.state, "next_task", 0, folder.string()));
    AZR_TRY(point.nextAttempt, fieldOr<std::int64_t>(contents.state, "next_attempt", 0, folder.string()));
    AZR_TRY(point.seeded, fieldOr<bool>(contents.state, "seeded", true, folder.string()));
    AZR_TRY(const auto hits, training::ruleHitsOf(contents.state));
    for (const training::RuleMet& hit : hits) point.ruleHits.push_back({run, hit.rule, hit.task, hit.step});
    return {};
}

Status readCheckpoint(const std::filesystem::path& folder, RunId run, ResumePoint& point) {
    point.ruleHits.clear();
    AZR_CHECK(training::verifyCheckpoint(folder));
    AZR_CHECK(readState(folder, run, point));
    point.folder = folder;
    return {};
}

/// Others (a share that is away, no permission) pass: nothing is given up for them.
bool isDamage(const Error& error) {
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::Parse || error.code == ErrorCode::NotFound;
}

/// A whole folder that the database does not name is no place to go on from: it was the last thing written before a
/// crash, and rows of its step are missing. The step is done again and comes out the same.
Status findWhole(store::Reader& reader, RunId run, const std::filesystem::path& workspace, ResumePoint& point) {
    AZR_TRY(const std::vector<store::CheckpointRow> known, reader.checkpoints(run, false));
    for (auto row = known.rbegin(); row != known.rend(); ++row) {
        Status whole = readCheckpoint(workspace / row->folder, run, point);
        point.step = row->step;
        if (whole) return {};
        if (!isDamage(whole.error())) return whole;
        point.passedOver.push_back({row->step, whole.error()});
    }
    point.step = -1;
    if (known.empty()) return {};
    // Starting over would give up every row of the run.
    const Error& newest = point.passedOver.front().why;
    return fail(ErrorCode::Corrupt,
                fmt::format("none of the run's checkpoints is whole; of the newest, step {}: {}", known.back().step,
                            newest.detail),
                newest.place, "put a copy of a checkpoint back, or start a new run");
}

/// The rows of a step that was cut off, but for what the checkpoint before it contains. A damaged one contains nothing.
store::AbandonRows abandoned(const std::vector<store::CheckpointRow>& checkpoints, RunId run, int step,
                             const std::filesystem::path& workspace) {
    store::AbandonRows rows{run, step - 1, 0, 0};
    const auto before = std::ranges::find(checkpoints, step - 1, &store::CheckpointRow::step);
    if (before == checkpoints.end()) return rows;
    ResumePoint point;
    if (!readState(workspace / before->folder, run, point)) return rows;
    rows.nextTask = point.nextTask;
    rows.nextAttempt = point.nextAttempt;
    rows.ruleHits = std::move(point.ruleHits);
    return rows;
}

}  // namespace

Result<std::vector<store::CommandRow>> allCommands(store::Reader& reader, RunId run) {
    std::vector<store::CommandRow> rows;
    for (std::int64_t before = 0;;) {
        AZR_TRY(const std::vector<store::CommandRow> page, reader.commands(run, before, store::kPageLimit));
        rows.insert(rows.end(), page.begin(), page.end());
        if (static_cast<int>(page.size()) < store::kPageLimit) break;
        before = page.back().id.value;
    }
    // Waiting commands come last: they get their turn at the next command point.
    std::sort(rows.begin(), rows.end(), [](const store::CommandRow& a, const store::CommandRow& b) {
        const auto place = [](const store::CommandRow& row) {
            return std::tuple(row.status == "pending", placeOf(row).value_or(Place{row.step}), row.ordinal, row.id);
        };
        return place(a) < place(b);
    });
    return rows;
}

std::filesystem::path checkpointsOf(const std::filesystem::path& workspace, RunId run) {
    return workspace / "checkpoints" / fmt::format("run-{}", run.value);
}

Result<ResumePoint> findResumePoint(store::Reader& reader, RunId run, const std::filesystem::path& workspace,
                                    CommandId last) {
    ResumePoint point;
    AZR_CHECK(findWhole(reader, run, workspace, point));
    AZR_TRY(point.changes, reader.configChanges(run));
    AZR_TRY(const std::vector<store::CommandRow> rows, allCommands(reader, run));
    for (const store::CommandRow& row : rows) {
        if (last < row.id || !mustReplay(row, point)) continue;
        auto json = parseJson(row.body);
        auto command = json ? commandFromJson(*json) : Result<Command>(tl::make_unexpected(json.error()));
        if (command && std::holds_alternative<MarkCommand>(*command)) continue;  // written when it was asked for
        auto* const action = command ? std::get_if<LoopAction>(&*command) : nullptr;
        if (action == nullptr) {
            ++point.commandsRefused;
            continue;
        }
        // What a fork has planned waits for its place, too.
        const std::optional<Place> due = placeOf(row);
        if (row.status == "pending" && !due) point.open.insert(row.id);
        point.commands.push_back({row.id, std::move(*action), due, /*again=*/true});
    }
    return point;
}

bool saysAtWork(const std::string& state) {
    return state == "starting" || state == "running" || state == "paused";
}

Status markInterrupted(store::Reader& reader, store::Writer& writer, const std::filesystem::path& workspace,
                       double now) {
    AZR_CHECK(settleBin(reader, workspace));
    AZR_TRY(std::vector<store::RunRow> runs, reader.runs());
    for (store::RunRow& run : runs) {
        if (!saysAtWork(run.state)) continue;
        AZR_TRY(const std::vector<store::CheckpointRow> checkpoints, reader.checkpoints(run.id, false));
        AZR_TRY(const std::vector<store::StepRow> steps, reader.steps(run.id, -1, 0));
        for (const store::StepRow& step : steps) {
            if (step.status != "open") continue;
            const bool kept = !checkpoints.empty() && checkpoints.back().step >= step.step;
            // A checkpoint is written after everything else a step states: with it, the step is whole.
            if (kept) {
                const double seconds = std::max(0.0, checkpoints.back().created - step.started);
                AZR_CHECK(writer.push(store::StepRow{run.id, step.step, "finished", 0, seconds}));
            } else {
                AZR_CHECK(writer.push(abandoned(checkpoints, run.id, step.step, workspace)));
            }
        }
        run.state = "interrupted";
        run.message = "the program ended while this run was at work";
        run.ended = now;
        AZR_CHECK(writer.push(run));
    }
    return writer.flush();
}

}  // namespace azr::session
