// A completion token by token: what the sampler gave each of them, or a policy of the run once more.
#include <fmt/format.h>

#include <cmath>
#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/workspace.h"
#include "core/session/tokens/token_scorer.h"

namespace azr::app {
namespace {

constexpr std::string_view kForms[] = {"text", "special", "part"};

struct TokensRequest {
    session::ScoringRequest scoring;
    int attempt = 0;     ///< of the task, from 1; 0: its proposal
    bool again = false;  ///< worked out although they are kept
};

Result<TokensRequest> requestOf(const Arguments& arguments) {
    TokensRequest request;
    AZR_TRY(const auto task, arguments.integer("--task", 1, INT64_MAX));
    AZR_TRY(const auto attempt, arguments.integer("--attempt", 1, 1'000'000));
    AZR_TRY(const auto checkpoint, arguments.integer("--checkpoint", 0, 1'000'000'000));
    if (!task)
        return fail(ErrorCode::InvalidArgument, "which task's completion is wanted is not said", "--task",
                    "azr-studio tasks lists those of a run");
    request.scoring.completion.task = TaskId{*task};
    request.attempt = static_cast<int>(attempt.value_or(0));
    if (checkpoint) request.scoring.checkpoint = static_cast<int>(*checkpoint);
    request.again = checkpoint.has_value();
    return request;
}

/// The attempt's number in the workspace.
Status findAttempt(store::Reader& reader, TokensRequest& request) {
    if (request.attempt == 0) return {};
    const TaskId task = request.scoring.completion.task;
    AZR_TRY(const auto attempts, reader.attempts(task));
    if (request.attempt > static_cast<int>(attempts.size()))
        return fail(ErrorCode::NotFound, fmt::format("the task has {} attempts", attempts.size()),
                    fmt::format("task {}", task.value));
    request.scoring.completion.attempt = attempts[static_cast<std::size_t>(request.attempt) - 1].id;
    return {};
}

Json summaryJson(const session::CompletionId& completion, const session::ScoredCompletion& scored) {
    Json json = {{"task", completion.task.value},
                 {"attempt", nullptr},
                 {"source", scored.from ? "checkpoint" : "kept"},
                 {"checkpoint", nullptr},
                 {"updates", nullptr},
                 {"same_tokens", scored.sampled},
                 {"temperature", scored.temperature},
                 {"tokens", scored.tokens.size()},
                 {"sampled_tokens", scored.sampledTokens},
                 {"logprob_sum", scored.logprobSum()},
                 {"sampled_logprob_sum", scored.sampledSum},
                 {"mean_logprob", scored.meanLogprob()},
                 {"perplexity", scored.perplexity()},
                 {"other_kernels", scored.otherKernels}};
    if (completion.attempt.valid()) json["attempt"] = completion.attempt.value;
    if (scored.from) json["checkpoint"] = scored.from->step;
    if (scored.from) json["updates"] = scored.from->updates;
    return json;
}

void showJson(const session::CompletionId& completion, const session::ScoredCompletion& scored,
              const Console& console) {
    console.json("tokens", summaryJson(completion, scored));
    const auto ranks = scored.ranksByImprobability();
    for (std::size_t i = 0; i < scored.tokens.size(); ++i) {
        const session::ScoredToken& token = scored.tokens[i];
        Json json = {{"place", i + 1},
                     {"id", token.id},
                     {"text", token.text},
                     {"spelling", token.spelling},
                     {"form", kForms[static_cast<std::size_t>(token.form)]},
                     {"logprob", token.logprob},
                     {"rank", ranks[i]},
                     {"entropy", token.entropy},
                     {"likelier", nullptr}};
        if (token.likelier) json["likelier"] = *token.likelier;
        console.json("token", json);
    }
}

std::string originOf(const session::ScoredCompletion& scored) {
    if (!scored.from) return fmt::format("as the sampler gave them, at temperature {}", scored.temperature);
    const int updates = scored.from->updates;
    const std::string policy = scored.from->base() ? std::string("the model that the run started from")
                                                   : fmt::format("the checkpoint of step {}", scored.from->step);
    const std::string where = updates == 0 ? std::string("the policy that wrote them")
                                           : fmt::format("{} updates {} the policy that wrote them", std::abs(updates),
                                                         updates > 0 ? "before" : "after");
    return fmt::format("worked out with {}, {}", policy, where) +
           (scored.sampled ? "" : "; the tokens are those that the text encodes to") +
           (scored.otherKernels.empty() ? "" : "; with other kernels than the run's: " + scored.otherKernels);
}

void showTable(const session::ScoredCompletion& scored, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    const auto ranks = scored.ranksByImprobability();
    const auto number = [](double value, int decimals) {
        return std::isnan(value) ? std::string() : fmt::format("{:.{}f}", value, decimals);
    };
    for (std::size_t i = 0; i < scored.tokens.size(); ++i) {
        const session::ScoredToken& token = scored.tokens[i];
        const std::string text = dumpLine(Json(token.text.empty() ? token.spelling : token.text));
        rows.push_back({std::to_string(i + 1), std::to_string(token.id), text, number(double(token.logprob), 4),
                        number(100 * std::exp(double(token.logprob)), 2), std::to_string(ranks[i]),
                        number(double(token.entropy), 3)});
    }
    console.out << table({"token", "id", "text", "log p", "p %", "rank", "entropy"}, rows);
    console.line(fmt::format("{} tokens, mean log-probability {:.4f}, perplexity {:.3f}", scored.tokens.size(),
                             scored.meanLogprob(), scored.perplexity()));
    console.line(originOf(scored));
}

/// As they are kept; worked out where they are not, or a checkpoint is named.
Result<session::ScoredCompletion> scoredOf(store::Reader& reader, const std::filesystem::path& workspace,
                                           const TokensRequest& request) {
    session::TokenScorer scorer(workspace);
    if (!request.again) {
        AZR_TRY(auto kept, scorer.kept(reader, request.scoring.completion));
        if (kept) return std::move(*kept);
    }
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    return scorer.workOut(reader, request.scoring, control);
}

ExitCode runTokens(const Arguments& arguments, const Console& console) {
    auto request = requestOf(arguments);
    if (!request) return console.usage(request.error(), "tokens");
    const auto workspace = workspaceOf(arguments);
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    if (const Status found = findAttempt(**reader, *request); !found) return console.error(found.error());
    const auto scored = scoredOf(**reader, workspace, *request);
    if (!scored) return console.error(scored.error());
    if (arguments.has("--json"))
        showJson(request->scoring.completion, *scored, console);
    else
        showTable(*scored, console);
    return ExitCode::Ok;
}

}  // namespace

Command tokensCommand() {
    return {"tokens",
            "What the policy gave each token of a completion.",
            "As the sampler gave it, for the latest steps (telemetry.token_steps); for others, or with --checkpoint, "
            "prompt and completion are read once more by a policy of the run: unless told otherwise by the nearest one "
            "at or before the policy that wrote the completion.",
            {},
            {{"--task", "TASK", "The task's number in the workspace: the completion that proposed it."},
             {"--attempt", "K", "Instead: the K-th attempt at the task, counted from 1."},
             {"--checkpoint", "N", "Work them out with the checkpoint of step N; 0 is the model of the start."},
             workspaceOption(),
             jsonOption()},
            runTokens};
}

}  // namespace azr::app
