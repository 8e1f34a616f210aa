#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "core/store/task_text_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

/// Shorter texts have no trigram to look up; they are looked for among so many of the run's youngest tasks.
constexpr std::size_t kShortestIndexed = 3;
constexpr int kShortTextReach = 50'000;
constexpr std::int64_t kHitsCounted = 2'000;  ///< for the estimate: a millisecond
/// Tasks looked into for a page of 200 cost as much as reading this many hits where hits^2 = kSameCost * tasks
/// (2.7 and 1.4 microseconds each).
constexpr double kSameCost = 400;
constexpr std::size_t kMostTrigrams = 60;

/// The characters as the index folds them, for texts of ASCII: two letters beyond it become ASCII.
constexpr std::string_view kFolded = "lower(replace(replace({}, char(8490), 'k'), char(383), 's'))";

std::vector<std::string_view> characters(std::string_view text) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
        found.push_back(text.substr(at, end - at));
        at = end;
    }
    return found;
}

bool indexed(const TaskFilter& filter) {
    return characters(filter.text).size() >= kShortestIndexed;
}

bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// As one phrase of the full-text language.
std::string phrase(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

/// All of them, wherever they stand: an index without places knows no more.
std::string trigrams(std::string_view text) {
    const auto all = characters(text);
    std::string query;
    for (std::size_t i = 0; i + 3 <= all.size() && i < kMostTrigrams; ++i) {
        const char* first = all[i].data();
        const std::string_view three(first, static_cast<std::size_t>(all[i + 2].data() + all[i + 2].size() - first));
        query += (i > 0 ? " " : "") + phrase(three);
    }
    return query;
}

std::string holdsInCompletion(std::string_view id) {
    return fmt::format(
        "EXISTS (SELECT 1 FROM task_completions c WHERE c.task = {} AND instr(lower(c.text), lower(:text)) > 0)", id);
}

/// The first and the last id that a hit may have: those of the run alone are read. Abandoned tasks of all runs share
/// the ids below zero.
std::pair<std::int64_t, std::int64_t> hitsOf(const TaskFilter& filter) {
    using Limits = std::numeric_limits<std::int64_t>;
    const bool abandoned = filter.abandoned || filter.status == "abandoned";
    if (!filter.run.valid()) return {Limits::min(), Limits::max()};
    const std::int64_t before = firstIdOf(filter.run);
    return {abandoned ? Limits::min() : before + 1, before + kIdsPerRun};
}

struct Hits {
    std::int64_t count = 0, oldest = 0;
};

Result<Hits> countHits(Database& database, std::string_view sql, const std::string& match, std::int64_t first,
                       std::int64_t last) {
    AZR_TRY(Statement* const statement, database.statement(sql));
    statement->bind(match, first, last, kHitsCounted);
    AZR_TRY([[maybe_unused]] const bool any, statement->step());
    const Hits hits{statement->integer(0), statement->integer(1)};
    statement->reset();
    return hits;
}

/// Whether so many tasks of the run hold it that walking them is quicker. Judged by how closely its hits follow each
/// other among the youngest tasks.
Result<bool> isCommon(Database& database, const TaskFilter& filter) {
    AZR_TRY(Statement* const ids, database.statement(sql::ids_of_run));
    ids->bind(filter.run);
    AZR_TRY([[maybe_unused]] const bool any, ids->step());
    const std::int64_t first = ids->integer(0), last = ids->integer(1);
    ids->reset();
    if (last == 0) return false;
    const auto commonIn = [&](std::string_view sql, const std::string& match) -> Result<bool> {
        AZR_TRY(const Hits hits, countHits(database, sql, match, first, last));
        if (hits.count < kHitsCounted) return false;
        const auto tasks = static_cast<double>(last - first + 1);
        const double all = tasks * static_cast<double>(hits.count) / static_cast<double>(last - hits.oldest + 1);
        return all * all > kSameCost * tasks;
    };
    AZR_TRY(const bool inTask, commonIn(sql::text_hits, phrase(filter.text)));
    if (inTask || !filter.completions) return inTask;
    return commonIn(sql::completion_hits, trigrams(filter.text));
}

}  // namespace

Result<TextPlan> textPlan(Database& database, const TaskQuery& query, bool fewSteps) {
    const TaskFilter& filter = query.filter;
    if (filter.text.empty()) return TextPlan::None;
    if (!indexed(filter)) return TextPlan::Young;
    const bool ofStep = filter.step || fewSteps;
    if (query.order.front().by == TaskSort::Id && !ofStep && !filter.completions) return TextPlan::Index;
    if (!isAscii(filter.text)) return ofStep && !filter.completions ? TextPlan::Holds : TextPlan::Hits;
    if (ofStep) return TextPlan::LookInto;
    AZR_TRY(const bool common, isCommon(database, filter));
    return common ? TextPlan::LookInto : TextPlan::Hits;
}

TextPlan countingPlan(const TaskFilter& filter) {
    if (filter.text.empty()) return TextPlan::None;
    if (!indexed(filter)) return TextPlan::Young;
    if (filter.completions) return TextPlan::Hits;
    return filter.step ? TextPlan::Holds : TextPlan::Index;
}

std::string hitsSource(const TaskFilter& filter, TextPlan plan) {
    if (plan == TextPlan::Index) return "task_search CROSS JOIN tasks t ON t.id = task_search.rowid";
    std::string hits(sql::task_hits);
    if (filter.completions) hits += sql::task_hits_completions;
    return fmt::format("({}) hit CROSS JOIN tasks t ON t.id = hit.id", hits);
}

std::string textCondition(const TaskFilter& filter, TextPlan plan, std::string_view id) {
    switch (plan) {
        case TextPlan::None: return {};
        case TextPlan::Index:
            return " AND task_search MATCH :text_match AND task_search.rowid BETWEEN :first_hit AND :last_hit";
        case TextPlan::Hits:
            return filter.completions ? fmt::format(" AND (hit.sure OR {})", holdsInCompletion(id)) : std::string();
        case TextPlan::Holds:
            return fmt::format(
                " AND {} IN (SELECT rowid FROM task_search WHERE task_search MATCH :text_match "
                "AND rowid BETWEEN :first_hit AND :last_hit)",
                id);
        case TextPlan::Young:
        case TextPlan::LookInto: break;
    }
    const std::string body = fmt::format("(SELECT body FROM task_body b WHERE b.id = {})", id);
    std::string holds = fmt::format("instr({}, {}) > 0", fmt::format(fmt::runtime(kFolded), body),
                                    fmt::format(fmt::runtime(kFolded), ":text"));
    if (filter.completions) holds = fmt::format("({} OR {})", holds, holdsInCompletion(id));
    if (plan == TextPlan::LookInto) return " AND " + holds;
    return fmt::format(" AND {} > (SELECT max(id) FROM tasks WHERE run = :run) - {} AND {}", id, kShortTextReach,
                       holds);
}

void bindText(Statement& statement, const TaskFilter& filter) {
    statement.named(":text", filter.text).named(":text_match", phrase(filter.text));
    statement.named(":trigrams", trigrams(filter.text));
    const auto [first, last] = hitsOf(filter);
    statement.named(":first_hit", first).named(":last_hit", last);
}

}  // namespace azr::store
