/// The rows of the workspace database as plain values: what the writer takes and the reader gives. Enumerations stand
/// as their snake_case names, as in the file, so that this module knows nothing of self-play. Times are seconds since
/// 1970. Ids below zero belong to abandoned rows: a resumed run states the same facts again under the first ids.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/store/run_rows.h"
#include "core/store/suites/suite_rows.h"
#include "core/store/task_rows.h"

namespace azr::store {

/// Bits: tables with new or changed committed rows.
enum Table : std::uint32_t {
    Runs = 1,
    Steps = 2,
    Metrics = 4,
    Tasks = 8,
    Attempts = 16,
    Buffers = 32,
    Commands = 64,
    Checkpoints = 128,
    Evaluations = 256,
    Events = 512,
    ConfigChanges = 1024,
    Marks = 2048,
    Rules = 4096,
    Suites = 8192
};

/// Every run owns a block of task and attempt ids, so that resuming an old run never meets a younger run's ids.
constexpr std::int64_t kIdsPerRun = 1'000'000'000;
/// Ids of run r are firstIdOf(r) + 1, + 2, …
constexpr std::int64_t firstIdOf(RunId run) {
    return (run.value - 1) * kIdsPerRun;
}

struct MetricRow {
    RunId run;
    int step = 0;
    std::string name;
    double value = 0;  ///< NaN: measured, but undefined
    bool deterministic = true;
};

struct MetricPoint {
    int step = 0;
    double value = 0;
};

struct BufferEventRow {
    std::int64_t id = 0;
    RunId run;
    int step = 0;
    std::string kind;
    TaskId task;
    std::string action;  ///< add | evict | veto
    std::string reason;
    std::int64_t size = 0;  ///< of the buffer afterwards
};

struct BufferSize {
    std::string kind;
    std::int64_t size = 0;
};

}  // namespace azr::store
