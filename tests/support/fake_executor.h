/// An executor for tests: programs of the one form "def f(x):\n    return x <op> <number>" over integers, judged at
/// once.
#pragma once

#include <charconv>
#include <functional>
#include <optional>

#include "core/execution/executor.h"
#include "tests/support/ready.h"

namespace azr::test {

/// f of a program of that form at `input`; nothing when either is anything else. Texts go through "return x".
inline std::optional<std::string> evaluateLine(const std::string& program, const std::string& input) {
    const std::string head = "return x";
    const std::size_t at = program.find(head);
    if (at == std::string::npos) return std::nullopt;
    const std::string rest = program.substr(at + head.size());
    if (rest.empty()) return input;
    long x = 0, number = 0;
    const auto whole = [](const std::string& text, long& into) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
        return read.ec == std::errc() && read.ptr == text.data() + text.size();
    };
    if (rest.size() < 4 || !whole(input, x) || !whole(rest.substr(3), number)) return std::nullopt;
    switch (rest[1]) {
        case '+': return std::to_string(x + number);
        case '*': return std::to_string(x * number);
        case '%': return number > 0 ? std::optional(std::to_string((x % number + number) % number)) : std::nullopt;
        default: return std::nullopt;
    }
}

/// Tests derive from it to hold some of its answers back.
class FakeExecutor : public execution::Executor {
  public:
    using Verdict = execution::Verdict;

    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request, execution::Lane) override {
        validateRuns = request.runs;
        return ready(run(request));
    }
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest> requests,
                                                                 execution::Lane) override {
        std::vector<execution::ValidateOutcome> outcomes;
        for (const auto& request : requests) outcomes.push_back(run(request));
        return ready(std::move(outcomes));
    }
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request, execution::Lane) override {
        gradeRuns = request.runs;
        std::vector<execution::GradeOutcome> outcomes;
        for (const auto& answer : request.answers) outcomes.push_back(judge(request, answer));
        return ready(std::move(outcomes));
    }
    execution::ExecutorStats stats() const override {
        execution::ExecutorStats stats;
        stats.executions = executions;
        return stats;
    }
    execution::SandboxReport report() const override { return {}; }

    std::int64_t executions = 0;
    int validateRuns = 0, gradeRuns = 0;  ///< as the last request asked
    /// Answers and programs that this accepts are lost: infra_error, however often they are tried.
    std::function<bool(const std::string&)> loses;

  private:
    execution::ValidateOutcome run(const execution::ValidateRequest& request) {
        execution::ValidateOutcome outcome;
        outcome.verdict = Verdict::Ok;
        std::string program = request.program;
        if (request.rules.stripComments) outcome.program = program = program.substr(0, program.find("  #"));
        for (const auto& input : request.inputs) {
            ++executions;
            execution::RunOutcome one;
            const auto value = evaluateLine(program, input);
            one.verdict = value ? Verdict::Ok : Verdict::Exception;
            if (loses && loses(request.program)) one.verdict = Verdict::InfraError;
            one.value = value.value_or("");
            one.type = "int";
            if (outcome.verdict == Verdict::Ok) outcome.verdict = one.verdict;
            outcome.runs.push_back(std::move(one));
        }
        outcome.reason = outcome.verdict == Verdict::Ok ? "" : "TypeError";
        outcome.measures.nodes = 30;  // above what counts as a small program: only equal shapes are near-duplicates
        outcome.measures.shape = program;
        outcome.measures.signature = program.substr(0, program.find_last_of(' '));
        return outcome;
    }
    execution::GradeOutcome judge(const execution::GradeRequest& request, const std::string& answer) {
        execution::GradeOutcome outcome;
        if (loses && loses(answer)) return outcome;
        if (request.kind == execution::AnswerKind::Output) {
            outcome.share = answer == request.gold ? 1 : 0;
        } else if (request.kind == execution::AnswerKind::Input) {
            ++executions;
            outcome.share = evaluateLine(request.program, answer) == request.gold ? 1 : 0;
        } else {
            for (const auto& pair : request.hidden) {
                ++executions;
                outcome.share += evaluateLine(answer, pair.input) == pair.output ? 1 : 0;
            }
            outcome.share /= static_cast<double>(request.hidden.size());
        }
        outcome.verdict = outcome.share == 1 ? Verdict::Ok : Verdict::Wrong;
        return outcome;
    }
};

}  // namespace azr::test
