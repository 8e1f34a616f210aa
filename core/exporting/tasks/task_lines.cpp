#include "core/exporting/tasks/task_lines.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace azr::exporting {
namespace {

Json attemptLine(const store::AttemptRow& attempt) {
    return {{"attempt", attempt.id.value},
            {"step", attempt.step},
            {"use", attempt.use},
            {"verdict", attempt.verdict},
            {"reason", attempt.reason},
            {"detail", attempt.detail},
            {"loose", attempt.loose},
            {"share", attempt.share},
            {"score", attempt.score},
            {"reward", attempt.reward},
            {"advantage", attempt.advantage},
            {"answer", attempt.answer},
            {"completion", attempt.completion},
            {"format_failure", attempt.formatFailure},
            {"clipped", attempt.clipped},
            {"masked", attempt.masked},
            {"trained", attempt.trained},
            {"prompt_tokens", attempt.promptTokens},
            {"tokens", attempt.tokens}};
}

}  // namespace

Json taskFacts(const store::TaskRow& task) {
    Json pairs = Json::array();
    for (const auto& pair : task.pairs) pairs.push_back({{"input", pair.input}, {"output", pair.output}});
    Json references = Json::array();
    for (const auto& reference : task.references) references.push_back(reference.value);
    Json given = Json::array();
    for (const auto& one : task.given) given.push_back({{"task", one.task.value}, {"program", one.program}});
    return {{"task", task.id.value},
            {"run", task.run.value},
            {"kind", task.kind},
            {"origin", task.origin},
            {"step", task.step},
            {"status", task.status},
            {"pinned", task.pinned},
            {"tags", task.tags},
            {"note", task.note},
            {"verdict", task.verdict},
            {"reason", task.reason},
            {"program", task.program},
            {"imports", task.imports},
            {"input", task.input},
            {"output", task.output},
            {"message", task.message},
            {"pairs", pairs},
            {"references", references},
            {"given", given},
            {"solve_rate", task.learnability < 0 ? Json() : Json(task.learnability)},
            {"learnability", task.learnability < 0 ? Json() : Json(task.learnReward)},
            {"reward", task.reward},
            {"advantage", task.advantage},
            {"complexity", task.complexity},
            {"near_duplicate", task.nearDuplicate},
            {"coin_flip", task.coinFlip},
            {"degenerate", task.degenerate}};
}

Json wholeTask(const store::TaskRow& task, const std::vector<store::AttemptRow>& attempts) {
    Json line = taskFacts(task);
    line["detail"] = task.detail;
    line["output_type"] = task.outputType;
    line["prompt"] = task.prompt;
    line["completion"] = task.completion;
    line["format_failure"] = task.formatFailure;
    line["clipped"] = task.clipped;
    line["masked"] = task.masked;
    line["trained"] = task.trained;
    line["prompt_tokens"] = task.promptTokens;
    line["tokens"] = task.tokens;
    Json& all = line["attempts"] = Json::array();
    const std::string* prompt = nullptr;
    for (const store::AttemptRow& attempt : attempts) {
        all.push_back(attemptLine(attempt));
        if (prompt == nullptr || *prompt != attempt.prompt) all.back()["prompt"] = attempt.prompt;
        prompt = &attempt.prompt;
    }
    return line;
}

std::vector<Preference> preferencesOf(const std::vector<store::AttemptRow>& attempts) {
    struct Sides {
        std::vector<const store::AttemptRow*> solved, failed;
    };
    std::map<std::string_view, Sides> prompts;
    std::set<std::pair<std::string_view, std::string_view>> seen;  // prompt and completion
    for (const store::AttemptRow& attempt : attempts) {
        if (!counts(attempt) || !seen.emplace(attempt.prompt, attempt.completion).second) continue;
        Sides& sides = prompts[attempt.prompt];
        (attempt.verdict == "ok" ? sides.solved : sides.failed).push_back(&attempt);
    }
    std::vector<Preference> pairs;
    for (const auto& [prompt, sides] : prompts)
        for (std::size_t i = 0; i < std::min(sides.solved.size(), sides.failed.size()); ++i)
            pairs.push_back({sides.solved[i], sides.failed[i]});
    return pairs;
}

Json preferenceLine(const store::TaskRow& task, const Preference& preference) {
    return {{"prompt", preference.chosen->prompt},
            {"chosen", preference.chosen->completion},
            {"rejected", preference.rejected->completion},
            {"chosen_reward", preference.chosen->reward},
            {"rejected_reward", preference.rejected->reward},
            {"rejected_verdict", preference.rejected->verdict},
            {"kind", task.kind},
            {"task", task.id.value}};
}

Json solveHistory(const std::vector<store::AttemptRow>& attempts) {
    std::map<int, std::pair<int, int>> steps;
    for (const store::AttemptRow& attempt : attempts) {
        if (!counts(attempt)) continue;
        auto& [solved, all] = steps[attempt.step];
        solved += attempt.verdict == "ok" ? 1 : 0;
        ++all;
    }
    Json history = Json::array();
    for (const auto& [step, of] : steps)
        history.push_back({{"step", step}, {"solved", of.first}, {"attempts", of.second}});
    return history;
}

}  // namespace azr::exporting
