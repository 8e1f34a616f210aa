// What a model on disk is, without opening an engine.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <thread>

#include "app/command.h"
#include "core/base/files.h"
#include "core/base/size_text.h"
#include "core/session/models/chat.h"
#include "core/session/models/model_facts.h"
#include "core/weights/local_models.h"
#include "core/weights/memory_estimate.h"

namespace azr::app {
namespace {

Json memoryOf(const weights::HfConfig& config, const weights::MemoryQuestion& asked) {
    Json memory = {{"batch", asked.batch},
                   {"tokens", asked.tokens},
                   {"training_rows", asked.trainingRows},
                   {"lora_rank", asked.loraRank},
                   {"threads", asked.threads}};
    for (const bool bf16 : {false, true}) {
        const std::string type = bf16 ? "_bf16" : "_fp32";
        weights::MemoryQuestion question = asked, least = asked;
        question.products = least.products = bf16 ? config::NumberType::Bf16 : config::NumberType::Fp32;
        question.weights = least.weights = question.products;
        least.checkpointActivations = least.eightBitStates = true;
        memory["sampling" + type] = weights::samplingBytes(config, question);
        memory["lora" + type] = weights::loraTrainingBytes(config, question);
        memory["lora_least" + type] = weights::loraTrainingBytes(config, least);
        memory["full" + type] = weights::fullTrainingBytes(config, question);
        memory["full_least" + type] = weights::fullTrainingBytes(config, least);
    }
    return memory;
}

/// Whether the model's chat template renders a user's turn.
Status tryChat(const session::ModelFacts& found) {
    if (!found.chat) return {};
    AZR_TRY(const auto tokenizer, tokenizer::Tokenizer::load(found.path));
    AZR_CHECK(session::openChat(found.path, tokenizer, {}));
    return {};
}

const char* chatWord(const session::ModelFacts& found, const Status& chat) {
    if (!found.chat) return "none";
    return chat ? "known" : "unknown";
}

Json jsonOf(const session::ModelFacts& found, const Json& memory, const Status& chat) {
    const auto& c = found.config;
    Json types = Json::object();
    for (const auto& type : found.types) types[type.name] = {{"tensors", type.tensors}, {"bytes", type.bytes}};
    return {{"path", found.path.string()},
            {"format", found.gguf ? "gguf" : "safetensors"},
            {"family", weights::name(c.family)},
            {"parameters", c.parameterCount()},
            {"layers", c.layers},
            {"hidden", c.hidden},
            {"heads", c.heads},
            {"kv_heads", c.kvHeads},
            {"head_dim", c.headDim},
            {"intermediate", c.intermediate},
            {"vocabulary", c.vocabulary},
            {"context", c.context},
            {"tied_embeddings", c.tiedEmbeddings},
            {"rope_theta", c.ropeTheta},
            {"rope_scaling", weights::name(c.ropeScaling.kind)},
            {"weight_bytes", found.bytes},
            {"types", types},
            {"tokens", found.tokens},
            {"chat_template", chatWord(found, chat)},
            {"chat_error", chat ? Json() : Json(describe(chat.error()))},
            {"memory", memory}};
}

void show(const session::ModelFacts& found, const Json& memory, const Status& chat, const Console& console) {
    const auto& c = found.config;
    console.line(fmt::format("{} of {:.1f} million parameters, {} in {}", weights::name(c.family),
                             static_cast<double>(c.parameterCount()) / 1e6,
                             sizeText(static_cast<std::int64_t>(found.bytes)),
                             found.gguf ? "a GGUF file" : "safetensors"));
    console.line(fmt::format("{} layers, hidden {}, {}/{} heads of {}, feed-forward {}, vocabulary {}{}, context {}",
                             c.layers, c.hidden, c.heads, c.kvHeads, c.headDim, c.intermediate, c.vocabulary,
                             c.tiedEmbeddings ? " (tied)" : "", c.context));
    console.line(fmt::format("RoPE theta {:g}, scaling {}; {} tokens, chat template {}", c.ropeTheta,
                             weights::name(c.ropeScaling.kind), found.tokens, chatWord(found, chat)));
    if (!chat) console.line(describe(chat.error()));
    std::vector<std::vector<std::string>> rows;
    for (const auto& type : found.types)
        rows.push_back({type.name, std::to_string(type.tensors), sizeText(static_cast<std::int64_t>(type.bytes))});
    console.out << "\n" << table({"type", "tensors", "size"}, rows) << "\n";
    const auto row = [&](const char* what, const std::string& key) -> std::vector<std::string> {
        return {what, sizeText(memory.at(key + "_fp32").get<std::int64_t>()),
                sizeText(memory.at(key + "_bf16").get<std::int64_t>())};
    };
    console.out << table(
        {"memory for", "fp32", "bf16"},
        {row("sampling", "sampling"), row("LoRA training", "lora"), row("  checkpointed, 8-bit states", "lora_least"),
         row("full training", "full"), row("  checkpointed, 8-bit states", "full_least")});
    console.line(fmt::format("with {} sequences of {} tokens, {} tokens trained at once, LoRA rank {}",
                             memory.at("batch").get<int>(), memory.at("tokens").get<int>(),
                             memory.at("training_rows").get<int>(), memory.at("lora_rank").get<int>()));
}

ExitCode runInspect(const Arguments& arguments, const Console& console) {
    weights::MemoryQuestion question;
    const auto batch = arguments.integer("--batch", 1, 65536);
    const auto tokens = arguments.integer("--tokens", 1, 10'000'000);
    const auto rows = arguments.integer("--rows", 1, 10'000'000);
    const auto rank = arguments.integer("--rank", 1, 65536);
    for (const auto* number : {&batch, &tokens, &rows, &rank})
        if (!*number) return console.usage(number->error(), "inspect");
    question.batch = static_cast<int>(batch->value_or(question.batch));
    question.tokens = static_cast<int>(tokens->value_or(question.tokens));
    question.trainingRows = static_cast<int>(rows->value_or(question.trainingRows));
    question.loraRank = static_cast<int>(rank->value_or(question.loraRank));
    question.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const std::string& named = arguments.positionals().front();
    const auto model = named == "nano" ? Result<std::filesystem::path>(resourceFolder() / "models/nano")
                                       : weights::resolveModel(named, weights::modelPlaces());
    if (!model) return console.error(model.error());
    const auto found = session::inspectModel(*model);
    if (!found) return console.error(found.error());
    const Json memory = memoryOf(found->config, question);
    const Status chat = tryChat(*found);
    if (arguments.has("--json"))
        console.json("model", jsonOf(*found, memory, chat));
    else
        show(*found, memory, chat, console);
    return ExitCode::Ok;
}

}  // namespace

Command inspectCommand() {
    return {
        "inspect",
        "Tell what a model on disk is, and what it needs.",
        "Architecture, sizes, types, and estimates of the memory for sampling, LoRA and full training: as it is, and "
        "with activations computed again on the way back and 8-bit optimiser states. Every tensor's name, shape "
        "and type is checked; the values are not read.",
        {{"MODEL", "A Hugging Face folder, a GGUF file, or a name that azr-studio models lists."}},
        {{"--batch", "N", "Sequences sampled together; 64 unless given."},
         {"--tokens", "N", "Tokens of a sequence, prompt included; 1024 unless given."},
         {"--rows", "N", "Tokens trained at once; 4096 unless given."},
         {"--rank", "N", "Rank of LoRA; 16 unless given."},
         jsonOption()},
        runInspect};
}

}  // namespace azr::app
