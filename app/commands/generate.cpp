// Completions of prompts.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/completing.h"
#include "app/lines/engine_options.h"
#include "app/lines/json_lines.h"
#include "app/lines/model_folder.h"
#include "core/base/line_reader.h"
#include "core/policy/engine.h"
#include "core/session/models/chat.h"
#include "core/tokenizer/stream_decoder.h"

namespace azr::app {
namespace {

struct Prompt {
    Json id;
    std::vector<policy::Token> tokens;
    std::string text = {};  ///< empty where ids were given
    std::int64_t line = 0;  ///< of --prompts; 0: it came from --prompt
};

struct GeneratePlan {
    ModelFolder model;
    policy::EngineOptions engine;
    policy::SampleRequest rule;  ///< without a prompt
    std::vector<std::string> stops;
    session::ChatOptions chat;
    bool asJson = false, dryRun = false;
};

/// What makes prompts: without a renderer they are the texts themselves.
struct PromptMaker {
    const tokenizer::Tokenizer& tokenizer;
    std::shared_ptr<tokenizer::ChatRenderer> chat;
};

/// Tells the lines of --prompts that are not completed: among the completions as JSON, else on the standard error.
class BadLines {
  public:
    BadLines(bool asJson, const Console& console) : m_json(asJson), m_console(console) {}

    void tell(const Json& id, std::int64_t line, const Error& error) {
        m_any = true;
        if (m_json)
            writeErrorLine(id, line, error, m_console);
        else
            m_console.err << fmt::format("azr-studio generate: line {}: {}\n", line, describe(error)) << std::flush;
    }
    [[nodiscard]] bool any() const { return m_any; }

