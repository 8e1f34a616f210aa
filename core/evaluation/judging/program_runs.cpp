#include "core/evaluation/judging/program_runs.h"

#include <algorithm>
#include <utility>

namespace azr::evaluation {
namespace {

using execution::Verdict;

/// What suites take for granted and the jail leaves out of a program's builtins: HumanEval/160 is solved by eval. A
/// fork has nothing to lose by it.
constexpr const char* kGiven = "from builtins import compile, eval, exec";

constexpr std::size_t kInputsAtOnce = 64;  ///< a program that fails is seen to fail after so many

Returned returnedBy(execution::RunOutcome outcome) {
    Returned returned{outcome.verdict, std::move(outcome.reason), std::move(outcome.detail), std::move(outcome.value),
                      false};
    // What can be no gold (nan, a long text) is a value all the same.
    if (!returned.value.empty()) {
        returned.verdict = Verdict::Ok;
        returned.reason.clear();
        returned.detail.clear();
    }
    if (returned.verdict == Verdict::Rejected && returned.reason.starts_with("not_a_literal")) returned.opaque = true;
    return returned;
}

Result<std::vector<Returned>> runSome(execution::Executor& executor, const execution::ValidateRequest& request,
                                      Control& control) {
    for (int attempt = 0;; ++attempt) {
        auto future = executor.runMany({request}, execution::Lane::Loop);
        AZR_TRY(auto outcomes, execution::await(future, control));
        std::vector<Returned> returned;
        if (!outcomes.empty())
            for (execution::RunOutcome& run : outcomes.front().runs) returned.push_back(returnedBy(std::move(run)));
        returned.resize(request.inputs.size());
        const bool lost =
            std::ranges::any_of(returned, [](const Returned& one) { return one.verdict == Verdict::InfraError; });
        if (!lost || attempt > 0) return returned;
    }
}

}  // namespace

Result<std::vector<Returned>> runProgram(execution::Executor& executor, const std::string& program,
                                         const std::string& entry, std::span<const std::string> inputs,
                                         Control& control, const GoOn& goOn) {
    execution::ValidateRequest request;
    request.program = entry == "f" ? program : program + "\n\nf = " + entry + "\n";
    request.imports = {kGiven};
    request.measure = false;
    request.checkSafety = false;
    request.runs = 1;
    std::vector<Returned> all;
    while (all.size() < inputs.size()) {
        const auto some = inputs.subspan(all.size(), std::min(kInputsAtOnce, inputs.size() - all.size()));
        request.inputs.assign(some.begin(), some.end());
        AZR_TRY(std::vector<Returned> returned, runSome(executor, request, control));
        bool on = true;
        for (Returned& one : returned) {
            on = on && (!goOn || goOn(all.size(), one));
            all.push_back(std::move(one));
        }
        if (!on) break;
    }
    return all;
}

}  // namespace azr::evaluation
