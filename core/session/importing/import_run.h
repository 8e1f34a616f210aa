/// A run of a capsule (core/capsule) in a workspace, under a number of its own. It goes on from its last checkpoint as
/// it would have where it came from, bit for bit: generators are functions of the seed and the step, and ids only name.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/capsule/check.h"

namespace azr::session {

struct ImportRequest {
    std::filesystem::path file;
    std::filesystem::path workspace;        ///< is made where there is none
    std::optional<std::string> root = {};   ///< what was printed when the capsule was packed
    std::optional<std::string> model = {};  ///< the folder in which the run's model lies here
    double now = 0;                         ///< seconds since 1970
    capsule::Progress progress = {};
    std::function<void(const capsule::Line&)> told = {};  ///< what was found of the capsule
};

struct Imported {
    RunId run, was;
    std::string root;
    int lastStep = 0;
    std::vector<int> checkpoints;  ///< their steps; without any the run cannot go on
};

/// All of it or nothing. Corrupt: the capsule is not whole, and the first thing that differs. Conflict: another process
/// uses the workspace, or `model` holds other weights than the run began from. Blocking; any thread.
[[nodiscard]] Result<Imported> importRun(const ImportRequest& request);

}  // namespace azr::session