  private:
    bool m_json, m_any = false;
    const Console& m_console;
};

Result<GeneratePlan> generatePlan(const Arguments& arguments) {
    GeneratePlan plan;
    AZR_TRY(plan.model, modelFolder(arguments));
    AZR_TRY(plan.engine, engineOptionsOf(arguments, plan.model));
    AZR_TRY(const auto count, arguments.integer("-n", 1, 100'000));
    AZR_TRY(const auto most, arguments.integer("--max-tokens", 1, 10'000'000));
    AZR_TRY(const auto temperature, arguments.number("--temperature", 0, 100));
    AZR_TRY(const auto topP, arguments.number("--top-p", 0, 1));
    AZR_TRY(const auto minP, arguments.number("--min-p", 0, 1));
    AZR_TRY(const auto topK, arguments.integer("--top-k", 0, 10'000'000));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    AZR_TRY(const auto batch, arguments.integer("--batch", 1, 65536));
    plan.engine.sampleOnly = true;
    plan.engine.sampleBatch = static_cast<int>(batch.value_or(64));
    plan.rule.count = static_cast<int>(count.value_or(1));
    plan.rule.maxTokens = static_cast<int>(most.value_or(256));
    plan.rule.temperature = static_cast<float>(temperature.value_or(1));
    plan.rule.topP = static_cast<float>(topP.value_or(1));
    plan.rule.minP = static_cast<float>(minP.value_or(0));
    plan.rule.topK = static_cast<int>(topK.value_or(0));
    plan.rule.seed = static_cast<std::uint64_t>(seed.value_or(1));
    plan.asJson = arguments.has("--json");
    plan.dryRun = arguments.has("--dry-run");
    plan.chat.date = arguments.valueOr("--chat-date", plan.chat.date);
    AZR_CHECK(config::parseDate(plan.chat.date, "--chat-date"));
    if (arguments.has("--chat-date") && !arguments.has("--chat"))
        return fail(ErrorCode::InvalidArgument, "goes with --chat alone", "--chat-date");
    plan.stops = arguments.values("--stop");
    if (std::ranges::any_of(plan.stops, &std::string::empty))
        return fail(ErrorCode::InvalidArgument, "is empty", "--stop");
    if (arguments.values("--prompt").empty() == !arguments.has("--prompts"))
        return fail(ErrorCode::InvalidArgument, "exactly one of --prompt and --prompts is needed");
    return plan;
}

Result<Prompt> promptOf(Json id, const std::string& text, const PromptMaker& maker) {
    using tokenizer::PromptText;
    Prompt prompt{std::move(id), {}};
    if (maker.chat != nullptr) {
        AZR_TRY(prompt.text, maker.chat->render(tokenizer::userTurn(text)));
        AZR_TRY(prompt.tokens, maker.tokenizer.encodePrompt(prompt.text, PromptText::Rendered));
        return prompt;
    }
    prompt.text = text;
    AZR_TRY(prompt.tokens, maker.tokenizer.encodePrompt(text, PromptText::Plain));
    return prompt;
}

/// "ids", or "prompt"; "text" says the same, as in the lines of tokenize.
Result<Prompt> promptOfLine(const Json& line, const PromptMaker& maker) {
    constexpr std::int64_t kAnyVocabulary = INT32_MAX;  // the sampler knows its own
    if (line.is_object() && line.contains("ids")) {
        AZR_TRY(auto tokens, tokenIdsOf(line, kAnyVocabulary));
        return Prompt{nameOf(line), std::move(tokens)};
    }
    const bool asText = line.is_object() && line.contains("text") && !line.contains("prompt");
    AZR_TRY(const auto text, field<std::string>(line, asText ? "text" : "prompt"));
    return promptOf(nameOf(line), text, maker);
}

Result<std::vector<Prompt>> readPrompts(const std::string& file, const PromptMaker& maker, BadLines& bad,
                                        const Console& console) {
    AZR_TRY(auto input, LineInput::open(file, console));
    std::vector<Prompt> prompts;
    for (LineReader reader(input.stream()); auto line = reader.next();) {
        Result<Prompt> prompt = line->json ? promptOfLine(*line->json, maker) : tl::make_unexpected(line->json.error());
        if (!prompt) {
            bad.tell(line->id, line->number, prompt.error());
            continue;
        }
        prompt->line = line->number;
        prompts.push_back(std::move(*prompt));
    }
    return prompts;
}

Result<std::vector<Prompt>> promptsOf(const Arguments& arguments, const PromptMaker& maker, BadLines& bad,
                                      const Console& console) {
    if (const auto file = arguments.value("--prompts")) return readPrompts(*file, maker, bad, console);
    std::vector<Prompt> prompts;
    for (const auto& text : arguments.values("--prompt")) {
        AZR_TRY(auto prompt, promptOf(prompts.size(), text, maker));
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

class Writer {
  public:
    Writer(const std::vector<Prompt>& prompts, const GeneratePlan& plan, const tokenizer::Tokenizer& tokenizer,
           const Console& console)
        : m_prompts(prompts), m_plan(plan), m_tokenizer(tokenizer), m_console(console) {}

    void write(const policy::Completion& completion) {
        static constexpr const char* kFinish[] = {"stop", "length", "cancelled"};
        std::string text = m_tokenizer.decode(completion.tokens, true);
        text.resize(stopTextAt(text, m_plan.stops));
        if (m_plan.asJson) {
            m_console.json("completion", {{"id", m_prompts[completion.id].id},
                                          {"index", completion.index},
                                          {"text", text},
                                          {"ids", completion.tokens},
                                          {"logprobs", completion.logprobs},
                                          {"finish", kFinish[static_cast<int>(completion.finish)]}});
            return;
        }
        if (m_prompts.size() > 1 || m_plan.rule.count > 1)
            m_console.line(fmt::format("--- {} / {}", dumpLine(m_prompts[completion.id].id), completion.index));
        m_console.line(text);
    }

  private:
    const std::vector<Prompt>& m_prompts;
    const GeneratePlan& m_plan;
    const tokenizer::Tokenizer& m_tokenizer;
    const Console& m_console;
};

/// One completion to a terminal appears while it is being made.
void stream(policy::SampleRequest& request, const tokenizer::Tokenizer& tokenizer, const Console& console) {
    const auto decoder = std::make_shared<tokenizer::StreamDecoder>(tokenizer, true);
    const auto inner = request.stopCheck;
    request.stopCheck = [decoder, inner, &console](std::span<const policy::Token> tokens) {
        console.out << decoder->push(tokens.back()) << std::flush;
        return inner && inner(tokens);
    };
}

policy::SampleRequest requestOf(std::size_t index, const Prompt& prompt, const GeneratePlan& plan,
                                const tokenizer::Tokenizer& tokenizer) {
    policy::SampleRequest request = plan.rule;
    request.id = index;
    request.prompt = prompt.tokens;
    request.seed = plan.rule.seed + index;
    if (!plan.stops.empty())
        request.stopCheck = [&plan, &tokenizer](std::span<const policy::Token> tokens) {
            return endsWithStop(tokens, plan.stops, tokenizer);
        };
    return request;
}

Status completeAll(const std::vector<Prompt>& prompts, const GeneratePlan& plan, const tokenizer::Tokenizer& tokenizer,
                   BadLines& bad, const Console& console) {
    AZR_TRY(const auto engine, policy::openEngine(plan.engine));
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const bool streamed = !plan.asJson && console.outIsTerminal && prompts.size() == 1 && plan.rule.count == 1;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        auto request = requestOf(i, prompts[i], plan, tokenizer);
        if (streamed) stream(request, tokenizer, console);
        auto taken = engine->sampler().submit(std::move(request));
        if (!taken && prompts[i].line == 0) return taken;
        if (!taken) bad.tell(prompts[i].id, prompts[i].line, taken.error());
    }
    Writer writer(prompts, plan, tokenizer, console);
    for (;;) {
        AZR_TRY(const auto completion, engine->sampler().next(control));
        if (!completion) return {};
        if (streamed)
            console.line("");
        else
            writer.write(*completion);
    }
}

/// The prompts as the model would get them.
void show(const std::vector<Prompt>& prompts, const GeneratePlan& plan, const tokenizer::Tokenizer& tokenizer,
          const Console& console) {
    for (const Prompt& prompt : prompts) {
        const std::string text = prompt.text.empty() ? tokenizer.decode(prompt.tokens) : prompt.text;
        if (plan.asJson)
            console.json("prompt", {{"id", prompt.id}, {"text", text}, {"ids", prompt.tokens}});
        else
            console.line(text);
    }
}

ExitCode runGenerate(const Arguments& arguments, const Console& console) {
    auto plan = generatePlan(arguments);
    if (!plan) return console.refuse(plan.error(), "generate");
    const auto tokenizer = tokenizer::Tokenizer::load(plan->model.tokenizer);
    if (!tokenizer) return console.error(tokenizer.error());
    PromptMaker maker{*tokenizer, {}};
    if (arguments.has("--chat")) {
        auto chat = session::openChat(plan->model.tokenizer, *tokenizer, plan->chat);
        if (!chat) return console.error(chat.error());
        maker.chat = std::move(*chat);
    }
    BadLines bad(plan->asJson, console);
    const auto prompts = promptsOf(arguments, maker, bad, console);
    if (!prompts) return console.error(prompts.error());
    if (plan->dryRun) {
        show(*prompts, *plan, *tokenizer, console);
        return bad.any() ? ExitCode::SomeLines : ExitCode::Ok;
    }
    auto ends = endTokensOf(*tokenizer, maker.chat.get(), plan->model.weights);
    if (!ends) return console.error(ends.error());
    plan->rule.stopTokens = std::move(*ends);
    const auto status = completeAll(*prompts, *plan, *tokenizer, bad, console);
    if (!status) return console.error(status.error());
    return bad.any() ? ExitCode::SomeLines : ExitCode::Ok;
}

}  // namespace

Command generateCommand() {
    return {
        "generate",
        "Complete prompts.",
        "Equal seeds give equal completions, alone or in a batch. With --json each completion is a line with its "
        "text, ids, log-probabilities (at temperature 1) and what ended it: stop or length. Ends with 3 when some "
        "lines of --prompts could not be completed.",
        {},
        withEngineOptions(
            {{"--model", "DIR",
              "A folder, a GGUF file or a name that azr-studio models lists; the built-in one unless given."},
             {"--prompt", "TEXT", "What to complete; may be given several times.", true},
             {"--prompts", "FILE", "JSON lines {\"id\", \"prompt\"} or {\"id\", \"ids\"}; - is the standard input."},
             {"--chat", "", "Put each prompt into a user turn of the model's chat template."},
             {"--chat-date", "DATE", "The day that the template takes for today; 2024-07-26 unless given."},
             {"--dry-run", "", "Show the prompts as the model would get them, and complete nothing."},
             {"-n", "N", "Completions of each prompt; 1 unless given."},
             {"--max-tokens", "M", "Tokens of a completion at most; 256 unless given."},
             {"--temperature", "T", "0 takes the likeliest token; 1 unless given."},
             {"--top-k", "K", "Only the K likeliest tokens."},
             {"--top-p", "P", "Only the likeliest tokens that together have this probability."},
             {"--min-p", "P", "Only tokens with this share of the likeliest one's probability."},
             {"--stop", "TEXT", "End a completion before this text; may be given several times.", true},
             {"--seed", "S", "Of the first prompt; the next ones count on. 1 unless given."},
             {"--batch", "N", "Completions decoded together; 64 unless given."},
             jsonOption()}),
        runGenerate};
}

}  // namespace azr::app
