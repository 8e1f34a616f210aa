#include "core/audit/completions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/selfplay/prompting/prompts.h"

namespace azr::audit {
namespace {

/// A completion cut at its tags: each with the text up to the next one.
struct Piece {
    std::string_view tag, text;
};

constexpr std::array<std::string_view, 18> kNanoTags = {
    "<propose>", "<solve>",  "<deduction>", "<abduction>", "<induction>", "<reference>",
    "<program>", "<input>",  "<output>",    "<message>",   "<go>",        "<think>",
    "</think>",  "<answer>", "</answer>",   "<eos>",       "<pad>",       "<unk>"};

/// Empty where the text does not begin with a tag.
std::vector<Piece> cutAtTags(std::string_view text) {
    std::vector<Piece> pieces;
    std::size_t textBegin = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto tag =
            std::ranges::find_if(kNanoTags, [&](std::string_view one) { return text.substr(at).starts_with(one); });
        if (tag == kNanoTags.end()) continue;
        if (pieces.empty() && at > 0) return {};
        if (!pieces.empty()) pieces.back().text = text.substr(textBegin, at - textBegin);
        pieces.push_back({*tag, {}});
        textBegin = at + tag->size();
        at = textBegin - 1;
    }
    if (!pieces.empty()) pieces.back().text = text.substr(textBegin);
    return pieces;
}

/// The tags that an answer must hold, in order.
std::vector<std::string_view> expectedTags(bool proposes, std::string_view kind, int inductionInputs) {
    if (proposes && kind == "induction") {
        std::vector<std::string_view> tags(static_cast<std::size_t>(std::max(0, inductionInputs)), "<input>");
        tags.emplace_back("<message>");
        return tags;
    }
    if (proposes) return {"<program>", "<input>"};
    if (kind == "abduction") return {"<input>"};
    if (kind == "induction") return {"<program>"};
    return {"<output>"};
}

void take(const Piece& piece, bool many, CompletionParts& parts) {
    if (piece.tag == "<program>") parts.program = piece.text;
    if (piece.tag == "<output>") parts.output = piece.text;
    if (piece.tag == "<message>") parts.message = piece.text;
    if (piece.tag != "<input>") return;
    if (many)
        parts.inputs.emplace_back(piece.text);
    else
        parts.input = piece.text;
}

constexpr std::string_view kThinkTag = "<think>", kThinkEndTag = "</think>";

/// What the prompt already wrote of the completion: the end of it that the wrapper opened.
std::string openedBy(config::WrapperStyle style, bool proposes, std::string_view kind, std::string_view prompt) {
    if (style == config::WrapperStyle::FewShot)
        return std::string(!proposes ? "<think>" : kind == "induction" ? "```input\n" : "```python\n");
    if (style == config::WrapperStyle::R1) return std::string(kThinkTag);
    // A chat template may have opened the thought itself, and closed it again.
    const auto trimmed = [](std::string_view text) { return text.substr(0, text.find_last_not_of(" \t\r\n") + 1); };
    std::string_view rest = trimmed(prompt);
    if (rest.ends_with(kThinkEndTag)) rest = trimmed(rest.substr(0, rest.size() - kThinkEndTag.size()));
    return rest.ends_with(kThinkTag) ? std::string(prompt.substr(rest.size() - kThinkTag.size()))
                                     : std::string(kThinkTag);
}

selfplay::Stream streamOf(bool proposes, std::string_view kind) {
    return {proposes ? selfplay::Role::Propose : selfplay::Role::Solve,
            selfplay::kindFromName(kind).value_or(selfplay::TaskKind{})};
}

/// What a composite program begins with.
std::string givenText(const store::TaskRow& row) {
    std::string text;
    for (const store::GivenRow& one : row.given) text += one.program + "\n\n";
    return text;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
    return text;
}

/// Whether something may have been cut out of a program after it was read.
bool isStripped(const store::TaskRow& row, const config::SelfPlayConfig& config) {
    return config.stripComments || config.stripPrints || config.stripGlobals || (row.step == 0 && config.stripSeeds);
}

template <class Row>
CompletionParts readAgain(bool proposes, const Row& row, const config::RunConfig& config) {
    const int inputs = config.selfplay.inductionInputs;
    if (config.prompt.wrapper == config::WrapperStyle::Nano)
        return readNano(proposes, row.kind, row.completion, inputs);
    selfplay::PromptWrapper wrapper;
    wrapper.style = config.prompt.wrapper;
    auto parsed = selfplay::parseCompletion(
        wrapper, streamOf(proposes, row.kind), openedBy(wrapper.style, proposes, row.kind, row.prompt), row.completion,
        inputs, {config.selfplay.textBetweenTags, config.selfplay.nestedFunctions, config.selfplay.repeatedInputs});
    return {parsed.failure.empty(),    std::move(parsed.program), std::move(parsed.input),  std::move(parsed.output),
            std::move(parsed.message), std::move(parsed.inputs),  std::move(parsed.imports)};
}

template <class Row>
void takeForMalformed(Row& row) {
    row.formatFailure = "malformed";
    row.verdict = "parse_error";
}

/// Imports of composites are those of the whole, which was not in the completion.
void compareProgram(const store::TaskRow& row, const CompletionParts& parts, Ledger& ledger) {
    const auto place = [&](std::string_view what) { return Place{row.step, "task", row.id.value, what}; };
    ledger.compare(Check::Format, place("program"), row.program, givenText(row) + parts.program);
    if (row.given.empty())
        ledger.expect(Check::Format, row.imports == parts.imports, place("imports"), joined(row.imports),
                      joined(parts.imports));
}

void compareCompletion(store::TaskRow& row, const config::RunConfig& config, Ledger& ledger) {
    const CompletionParts parts = readAgain(true, row, config);
    const auto place = [&](std::string_view what) { return Place{row.step, "task", row.id.value, what}; };
    const bool stored = row.formatFailure.empty();
    ledger.compare(Check::Format, place("well formed"), stored, parts.wellFormed);
    if (stored && !parts.wellFormed) takeForMalformed(row);
    if (!stored && !config.selfplay.keepMisformatted)
        ledger.compare(Check::Format, place("verdict"), row.verdict, std::string_view("parse_error"));
    if (!stored || !parts.wellFormed) return;
    if (row.kind != "induction") {
        if (isStripped(row, config.selfplay))
            ledger.unchecked(Check::Format, "programs that comments, prints or globals are cut out of");
        else
            compareProgram(row, parts, ledger);
        ledger.compare(Check::Format, place("input"), row.input, parts.input);
        return;
    }
    ledger.compare(Check::Format, place("message"), row.message, parts.message);
    std::vector<std::string> inputs;
    for (const store::PairRow& pair : row.pairs) inputs.push_back(pair.input);
    if (!ledger.compare(Check::Format, place("inputs"), static_cast<std::int64_t>(inputs.size()),
                        static_cast<std::int64_t>(parts.inputs.size())))
        return;
    for (std::size_t i = 0; i < inputs.size(); ++i)
        ledger.compare(Check::Format, place("input"), inputs[i], parts.inputs[i]);
}

void compareCompletion(store::AttemptRow& row, const config::RunConfig& config, Ledger& ledger) {
    const CompletionParts parts = readAgain(false, row, config);
    const auto place = [&](std::string_view what) { return Place{row.step, "attempt", row.id.value, what}; };
    const bool stored = row.formatFailure.empty();
    ledger.compare(Check::Format, place("well formed"), stored, parts.wellFormed);
    if (stored && !parts.wellFormed) takeForMalformed(row);
    if (!stored) ledger.compare(Check::Format, place("verdict"), row.verdict, std::string_view("parse_error"));
    if (!stored || !parts.wellFormed) return;
    const std::string& answer = row.kind == "abduction"   ? parts.input
                                : row.kind == "induction" ? parts.program
                                                          : parts.output;
    ledger.compare(Check::Format, place("answer"), row.answer, answer);
}

}  // namespace

