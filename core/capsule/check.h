/// Whether a capsule is whole: every level of its hashes, its database, and what its texts say of it (README.md there).
/// What the rows mean is the audit's to check, on the folder that this leaves.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/capsule/manifest.h"
#include "core/capsule/progress.h"

namespace azr::capsule {

/// One statement: what was compared, whether it is equal, and what differs.
struct Line {
    std::string what;
    bool equal = true;
    std::string detail;  ///< of an equal one: how much it is
};

struct CheckRequest {
    std::filesystem::path file;
    std::filesystem::path folder;             ///< there and empty; the capsule's files afterwards
    std::optional<std::string> root = {};     ///< what was printed when the capsule was packed
    std::function<void(const Line&)> told{};  ///< as they are found
    Progress progress = {};
};

struct Checked {
    std::string root;  ///< as it comes out of the files, whatever the file says
    std::vector<Line> lines;
    std::optional<Manifest> manifest;  ///< empty: it cannot be read, or there is no database to go with it
    std::filesystem::path database;    ///< in the folder, of the newest version; what it came as stays beside it
    [[nodiscard]] bool whole() const;  ///< every line is equal
};

/// Differences are lines. An error is a file that cannot be opened, a full disk, or Cancelled.
[[nodiscard]] Result<Checked> check(const CheckRequest& request);

}  // namespace azr::capsule
