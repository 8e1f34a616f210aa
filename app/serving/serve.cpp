// A model over HTTP, as OpenAI's completions interface, for evaluation harnesses and other programs on this machine.
#include <fmt/format.h>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/completing.h"
#include "app/lines/engine_options.h"
#include "app/lines/model_folder.h"
#include "app/serving/http_server.h"
#include "core/policy/engine.h"
#include "core/session/models/chat.h"

namespace azr::app {
namespace {

struct ServePlan {
    ModelFolder model;
    policy::EngineOptions engine;
    session::ChatOptions chat;
    std::string name;
    int port = 0;
};

std::string nameOf(const Arguments& arguments, const ModelFolder& model) {
    if (const auto name = arguments.value("--name")) return *name;
    if (const auto run = arguments.value("--run"))
        return fmt::format("run-{}-{}", *run, arguments.valueOr("--step", "best"));
    if (const auto name = arguments.value("--model"); name && runAtStep(*name)) return *name;
    const auto& folder = model.adapter.empty() ? model.weights : model.adapter;
    return (folder.has_filename() ? folder : folder.parent_path()).stem().string();
}

Result<ServePlan> planOf(const Arguments& arguments) {
    ServePlan plan;
    AZR_TRY(const auto port, arguments.integer("--port", 0, 65535));
    AZR_TRY(const auto batch, arguments.integer("--batch", 1, 65536));
    plan.port = static_cast<int>(port.value_or(8000));
    plan.chat.date = arguments.valueOr("--chat-date", plan.chat.date);
    AZR_CHECK(config::parseDate(plan.chat.date, "--chat-date"));
    AZR_TRY(plan.model, modelFolder(arguments));
    AZR_TRY(plan.engine, engineOptionsOf(arguments, plan.model));
    plan.engine.sampleOnly = true;
    plan.engine.sampleBatch = static_cast<int>(batch.value_or(64));
    plan.name = nameOf(arguments, plan.model);
    if (plan.name.empty()) return fail(ErrorCode::InvalidArgument, "is empty", "--name");
    return plan;
}

void tell(const ServedModel& model, int port, bool asJson, const Console& console) {
    if (asJson) {
        console.json(
            "serving",
            {{"model", model.name}, {"port", port}, {"context", model.context}, {"chat", model.chat != nullptr}});
        return;
    }
    console.line(fmt::format(
        "'{}' at http://127.0.0.1:{}/v1 (completions{}), for programs of this machine alone; Ctrl+C ends it",
        model.name, port, model.chat != nullptr ? ", chat/completions" : ""));
    if (model.chat == nullptr) console.line("no chat: " + model.chatMissing);
}

Status serve(const ServePlan& plan, bool asJson, const Console& console) {
    AZR_TRY(const auto tokenizer, tokenizer::Tokenizer::load(plan.model.tokenizer));
    const auto chat = session::openChat(plan.model.tokenizer, tokenizer, plan.chat);
    AZR_TRY(const auto engine, policy::openEngine(plan.engine));
    ServedModel model;
    model.name = plan.name;
    model.tokenizer = &tokenizer;
    if (chat)
        model.chat = chat->get();
    else
        model.chatMissing = describe(chat.error());
    AZR_TRY(model.ends, endTokensOf(tokenizer, model.chat, plan.model.weights));
    model.context = plan.engine.contextLimit > 0 ? plan.engine.contextLimit : engine->shape().context;
    CompletionService service(*engine, tokenizer);
    HttpServer server(service, model);
    Control control;
    const Interrupt interrupt([&] {
        control.requestStop();
        service.wake();
    });
    AZR_TRY(const int port, server.start(plan.port));
    tell(model, port, asJson, console);
    return service.run(control);
}

ExitCode runServe(const Arguments& arguments, const Console& console) {
    const auto plan = planOf(arguments);
    if (!plan) return console.refuse(plan.error(), "serve");
    const auto served = serve(*plan, arguments.has("--json"), console);
    return served ? ExitCode::Ok : console.error(served.error());
}

}  // namespace

Command serveCommand() {
    return {
        "serve",
        "Serve a model to other programs of this machine, as OpenAI's completions interface.",
        "Listens on 127.0.0.1 alone, without a password: whoever has an account on this machine can ask it. Knows "
        "/v1/models, /v1/completions (with echo and logprobs, so that evaluation harnesses can score texts) and "
        "/v1/chat/completions; a field that is not understood is refused. Answers with log-probabilities at "
        "temperature 1, of whole distributions. Equal seeds give equal texts.",
        {},
        withEngineOptions(
            {{"--model", "DIR",
              "A folder, a GGUF file, a name that azr-studio models lists, or RUN@STEP (RUN@best); the built-in one "
              "unless given."},
             {"--run", "RUN", "Instead of --model: the best checkpoint of this run."},
             {"--step", "N", "With --run: the checkpoint of this step."},
             workspaceOption(),
             {"--port", "N", "Where to listen; 8000 unless given, 0 takes any free port and tells it."},
             {"--name", "NAME", "What the model is called; its folder's name unless given."},
             {"--batch", "N", "Completions decoded together; 64 unless given."},
             {"--chat-date", "DATE", "The day that the chat template takes for today; 2024-07-26 unless given."},
             jsonOption()}),
        runServe};
}

}  // namespace azr::app
