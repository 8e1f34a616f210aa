#include "core/evaluation/judging/judge.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/evaluation/judging/check_program.h"
#include "core/evaluation/judging/number_answer.h"
#include "core/evaluation/judging/oracle.h"
#include "core/execution/values/literal.h"
#include "core/selfplay/rounds/verifier.h"

namespace azr::evaluation {
namespace {

using execution::Verdict;

constexpr double kSolutionSeconds = 4;  ///< of processor time, for the slowest inputs of the extended suites
constexpr int kMostRounds = 200;        ///< calls of a check that depend on what the program returned
constexpr std::size_t kShown = 200;     ///< bytes of a value, for people

Error ofSuite(const Problem& problem, const std::string& what) {
    return {ErrorCode::Unsupported, what, "item " + problem.id, "leave the item out of the suite's file"};
}

Ruling failedRun(const Returned& returned, const std::string& arguments) {
    Ruling ruling{returned.verdict, returned.reason, returned.detail, {}};
    if (returned.opaque) ruling = {Verdict::Wrong, returned.reason, {}, {}};
    ruling.detail = "for f(" + arguments.substr(0, kShown) + "): " + ruling.detail;
    return ruling;
}

/// Where the program raised what ended the check, its own words say more.
Ruling failedCheck(const CheckReport& report, const std::vector<std::string>& calls,
                   const std::vector<Returned>& returned) {
    const auto raised = std::ranges::find(returned, Verdict::Exception, &Returned::verdict);
    if (raised != returned.end() && report.reason == raised->reason)
        return failedRun(*raised, calls[static_cast<std::size_t>(raised - returned.begin())]);
    return {Verdict::Wrong, report.reason, report.detail, {}};
}

/// What an answer counts as in a vote: one text for all that are the same value.
std::string voteOf(const Problem& problem, const std::string& answer) {
    if (problem.judging == Judging::Number) return normalAnswer(answer);
    if (problem.judging != Judging::Task || selfplay::traitsOf(problem.task.kind).asked == selfplay::TaskPart::Program)
        return {};
    const auto value = execution::parseLiteral(answer);
    return value ? execution::repr(*value) : answer;
}

}  // namespace

execution::ExecutorOptions judgeOptions(execution::ExecutorOptions options) {
    options.pooled = false;
    options.cached = false;
    options.lanes = 1;  // one answer is judged at a time
    options.cpuSeconds = std::max(options.cpuSeconds, kSolutionSeconds);
    options.wallSeconds = std::max(options.wallSeconds, config::wallLimit(options.cpuSeconds));
    return options;
}

Result<Ruling> Judge::judge(const Problem& problem, const std::string& answer, Control& control) {
    AZR_TRY(std::vector<Ruling> rulings, judgeAll(problem, {answer}, control));
    return std::move(rulings.front());
}

Result<std::vector<Ruling>> Judge::judgeAll(const Problem& problem, const std::vector<std::string>& answers,
                                            Control& control) {
    std::vector<std::string> distinct = answers;
    std::ranges::sort(distinct);
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    std::vector<Ruling> rulings;
    if (problem.judging == Judging::Task) {
        AZR_TRY(rulings, judgeTask(problem, distinct, control));
    } else {
        for (const std::string& answer : distinct) {
            AZR_TRY(Ruling ruling, judgeOther(problem, answer, control));
            rulings.push_back(std::move(ruling));
        }
    }
    for (std::size_t i = 0; i < distinct.size(); ++i) rulings[i].vote = voteOf(problem, distinct[i]);
    std::vector<Ruling> ofAll;
    for (const std::string& answer : answers)
        ofAll.push_back(
            rulings[static_cast<std::size_t>(std::ranges::lower_bound(distinct, answer) - distinct.begin())]);
    return ofAll;
}

Result<std::vector<Ruling>> Judge::judgeTask(const Problem& problem, const std::vector<std::string>& answers,
                                             Control& control) {
    const selfplay::Verifier verifier(m_executor, m_config);
    AZR_TRY(auto outcomes, verifier.settle(verifier.grade(problem.task, answers), control));
    std::vector<Ruling> rulings;
    for (execution::GradeOutcome& outcome : outcomes)
        rulings.push_back({outcome.verdict, std::move(outcome.reason), std::move(outcome.detail), {}});
    return rulings;
}

Result<Ruling> Judge::judgeOther(const Problem& problem, const std::string& answer, Control& control) {
    if (problem.judging == Judging::Calls) return judgeCalls(problem, answer, control);
    if (problem.judging == Judging::Check) return judgeCheck(problem, answer, control);
    return Ruling{sameAnswer(answer, problem.answer) ? Verdict::Ok : Verdict::Wrong, {}, {}, {}};
}

Result<Ruling> Judge::judgeCalls(const Problem& problem, const std::string& program, Control& control) {
    AZR_TRY(const Known* const truth, known(problem, control));
    AZR_TRY(const std::vector<Returned> got, runProgram(m_executor, program, problem.entry, problem.inputs, control,
                                                        [&](std::size_t input, const Returned& one) {
                                                            return agrees(problem, problem.inputs[input],
                                                                          truth->expected[input], one);
                                                        }));
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (agrees(problem, problem.inputs[i], truth->expected[i], got[i])) continue;
        if (got[i].verdict != Verdict::Ok) return failedRun(got[i], problem.inputs[i]);
        return Ruling{Verdict::Wrong,
                      {},
                      "f(" + problem.inputs[i].substr(0, kShown) + ") is " +
                          truth->expected[i].value.substr(0, kShown) + ", not " + got[i].value.substr(0, kShown),
                      {}};
    }
    return Ruling{Verdict::Ok, {}, {}, {}};
}

