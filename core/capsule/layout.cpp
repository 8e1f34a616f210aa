#include "core/capsule/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/capsule/archive.h"

namespace azr::capsule {

namespace {

constexpr std::size_t kHashDigits = 64;
constexpr std::string_view kBetween = "  ";

constexpr std::string_view kReadmeText =
    R"(This folder is one training run of AZR Studio: its settings, its database, some of its checkpoints.

Check it with AZR Studio, which also works out again what the rows say, and does random steps again:

    azr-studio verify FILE.tar --root ROOT --steps 3

or by hand:

    sha256sum -c SHA256SUMS     every file is the one that was packed
    sha256sum SHA256SUMS        is what the file ROOT says, and what was printed when the capsule was packed

Whoever alters a file and makes SHA256SUMS and ROOT anew has made another whole capsule. Only the printed root tells.

    manifest.json   the run, the model, the machine, the versions, the checkpoints
    settings.json   the settings as they were and as they are
    rows.json       SHA-256 of the rows of every table and step of the database
    azr.db          SQLite 3; core/store/sql/migrations of AZR Studio say what the columns mean
    checkpoints/    weights (safetensors), optimizer, buffers, state.json, each with a manifest of its own

The folder is a workspace: azr-studio runs list --workspace capsule
)";

bool isHash(std::string_view text) {
    return text.size() == kHashDigits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string_view readmeText() {
    return kReadmeText;
}

bool hasPlace(std::string_view name) {
    constexpr std::array<std::string_view, 7> kNames = {kReadme, kManifest, kSettings, kRows, kDatabase, kSums, kRoot};
    return isSafeName(name) && (name.starts_with(kCheckpoints) || std::ranges::find(kNames, name) != kNames.end());
}

std::string textOf(const std::vector<Sum>& sums) {
    std::string text;
    for (const Sum& one : sums) text += one.sha256 + std::string(kBetween) + one.name + "\n";
    return text;
}

Result<std::vector<Sum>> sumsFrom(std::string_view text) {
    std::vector<Sum> sums;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const bool whole = line.size() < text.size() && line.size() > kHashDigits + kBetween.size() &&
                           isHash(line.substr(0, kHashDigits)) &&
                           line.substr(kHashDigits, kBetween.size()) == kBetween &&
                           hasPlace(line.substr(kHashDigits + kBetween.size()));
        if (!whole)
            return fail(ErrorCode::Corrupt, "is no hash with the name of a file of a capsule",
                        fmt::format("{}, line {}", kSums, sums.size() + 1));
        sums.push_back(
            {std::string(line.substr(kHashDigits + kBetween.size())), std::string(line.substr(0, kHashDigits))});
        text.remove_prefix(line.size() + 1);
    }
    return sums;
}

}  // namespace azr::capsule
