// What a model thinks of given tokens, line by line.
#include <filesystem>
#include <optional>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/engine_options.h"
#include "app/lines/json_lines.h"
#include "app/lines/model_folder.h"
#include "core/policy/engine.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::app {
namespace {

/// "ids", or "text" through the model's tokenizer, which is read when the first text comes.
class TokenSource {
  public:
    TokenSource(std::filesystem::path model, int vocabulary) : m_model(std::move(model)), m_vocabulary(vocabulary) {}

    Result<std::vector<policy::Token>> tokensOf(const Json& line) {
        if (!line.is_object() || line.contains("ids") || !line.contains("text")) return tokenIdsOf(line, m_vocabulary);
        AZR_TRY(const auto text, field<std::string>(line, "text"));
        if (!m_tokenizer) {
            AZR_TRY(auto tokenizer, tokenizer::Tokenizer::load(m_model));
            m_tokenizer = std::move(tokenizer);
        }
        return m_tokenizer->encodePrompt(text, tokenizer::PromptText::Plain);
    }

  private:
    std::filesystem::path m_model;
    int m_vocabulary;
    std::optional<tokenizer::Tokenizer> m_tokenizer;
};

ExitCode runScore(const Arguments& arguments, const Console& console) {
    const auto model = modelFolder(arguments, ModelPart::Weights);
    if (!model) return console.error(model.error());
    auto options = engineOptionsOf(arguments, *model);
    if (!options) return console.usage(options.error(), "score");
    auto input = LineInput::open(arguments, console);
    if (!input) return console.error(input.error());
    options->sampleOnly = true;
    const auto engine = policy::openEngine(*options);
    if (!engine) return console.error(engine.error());
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    TokenSource source(model->tokenizer, (*engine)->shape().vocabulary);
    const auto score = [&](const Json& line) -> Result<Json> {
        AZR_TRY(const auto tokens, source.tokensOf(line));
        AZR_TRY(const auto scores, (*engine)->score(tokens, control));
        Json fields = {{"logprobs", scores.logprobs}, {"entropy", scores.entropy}, {"argmax", scores.argmax}};
        if (!line.contains("ids")) fields["ids"] = tokens;
        return fields;
    };
    return answerLines(*input, "scores", score, console, control);
}

}  // namespace

Command scoreCommand() {
    return {"score",
            "Log-probabilities, entropies and likeliest tokens of given sequences.",
            "Reads lines {\"id\", \"ids\"} (or \"text\", before which the model's begin token is put) of T tokens and "
            "writes \"logprobs\" (T - 1: of each token but "
            "the first, given those before it), \"entropy\" (T, nats) and \"argmax\" (T: the likeliest next token).",
            lineFile(),
            withEngineOptions(
                {{"--model", "DIR", "A Hugging Face folder or a GGUF file; the built-in model unless given."}}),
            runScore};
}

}  // namespace azr::app