Result<Ruling> Judge::judgeCheck(const Problem& problem, const std::string& program, Control& control) {
    AZR_TRY(const Known* const truth, known(problem, control));
    std::vector<std::string> calls = truth->calls;
    std::vector<Returned> returned;
    for (int round = 0; round < kMostRounds; ++round) {
        const std::vector<std::string> left(calls.begin() + static_cast<std::ptrdiff_t>(returned.size()), calls.end());
        AZR_TRY(const auto more, runProgram(m_executor, program, problem.entry, left, control));
        for (std::size_t i = 0; i < more.size(); ++i) {
            // What a check could do with it is not known: an error may be what it wants, another value never is.
            if (more[i].verdict != Verdict::Ok && more[i].verdict != Verdict::Exception)
                return failedRun(more[i], left[i]);
            returned.push_back(more[i]);
        }
        const std::vector<std::string> replay = {replayCall(calls, returned)};
        AZR_TRY(const auto runs, runProgram(m_executor, checkProgram(problem), "f", replay, control));
        const Returned run = runs.empty() ? Returned() : runs.front();
        // The check ran with the solution: what it cannot do now is due to what the program returned.
        if (run.verdict != Verdict::Ok) return Ruling{run.verdict, run.reason, "in the check: " + run.detail, {}};
        AZR_TRY(const CheckReport report, readCheckReport(run.value));
        if (report.end == CheckReport::End::Passed) return Ruling{Verdict::Ok, {}, {}, {}};
        if (report.end == CheckReport::End::Failed) return failedCheck(report, calls, returned);
        // The calls depend on what the program returns: from this one on they are others.
        const auto place = static_cast<std::size_t>(std::strtoul(report.detail.c_str(), nullptr, 10));
        if (place > returned.size() || report.calls.empty())
            return tl::make_unexpected(ofSuite(problem, "its check asks for a call that it does not make"));
        calls.resize(place);
        calls.push_back(report.calls.front());
        returned.resize(place);
    }
    return Ruling{Verdict::Wrong, "too_many_calls", "its check calls it again and again", {}};
}

Result<Judge::Known*> Judge::known(const Problem& problem, Control& control) {
    const std::string key =
        problem.id + '\n' + problem.canonical + '\n' + problem.check + '\n' + std::to_string(problem.inputs.size());
    if (const auto found = m_known.find(key); found != m_known.end()) return &found->second;
    Known truth;
    if (problem.judging == Judging::Check) {
        const std::vector<std::string> record = {recordCall()};
        AZR_TRY(const auto run, runProgram(m_executor, checkProgram(problem), "f", record, control));
        const Returned one = run.empty() ? Returned() : run.front();
        if (one.verdict != Verdict::Ok)
            return tl::make_unexpected(ofSuite(
                problem, "its check does not run with the canonical solution: " + one.reason + " " + one.detail));
        AZR_TRY(CheckReport report, readCheckReport(one.value));
        if (report.end != CheckReport::End::Passed)
            return tl::make_unexpected(ofSuite(
                problem, "the canonical solution does not pass the check: " + report.reason + " " + report.detail));
        truth.calls = std::move(report.calls);
    } else {
        AZR_TRY(truth.expected, runProgram(m_executor, problem.canonical, problem.entry, problem.inputs, control));
        for (std::size_t i = 0; i < truth.expected.size(); ++i) {
            const Returned& one = truth.expected[i];
            if (one.verdict == Verdict::Ok || one.opaque) continue;
            return tl::make_unexpected(ofSuite(
                problem, "the canonical solution does not return: " + failedRun(one, problem.inputs[i]).detail));
        }
    }
    return &m_known.emplace(key, std::move(truth)).first->second;
}

}  // namespace azr::evaluation
