/// Judges answers to the problems of published suites. A program that a model wrote never shares a process with what it
/// is judged by: its values come out of its own fork as plain values, and either trusted code compares them with the
/// canonical solution's, or a check function is run without the program, with these values in the place of its calls.
/// README.md tells the whole of it. Blocking; one thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/evaluation/judging/program_runs.h"
#include "core/execution/executor.h"

namespace azr::evaluation {

struct Ruling {
    execution::Verdict verdict = execution::Verdict::ParseError;  ///< ok: the answer is right
    std::string reason, detail;
    std::string vote;  ///< what the answer counts as in a vote; empty: programs do not vote
    [[nodiscard]] bool solved() const { return verdict == execution::Verdict::Ok; }
};

class Judge {
  public:
    /// The executor must be one without its pool: judgeOptions().
    Judge(execution::Executor& executor, const config::ExecutorConfig& config)
        : m_executor(executor), m_config(config) {}

    /// `answer`: the part of a completion that answers; of programs the whole program. An error is the suite's or the
    /// machine's, never the answer's: it names the problem.
    [[nodiscard]] Result<Ruling> judge(const Problem& problem, const std::string& answer, Control& control);
    /// Several at once, in order; equal ones are judged once, and those to a task in one request.
    [[nodiscard]] Result<std::vector<Ruling>> judgeAll(const Problem& problem, const std::vector<std::string>& answers,
                                                       Control& control);

  private:
    /// What the canonical solution returned, or what its calls in a check were; by what the problem is.
    struct Known {
        std::vector<std::string> calls = {};  ///< Check: arguments in the order of the calls
        std::vector<Returned> expected = {};  ///< Calls
    };
    [[nodiscard]] Result<std::vector<Ruling>> judgeTask(const Problem& problem, const std::vector<std::string>& answers,
                                                        Control& control);
    [[nodiscard]] Result<Ruling> judgeOther(const Problem& problem, const std::string& answer, Control& control);
    [[nodiscard]] Result<Ruling> judgeCalls(const Problem& problem, const std::string& program, Control& control);
    [[nodiscard]] Result<Ruling> judgeCheck(const Problem& problem, const std::string& program, Control& control);
    [[nodiscard]] Result<Known*> known(const Problem& problem, Control& control);

    execution::Executor& m_executor;
    config::ExecutorConfig m_config;
    std::map<std::string, Known> m_known;
};

/// The run's executor without its pool and its cache, with one lane, and processor time for the slowest solutions.
[[nodiscard]] execution::ExecutorOptions judgeOptions(execution::ExecutorOptions options);

}  // namespace azr::evaluation
