/// What is read of a run's tasks and attempts to tell how varied they are: few columns of many rows, some steps at a
/// time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"

namespace azr::store {

class Database;

/// A proposal or a seed. Of an invalid one only the first five and the tokens mean anything.
struct SurveyTask {
    TaskId id;
    int step = 0;
    std::string kind, origin;
    bool valid = false;
    bool buffered = false;  ///< it is in one now
    std::string program, input, outputType;
    double complexity = 0, halstead = 0, distance = 0;
    double learnability = -1;  ///< -1: not estimated
    bool nearDuplicate = false;
    bool composite = false, degenerate = false;
    int tokens = 0;               ///< of the proposal
    std::vector<TaskId> parents;  ///< its references, then the tasks of given functions
};

/// A task was put into a buffer: in the step that proposed it, or later, where a person was asked first.
struct SurveyEntry {
    int step = 0;
    TaskId task;
};

enum class Outcome { Solved, Failed, Malformed };

/// The attempts of one step that came out alike.
struct AttemptLengths {
    int step = 0;
    Outcome outcome{};
    std::int64_t count = 0, tokens = 0;
};

/// Of the steps first to last, by step and id, without abandoned ones.
[[nodiscard]] Result<std::vector<SurveyTask>> readSurveyTasks(Database& database, RunId run, int first, int last);
[[nodiscard]] Result<std::vector<SurveyEntry>> readSurveyEntries(Database& database, RunId run, int first, int last);
/// By step; without those that the executor failed at.
[[nodiscard]] Result<std::vector<AttemptLengths>> readAttemptLengths(Database& database, RunId run, int first,
                                                                     int last);

}  // namespace azr::store
