#include "core/training/step_jobs.h"

#include <set>
#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/proposal_rules.h"
#include "core/training/scoring.h"

namespace azr::training {
namespace {

using selfplay::Proposal;
using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

}  // namespace

Result<std::vector<selfplay::ProposeJob>> StepJobs::proposeJobs(TaskKind kind, int count, const Rng& rng) const {
    const auto& recent = m_kept.novelty[kind];
    TaskSelection::Worn worn;
    if (m_loop.config.selfplay.skipDuplicates)
        worn = [&recent](const Task& task) { return recent.holdsShape(task.measured.shape); };
    auto choices = selection().proposals(kind, count, worn, rng);
    std::vector<selfplay::ProposeJob> drafts;
    std::vector<selfplay::PromptRequest> requests;
    for (ProposalChoice& choice : choices) {
        selfplay::ProposeJob& job = drafts.emplace_back();
        job.rules = selfplay::programRules(m_loop.config.selfplay, kind, m_loop.current == 0, choice.given.size());
        job.draft.given = selfplay::givenFunctions(choice.given);
        selfplay::PromptRequest& request = requests.emplace_back();
        request.stream = {Role::Propose, kind};
        request.references = std::move(choice.references);
        request.subject = choice.subject;
        request.given = job.draft.given;
        request.rules = job.rules;
    }
    auto questions = m_loop.prompter.prepareAll(std::move(requests));
    std::vector<selfplay::ProposeJob> result;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (!questions[i] && !selfplay::blamesText(questions[i].error()))
            return tl::make_unexpected(std::move(questions[i]).error());
        if (!questions[i]) continue;  // a program too long to be shown proposes nothing
        selfplay::ProposeJob& job = drafts[i];
        job.draft.kind = kind;
        job.draft.step = m_loop.current;
        job.draft.references = questions[i]->references;
        if (const Task* const subject = choices[i].subject) {
            job.draft.program = subject->program;
            job.draft.imports = subject->imports;
            job.draft.references = {subject->id};
        }
        job.question = std::move(*questions[i]);
        result.push_back(std::move(job));
    }
    return result;
}

Result<std::vector<selfplay::SolveJob>> StepJobs::questions(std::span<const SolveChoice> choices) const {
    const selfplay::DrawRule training = m_loop.prompter.drawRule();
    const selfplay::DrawRule estimating = m_loop.config.sampling.shapeRollouts
                                              ? selfplay::DrawRule{1.0, training.topP, training.topK}
                                              : selfplay::DrawRule{};
    std::vector<selfplay::PromptRequest> requests;
    for (const SolveChoice& choice : choices)
        requests.push_back({{Role::Solve, choice.task->kind}, {}, choice.task, 0});
    auto prepared = m_loop.prompter.prepareAll(std::move(requests));
    std::vector<selfplay::SolveJob> result;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const SolveChoice& choice = choices[i];
        const auto& rule = choice.use == selfplay::AttemptUse::Rollout ? estimating : training;
        if (!prepared[i] && !selfplay::blamesText(prepared[i].error()))
            return tl::make_unexpected(std::move(prepared[i]).error());
        if (prepared[i])
            result.push_back({*choice.task, std::move(*prepared[i]), choice.count, choice.use, choice.trained, rule});
    }
    return result;
}

std::vector<const Task*> StepJobs::freshTasks(const StepWork& work, TaskKind kind) const {
    std::vector<const Task*> fresh;
    for (const Proposal& proposal : work.proposals)
        if (proposal.task.kind == kind && admissible(proposal, m_loop.config.selfplay) &&
            !work.vetoed.contains(proposal.task.id.value))
            fresh.push_back(&proposal.task);
    return fresh;
}

Result<std::vector<selfplay::SolveJob>> StepJobs::solveJobs(const StepWork& work) const {
    const bool filtered = m_loop.config.selfplay.validFilter != config::ValidFilter::All;
    std::vector<SolveChoice> choices;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!m_loop.enabled(kind)) continue;
        const auto fresh = freshTasks(work, kind);
        Rng rng = m_loop.random("mixing").split(name(kind));
        for (const SolveChoice& choice : filtered ? selection().estimates(fresh) : selection().solves(kind, fresh, rng))
            choices.push_back(choice);
    }
    return questions(choices);
}

Result<std::vector<selfplay::SolveJob>> StepJobs::solveJobsOfPassed(StepWork& work) const {
    std::vector<SolveChoice> choices;
    std::set<std::int64_t> trained;
    for (const TaskKind kind : selfplay::kKinds) {
        if (!m_loop.enabled(kind)) continue;
        auto passed = freshTasks(work, kind);
        std::erase_if(
            passed, [&](const Task* task) { return !passes(m_loop.config.selfplay.validFilter, task->learnability); });
        Rng rng = m_loop.random("mixing").split(name(kind));
        const FilteredChoice choice = selection().afterEstimate(kind, passed, rng);
        choices.insert(choices.end(), choice.solves.begin(), choice.solves.end());
        for (const Task* task : choice.trained) trained.insert(task->id.value);
    }
    for (selfplay::Attempt& attempt : work.attempts) attempt.sample.trained = trained.contains(attempt.task.value);
    return questions(choices);
}

}  // namespace azr::training
