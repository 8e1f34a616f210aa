/// One run as one file: its settings, its rows, chosen checkpoints, and a hash of everything (README.md there).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/capsule/progress.h"

namespace azr::capsule {

/// Which of the checkpoints that the workspace still has.
struct Chosen {
    enum class What { All, Best, Last, Steps };
    What what = What::All;
    std::vector<int> steps = {};  ///< of Steps
};
/// "all", "best", "last", or steps with commas between. InvalidArgument says what may be given.
[[nodiscard]] Result<Chosen> chosenFrom(const std::string& text);

struct PackRequest {
    std::filesystem::path workspace;
    std::filesystem::path database;  ///< of the newest version
    RunId run;
    std::filesystem::path target;
    Chosen checkpoints = {};
    Progress progress = {};
};

struct Packed {
    std::string root;  ///< to be kept where the file is not
    std::int64_t bytes = 0;
    std::vector<int> checkpoints, leftOut;  ///< steps
};

/// The workspace is only read; a run may train in it, and is packed as it stood at one moment. Needs room for a second
/// copy of the run's rows beside the target. The file stands in its place whole, or nothing does. NotFound: no such
/// run, or no such checkpoint, with those that there are. Corrupt: a checkpoint is not what its manifest says.
[[nodiscard]] Result<Packed> pack(const PackRequest& request);

}  // namespace azr::capsule
