/// The nano model's text: role tags, whole lexemes, no prose. Used by the prompt wrapper `nano`, the bootstrap and the
/// held-out suites, so that all three speak one language.
///
/// Prompts:     <propose><deduction> {<reference> P <input> I <output> O} <go>
///              <propose><induction> <program> P <go>
///              <solve><deduction> <program> P <input> I <go>      <solve><abduction> <program> P <output> O <go>
///              <solve><induction> {<input> I <output> O} <message> M <go>
/// Completions: <think>T</think><answer>A</answer>, A being <program> P <input> I | {<input> I} <message> M | <output>
/// O |
///              <input> I | <program> P. (Spaces above are for reading; the text has none between tags.)
#pragma once

#include <string>
#include <string_view>

#include "core/selfplay/prompting/prompts.h"

namespace azr::selfplay {

[[nodiscard]] Prompt renderNano(const PromptRequest& request);
[[nodiscard]] ParsedCompletion parseNano(Stream stream, std::string_view response, int inductionInputs);
/// The inverse of parseNano: the completion that has these parts.
[[nodiscard]] std::string writeNano(Stream stream, const ParsedCompletion& parts);

}  // namespace azr::selfplay
