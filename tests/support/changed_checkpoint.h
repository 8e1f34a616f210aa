/// Checkpoints on disk that a test changes.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "core/base/files.h"
#include "core/base/json.h"

namespace azr::test {

inline constexpr const char* kZeros = "zeros.bin";
inline constexpr std::uintmax_t kManyBytes = std::uintmax_t{2} << 30;

/// `folder`: of the checkpoint; false: it cannot be changed. The sum of the zeros is wrong: whoever reads all is told
/// so.
inline bool listed(const std::filesystem::path& folder, bool zeros) {
    auto manifest = readJson(folder / "manifest.json");
    if (!manifest) return false;
    if (zeros)
        (*manifest)["sha256"][kZeros] = "wrong";
    else
        (*manifest)["sha256"].erase(kZeros);
    return writeFileAtomic(folder / "manifest.json", dumpPretty(*manifest)).has_value();
}

/// A file of zeros, which takes no room on disk, is one of its files: reading it takes a while.
inline bool enlarge(const std::filesystem::path& folder, std::uintmax_t bytes = kManyBytes) {
    std::ofstream(folder / kZeros).close();
    std::error_code failed;
    std::filesystem::resize_file(folder / kZeros, bytes, failed);
    return !failed && listed(folder, true);
}

inline bool shrink(const std::filesystem::path& folder) {
    return std::filesystem::remove(folder / kZeros) && listed(folder, false);
}

/// Every `from` in its state becomes `to`.
inline bool rewriteState(const std::filesystem::path& folder, const std::string& from, const std::string& to) {
    auto text = readFile(folder / "state.json");
    auto manifest = readJson(folder / "manifest.json");
    if (!text || !manifest || text->find(from) == std::string::npos) return false;
    for (std::size_t at = 0; (at = text->find(from, at)) != std::string::npos; at += to.size())
        text->replace(at, from.size(), to);
    (*manifest)["sha256"]["state.json"] = sha256(*text);
    return writeFileAtomic(folder / "state.json", *text).has_value() &&
           writeFileAtomic(folder / "manifest.json", dumpPretty(*manifest)).has_value();
}

}  // namespace azr::test
