#include "core/training/checkpoints/forked_checkpoint.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/selfplay/task_json.h"
#include "core/training/checkpoints/kept_state.h"

namespace azr::training {
namespace {

namespace fs = std::filesystem;

constexpr const char* kManifestFile = "manifest.json";
constexpr const char* kStateFile = "state.json";
constexpr std::string_view kBufferPrefix = "buffer-";

/// The keys of the state that a fork knows how to carry over.
constexpr std::array<std::string_view, 19> kKnown = {
    "seed",           "step",           "seed_started",     "seeded",         "next_task", "next_attempt", "guard",
    "withdrawn",      "rules",          "waiting",          "seed_rounds",    "novelty",   "best_score",   "best_step",
    "best_yardstick", "evaluated_step", "applied_commands", "changed_fields", "rule_hits"};

Status onlyWhatIsKnown(const Json& state, const fs::path& folder) {
    for (const auto& [key, value] : state.items())
        if (std::ranges::find(kKnown, key) == kKnown.end())
            return fail(ErrorCode::Unsupported,
                        "the checkpoint's state has '" + key + "', which no fork can carry over",
                        (folder / kStateFile).string(), "fork it with a newer AZR Studio");
    return {};
}

tl::unexpected<Error> malformed(const fs::path& file, const nlohmann::json::exception& error) {
    return fail(ErrorCode::Corrupt, std::string("the checkpoint is malformed: ") + error.what(), file.string());
}

/// The files that the manifest names, with their sums.
Result<Json> sumsOf(const fs::path& folder) {
    AZR_TRY(const Json manifest, readJson(folder / kManifestFile));
    return field<Json>(manifest, "sha256", (folder / kManifestFile).string());
}

/// The lines of a buffer's file; the first tells of the whole.
Result<std::vector<Json>> linesOf(const fs::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    std::vector<Json> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        AZR_TRY(Json line, parseJson(std::string_view(text).substr(begin, end - begin), file.string()));
        lines.push_back(std::move(line));
        begin = end + 1;
    }
    return lines;
}

void shift(Json& id, std::int64_t by) {
    if (const auto value = id.get<std::int64_t>(); value > 0) id = value + by;
}

/// As task_json writes it.
void renumberTask(Json& task, std::int64_t by) {
    shift(task.at("id"), by);
    for (Json& reference : task.at("references")) shift(reference, by);
    if (task.contains("given"))
        for (Json& given : task.at("given")) shift(given.at(0), by);
}

void renumberState(Json& state, const Renumbering& to) {
    for (const char* key : {"next_task", "next_attempt"}) shift(state.at(key), to.shift);
    if (state.contains("withdrawn"))
        for (Json& one : state.at("withdrawn")) renumberTask(one.at("task"), to.shift);
    if (state.contains("waiting"))
        for (Json& task : state.at("waiting")) renumberTask(task, to.shift);
    if (state.contains("rules"))
        for (Json& rule : state.at("rules"))
            for (Json& mark : rule.at("changed")) shift(mark.is_array() ? mark.at(0) : mark, to.shift);
    if (state.contains("rule_hits"))
        for (Json& hit : state.at("rule_hits")) shift(hit.at(1), to.shift);
    std::set<std::int64_t> applied;
    for (const Json& command : state.at("applied_commands"))
        if (const std::int64_t id = to.command(command.get<std::int64_t>()); id > 0) applied.insert(id);
    state["applied_commands"] = applied;
    for (Json& change : state.at("changed_fields")) {
        if (!change.is_object()) continue;  // older versions did not say who asked for it
        const auto command = change.at("command").get<std::int64_t>();
        change["command"] = command > 0 ? to.command(command) : -to.lastCommandUntil(-command);
    }
}

/// One file of the new folder: written anew where ids stand in it, else the same file; its sum.
Result<std::string> carryOver(const fs::path& from, const fs::path& to, const std::string& name, const Json& sum,
                              const Renumbering& renumbering) {
    std::string text;
    try {
        if (name == kStateFile) {
            AZR_TRY(Json state, readJson(from));
            renumberState(state, renumbering);
            text = dumpPretty(state);
        } else if (name.starts_with(kBufferPrefix)) {
            AZR_TRY(std::vector<Json> lines, linesOf(from));
            for (std::size_t i = 0; i < lines.size(); ++i) {
                if (i > 0) renumberTask(lines[i], renumbering.shift);
                text += dumpLine(lines[i]) + "\n";
            }
        } else {
            std::error_code error;
            fs::create_directories(to.parent_path(), error);
            fs::create_hard_link(from, to, error);
            if (error) fs::copy_file(from, to, error);
            if (error) return fail(ErrorCode::Io, error.message(), to.string());
            AZR_CHECK(syncPath(to));
            return sum.get<std::string>();
        }
    } catch (const nlohmann::json::exception& error) {
        return malformed(from, error);
    }
    AZR_CHECK(writeFileAtomic(to, text));
    return sha256(text);
}

Result<std::int64_t> fill(const fs::path& from, const fs::path& to, const Renumbering& renumbering) {
    AZR_TRY(Json manifest, readJson(from / kManifestFile));
    AZR_TRY(Json sums, sumsOf(from));
    std::int64_t bytes = 0;
    for (auto& [name, sum] : sums.items()) {
        AZR_TRY(sum, carryOver(from / name, to / name, name, sum, renumbering));
        std::error_code ignored;
        bytes += static_cast<std::int64_t>(fs::file_size(to / name, ignored));
    }
    manifest["sha256"] = std::move(sums);
    AZR_CHECK(writeFileAtomic(to / kManifestFile, dumpPretty(manifest)));
    AZR_CHECK(syncPath(to));
    return bytes;
}

Status readState(const Json& state, int step, CheckpointFacts& facts) {
    facts.nextTask = state.at("next_task").get<std::int64_t>();
    facts.nextAttempt = state.at("next_attempt").get<std::int64_t>();
    facts.seeded = state.at("seeded").get<bool>();
    facts.best = !state.at("best_score").is_null() && state.at("best_step").get<int>() == step;
    facts.appliedCommands = state.at("applied_commands").get<std::vector<std::int64_t>>();
    AZR_TRY(facts.withdrawn, WithdrawnTasks::fromJson(state.value("withdrawn", Json())));
    if (state.contains("withdrawn"))
        for (const Json& one : state.at("withdrawn"))
            if (one.at("task").value("pinned", false))
                facts.pinned.push_back({one.at("task").at("id").get<std::int64_t>()});
    if (state.contains("waiting"))
        for (const Json& one : state.at("waiting")) {
            facts.waiting.push_back({one.at("id").get<std::int64_t>()});
            if (one.value("pinned", false)) facts.pinned.push_back(facts.waiting.back());
        }
    AZR_TRY(facts.rules, LiveRules::fromJson(state.value("rules", Json())));
    AZR_TRY(facts.ruleHits, ruleHitsOf(state));
    const Json& changes = state.at("changed_fields");
    facts.changes = static_cast<int>(changes.size());
    if (!changes.empty() && changes.back().is_object()) facts.changes = changes.back().at("ordinal").get<int>();
    return {};
}

}  // namespace

