/// What the engine side tells the window, as values drained from the outbox. Facts live in the database: a notice says
/// which rows to fetch again. Progress is latest-wins; RowsChanged merges.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/execution/executor.h"
#include "core/selfplay/seeds/seed_check.h"
#include "core/session/forking/fork_request.h"
#include "core/store/rows.h"
#include "core/training/event.h"

namespace azr::session {

enum class RunState : std::uint8_t { Idle, Starting, Running, Pausing, Paused, Stopping, Finished, Failed };

using Table = store::Table;

struct StateChanged {
    RunId run;
    RunState state = RunState::Idle;
    std::string message;
};
struct Progress {
    RunId run;
    int step = 0, totalSteps = 0;
    training::Phase phase = training::Phase::Starting;
    std::int64_t done = 0, total = 0;
    double secondsLeft = -1;
    double stepSeconds = 0;
};
struct RowsChanged {
    RunId run;                 ///< invalid: of any run
    std::uint32_t tables = 0;  ///< bits of Table
};
struct CommandAnswered {
    CommandId command;
    bool applied = false;
    std::string text;
};
struct Alert {
    RunId run;
    int step = 0;
    std::string severity, code, text;
};
/// Why a run would not take a valid task as a seed.
struct SeedRefusal {
    RunId run;            ///< invalid: none is at work
    std::string runName;  ///< as its row has it
    std::string model;    ///< its folder; empty: the built-in one
    selfplay::SeedProblem problem;
};
struct CheckFinished {
    std::uint64_t ticket = 0;
    execution::ValidateOutcome outcome;
    std::optional<SeedRefusal> refusal = {};  ///< of a valid draft that is to be seeded
    bool cancelled = false;                   ///< nobody wants the outcome any more: there is none
};
/// What the present model made of a task that somebody asked it about: each of its attempts.
struct ModelAnswer {
    std::string answer;      ///< empty: none could be read
    std::string completion;  ///< all that it wrote
    execution::Verdict verdict = execution::Verdict::InfraError;
    std::string reason;
};
struct ModelAnswered {
    std::uint64_t ticket = 0;
    std::vector<ModelAnswer> answers;
    std::string error;       ///< why there are none
    bool cancelled = false;  ///< nobody waits for it, or the run ended first
};
/// How far the checkpoint was read that a run is being forked at; latest-wins.
struct ForkProgress {
    std::uint64_t ticket = 0;
    std::int64_t done = 0, total = 0;  ///< bytes
};
struct ForkFinished {
    std::uint64_t ticket = 0;
    Result<Forked> forked;  ///< Cancelled: nobody wanted it any more, and nothing was made
};
struct Failure {
    Error error;
};

using Notice = std::variant<StateChanged, Progress, RowsChanged, CommandAnswered, Alert, CheckFinished, ModelAnswered,
                            ForkProgress, ForkFinished, Failure>;

/// The run of this session says nothing for much longer than it usually does, or is heard again after that. Times are
/// seconds of the clock.
struct Silence {
    int step = 0;  ///< in which it is silent
    double seconds = 0, usual = 0;
    bool over = false;
};
/// The code of its rows among the events: a warning, and "info" when it is over.
constexpr std::string_view kStalled = "stalled";

}  // namespace azr::session
