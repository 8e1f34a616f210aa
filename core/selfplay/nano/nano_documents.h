/// Worked examples of the nano world: tasks of the three kinds with the states of their execution, and from them the
/// prompt and completion pairs of the six roles that the bootstrap imitates. A draft is a pure function of (seed,
/// number, options); executing it is the caller's affair, so that drafts run ahead on the executor's lanes; the rest is
/// again a pure function of draft and outcomes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/execution/executor.h"
#include "core/selfplay/nano/grammar.h"
#include "core/selfplay/nano/grammar_trace.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

constexpr int kNanoInductionPairs = 6;  ///< half shown, half hidden

struct DraftOptions {
    ProgramPool pool = ProgramPool::Corpus;
    int programs = 600;
    double inductionShare = 0.62;  ///< of the programs; the others become deduction and abduction
};

/// One program and the inputs it is to be run on.
struct DraftProgram {
    GrammarProgram program;
    bool induction = false;
    std::vector<std::string> inputs;
};

struct Draft {
    Rng rng{0};  ///< for what follows the execution
    std::vector<DraftProgram> programs;
};

/// A task whose answer is known, with the states that lead to it (induction: those of the first shown pair).
struct WorkedTask {
    Task task;
    std::vector<ProgramState> states;
    int statements = 1;
};

struct NanoDocument {
    Stream stream;
    std::string prompt, completion;
};

[[nodiscard]] Draft draftPrograms(std::uint64_t seed, std::uint64_t number, const DraftOptions& options);
[[nodiscard]] std::vector<execution::ValidateRequest> draftRequests(const Draft& draft);

/// Programs that raised, left the bounds, gave the same value for every input, or merely returned their argument are
/// dropped. Four tasks from a program (deduction, abduction, and the like for the proposers), one for induction.
[[nodiscard]] std::vector<WorkedTask> workedTasks(const Draft& draft,
                                                  const std::vector<execution::ValidateOutcome>& outcomes);

/// Documents of all six roles in shuffled order, each within the nano prompt and response limits.
[[nodiscard]] std::vector<NanoDocument> writeDocuments(const std::vector<WorkedTask>& tasks, Rng& rng);

/// The completion a perfect solver would write.
[[nodiscard]] std::string solution(const WorkedTask& worked);

}  // namespace azr::selfplay
