/// Whether a run can ask its solver about a task that somebody wrote, and where the task's text stands in the way. By
/// the call that the loop prepares its questions with, so that what passes here is not refused there. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/config/run_config.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"

namespace azr::selfplay {

/// Characters that the model's vocabulary has no token for. Lines and columns count characters, from 1.
struct UnwrittenText {
    TaskPart part = TaskPart::Program;
    int pair = 0;  ///< of a task with pairs, from 1; 0: the task has one input and output
    int line = 1, column = 1;
    std::string text;
};

struct SeedProblem {
    std::vector<UnwrittenText> unwritten;  ///< in the order of the task's parts
    std::size_t tokens = 0, limit = 0;     ///< of a question that is too long; else 0
    std::string detail;                    ///< what the loop would say
};

/// Empty: the solver can be asked.
[[nodiscard]] std::optional<SeedProblem> seedProblem(const TextCodec& codec, const PromptWrapper& wrapper,
                                                     const config::PromptConfig& limits, const Task& task);

}  // namespace azr::selfplay