CompletionParts readNano(bool proposes, std::string_view kind, std::string_view completion, int inductionInputs) {
    CompletionParts parts;
    const std::vector<Piece> pieces = cutAtTags(completion);
    const auto expected = expectedTags(proposes, kind, inductionInputs);
    // <think> thought </think><answer> the parts </answer>, and no text between or behind.
    const std::size_t whole = expected.size() + 4;
    if (pieces.size() != whole) return parts;
    if (pieces[0].tag != "<think>" || pieces[1].tag != "</think>" || !pieces[1].text.empty()) return parts;
    if (pieces[2].tag != "<answer>" || !pieces[2].text.empty()) return parts;
    if (pieces.back().tag != "</answer>" || !pieces.back().text.empty()) return parts;
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (pieces[i + 3].tag != expected[i] || pieces[i + 3].text.empty()) return parts;
    for (std::size_t i = 0; i < expected.size(); ++i) take(pieces[i + 3], proposes && kind == "induction", parts);
    parts.wellFormed = true;
    return parts;
}

void checkFormat(StepRows& rows, const config::RunConfig& config, Ledger& ledger) {
    for (store::TaskRow& row : rows.tasks)
        if (row.origin == "model" && !isTwin(row)) compareCompletion(row, config, ledger);
    for (store::AttemptRow& row : rows.attempts) compareCompletion(row, config, ledger);
    if (config.prompt.wrapper != config::WrapperStyle::Nano)
        ledger.unchecked(Check::Format,
                         "completions of this wrapper are read by the product's own parser, not by a second one",
                         static_cast<std::int64_t>(rows.tasks.size() + rows.attempts.size()));
}

}  // namespace azr::audit
