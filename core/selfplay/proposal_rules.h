/// The rules that a configuration sets for proposals: how completions are read, and what becomes of their programs.
/// Pure.
#pragma once

#include "core/config/run_config.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

[[nodiscard]] ParseRules parseRules(const config::SelfPlayConfig& config);

/// Of a program proposed for a task of `kind`; `seeding`: before the first step; `given`: functions it builds on. None
/// for induction, whose program its proposer did not choose.
[[nodiscard]] execution::ProgramRules programRules(const config::SelfPlayConfig& config, TaskKind kind, bool seeding,
                                                   std::size_t given = 0);

/// Of a seed that somebody brought, in a file or to a run at work, of whatever kind: it is stripped where seeds are,
/// and nothing is banned.
[[nodiscard]] execution::ProgramRules seedRules(const config::SelfPlayConfig& config);

}  // namespace azr::selfplay
