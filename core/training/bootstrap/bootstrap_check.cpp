#include "core/training/bootstrap/bootstrap_check.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "core/base/rng.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/verifier.h"
#include "core/training/bootstrap/bootstrap_corpus.h"

namespace azr::training {
namespace {

using selfplay::TaskKind;

constexpr std::uint64_t kHeldOutSeed = 0x10557;
constexpr TaskKind kWithPrograms = TaskKind::Deduction;  ///< the tasks that references and programs are taken from

/// A proposer's questions: one reference of the suite each, or one program to write inputs for.
std::vector<selfplay::PromptRequest> proposerRequests(const evaluation::Suite& suite, int perKind) {
    std::vector<selfplay::PromptRequest> requests;
    for (const auto kind : selfplay::kKinds) {
        if (!selfplay::traitsOf(kind).nano) continue;
        int count = 0;
        for (const auto& item : suite.items) {
            if (item.task.kind != kWithPrograms || count++ >= perKind) continue;
            selfplay::PromptRequest request;
            request.stream = {selfplay::Role::Propose, kind};
            if (selfplay::ownsProgram(kind))
                request.references = {&item.task};
            else
                request.subject = &item.task;
            requests.push_back(std::move(request));
        }
    }
    return requests;
}

selfplay::Task proposedTask(const selfplay::PromptRequest& request, const selfplay::ParsedCompletion& parsed) {
    selfplay::Task task;
    task.kind = request.stream.kind;
    task.program = selfplay::ownsProgram(task.kind) ? parsed.program : request.subject->program;
    task.input = parsed.input;
    task.message = parsed.message;
    for (const auto& input : parsed.inputs) task.pairs.push_back({input, {}});
    return task;
}

std::string figuresTable(const BootstrapReport& report) {
    std::string text = "| role | greedy | sampled (T = 1) |\n|---|---|---|\n";
    for (const auto kind : selfplay::kKinds) {
        if (!selfplay::traitsOf(kind).nano) continue;
        text += fmt::format("| solve {} |", selfplay::name(kind));
        for (const auto& cell : report.solvers.cells)
            if (cell.kind == kind)
                text += fmt::format(" {:.3f} ({:.3f} to {:.3f}) |", cell.accuracy(), cell.interval().low,
                                    cell.interval().high);
        text += "\n";
    }
    for (const auto& each : report.proposers)
        text += fmt::format("| propose {} | | {:.3f} valid, {:.3f} distinct |\n", selfplay::name(each.kind),
                            static_cast<double>(each.valid) / static_cast<double>(each.total),
                            static_cast<double>(each.distinct) / static_cast<double>(each.total));
    return text;
}

}  // namespace

Result<double> heldOutLoss(policy::Learner& learner, execution::Executor& executor, Control& control) {
    selfplay::DraftOptions options;
    options.pool = selfplay::ProgramPool::Dev;
    auto draft = selfplay::draftPrograms(kHeldOutSeed, 0, options);
    auto future = executor.runMany(selfplay::draftRequests(draft), execution::Lane::Loop);
    AZR_TRY(const auto outcomes, execution::await(future, control));
    std::vector<policy::Sequence> sequences;
    for (const auto& document : selfplay::writeDocuments(selfplay::workedTasks(draft, outcomes), draft.rng))
        sequences.push_back(toSequence(document));
    AZR_TRY(const auto logprobs, learner.logprobs(sequences, control));
    double sum = 0;
    std::int64_t count = 0;
    for (const auto& row : logprobs)
        for (const float logprob : row) {
            sum -= static_cast<double>(logprob);
            ++count;
        }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

Result<std::vector<ProposerFigures>> checkProposers(policy::Sampler& sampler, const tokenizer::Tokenizer& tokenizer,
                                                    execution::Executor& executor, int perKind, std::uint64_t seed,
                                                    Control& control) {
    AZR_TRY(const auto suite, evaluation::builtinSuite("dev"));
    const auto requests = proposerRequests(suite, perKind);
    const auto codec = selfplay::codecOf(tokenizer, {tokenizer.special().eos});
    selfplay::Prompter prompter(sampler, *codec, {}, {}, {}, selfplay::kNanoInductionPairs);
    const selfplay::Verifier verifier(executor, {});
    std::vector<selfplay::Question> questions;
    for (const auto& request : requests) {
        AZR_TRY(auto question, prompter.prepare(request));
        AZR_CHECK(prompter.submit(questions.size(), question, 1, {}, mixSeed(seed, questions.size())));
        questions.push_back(std::move(question));
    }
    std::map<std::size_t, std::pair<selfplay::Proposal, selfplay::PendingValidation>> pending;
    for (;;) {
        AZR_TRY(auto completion, sampler.next(control));
        if (!completion) break;
        const auto index = static_cast<std::size_t>(completion->id);
        const auto parsed = prompter.parse(questions[index], prompter.read(questions[index], std::move(*completion)));
        if (!parsed.failure.empty()) continue;
        selfplay::Proposal proposal;
        proposal.task = proposedTask(requests[index], parsed);
        auto validation = verifier.validate(proposal.task);
        pending.emplace(index, std::make_pair(std::move(proposal), std::move(validation)));
    }
    selfplay::PerKind<ProposerFigures> figures;
    selfplay::PerKind<std::set<std::string>> seen;
    for (const auto& request : requests) ++figures[request.stream.kind].total;
    for (auto& [index, each] : pending) {
        auto& [proposal, validation] = each;
        AZR_CHECK(verifier.settle(std::move(validation), proposal, control));
        if (!proposal.valid()) continue;
        const auto kind = proposal.task.kind;
        ++figures[kind].valid;
        std::string key = proposal.task.program;
        for (const auto& input : selfplay::inputsOf(proposal.task)) key += "\n" + input;
        if (seen[kind].insert(std::move(key)).second) ++figures[kind].distinct;
    }
    std::vector<ProposerFigures> known;
    for (const auto kind : selfplay::kKinds) {
        if (!selfplay::traitsOf(kind).nano) continue;
        figures[kind].kind = kind;
        known.push_back(figures[kind]);
    }
    return known;
}

std::string modelCard(const BootstrapOptions& options, const BootstrapReport& report) {
    std::string limit = options.minutes > 0 ? fmt::format(" --minutes {}", options.minutes) : "";
    if (options.decayShare > 0) limit += fmt::format(" --decay {}", options.decayShare);
    return fmt::format(
        "# The nano base model of AZR Studio\n\n"
        "A Llama-shaped decoder (d 128, 4 layers, 4 heads, SwiGLU 384, tied embeddings, {} tokens, context {}), "
        "trained "
        "from random weights on documents that a grammar of small Python programs generates and the sandbox executes. "
        "No other data. It is deliberately of middling strength: self-play is what improves it.\n\n"
        "Made by `azr-studio bootstrap --seed {} --tokens {}{}`: {} documents, {} tokens in {} steps, {:.0f} s of "
        "training on {} in {}. Loss {:.3f} at the end (nats per token, prompts included), {:.3f} on "
        "held-out documents (nats per response token).\n\n"
        "Held-out figures on the report suite, whose programs the corpus never contains (95% intervals):\n\n{}\n"
        "Weights: sha256 over all tensors {}. Licence: MIT, as the source.\n",
        selfplay::nanoLexemes().size(), selfplay::kNanoContext, options.seed, options.tokens, limit, report.documents,
        report.tokens, report.steps, report.seconds, report.engine, report.dtype, report.finalLoss, report.heldOutLoss,
        figuresTable(report), report.weightsHash);
}

}  // namespace azr::training
