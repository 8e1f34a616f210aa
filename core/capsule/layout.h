/// What a capsule holds, by name; see README.md there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::capsule {

constexpr int kFormat = 1;
constexpr std::string_view kFolder = "capsule/";  ///< in front of every name of the archive
constexpr const char* kReadme = "README.txt";
constexpr const char* kManifest = "manifest.json";
constexpr const char* kSettings = "settings.json";
constexpr const char* kRows = "rows.json";
constexpr const char* kDatabase = "azr.db";
constexpr const char* kSums = "SHA256SUMS";
constexpr const char* kRoot = "ROOT";
constexpr std::string_view kCheckpoints = "checkpoints/";

/// The text of README.txt.
[[nodiscard]] std::string_view readmeText();

/// A name below the folder that a capsule may have.
[[nodiscard]] bool hasPlace(std::string_view name);

/// The lines of SHA256SUMS, as sha256sum writes and reads them.
struct Sum {
    std::string name, sha256;
};
[[nodiscard]] std::string textOf(const std::vector<Sum>& sums);
/// Corrupt names the line.
[[nodiscard]] Result<std::vector<Sum>> sumsFrom(std::string_view text);

}  // namespace azr::capsule
