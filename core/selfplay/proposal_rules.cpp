#include "core/selfplay/proposal_rules.h"

#include <algorithm>

#include "core/config/run_fields.h"

namespace azr::selfplay {

ParseRules parseRules(const config::SelfPlayConfig& config) {
    return {config.textBetweenTags, config.nestedFunctions, config.repeatedInputs};
}

execution::ProgramRules programRules(const config::SelfPlayConfig& config, TaskKind kind, bool seeding,
                                     std::size_t given) {
    if (!ownsProgram(kind)) return {};
    const bool seeds = seeding && config.stripSeeds;
    execution::ProgramRules rules;
    rules.stripComments = config.stripComments || seeds;
    rules.stripGlobals = config.stripGlobals || seeds;
    rules.stripPrints = config.stripPrints;
    rules.bannedWords = config::listOf(config.bannedWords);
    if (namesError(kind)) rules.bannedKeywords = config::listOf(config.bannedKeywords);
    // Who asks which exception is raised has a list of its own.
    if (!config.allowRaise && !namesError(kind) && std::ranges::count(rules.bannedKeywords, "raise") == 0)
        rules.bannedKeywords.emplace_back("raise");
    rules.given = static_cast<int>(given);
    return rules;
}

execution::ProgramRules seedRules(const config::SelfPlayConfig& config) {
    execution::ProgramRules rules;
    rules.stripComments = rules.stripGlobals = config.stripSeeds;
    return rules;
}

}  // namespace azr::selfplay
