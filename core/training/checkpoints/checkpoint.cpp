#include "core/training/checkpoints/checkpoint.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "core/base/files.h"
#include "core/base/size_text.h"

namespace azr::training {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "step-";
constexpr std::string_view kAside = ".aside";
constexpr const char* kManifest = "manifest.json";
constexpr const char* kState = "state.json";
constexpr const char* kAdapterWeights = "adapter_model.safetensors";  // PEFT's name, as the learner writes it
constexpr int kFormat = 1;
/// Room left to the database and to everybody else.
constexpr std::int64_t kSpareBytes = 64LL << 20;

std::vector<fs::path> filesOf(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error))
        if (entry.is_regular_file()) files.push_back(entry.path().lexically_relative(folder));
    std::sort(files.begin(), files.end());
    return files;
}

/// The steps M of folders `step-M<ending>`, ascending.
std::vector<int> stepsEnding(const fs::path& root, std::string_view ending) {
    std::vector<int> steps;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root, error)) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kPrefix)) continue;
        int step = 0;
        const char* const end = name.data() + name.size();
        const auto read = std::from_chars(name.data() + kPrefix.size(), end, step);
        if (read.ec == std::errc() && std::string_view(read.ptr, end) == ending) steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

fs::path asideFolder(const fs::path& root, int step) {
    return checkpointFolder(root, step) += kAside;
}

Status removeFolder(const fs::path& folder) {
    std::error_code error;
    fs::remove_all(folder, error);
    if (error) return fail(ErrorCode::Io, error.message(), folder.string());
    return {};
}

Status checkRoom(const fs::path& root, std::int64_t expectedBytes) {
    AZR_TRY(const std::uint64_t room, freeSpace(root));
    const auto needed = static_cast<std::uint64_t>(expectedBytes + kSpareBytes);
    if (room >= needed) return {};
    return fail(ErrorCode::Exhausted,
                fmt::format("{} are free, a checkpoint needs {}", sizeText(static_cast<std::int64_t>(room)),
                            sizeText(static_cast<std::int64_t>(needed))),
                root.string(), "free some space");
}

/// The learner's files of a checkpoint, under second names in `folder`; their sums. Empty where that cannot be: then
/// they are written again.
Json linkLearner(const fs::path& saved, const fs::path& folder, const CheckpointContents& contents) {
    const auto manifest = readJson(saved / kManifest);
    const auto sums = manifest ? field<Json>(*manifest, "sha256") : tl::make_unexpected(manifest.error());
    if (!sums || !sums->is_object()) return Json::object();
    Json linked = Json::object();
    std::error_code error;
    for (const auto& [name, sum] : sums->items()) {
        const bool own = name == kState || std::ranges::any_of(contents.files, [&, &file = name](const auto& one) {
                             return one.first == file;
                         });
        if (own) continue;
        fs::create_directories((folder / name).parent_path(), error);
        fs::create_hard_link(saved / name, folder / name, error);
        if (error) break;
        linked[name] = sum;
    }
    if (!error) return linked;
    for (const auto& [name, sum] : linked.items()) fs::remove(folder / name, error);
    return Json::object();
}

/// Everything but the manifest, then the manifest; the total size.
Result<std::int64_t> fillFolder(const fs::path& folder, policy::Learner& learner, const CheckpointContents& contents,
                                const Json& linked) {
    if (linked.empty()) {
        AZR_CHECK(learner.saveWeights(folder));
        AZR_CHECK(learner.saveOptimizer(folder));
    }
    for (const auto& [name, bytes] : contents.files) AZR_CHECK(writeFileAtomic(folder / name, bytes));
    AZR_CHECK(writeFileAtomic(folder / kState, dumpPretty(contents.state)));
    Json sums = Json::object();
    std::int64_t total = 0;
    for (const fs::path& file : filesOf(folder)) {
        const std::string name = file.generic_string();
        std::error_code error;
        if (linked.contains(name)) {
            sums[name] = linked.at(name);
        } else {
            AZR_TRY(sums[name], sha256File(folder / file));
            AZR_CHECK(syncPath(folder / file));
        }
        total += static_cast<std::int64_t>(fs::file_size(folder / file, error));
    }
    Json manifest = {{"format", kFormat}, {"step", contents.step}};
    if (sums.contains(kAdapterWeights))
        manifest["adapter"] = {{"weights", kAdapterWeights}, {"base_sha256", contents.baseHash}};
    manifest["sha256"] = std::move(sums);
    AZR_CHECK(writeFileAtomic(folder / kManifest, dumpPretty(manifest)));
    AZR_CHECK(syncPath(folder));
    return total;
}

