/// A capsule's files in a folder, each with its hash, and what the archive itself looks like. Nothing is compared yet.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/capsule/progress.h"

namespace azr::capsule {

struct Unpacked {
    std::string flaw;                         ///< of the archive; empty: every byte is as it is written
    std::vector<std::string> names;           ///< in their order, below the capsule's folder
    std::map<std::string, std::string> sums;  ///< SHA-256 by name
};

/// `folder` is there and empty. Corrupt: it is no archive, or one that holds what no capsule holds. Exhausted: the disk
/// lacks the room.
[[nodiscard]] Result<Unpacked> unpack(const std::filesystem::path& file, const std::filesystem::path& folder,
                                      const Progress& progress = {});

}  // namespace azr::capsule
