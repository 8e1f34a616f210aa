/// What the model would be shown: the exact prompts of a configuration, before anything is trained.
#pragma once

#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/selfplay/task.h"

namespace azr::session {

struct PromptExample {
    selfplay::Stream stream;
    std::string text;
    int tokens = 0;
    std::vector<std::string> stopTexts;
};

/// The streams' prompts with the model's own tokenizer and chat template. What stands in them as reference, program
/// or pairs is the identity triplet that every run begins with. Blocking (reads the model folder's tokenizer), any
/// thread. Fails as opening the model would: no tokenizer, unknown wrapper, a character without a token.
[[nodiscard]] Result<std::vector<PromptExample>> previewPrompts(const config::RunConfig& config);

}  // namespace azr::session
