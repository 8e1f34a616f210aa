/// The instructions of the prose wrappers (r1, chat) and the worked examples of few-shot. The texts are ours. Private
/// to this folder.
#pragma once

#include <string>
#include <string_view>

#include "core/selfplay/task.h"

namespace azr::selfplay {

/// What the answer must look like, without the tasks themselves. `inputs`: N of an induction proposal.
[[nodiscard]] std::string instructions(Stream stream, int inputs);
/// What else the proposer of a program is told: banned words and keywords, and that globals are removed.
[[nodiscard]] std::string furtherRules(const execution::ProgramRules& rules);
/// "`g_0`, `g_1` and `g_2`"
[[nodiscard]] std::string namesOfGiven(std::size_t count);
/// That f has to build on the functions that stand below.
[[nodiscard]] std::string compositeTask(std::size_t count);
/// Two solved examples of a solver's kind as plain text, each with a thought and its answer block.
[[nodiscard]] std::string_view workedExamples(TaskKind kind);
/// Two programs, each with `inputs` inputs (1 to 10) and a hint: the shots of an induction proposer before the buffer
/// holds any, numbered from 1.
[[nodiscard]] std::string inputExamples(int inputs);

}  // namespace azr::selfplay
