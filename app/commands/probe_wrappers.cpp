// Which prompt wrapper a model can work with.
#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/engine_options.h"
#include "app/lines/model_folder.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/execution/executor.h"
#include "core/policy/engine.h"
#include "core/session/models/wrapper_rates.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::app {
namespace {

struct ProbeRequest {
    ModelFolder model;
    policy::EngineOptions engine;
    evaluation::ProbeOptions probe;
};

Result<ProbeRequest> probeRequest(const Arguments& arguments) {
    ProbeRequest request;
    AZR_TRY([[maybe_unused]] const auto wrapper,
            arguments.choice("--wrapper", config::findField("prompt.wrapper")->choices));
    AZR_TRY(request.model, modelFolder(arguments));
    AZR_TRY(request.engine, engineOptionsOf(arguments, request.model));
    AZR_TRY(const auto config, config::presetNamed(arguments.valueOr("--preset", "laptop")));
    AZR_TRY(const auto proposals, arguments.integer("--proposals", 1, 100'000));
    AZR_TRY(const auto answers, arguments.integer("--answers", 1, 10'000));
    AZR_TRY(const auto shown, arguments.integer("--shown", 1, 8));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    request.probe.prompt = config.prompt;
    request.probe.sampling = config.sampling;
    request.probe.executor = config.executor;
    request.probe.proposals = static_cast<int>(proposals.value_or(request.probe.proposals));
    request.probe.answersPerTask = static_cast<int>(answers.value_or(request.probe.answersPerTask));
    request.probe.shown = static_cast<int>(shown.value_or(request.probe.shown));
    request.probe.seed = static_cast<std::uint64_t>(seed.value_or(1));
    request.engine.sampleOnly = true;
    request.engine.sampleBatch = config.sampling.batch;
    request.engine.contextLimit = config.prompt.promptLimit + config.prompt.responseLimit;
    return request;
}

void show(const evaluation::ProbeOutcome& found, bool asJson, std::vector<std::vector<std::string>>& rows,
          const Console& console) {
    const auto valid = found.valid(), formed = found.wellFormed();
    if (asJson) {
        console.json("wrapper", {{"wrapper", found.wrapper},
                                 {"proposals", found.proposals},
                                 {"well_formed_proposals", found.wellFormedProposals},
                                 {"valid_proposals", found.validProposals},
                                 {"valid_low", valid.low},
                                 {"valid_high", valid.high},
                                 {"answers", found.answers},
                                 {"well_formed_answers", found.wellFormedAnswers},
                                 {"well_formed_low", formed.low},
                                 {"well_formed_high", formed.high},
                                 {"solved", found.solved},
                                 {"proposal_tokens", found.proposalTokens},
                                 {"answer_tokens", found.answerTokens}});
        return;
    }
    const auto range = [](const evaluation::Interval& interval) {
        return fmt::format("{:.0f} .. {:.0f}%", 100 * interval.low, 100 * interval.high);
    };
    rows.push_back({found.wrapper, fmt::format("{} of {}", found.validProposals, found.proposals), range(valid),
                    std::to_string(found.wellFormedProposals),
                    fmt::format("{} of {}", found.wellFormedAnswers, found.answers), range(formed),
                    std::to_string(found.solved), fmt::format("{:.0f}", found.proposalTokens),
                    fmt::format("{:.0f}", found.answerTokens)});
}

Result<session::OpenedPolicy> open(const ProbeRequest& request) {
    session::OpenedPolicy opened;
    AZR_TRY(auto tokenizer, tokenizer::Tokenizer::load(request.model.tokenizer));
    opened.tokenizer = std::make_unique<tokenizer::Tokenizer>(std::move(tokenizer));
    opened.codec = selfplay::codecOf(*opened.tokenizer, tokenizer::endTokens(*opened.tokenizer));
    AZR_TRY(opened.engine, policy::openEngine(request.engine));
    return opened;
}

Status probe(const ProbeRequest& request, const Arguments& arguments, const Console& console, Control& control) {
    AZR_TRY(auto policy, open(request));
    AZR_TRY(const auto executor, execution::openExecutor({}));
    const bool asJson = arguments.has("--json");
    std::vector<std::vector<std::string>> rows;
    session::RatesListener listener;
    listener.measured = [&](const evaluation::ProbeOutcome& outcome) { show(outcome, asJson, rows, console); };
    listener.skipped = [&](const std::string& wrapper, const Error& why) {
        if (asJson)
            console.json("wrapper", {{"wrapper", wrapper}, {"error", describe(why)}});
        else
            rows.push_back({wrapper, "left out: " + why.detail});
    };
    AZR_TRY(const auto best,
            session::measureWrappers(policy, *executor,
                                     {arguments.values("--wrapper"), request.probe, request.model.tokenizer, {}},
                                     listener, control));
    if (!asJson)
        console.out << table({"wrapper", "valid", "95% interval", "well formed", "answers well formed", "95% interval",
                              "solved", "tokens", "tokens of answers"},
                             rows);
    if (asJson)
        console.json("best_wrapper", {{"wrapper", best.empty() ? Json() : Json(best)}});
    else
        console.line(best.empty() ? "none of them gave a valid proposal" : "best: --set prompt.wrapper=" + best);
    return {};
}

ExitCode runProbe(const Arguments& arguments, const Console& console) {
    const auto request = probeRequest(arguments);
    if (!request) return console.refuse(request.error(), "probe-wrappers");
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const auto status = probe(*request, arguments, console, control);
    return status ? ExitCode::Ok : console.error(status.error());
}

}  // namespace

Command probeWrappersCommand() {
    return {"probe-wrappers",
            "Measure which prompt wrapper a model can work with.",
            "Each wrapper shows a few reference programs: how many proposals are valid, how many answers are well "
            "formed, with 95% intervals.",
            {},
            withEngineOptions(
                {{"--model", "DIR",
                  "A folder, a GGUF file or a name that azr-studio models lists; the built-in one unless given."},
                 {"--wrapper", "NAME", "Only this one: few-shot, r1, chat or nano; may be given several times.", true},
                 {"--proposals", "N", "Proposals for each wrapper; 24 unless given."},
                 {"--answers", "N", "Answers to each of the 8 references; 4 unless given."},
                 {"--shown", "K", "References in a proposer's prompt; 6 unless given."},
                 {"--preset", "NAME", "Limits and sampling; laptop unless given."},
                 {"--seed", "S", "1 unless given."},
                 jsonOption()}),
            runProbe};
}

}  // namespace azr::app
