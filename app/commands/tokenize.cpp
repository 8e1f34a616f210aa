// Text to token ids and back, line by line.
#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/json_lines.h"
#include "app/lines/model_folder.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::app {
namespace {

Result<Json> encoded(const tokenizer::Tokenizer& tokenizer, const Json& line, bool special) {
    AZR_TRY(const auto text, field<std::string>(line, "text"));
    AZR_TRY(const auto ids, special ? tokenizer.encodeWithSpecial(text) : tokenizer.encode(text));
    return Json{{"ids", ids}};
}

Result<Json> decoded(const tokenizer::Tokenizer& tokenizer, const Json& line, bool skipSpecial) {
    AZR_TRY(const auto ids, tokenIdsOf(line, tokenizer.size()));
    return Json{{"text", tokenizer.decode(ids, skipSpecial)}};
}

ExitCode runTokenize(const Arguments& arguments, const Console& console) {
    const auto model = modelFolder(arguments, ModelPart::Tokenizer);
    if (!model) return console.error(model.error());
    auto input = LineInput::open(arguments, console);
    if (!input) return console.error(input.error());
    const auto tokenizer = tokenizer::Tokenizer::load(model->tokenizer);
    if (!tokenizer) return console.error(tokenizer.error());
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const bool back = arguments.has("--decode");
    const bool special = arguments.has("--special");
    return answerLines(
        *input, back ? "text" : "tokens",
        [&](const Json& line) {
            return back ? decoded(*tokenizer, line, !special) : encoded(*tokenizer, line, special);
        },
        console, control);
}

}  // namespace

Command tokenizeCommand() {
    return {"tokenize",
            "Turn text into token ids, or ids into text.",
            "Reads lines {\"id\", \"text\"} and writes {\"v\", \"type\", \"id\", \"ids\"}; the other way round with "
            "--decode. Special tokens that stand in a text are recognised.",
            lineFile(),
            {{"--model", "DIR", "A Hugging Face folder or a GGUF file; the built-in model unless given."},
             {"--decode", "", "From ids to text."},
             {"--special", "",
              "Put around a text what the model's post-processor does; with --decode, keep special tokens."}},
            runTokenize};
}

}  // namespace azr::app
