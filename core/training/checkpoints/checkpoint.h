/// Checkpoints on disk: a folder `step-M` with weights, optimizer, buffers, state.json and a manifest of SHA-256 sums.
/// Written beside and renamed: a reader sees a whole checkpoint or none. Blocking; one thread per folder. Errors name
/// the file; a failed save leaves the earlier checkpoints as they were.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/policy/learner.h"

namespace azr::training {

/// What the loop adds to the learner's part.
struct CheckpointContents {
    int step = 0;
    Json state;
    std::string baseHash = {};  ///< of the weights that an adapter belongs to; named in the manifest with it
    std::vector<std::pair<std::string, std::string>> files;  ///< name and bytes
};

struct SavedCheckpoint {
    std::filesystem::path folder;
    std::string weightsHash, optimizerHash;
    std::int64_t bytes = 0;
};

/// `expectedBytes`: the size to find room for first (that of the one before); Exhausted when the disk lacks it.
/// `learnerSaved`: the folder of this step holds the learner as it is now; its files are linked, not written again.
[[nodiscard]] Result<SavedCheckpoint> saveCheckpoint(const std::filesystem::path& root, policy::Learner& learner,
                                                     const CheckpointContents& contents, std::int64_t expectedBytes,
                                                     bool learnerSaved = false);

/// Told now and then how many bytes of how many were read; false: read no further.
using BytesRead = std::function<bool(std::int64_t done, std::int64_t total)>;

/// Compares every file with the manifest, seconds per gigabyte; Corrupt names the first that differs, Cancelled where
/// `read` wants no more.
Status verifyCheckpoint(const std::filesystem::path& folder, const BytesRead& read = {});
/// state.json and the named files of a folder; verify it first.
[[nodiscard]] Result<CheckpointContents> loadCheckpoint(const std::filesystem::path& folder,
                                                        const std::vector<std::string>& files);

/// Steps that have a folder, ascending.
[[nodiscard]] std::vector<int> checkpointSteps(const std::filesystem::path& root);
[[nodiscard]] std::filesystem::path checkpointFolder(const std::filesystem::path& root, int step);
/// Removes all but the newest `keepLast` and `best` (0 = none); the steps that went. What was set aside goes too, once
/// a checkpoint of its step or a later one is there.
[[nodiscard]] Result<std::vector<int>> pruneCheckpoints(const std::filesystem::path& root, int keepLast, int best);
/// Renames the folders of later steps to `step-M.aside`: they no longer count, and are there until they are superseded.
/// For a run that goes on from `step`, as what lies beyond is damaged or unknown to the database.
Status setAsideBeyond(const std::filesystem::path& root, int step);

}  // namespace azr::training
