/// The bin of a workspace: runs that were deleted and can be restored. A mark in the database says that a run is in the
/// bin; its checkpoints lie in bin/run-N from then on. Deleting marks the run first and moves the folder behind,
/// restoring moves first and takes the mark away behind: whenever the process ends, a run without the mark is whole,
/// and one with it can be restored. Needs the workspace's lock. Blocking; errors name the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/store/reader.h"

namespace azr::session {

[[nodiscard]] std::filesystem::path binOf(const std::filesystem::path& workspace);
/// Conflict where the run is in the bin: it is restored before it is used.
[[nodiscard]] Status notInBin(const store::RunRow& run);

/// The run's checkpoints, if it has any; nothing happens where they lie there already.
Status moveIntoBin(const std::filesystem::path& workspace, RunId run);
Status moveOutOfBin(const std::filesystem::path& workspace, RunId run);
/// On opening: folders are where the marks say, also after a crash between the two.
Status settleBin(store::Reader& reader, const std::filesystem::path& workspace);

struct EmptiedBin {
    std::vector<RunId> runs;
    std::int64_t bytesBefore = 0, bytesAfter = 0;  ///< of the database and the bin
};
/// Erases the runs of the bin for good and gives their room back to the disk: row by row of a run in one transaction,
/// then its folder, at last the free pages of the database. Ended at any moment, it goes on when it is called again.
/// Takes the lock: Conflict where somebody has the workspace open. `erasing` is told of each run before it goes, and of
/// an invalid one before the database is rewritten, which takes as much free room as the database.
[[nodiscard]] Result<EmptiedBin> emptyBin(const std::filesystem::path& workspace, double now,
                                          const std::function<void(RunId)>& erasing);

}  // namespace azr::session
