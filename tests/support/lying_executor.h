/// Executors for tests of the red team: an honest one whose verdict depends on the line alone, and a pool that lies
/// about a line, or about all lines after one that poisons it.
#pragma once

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/execution/redteam/trial.h"
#include "tests/support/ready.h"

namespace azr::test {

/// The text that its verdicts depend on: the program that runs.
class LyingExecutor final : public execution::Executor {
  public:
    using Lie = std::function<execution::Verdict(const std::string& program, execution::Verdict honest)>;
    explicit LyingExecutor(Lie lie = {}) : m_lie(std::move(lie)) {}

    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request, execution::Lane) override {
        execution::ValidateOutcome outcome;
        outcome.verdict = verdictOf(request.program);
        outcome.runs.resize(request.inputs.size());
        for (auto& run : outcome.runs) run.verdict = outcome.verdict;
        return ready(std::move(outcome));
    }
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest>,
                                                                 execution::Lane) override {
        return ready(std::vector<execution::ValidateOutcome>());
    }
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request, execution::Lane) override {
        std::vector<execution::GradeOutcome> outcomes(request.answers.size());
        const bool program = request.kind == execution::AnswerKind::Program;
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            outcomes[i].verdict = verdictOf(program ? request.answers[i] : request.program);
        return ready(std::move(outcomes));
    }
    execution::ExecutorStats stats() const override { return {}; }
    execution::SandboxReport report() const override { return {}; }

  private:
    execution::Verdict verdictOf(const std::string& program) {
        const auto honest =
            program.find("import") == std::string::npos ? execution::Verdict::Wrong : execution::Verdict::Exception;
        return m_lie ? m_lie(program, honest) : honest;
    }
    Lie m_lie;
};

/// A pool that lies, and honest rivals. `lie` makes the lie of a new pool; `opened` counts what was opened.
inline execution::redteam::Rivals lyingRivals(std::function<LyingExecutor::Lie()> lie,
                                              std::shared_ptr<std::atomic<int>> opened = {}) {
    using Opened = Result<std::unique_ptr<execution::Executor>>;
    const auto count = [opened] {
        if (opened) ++*opened;
    };
    const auto honest = [count]() -> Opened {
        count();
        return std::make_unique<LyingExecutor>();
    };
    return {[lie, count]() -> Opened {
                count();
                return std::make_unique<LyingExecutor>(lie ? lie() : LyingExecutor::Lie());
            },
            honest, honest, honest};
}

}  // namespace azr::test
