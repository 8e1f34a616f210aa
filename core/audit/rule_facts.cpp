#include "core/audit/rule_facts.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

namespace azr::audit {
namespace {

void addLine(std::string& lines, const std::string& line) {
    if (!lines.empty()) lines += '\n';
    lines += line;
}

}  // namespace

selfplay::TaskFacts factsOf(const store::TaskRow& row) {
    selfplay::TaskFacts facts;
    facts.kind = row.kind;
    facts.origin = row.origin;
    facts.program = row.program;
    for (const std::string& line : row.imports) addLine(facts.imports, line);
    facts.input = row.input;
    facts.output = row.output;
    for (const store::PairRow& pair : row.pairs) {
        addLine(facts.input, pair.input);
        addLine(facts.output, pair.output);
    }
    facts.type = row.outputType;
    facts.message = row.message;
    facts.number = selfplay::numberInRun(row.id);
    facts.step = row.step;
    facts.solveRate = selfplay::knownSolveRate(row.learnability);
    facts.learnability = row.learnability < 0 ? facts.solveRate : row.learnReward;
    facts.complexity = row.complexity;
    facts.halstead = row.halstead;
    facts.cyclomatic = row.cyclomatic;
    facts.effort = row.effort;
    facts.volume = row.volume;
    facts.distance = row.distance;
    facts.similarity = row.similarity;
    facts.diversity = row.diversity;
    facts.inputDiversity = row.inputDiversity;
    facts.nodes = row.nodes;
    facts.lines = row.lines;
    facts.signatureCount = row.signatureCount;
    facts.pairs = static_cast<double>(row.pairs.size());
    facts.nearDuplicate = row.nearDuplicate ? 1 : 0;
    facts.coinFlip = row.coinFlip ? 1 : 0;
    facts.degenerate = row.degenerate ? 1 : 0;
    return facts;
}

std::optional<std::int64_t> ruleOfReason(const std::string& reason) {
    constexpr std::string_view kRule = "rule ";
    if (!reason.starts_with(kRule)) return std::nullopt;
    std::int64_t rule = 0;
    const char* const end = reason.data() + reason.size();
    const auto read = std::from_chars(reason.data() + kRule.size(), end, rule);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return rule;
}

std::vector<JudgingRule> rulesIn(const History& history, int step) {
    struct Standing {
        std::optional<selfplay::Rule> now, before;  ///< before the changes of this step's update
        bool perhaps = false;
    };
    std::map<std::int64_t, Standing> all;
    for (const RuleRequest& request : history.ruleRequests()) {
        if (std::pair(request.step, request.phase) > std::pair(step, kTrainPhase)) continue;
        Standing& one = all[request.rule];
        if (request.step == step && request.phase >= kUpdatePhase && !one.perhaps) {
            one.before = one.now;
            one.perhaps = true;
        }
        one.now = request.made;
    }
    std::vector<JudgingRule> rules;
    for (const auto& [number, one] : all)
        for (const auto* version : {&one.before, &one.now}) {
            if (!version->has_value() || !(*version)->enabled) continue;
            auto condition = selfplay::conditionOf(**version);
            JudgingRule judging{**version, {}, !one.perhaps && condition, condition.has_value()};
            if (condition) judging.condition = std::move(*condition);
            rules.push_back(std::move(judging));
        }
    return rules;
}

}  // namespace azr::audit
