#include "core/selfplay/rounds/verifier.h"

#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/nano/grammar.h"
#include "core/selfplay/rewards/intrinsic.h"
#include "core/selfplay/rounds/fresh_arguments.h"

namespace azr::selfplay {
namespace {

constexpr int kFreshInputs = 16;

/// Inputs as the nano grammar draws them where the types are its own, else other values of the same shape.
std::vector<std::string> freshOf(const std::string& input, Rng& rng) {
    const auto types = inputTypes(input);
    return types.empty() ? freshArguments(input, kFreshInputs, rng) : freshInputs(types, kFreshInputs, rng);
}

/// Whether a given function gives what f gives, wherever f gives a value; the first is the task's own input.
bool givesTheSame(const std::vector<execution::RunOutcome>& whole, const std::vector<execution::RunOutcome>& given) {
    using execution::Verdict;
    if (whole.empty() || given.size() != whole.size() || whole.front().verdict != Verdict::Ok) return false;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (whole[i].verdict != Verdict::Ok) continue;
        if (given[i].verdict != Verdict::Ok || given[i].value != whole[i].value) return false;
    }
    return true;
}

/// Gold values of a program that ran on every input.
void takeValues(const std::vector<execution::RunOutcome>& runs, Task& task) {
    if (hasPairs(task.kind)) {
        for (std::size_t i = 0; i < task.pairs.size() && i < runs.size(); ++i) task.pairs[i].output = runs[i].value;
    } else if (!runs.empty()) {
        task.output = runs.front().value;
    }
    if (!runs.empty()) task.outputType = runs.front().type;
}

}  // namespace

std::vector<std::string> inputsOf(const Task& task) {
    if (!hasPairs(task.kind)) return {task.input};
    std::vector<std::string> inputs;
    for (const Pair& pair : task.pairs) inputs.push_back(pair.input);
    return inputs;
}

Verifier::Verifier(execution::Executor& executor, const config::ExecutorConfig& config)
    : m_executor(executor), m_config(config) {}

PendingValidation Verifier::validate(const Task& task, const execution::ProgramRules& rules) const {
    execution::ValidateRequest request;
    request.rules = rules;
    request.program = task.program;
    request.imports = task.imports;
    request.inputs = inputsOf(task);
    request.errors = namesError(task.kind);
    request.runs = m_config.runs;
    auto future = m_executor.validate(request, execution::Lane::Loop);
    return {std::move(request), std::move(future)};
}

Status Verifier::settle(PendingValidation pending, Proposal& proposal, Control& control) const {
    AZR_TRY(execution::ValidateOutcome outcome, execution::await(pending.future, control));
    if (outcome.verdict == execution::Verdict::InfraError) {
        auto again = m_executor.validate(std::move(pending.request), execution::Lane::Loop);
        AZR_TRY(outcome, execution::await(again, control));
    }
    proposal.verdict = outcome.verdict;
    proposal.reason = std::move(outcome.reason);
    proposal.detail = std::move(outcome.detail);
    proposal.sample.masked |= outcome.verdict == execution::Verdict::InfraError;
    if (!outcome.program.empty()) proposal.task.program = std::move(outcome.program);
    takeMeasures(outcome.measures, proposal.task);
    if (proposal.valid()) takeValues(outcome.runs, proposal.task);
    return {};
}

PendingGrades Verifier::grade(const Task& task, std::vector<std::string> answers) const {
    execution::GradeRequest request;
    request.program = task.program;
    request.imports = task.imports;
    request.gold = task.output;
    request.answers = std::move(answers);
    request.strictTypes = m_config.strictTypes;
    request.kind = traitsOf(task.kind).verified;
    if (hasPairs(task.kind))
        request.hidden.assign(task.pairs.begin() + static_cast<std::ptrdiff_t>(task.shownPairs()), task.pairs.end());
    auto future = m_executor.grade(request, execution::Lane::Loop);
    return {std::move(request), std::move(future)};
}

Result<std::vector<execution::GradeOutcome>> Verifier::settle(PendingGrades pending, Control& control) const {
    AZR_TRY(auto outcomes, execution::await(pending.future, control));
    bool lost = outcomes.size() != pending.request.answers.size();
    for (const auto& outcome : outcomes) lost |= outcome.verdict == execution::Verdict::InfraError;
    if (!lost) return outcomes;
    const std::size_t answers = pending.request.answers.size();
    auto again = m_executor.grade(std::move(pending.request), execution::Lane::Loop);
    AZR_TRY(outcomes, execution::await(again, control));
    outcomes.resize(answers);  // a missing outcome is InfraError by default
    return outcomes;
}

Result<std::vector<bool>> Verifier::coinFlips(std::span<const Task* const> tasks, const Rng& rng,
                                              Control& control) const {
    std::vector<bool> result(tasks.size(), false);
    PerKind<std::uint64_t> ordinals;
    std::vector<std::pair<std::size_t, std::future<execution::ValidateOutcome>>> asked;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const Task& task = *tasks[i];
        const std::uint64_t ordinal = ordinals[task.kind]++;
        const auto inputs = inputsOf(task);
        if (inputs.empty() || namesError(task.kind)) continue;  // most programs raise one or two things
        Rng own = rng.split(name(task.kind)).split(ordinal);
        auto fresh = freshOf(inputs.front(), own);
        if (fresh.empty()) continue;
        asked.emplace_back(i, values(task.program, task.imports, std::move(fresh)));
    }
    for (auto& [i, future] : asked) {
        AZR_TRY(const auto outcome, execution::await(future, control));
        result[i] = isCoinFlip(outcome.runs);
    }
    return result;
}

// Not runMany: these are a model's programs, and only inspected ones may share an interpreter.
std::future<execution::ValidateOutcome> Verifier::values(const std::string& program,
                                                         const std::vector<std::string>& imports,
                                                         std::vector<std::string> inputs) const {
    execution::ValidateRequest request;
    request.program = program;
    request.imports = imports;
    request.inputs = std::move(inputs);
    request.measure = false;
    request.runs = 1;
    request.checkSafety = false;
    return m_executor.validate(std::move(request), execution::Lane::Loop);
}

Result<std::vector<bool>> Verifier::degenerates(std::span<const Task* const> tasks, const Rng& rng,
                                                Control& control) const {
    using Future = std::future<execution::ValidateOutcome>;
    std::vector<bool> result(tasks.size(), false);
    PerKind<std::uint64_t> ordinals;
    std::vector<std::pair<std::size_t, std::vector<Future>>> asked;  // f first, then each given function
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const Task& task = *tasks[i];
        const std::uint64_t ordinal = ordinals[task.kind]++;
        if (task.given.empty()) continue;
        Rng own = rng.split(name(task.kind)).split(ordinal);
        std::vector<std::string> inputs = freshOf(task.input, own);
        inputs.insert(inputs.begin(), task.input);
        std::vector<Future> futures;
        futures.push_back(values(task.program, task.imports, inputs));
        for (std::size_t k = 0; k < task.given.size(); ++k)
            futures.push_back(values(givenAlone(task.given[k], k), task.imports, inputs));
        asked.emplace_back(i, std::move(futures));
    }
    for (auto& [i, futures] : asked) {
        AZR_TRY(const auto whole, execution::await(futures.front(), control));
        for (std::size_t k = 1; k < futures.size(); ++k) {
            AZR_TRY(const auto given, execution::await(futures[k], control));
            if (givesTheSame(whole.runs, given.runs)) result[i] = true;
        }
    }
    return result;
}

}  // namespace azr::selfplay
