// The tasks of a run: a page as a table, or all of them as JSON lines.
#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "app/lines/task_filter.h"
#include "app/workspace.h"
#include "core/exporting/tasks/task_lines.h"

namespace azr::app {
namespace {

std::vector<std::string> taskCells(const store::TaskRow& task) {
    return {std::to_string(task.id.value),
            std::to_string(task.step),
            task.kind,
            task.status,
            task.verdict + (task.reason.empty() ? "" : " " + task.reason),
            task.learnability < 0 ? "" : fmt::format("{:.2f}", task.learnability),
            fmt::format("{:.2f}", task.reward),
            gist(task.program)};
}

Result<store::TaskQuery> queryOf(const Arguments& arguments) {
    store::TaskQuery query;
    AZR_TRY(query.filter, taskFilterOf(arguments, taskStatuses()));
    AZR_TRY(const auto step, arguments.integer("--step", 0, 1'000'000'000));
    if (step) query.filter.step = static_cast<int>(*step);
    query.order = {{store::TaskSort::Id, !arguments.has("--json")}};
    if (const auto sort = arguments.value("--sort")) {
        AZR_TRY(query.order, readOrders(*sort, "--sort"));
    }
    query.withTexts = arguments.has("--json");
    return query;
}

/// Which of the tasks the table shows.
std::string shownPart(const store::TaskQuery& query, std::size_t rows, std::int64_t total) {
    const bool youngest = query.order.front() == store::TaskOrder{store::TaskSort::Id, true};
    return fmt::format("the {} {} of {}{}; --limit shows more", youngest ? "youngest" : "first", rows, total,
                       youngest ? "" : " in this order");
}

Status showTasks(store::Reader& reader, store::TaskQuery query, std::int64_t limit, bool asJson,
                 const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (std::int64_t left = limit; left > 0;) {
        query.limit = static_cast<int>(std::min<std::int64_t>(left, store::kPageLimit));
        AZR_TRY(const auto page, reader.tasks(query));
        for (const auto& task : page.rows) {
            if (asJson)
                console.json("task", exporting::taskFacts(task));
            else
                rows.push_back(taskCells(task));
        }
        left -= static_cast<std::int64_t>(page.rows.size());
        if (!page.next || page.rows.empty()) break;
        query.after = page.next;
    }
    if (asJson) return {};
    AZR_TRY(const auto total, reader.countTasks(query.filter));
    console.out << table({"task", "step", "kind", "status", "verdict", "solved", "reward", "program"}, rows);
    if (total > static_cast<std::int64_t>(rows.size())) console.line(shownPart(query, rows.size(), total));
    return {};
}

ExitCode runTasks(const Arguments& arguments, const Console& console) {
    const auto query = queryOf(arguments);
    if (!query) return console.usage(query.error(), "tasks");
    const bool asJson = arguments.has("--json");
    const auto limit = arguments.integer("--limit", 1, INT64_MAX);
    if (!limit) return console.usage(limit.error(), "tasks");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    if (const auto run = (*reader)->run(query->filter.run); !run) return console.error(run.error());
    const auto status = showTasks(**reader, *query, limit->value_or(asJson ? INT64_MAX : 40), asJson, console);
    return status ? ExitCode::Ok : console.error(status.error());
}

}  // namespace

Command tasksCommand() {
    auto options = taskFilterOptions("proposed, admitted, evicted, vetoed, waiting, invalid or abandoned.");
    options.insert(options.end(), {{"--step", "N", "Made in this step; 0 is seeding."},
                                   {"--sort", "KEYS",
                                    "By task, step, solve_rate, reward or complexity; -KEY from the greatest down. "
                                    "More of them, with commas, order what is equal."},
                                   {"--limit", "N", "At most this many; 40 in a table unless given."},
                                   workspaceOption(),
                                   jsonOption()});
    return {"tasks",
            "List the tasks of a run.",
            "As a table the youngest come first; with --json all of them, the oldest first.",
            {{"RUN", "The run's number."}},
            std::move(options),
            runTasks};
}

}  // namespace azr::app
