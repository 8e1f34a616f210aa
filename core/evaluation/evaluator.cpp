#include "core/evaluation/evaluator.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/rng.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/verifier.h"
#include "core/tokenizer/chat/chat_template.h"

namespace azr::evaluation {
namespace {

/// One question under way: its item, its mode, and then its answer.
struct Trial {
    const SuiteItem* item = nullptr;
    bool greedy = true;
    selfplay::Question question;
    ItemResult result;
    std::optional<selfplay::PendingGrades> pending;
};

/// Asks everything at once: the sampler's continuous batch keeps itself full.
Result<std::vector<Trial>> ask(const Suite& suite, selfplay::Prompter& prompter, const Options& options) {
    std::vector<selfplay::PromptRequest> requests;
    for (const auto& item : suite.items) requests.push_back({{selfplay::Role::Solve, item.task.kind}, {}, &item.task});
    auto questions = prompter.prepareAll(std::move(requests));
    std::vector<Trial> trials;
    for (std::size_t i = 0; i < suite.items.size(); ++i) {
        const auto& item = suite.items[i];
        AZR_TRY(const selfplay::Question question, std::move(questions[i]));
        for (const bool greedy : {true, false}) {
            if (!(greedy ? options.greedy : options.sampled)) continue;
            Trial trial{&item, greedy, question, {}, {}};
            trial.result = {item.id, item.task.kind, greedy, false, {}, execution::Verdict::ParseError};
            selfplay::DrawRule rule = prompter.drawRule();
            if (greedy) rule.temperature = 0;
            AZR_CHECK(prompter.submit(trials.size(), trial.question, 1, rule, mixSeed(options.seed, item.id)));
            trials.push_back(std::move(trial));
        }
    }
    return trials;
}

Status grade(Trial& trial, const selfplay::Prompter& prompter, const selfplay::Verifier& verifier,
             policy::Completion completion) {
    const auto sample = prompter.read(trial.question, std::move(completion));
    auto parsed = prompter.parse(trial.question, sample);
    if (!parsed.failure.empty()) return {};
    trial.result.answer = selfplay::takeAnswer(trial.item->task.kind, parsed);
    trial.pending = verifier.grade(trial.item->task, {trial.result.answer});
    return {};
}

}  // namespace

void summarise(Report& report) {
    report.cells.clear();
    report.metrics.clear();
    for (const bool greedy : {true, false}) {
        const std::string mode = "eval/" + report.suite + (greedy ? "/greedy/" : "/sampled/");
        double sum = 0;
        int kinds = 0;
        for (const auto kind : selfplay::kKinds) {
            Cell cell{kind, greedy, 0, 0};
            for (const auto& item : report.items) {
                if (item.kind != kind || item.greedy != greedy) continue;
                if (item.verdict == execution::Verdict::InfraError) continue;
                ++cell.total;
                cell.solved += item.solved ? 1 : 0;
            }
            if (cell.total == 0) continue;
            const std::string base = mode + std::string(selfplay::name(kind));
            report.metrics.push_back({base, cell.accuracy(), true});
            report.metrics.push_back({base + "/low", cell.interval().low, true});
            report.metrics.push_back({base + "/high", cell.interval().high, true});
            report.cells.push_back(cell);
            sum += cell.accuracy();
            ++kinds;
        }
        if (kinds > 0) report.metrics.push_back({mode + "mean", sum / kinds, true});
    }
}

Result<Report> evaluate(const Suite& whole, policy::Sampler& sampler, const selfplay::TextCodec& codec,
                        execution::Executor& executor, const Options& options, Control& control) {
    const Suite suite = options.itemsPerKind > 0 ? subset(whole, options.itemsPerKind) : whole;
    selfplay::Prompter prompter(sampler, codec, options.wrapper, options.prompt, options.sampling, 0);
    prompter.configure(options.rules);
    const selfplay::Verifier verifier(executor, options.executor);
    AZR_TRY(auto trials, ask(suite, prompter, options));
    for (;;) {
        AZR_TRY(auto completion, sampler.next(control));
        if (!completion) break;
        if (completion->id >= trials.size()) continue;
        auto& trial = trials[completion->id];
        AZR_CHECK(grade(trial, prompter, verifier, std::move(*completion)));
    }
    Report report;
    report.suite = suite.name;
    for (auto& trial : trials) {
        if (trial.pending) {
            AZR_TRY(const auto outcomes, verifier.settle(std::move(*trial.pending), control));
            trial.result.verdict = outcomes.empty() ? execution::Verdict::InfraError : outcomes.front().verdict;
            trial.result.solved = trial.result.verdict == execution::Verdict::Ok;
        }
        report.items.push_back(std::move(trial.result));
    }
    summarise(report);
    return report;
}

Result<Report> evaluate(const Suite& suite, policy::Sampler& sampler, const tokenizer::Tokenizer& tokenizer,
                        execution::Executor& executor, const Options& options, Control& control) {
    const auto codec = selfplay::codecOf(tokenizer, tokenizer::endTokens(tokenizer, options.wrapper.chat.get()));
    return evaluate(suite, sampler, *codec, executor, options, control);
}

}  // namespace azr::evaluation
