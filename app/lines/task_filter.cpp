#include "app/lines/task_filter.h"

#include <fmt/format.h>

#include "app/workspace.h"
#include "core/execution/verdict.h"
#include "core/selfplay/task.h"

namespace azr::app {
namespace {

std::vector<std::string> kindNames() {
    std::vector<std::string> names;
    for (const auto kind : selfplay::kKinds) names.emplace_back(selfplay::name(kind));
    return names;
}

}  // namespace

std::string kindChoices() {
    return fmt::format("{}.", fmt::join(kindNames(), ", "));
}

std::vector<std::string> taskStatuses() {
    return {"proposed", "admitted", "evicted", "vetoed", "invalid", "abandoned"};
}

Result<store::TaskFilter> taskFilterOf(const Arguments& arguments, const std::vector<std::string>& statuses) {
    store::TaskFilter filter;
    AZR_TRY(filter.run, runIdOf(arguments.positionals().front()));
    AZR_TRY(const auto kind, arguments.choice("--kind", kindNames()));
    AZR_TRY(const auto verdict,
            arguments.choice("--verdict", {execution::kVerdictNames.begin(), execution::kVerdictNames.end()}));
    AZR_TRY(const auto status, arguments.choice("--status", statuses));
    filter.kind = kind.value_or("");
    filter.verdict = verdict.value_or("");
    filter.status = status.value_or("");
    return filter;
}

}  // namespace azr::app
