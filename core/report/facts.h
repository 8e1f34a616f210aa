/// What a report says of a run, as values read from its database: the page and its embedded JSON are both made of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/report/chart.h"
#include "core/store/reader.h"
#include "core/store/tables/cost_table.h"

namespace azr::report {

/// A setting in which the run differs from the preset that it is held against.
struct Departure {
    std::string path, theirs, own;  ///< the preset's value, and the run's as it was started
    std::string section;            ///< where the paper speaks of it; empty: nowhere
    std::string doc, note;          ///< what the setting is, and why a preset has its value
};

/// One measurement of one suite, kind and mode, with Wilson's interval at 95%.
struct Accuracy {
    store::EvaluationScore score;
    double low = 0, high = 1;
};

/// Items of a suite that came out otherwise at the last evaluation than at the first.
struct Flips {
    std::string suite;
    bool greedy = true;
    int first = 0, last = 0;  ///< steps
    std::int64_t gained = 0, lost = 0, both = 0, neither = 0;
};

/// Why a task stands on the page.
enum class SampleKind { Best, Hardest, Refused };
struct Sample {
    SampleKind why{};
    store::TaskRow task;
};

struct PhaseTime {
    std::string phase;
    double seconds = 0;
};

struct Facts {
    store::RunRow run;
    std::string against;  ///< the preset
    std::vector<Departure> departures;
    std::string settingsTrouble;  ///< why the settings cannot be compared; empty: they can
    std::vector<Chart> charts;
    std::vector<Accuracy> accuracies;  ///< by suite, step, kind, mode
    std::vector<Flips> flips;
    std::vector<store::Count> verdicts;  ///< of proposals, the most frequent first
    std::vector<Sample> samples;
    std::vector<store::EventRow> alerts;  ///< warnings and errors, oldest first
    std::int64_t alertsLeftOut = 0;       ///< of more than the page has room for, the oldest
    std::vector<store::ConfigChangeRow> changes;
    std::vector<store::Count> commands;  ///< what people asked for, by name
    std::vector<store::CheckpointRow> checkpoints;
    std::vector<store::BufferSize> buffers;
    std::string digest;
    store::RunCosts costs;
    std::vector<PhaseTime> phases;  ///< of the finished steps, the longest first
};

/// Asked between the parts of the work: false ends it with Cancelled.
using Going = std::function<bool(const std::string& what)>;

/// `against`: a preset, alone or with ablations. NotFound: no such run; InvalidArgument: no such preset. Reads all rows
/// of the run.
[[nodiscard]] Result<Facts> gather(const std::filesystem::path& database, RunId run, const std::string& against,
                                   const Going& going = {});

/// Every number of the page, in the units of the database.
[[nodiscard]] Json toJson(const Facts& facts);

}  // namespace azr::report
