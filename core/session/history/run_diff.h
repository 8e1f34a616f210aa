/// In what runs differ: their settings with the changes made while they trained, the prompts that their models were
/// shown, the tasks that their buffers began with, and what was measured of them. Blocking reads; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/session/history/run_summary.h"
#include "core/store/reader.h"

namespace azr::session {

/// A setting that is not the same in all of them, or was changed in one.
struct SettingCompared {
    std::string path;
    std::vector<std::string> values;                           ///< in force at the end; of each run
    std::vector<std::vector<store::ConfigChangeRow>> changes;  ///< while it trained; of each run
};

/// The first prompt of a stream after seeding.
struct PromptCompared {
    std::string role, kind;
    std::vector<std::string> texts;  ///< of each run; empty: it has none
    [[nodiscard]] bool same() const;
};

/// Of the tasks that the buffers began with.
struct SeedsCompared {
    std::int64_t common = 0;          ///< that all of the runs have
    std::vector<std::int64_t> count;  ///< of each run, each task once
    std::vector<std::int64_t> alone;  ///< that no other one of them has
};

/// Of one suite, kind and way of answering: the first and the last measurement of each run.
struct AccuracyCompared {
    std::string suite, kind;
    bool greedy = true;
    std::vector<std::optional<Accuracy>> first, last;
};

struct RunDiff {
    std::vector<store::RunRow> runs;
    std::vector<SettingCompared> settings;
    std::vector<PromptCompared> prompts;  ///< of every stream that one of them has
    SeedsCompared seeds;
    std::vector<AccuracyCompared> accuracies;
};

/// Two runs or more. NotFound names the one that is not there; Unsupported the one whose settings cannot be read.
[[nodiscard]] Result<RunDiff> diffRuns(store::Reader& reader, const std::vector<RunId>& runs);

/// The lines of a text that are not common to all: without those at the beginning and at the end that they share.
[[nodiscard]] std::vector<std::string> ownLines(const std::vector<std::string>& texts, std::size_t which);

}  // namespace azr::session
