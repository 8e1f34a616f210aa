/// Rows of models put to published suites: evaluations, their items, completions with verdicts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"

namespace azr::store {

struct SuiteItemRow {
    int place = 0;  ///< in the suite, from 0
    std::string item, kind, difficulty;
};

/// Written again under its key it is one and the same: what is stored stays, and `finished` is taken.
struct SuiteEvaluationRow {
    std::int64_t id = 0;  ///< filled by the Reader
    std::string key;      ///< SHA-256 over model, suite and settings
    std::string suite, suiteHash;
    std::string model;  ///< for people: RUN@STEP, a folder or a file
    std::string weightsHash;
    RunId run;             ///< invalid: of a model that belongs to no run
    int step = 0;          ///< of the checkpoint
    bool during = false;   ///< the run did it while it trained
    std::string settings;  ///< JSON
    double created = 0, finished = 0;
    std::vector<SuiteItemRow> items = {};  ///< left empty by Reader::suiteEvaluations
    int done = 0;                          ///< completions stored; filled by the Reader
};

struct SuiteCompletionRow {
    int place = 0;
    bool greedy = true;
    int sample = 0;
    std::string prompt, completion;  ///< left empty by Reader::suiteCompletions
    std::string answer, vote, verdict, reason, detail;
    bool clipped = false;
    int tokens = 0;
};

/// The completions of one item in one mode; written as a whole.
struct SuiteAnswersRow {
    std::string key;  ///< of the evaluation, which is stored
    RunId run;        ///< of the evaluation, for those who are told of changes
    std::vector<SuiteCompletionRow> completions;
};

}  // namespace azr::store