/// Puts the finished folder in its place; one that stands there already (the same step, saved again) gives way, and
/// there is no moment without either where the file system can exchange two names.
Status install(const fs::path& staged, const fs::path& target) {
    std::error_code error;
    if (::renameat2(AT_FDCWD, staged.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
        AZR_CHECK(syncPath(target.parent_path()));
        fs::remove_all(staged, error);
        return {};
    }
    const fs::path old = target.parent_path() / ("." + target.filename().string() + ".old");
    fs::remove_all(old, error);
    if (fs::exists(target)) fs::rename(target, old, error);
    if (error) return fail(ErrorCode::Io, error.message(), target.string());
    fs::rename(staged, target, error);
    if (error) return fail(ErrorCode::Io, error.message(), target.string());
    fs::remove_all(old, error);
    return syncPath(target.parent_path());
}

constexpr std::size_t kReadAtOnce = std::size_t{4} << 20;

struct Reading {
    const BytesRead& told;
    std::int64_t done = 0, total = 0;
};

Result<std::string> sumOf(const fs::path& path, Reading& reading) {
    AZR_TRY(const MappedFile file, MappedFile::open(path));
    const std::string_view bytes(reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size());
    Sha256 hash;
    for (std::size_t at = 0; at < bytes.size(); at += kReadAtOnce) {
        const std::string_view part = bytes.substr(at, kReadAtOnce);
        hash.add(part);
        reading.done += static_cast<std::int64_t>(part.size());
        if (reading.told && !reading.told(reading.done, reading.total))
            return fail(ErrorCode::Cancelled, "the checkpoint was read no further", path.string());
    }
    return hash.hex();
}

}  // namespace

fs::path checkpointFolder(const fs::path& root, int step) {
    return root / (std::string(kPrefix) + std::to_string(step));
}

Result<SavedCheckpoint> saveCheckpoint(const fs::path& root, policy::Learner& learner,
                                       const CheckpointContents& contents, std::int64_t expectedBytes,
                                       bool learnerSaved) {
    AZR_CHECK(makeFolder(root));
    AZR_CHECK(checkRoom(root, expectedBytes));
    SavedCheckpoint saved;
    saved.folder = checkpointFolder(root, contents.step);
    const fs::path staged = root / ("." + saved.folder.filename().string() + ".part");
    std::error_code error;
    fs::remove_all(staged, error);
    AZR_CHECK(makeFolder(staged));
    auto bytes = fillFolder(staged, learner, contents,
                            learnerSaved ? linkLearner(saved.folder, staged, contents) : Json::object());
    if (!bytes) {
        fs::remove_all(staged, error);
        return tl::make_unexpected(bytes.error());
    }
    saved.bytes = *bytes;
    AZR_CHECK(install(staged, saved.folder));
    saved.weightsHash = learner.weightsHash();
    saved.optimizerHash = learner.optimizerHash();
    return saved;
}

Status verifyCheckpoint(const fs::path& folder, const BytesRead& read) {
    AZR_TRY(const Json manifest, readJson(folder / kManifest));
    AZR_TRY(const Json sums, field<Json>(manifest, "sha256", (folder / kManifest).string()));
    Reading reading{read};
    for (const auto& [name, sum] : sums.items()) {
        std::error_code missing;  // is told when it is opened
        const auto size = fs::file_size(folder / name, missing);
        if (!missing) reading.total += static_cast<std::int64_t>(size);
    }
    for (const auto& [name, sum] : sums.items()) {
        AZR_TRY(const std::string actual, sumOf(folder / name, reading));
        if (!sum.is_string() || actual != sum.get<std::string>())
            return fail(ErrorCode::Corrupt, "the file differs from the checkpoint's manifest", (folder / name).string(),
                        "resume from an earlier checkpoint");
    }
    return {};
}

Result<CheckpointContents> loadCheckpoint(const fs::path& folder, const std::vector<std::string>& files) {
    CheckpointContents contents;
    AZR_TRY(contents.state, readJson(folder / kState));
    AZR_TRY(contents.step, field<int>(contents.state, "step", (folder / kState).string()));
    for (const std::string& name : files) {
        AZR_TRY(std::string bytes, readFile(folder / name));
        contents.files.emplace_back(name, std::move(bytes));
    }
    return contents;
}

std::vector<int> checkpointSteps(const fs::path& root) {
    return stepsEnding(root, {});
}

Result<std::vector<int>> pruneCheckpoints(const fs::path& root, int keepLast, int best) {
    const std::vector<int> steps = checkpointSteps(root);
    const auto keep = static_cast<std::size_t>(std::max(1, keepLast));
    std::vector<int> removed;
    for (std::size_t i = 0; i + keep < steps.size(); ++i) {
        if (steps[i] == best) continue;
        AZR_CHECK(removeFolder(checkpointFolder(root, steps[i])));
        removed.push_back(steps[i]);
    }
    for (const int step : stepsEnding(root, kAside))
        if (!steps.empty() && step <= steps.back()) AZR_CHECK(removeFolder(asideFolder(root, step)));
    return removed;
}

Status setAsideBeyond(const fs::path& root, int step) {
    for (const int later : checkpointSteps(root)) {
        if (later <= step) continue;
        const fs::path folder = checkpointFolder(root, later);
        AZR_CHECK(removeFolder(asideFolder(root, later)));  // of an earlier time at the same step
        std::error_code error;
        fs::rename(folder, asideFolder(root, later), error);
        if (error) return fail(ErrorCode::Io, "cannot be set aside: " + error.message(), folder.string());
    }
    return {};
}

}  // namespace azr::training
