#include "core/session/rule_trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/audit/rule_facts.h"
#include "core/selfplay/rules/condition.h"
#include "core/session/translate.h"

namespace azr::session {
namespace {

static_assert(selfplay::kTaskNumbers == store::kIdsPerRun);

Result<std::optional<selfplay::Rule>> standing(store::Reader& reader, RunId run, std::int64_t rule) {
    AZR_TRY(const std::vector<store::RuleRow> rows, reader.rules(run, false));
    const auto found = std::ranges::find(rows, rule, &store::RuleRow::rule);
    if (found == rows.end()) return std::optional<selfplay::Rule>();
    AZR_TRY(selfplay::Rule before, ruleOf(*found));
    return std::optional(std::move(before));
}

/// Of what the model wrote while the buffers were seeded, what would have entered.
bool isJudged(const store::TaskRow& row) {
    return row.origin == "model" && !row.barred && (row.step > 0 || row.status != "proposed");
}

Status prepare(const std::filesystem::path& database, RunId run, training::SetRule& change) {
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(database));
    AZR_CHECK(findPrograms(*reader, run, change.rule));
    if (change.before) return {};
    AZR_TRY(change.before, standing(*reader, run, change.rule.id));
    return {};
}

Status prepare(const std::filesystem::path& database, RunId run, training::RemoveRule& removal) {
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(database));
    if (removal.before) return {};
    AZR_TRY(removal.before, standing(*reader, run, removal.rule));
    return {};
}

}  // namespace

Status findPrograms(store::Reader& reader, RunId run, selfplay::Rule& rule) {
    for (const std::int64_t number : selfplay::Condition::comparedTasks(rule.condition)) {
        if (rule.programs.contains(number)) continue;
        const TaskId task{number <= store::kIdsPerRun ? store::firstIdOf(run) + number : number};
        if (const auto row = reader.taskRow(task)) rule.programs[number] = row->program;
    }
    AZR_TRY([[maybe_unused]] const selfplay::Condition condition, selfplay::conditionOf(rule));
    return {};
}

Status completeRule(const std::filesystem::path& database, RunId run, CommandId number, Command& command) {
    auto* const action = std::get_if<LoopAction>(&command);
    if (action == nullptr) return {};
    if (auto* const set = std::get_if<SetRule>(action)) {
        if (set->rule.id == 0) set->rule.id = number.value;
        return prepare(database, run, *set);
    }
    if (auto* const removal = std::get_if<RemoveRule>(action)) return prepare(database, run, *removal);
    return {};
}

Result<RuleTrial> tryRule(store::Reader& reader, RunId run, selfplay::Rule rule, std::int64_t most,
                          const std::function<bool()>& goesOn) {
    AZR_CHECK(findPrograms(reader, run, rule));
    AZR_TRY(const selfplay::Condition condition, selfplay::conditionOf(rule));
    RuleTrial trial;
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.verdict = "ok";
    double solved = 0;
    std::int64_t rated = 0, seen = 0;
    for (;;) {
        if (seen >= most || (goesOn && !goesOn())) {
            trial.whole = false;
            break;
        }
        AZR_TRY(const store::TaskPage page, reader.tasks(query));
        for (const store::TaskRow& row : page.rows) {
            ++seen;
            const bool proposed = isJudged(row), kept = row.status == "admitted" || row.status == "waiting";
            if (!proposed && !kept) continue;
            trial.tasks += proposed ? 1 : 0;
            if (!condition.meets(audit::factsOf(row))) continue;
            trial.met += proposed ? 1 : 0;
            trial.buffered += kept ? 1 : 0;
            if (proposed && row.learnability >= 0) {
                solved += row.learnability;
                ++rated;
            }
            if (trial.examples.size() < RuleTrial::kExamples) trial.examples.push_back(row);
        }
        if (!page.next) break;
        query.after = page.next;
    }
    if (rated > 0) trial.meanSolveRate = solved / static_cast<double>(rated);
    return trial;
}

}  // namespace azr::session
