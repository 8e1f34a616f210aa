#include "core/session/running/run_bin.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include "core/base/files.h"
#include "core/session/running/lock.h"
#include "core/session/running/resume.h"
#include "core/store/database.h"
#include "core/store/erase.h"
#include "core/store/migrations.h"

namespace azr::session {

namespace {

constexpr std::string_view kPrefix = "run-";

std::filesystem::path binnedOf(const std::filesystem::path& workspace, RunId run) {
    return binOf(workspace) / fmt::format("{}{}", kPrefix, run.value);
}

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

/// A rename that survives a power cut. What is not there needs no moving.
Status move(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (!isThere(from)) return {};
    if (isThere(to))
        return fail(ErrorCode::Conflict, "there is a folder already where this one belongs: " + to.string(),
                    from.string(), "move one of them away");
    AZR_CHECK(makeFolder(to.parent_path()));
    std::error_code failed;
    std::filesystem::rename(from, to, failed);
    if (failed) return fail(ErrorCode::Io, failed.message(), from.string());
    AZR_CHECK(syncPath(to.parent_path()));
    return syncPath(from.parent_path());
}

/// The run of a folder in the bin; other folders are none of ours.
std::optional<RunId> runOfFolder(const std::filesystem::path& folder) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(kPrefix)) return std::nullopt;
    RunId run;
    const char* const end = name.data() + name.size();
    const auto read = std::from_chars(name.data() + kPrefix.size(), end, run.value);
    return read.ec == std::errc() && read.ptr == end && run.valid() ? std::optional(run) : std::nullopt;
}

std::vector<RunId> foldersIn(const std::filesystem::path& bin) {
    std::vector<RunId> runs;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(bin, ignored))
        if (const auto run = runOfFolder(entry.path())) runs.push_back(*run);
    return runs;
}

std::int64_t sizeOf(const std::filesystem::path& path) {
    std::error_code failed;
    if (!std::filesystem::is_directory(path, failed)) {
        const auto bytes = std::filesystem::file_size(path, failed);
        return failed ? 0 : static_cast<std::int64_t>(bytes);
    }
    std::int64_t sum = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, failed))
        if (entry.is_regular_file(failed)) sum += sizeOf(entry.path());
    return sum;
}

std::int64_t spentOn(const std::filesystem::path& workspace) {
    return sizeOf(workspace / "azr.db") + sizeOf(workspace / "azr.db-wal") + sizeOf(binOf(workspace));
}

std::set<RunId> idsOf(const std::vector<store::RunRow>& rows) {
    std::set<RunId> ids;
    for (const store::RunRow& row : rows) ids.insert(row.id);
    return ids;
}

Status removeFolder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::remove_all(folder, failed);
    return failed ? Status(fail(ErrorCode::Io, failed.message(), folder.string())) : Status{};
}

}  // namespace

std::filesystem::path binOf(const std::filesystem::path& workspace) {
    return workspace / "bin";
}

Status notInBin(const store::RunRow& run) {
    if (run.binned <= 0) return {};
    return fail(ErrorCode::Conflict, "the run is in the bin", fmt::format("run {}", run.id.value),
                fmt::format("azr-studio runs restore {} brings it back", run.id.value));
}

Status moveIntoBin(const std::filesystem::path& workspace, RunId run) {
    return move(checkpointsOf(workspace, run), binnedOf(workspace, run));
}

Status moveOutOfBin(const std::filesystem::path& workspace, RunId run) {
    return move(binnedOf(workspace, run), checkpointsOf(workspace, run));
}

Status settleBin(store::Reader& reader, const std::filesystem::path& workspace) {
    AZR_TRY(const std::vector<store::RunRow> binned, reader.binnedRuns());
    for (const store::RunRow& run : binned) AZR_CHECK(moveIntoBin(workspace, run.id));
    const std::vector<RunId> folders = foldersIn(binOf(workspace));
    if (folders.empty()) return {};
    AZR_TRY(const std::vector<store::RunRow> rows, reader.runs());
    const std::set<RunId> whole = idsOf(rows);
    for (const RunId run : folders)
        if (whole.contains(run)) AZR_CHECK(moveOutOfBin(workspace, run));
    return {};
}

Result<EmptiedBin> emptyBin(const std::filesystem::path& workspace, double now,
                            const std::function<void(RunId)>& erasing) {
    AZR_TRY(const WorkspaceLock lock, WorkspaceLock::take(workspace));
    const std::filesystem::path file = workspace / "azr.db";
    AZR_TRY(store::Database database, store::Database::open(file, store::Database::Mode::ReadWrite));
    AZR_CHECK(store::migrate(database));
    EmptiedBin emptied;
    emptied.bytesBefore = spentOn(workspace);
    {
        AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(file));
        AZR_CHECK(settleBin(*reader, workspace));
        AZR_TRY(const std::vector<store::RunRow> binned, reader->binnedRuns());
        for (const store::RunRow& row : binned) {
            if (erasing) erasing(row.id);
            AZR_CHECK(store::eraseRun(database, row.id, now));
            AZR_CHECK(removeFolder(binnedOf(workspace, row.id)));
            emptied.runs.push_back(row.id);
        }
    }
    // Of runs whose rows went when this was broken off: the others were moved back above.
    for (const RunId run : foldersIn(binOf(workspace))) AZR_CHECK(removeFolder(binnedOf(workspace, run)));
    if (erasing) erasing(RunId{});
    AZR_CHECK(store::compact(database));
    emptied.bytesAfter = spentOn(workspace);
    return emptied;
}

}  // namespace azr::session
