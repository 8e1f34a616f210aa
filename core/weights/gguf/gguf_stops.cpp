#include <algorithm>
#include <set>

#include "core/weights/gguf/gguf_stops_p.h"

namespace azr::weights {
namespace {

constexpr const char* kKeys[] = {"tokenizer.ggml.eos_token_id",     "tokenizer.ggml.eot_token_id",
                                 "tokenizer.ggml.eom_token_id",     "tokenizer.ggml.fim_pad_token_id",
                                 "tokenizer.ggml.fim_rep_token_id", "tokenizer.ggml.fim_sep_token_id"};
constexpr std::string_view kTexts[] = {"<|eot_id|>",
                                       "<|im_end|>",
                                       "<|end|>",
                                       "<|return|>",
                                       "<|call|>",
                                       "<|flush|>",
                                       "<|calls|>",
                                       "<end_of_turn>",
                                       "<|endoftext|>",
                                       "</s>",
                                       "<|eom_id|>",
                                       "<EOT>",
                                       "_<EOT>",
                                       "[EOT]",
                                       "[EOS]",
                                       "<|end_of_text|>",
                                       "<end_of_utterance>",
                                       "<eos>",
                                       "<turn|>",
                                       "<|tool_response>",
                                       "<｜end▁of▁sentence｜>",
                                       "[e~["};
/// Looked for only where the key is missing; the first that is there counts.
constexpr std::string_view kPadTexts[] = {"<|fim_pad|>", "<fim-pad>", "<fim_pad>", "<PAD>", "[PAD]"};
constexpr std::string_view kRepositoryTexts[] = {"<|fim_repo|>", "<|repo_name|>", "<fim-repo>", "<REPO>", "<reponame>"};
constexpr std::string_view kFileTexts[] = {"<|file_sep|>"};

/// Parts of a file to be filled in; no ends, but of control.
constexpr std::string_view kFillTexts[] = {
    "<|fim_prefix|>",  "<fim-prefix>",  "<fim_prefix>",    "<｜fim▁begin｜>", "<PRE>",           "▁<PRE>",
    "<|code_prefix|>", "<|prefix|>",    "<|fim_suffix|>",  "<fim-suffix>",    "<fim_suffix>",    "<｜fim▁hole｜>",
    "<SUF>",           "▁<SUF>",        "<|code_suffix|>", "<|suffix|>",      "<|fim_middle|>",  "<fim-middle>",
    "<fim_middle>",    "<｜fim▁end｜>", "<MID>",           "▁<MID>",          "<|code_middle|>", "<|middle|>",
    "<|channel|>",     "<|message|>",   "<|start|>",       "<|constrain|>"};

template <class Texts>
bool holds(const Texts& texts, std::string_view token) {
    return std::ranges::find(texts, token) != std::end(texts);
}

template <class Texts>
void addOne(const Texts& texts, const std::vector<std::string_view>& tokens, std::set<std::int32_t>& stops) {
    const auto found = std::ranges::find_if(tokens, [&](std::string_view token) { return holds(texts, token); });
    if (found != tokens.end()) stops.insert(static_cast<std::int32_t>(found - tokens.begin()));
}

}  // namespace

bool isControlText(std::string_view token) {
    return holds(kTexts, token) || holds(kPadTexts, token) || holds(kRepositoryTexts, token) ||
           holds(kFileTexts, token) || holds(kFillTexts, token);
}

std::vector<std::int32_t> ggufStops(const GgufFile& file, const std::vector<std::string_view>& tokens) {
    std::set<std::int32_t> stops;
    const auto count = static_cast<std::int64_t>(tokens.size());
    for (const char* key : kKeys)
        if (const auto id = file.integer(key); id && *id >= 0 && *id < count)
            stops.insert(static_cast<std::int32_t>(*id));
    if (!file.has("tokenizer.ggml.fim_pad_token_id")) addOne(kPadTexts, tokens, stops);
    if (!file.has("tokenizer.ggml.fim_rep_token_id")) addOne(kRepositoryTexts, tokens, stops);
    if (!file.has("tokenizer.ggml.fim_sep_token_id")) addOne(kFileTexts, tokens, stops);
    std::set<std::string_view> texts;
    for (std::size_t id = 0; id < tokens.size(); ++id) {
        if (holds(kTexts, tokens[id])) stops.insert(static_cast<std::int32_t>(id));
        if (stops.contains(static_cast<std::int32_t>(id))) texts.insert(tokens[id]);
    }
    // Where a family has words of its own for the end, a common one is not the end.
    const bool call = texts.contains("<|call|>") || texts.contains("<|calls|>");
    const bool ownEnd = call && (texts.contains("<|return|>") || texts.contains("<|flush|>"));
    std::erase_if(stops, [&](std::int32_t id) {
        const std::string_view text = tokens[static_cast<std::size_t>(id)];
        return (ownEnd && text == "<|end|>") || (texts.contains("<|tool_response>") && text == "</s>");
    });
    return {stops.begin(), stops.end()};
}

}  // namespace azr::weights
