/// The environment's judgement: validation of proposals and grading of answers, through the executor. Requests start at
/// once; whoever needs a result waits for it under Control. A lost worker is tried once more, then it masks the sample.
#pragma once

#include <future>
#include <span>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/rng.h"
#include "core/config/run_config.h"
#include "core/execution/executor.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

/// A request under way, with what it takes to ask again.
struct PendingValidation {
    execution::ValidateRequest request;
    std::future<execution::ValidateOutcome> future;
};
struct PendingGrades {
    execution::GradeRequest request;
    std::future<std::vector<execution::GradeOutcome>> future;
};

class Verifier {
  public:
    Verifier(execution::Executor& executor, const config::ExecutorConfig& config);

    /// Runs the task's program on its input (induction: on the inputs of all its pairs), as far as the rules admit it.
    [[nodiscard]] PendingValidation validate(const Task& task, const execution::ProgramRules& rules = {}) const;
    /// Verdict, gold values, program measures and what the rules left of the program into the proposal.
    Status settle(PendingValidation pending, Proposal& proposal, Control& control) const;

    [[nodiscard]] PendingGrades grade(const Task& task, std::vector<std::string> answers) const;
    /// One outcome per answer.
    [[nodiscard]] Result<std::vector<execution::GradeOutcome>> settle(PendingGrades pending, Control& control) const;

    /// For each task whether its values over 16 fresh inputs of its own type are at most two. A task whose input cannot
    /// vary is never called one, nor is one that asks for an error. The inputs of the n-th task of a kind are those of
    /// rng.split(kind).split(n).
    [[nodiscard]] Result<std::vector<bool>> coinFlips(std::span<const Task* const> tasks, const Rng& rng,
                                                      Control& control) const;
    /// For each task whether it is a composite whose f gives what one of its given functions gives: on its own input
    /// and on those of 16 fresh ones that f takes. Drawn as for coinFlips().
    [[nodiscard]] Result<std::vector<bool>> degenerates(std::span<const Task* const> tasks, const Rng& rng,
                                                        Control& control) const;

  private:
    [[nodiscard]] std::future<execution::ValidateOutcome> values(const std::string& program,
                                                                 const std::vector<std::string>& imports,
                                                                 std::vector<std::string> inputs) const;

    execution::Executor& m_executor;
    config::ExecutorConfig m_config;
};

/// The program as the model is to see and the executor to run it: imports split off by the parser stay in `imports`.
[[nodiscard]] std::vector<std::string> inputsOf(const Task& task);

}  // namespace azr::selfplay