Result<CheckpointFacts> readCheckpointFacts(const fs::path& folder, const BytesRead& read) {
    AZR_CHECK(verifyCheckpoint(folder, read));
    AZR_TRY(const CheckpointContents contents, loadCheckpoint(folder, {}));
    AZR_CHECK(onlyWhatIsKnown(contents.state, folder));
    CheckpointFacts facts;
    try {
        AZR_CHECK(readState(contents.state, contents.step, facts));
    } catch (const nlohmann::json::exception& error) {
        return malformed(folder / kStateFile, error);
    }
    AZR_TRY(const Json sums, sumsOf(folder));
    for (const auto& [name, sum] : sums.items()) {
        if (!name.starts_with(kBufferPrefix)) continue;
        AZR_TRY(const std::vector<Json> lines, linesOf(folder / name));
        for (std::size_t i = 1; i < lines.size(); ++i) {
            AZR_TRY(selfplay::Task task, selfplay::taskFromJson(lines[i], (folder / name).string()));
            if (task.pinned) facts.pinned.push_back(task.id);
            facts.buffered.push_back(std::move(task));
        }
    }
    return facts;
}

Result<ForkedCheckpoint> forkCheckpoint(const fs::path& folder, const fs::path& root, const Renumbering& renumbering) {
    AZR_CHECK(makeFolder(root));
    const fs::path target = root / folder.filename();
    const fs::path staged = root / ("." + folder.filename().string() + ".part");
    std::error_code error;
    fs::remove_all(staged, error);
    AZR_CHECK(makeFolder(staged));
    const auto bytes = fill(folder, staged, renumbering);
    if (bytes) fs::rename(staged, target, error);
    if (bytes && !error) {
        AZR_CHECK(syncPath(root));
        return ForkedCheckpoint{target, *bytes};
    }
    const Error why = bytes ? Error{ErrorCode::Io, error.message(), target.string(), {}} : bytes.error();
    fs::remove_all(staged, error);
    return tl::make_unexpected(why);
}

}  // namespace azr::training
