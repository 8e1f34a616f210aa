#include "core/evaluation/wrapper_probe.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "core/base/rng.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/proposer.h"
#include "core/selfplay/rounds/solver.h"
#include "core/selfplay/rounds/verifier.h"

namespace azr::evaluation {
namespace {

using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

struct Reference {
    const char* program;
    const char* input;
};
constexpr std::array<Reference, 8> kReferences = {
    {{"def f(numbers):\n    total = 0\n    for n in numbers:\n        if n % 2 == 0:\n            total += n\n    "
      "return total",
      "[3, 4, 10, 7]"},
     {"def f(text, n):\n    return text[n:] + text[:n]", "'rotate', 2"},
     {"def f(words):\n    return sorted(words, key=lambda w: (len(w), w))", "['pear', 'fig', 'apple', 'kiwi']"},
     {"def f(a, b):\n    while b:\n        a, b = b, a % b\n    return a", "84, 36"},
     {"def f(text):\n    counts = {}\n    for c in text:\n        counts[c] = counts.get(c, 0) + 1\n    return counts",
      "'banana'"},
     {"def f(rows):\n    return [list(column) for column in zip(*rows)]", "[[1, 2, 3], [4, 5, 6]]"},
     {"def f(n):\n    steps = 0\n    while n != 1:\n        n = n // 2 if n % 2 == 0 else 3 * n + 1\n        steps += "
      "1\n    return steps",
      "6"},
     {"def f(values, limit):\n    out = []\n    for v in values:\n        if v not in out and v < limit:\n            "
      "out.append(v)\n    return out",
      "[5, 1, 5, 9, 2, 1], 6"}}};

Status quiet(std::size_t, std::size_t) {
    return {};
}

/// Each prompt shows `shown` references, another choice every time.
Result<std::vector<selfplay::ProposeJob>> proposeJobs(const selfplay::Prompter& prompter,
                                                      const std::vector<Task>& references,
                                                      const ProbeOptions& options) {
    std::vector<selfplay::PromptRequest> requests;
    for (int i = 0; i < options.proposals; ++i) {
        Rng rng(mixSeed(options.seed, static_cast<std::uint64_t>(i)));
        std::vector<const Task*> order;
        for (const Task& task : references) order.push_back(&task);
        for (std::size_t k = order.size(); k > 1; --k)
            std::swap(order[k - 1], order[static_cast<std::size_t>(rng.below(k))]);
        order.resize(std::min(order.size(), static_cast<std::size_t>(options.shown)));
        requests.push_back({{Role::Propose, TaskKind::Deduction}, std::move(order)});
    }
    std::vector<selfplay::ProposeJob> jobs;
    for (auto& question : prompter.prepareAll(std::move(requests))) {
        selfplay::ProposeJob job;
        AZR_TRY(job.question, std::move(question));
        job.draft.kind = TaskKind::Deduction;
        jobs.push_back(std::move(job));
    }
    return jobs;
}

Status probeProposals(selfplay::Prompter& prompter, const selfplay::Verifier& verifier,
                      const std::vector<Task>& references, const ProbeOptions& options, ProbeOutcome& outcome,
                      Control& control, const selfplay::Progress& progress) {
    AZR_TRY(auto jobs, proposeJobs(prompter, references, options));
    selfplay::ProposalRound round(prompter, verifier, std::move(jobs));
    AZR_CHECK(round.sample(mixSeed(options.seed, "propose"), control, progress));
    AZR_TRY(const auto proposals, round.validate(control, quiet));
    for (const auto& proposal : proposals) {
        ++outcome.proposals;
        outcome.wellFormedProposals += proposal.sample.wellFormed ? 1 : 0;
        outcome.validProposals += proposal.valid() ? 1 : 0;
        outcome.proposalTokens += static_cast<double>(proposal.sample.tokens.size()) / options.proposals;
    }
    return {};
}

Status probeAnswers(selfplay::Prompter& prompter, const selfplay::Verifier& verifier,
                    const std::vector<Task>& references, const ProbeOptions& options, ProbeOutcome& outcome,
                    Control& control, const selfplay::Progress& progress) {
    std::vector<selfplay::PromptRequest> requests;
    for (const Task& task : references) requests.push_back({{Role::Solve, TaskKind::Deduction}, {}, &task});
    auto questions = prompter.prepareAll(std::move(requests));
    std::vector<selfplay::SolveJob> jobs;
    for (std::size_t i = 0; i < references.size(); ++i) {
        selfplay::SolveJob job;
        job.task = references[i];
        job.count = options.answersPerTask;
        job.rule = prompter.drawRule();
        AZR_TRY(job.question, std::move(questions[i]));
        jobs.push_back(std::move(job));
    }
    selfplay::SolveRound round(prompter, verifier, std::move(jobs), {});
    AZR_CHECK(round.sample(mixSeed(options.seed, "solve"), control, progress));
    AZR_TRY(const auto attempts, round.verify(control, quiet));
    double tokens = 0;
    for (const auto& ofTask : attempts) {
        std::int64_t wellFormed = 0;
        for (const auto& attempt : ofTask) {
            wellFormed += attempt.sample.wellFormed ? 1 : 0;
            outcome.solved += attempt.solved() ? 1 : 0;
            tokens += static_cast<double>(attempt.sample.tokens.size());
        }
        outcome.answers += static_cast<std::int64_t>(ofTask.size());
        outcome.wellFormedAnswers += wellFormed;
        outcome.answersOfTasks.add(static_cast<double>(wellFormed), static_cast<double>(ofTask.size()));
    }
    outcome.answerTokens = outcome.answers > 0 ? tokens / static_cast<double>(outcome.answers) : 0;
    return {};
}

}  // namespace

Result<std::vector<Task>> probeReferences(execution::Executor& executor, const config::ExecutorConfig& config,
                                          Control& control) {
    const selfplay::Verifier verifier(executor, config);
    std::vector<Task> tasks;
    for (const Reference& reference : kReferences) {
        selfplay::Proposal proposal;
        proposal.task.id = TaskId{static_cast<std::int64_t>(tasks.size()) + 1};
        proposal.task.program = reference.program;
        proposal.task.input = reference.input;
        AZR_CHECK(verifier.settle(verifier.validate(proposal.task), proposal, control));
        if (!proposal.valid())
            return fail(ErrorCode::Internal, "the executor refused a reference program: " + proposal.reason, "probe",
                        "run azr-studio doctor: the sandbox does not work");
        tasks.push_back(std::move(proposal.task));
    }
    return tasks;
}

Result<ProbeOutcome> probeWrapper(const std::string& name, const selfplay::PromptWrapper& wrapper,
                                  const std::vector<Task>& references, policy::Sampler& sampler,
                                  const selfplay::TextCodec& codec, execution::Executor& executor,
                                  const ProbeOptions& options, Control& control, const ProbeProgress& progress) {
    selfplay::Prompter prompter(sampler, codec, wrapper, options.prompt, options.sampling, 0);
    const selfplay::Verifier verifier(executor, options.executor);
    ProbeOutcome outcome;
    outcome.wrapper = name;
    const auto proposals = static_cast<std::size_t>(options.proposals);
    const std::size_t total = proposals + references.size() * static_cast<std::size_t>(options.answersPerTask);
    const auto from = [&](std::size_t first) -> selfplay::Progress {
        return [&progress, first, total](std::size_t done, std::size_t) -> Status {
            if (progress) progress(first + done, total);
            return {};
        };
    };
    AZR_CHECK(probeProposals(prompter, verifier, references, options, outcome, control, from(0)));
    AZR_CHECK(probeAnswers(prompter, verifier, references, options, outcome, control, from(proposals)));
    return outcome;
}

const ProbeOutcome* bestWrapper(const std::vector<ProbeOutcome>& outcomes) {
    const auto best = std::ranges::max_element(outcomes, {}, [](const ProbeOutcome& outcome) {
        return std::tuple(outcome.validProposals, outcome.wellFormedAnswers);
    });
    return best == outcomes.end() ? nullptr : &*best;
}

}  // namespace azr::evaluation
