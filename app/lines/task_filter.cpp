#include "app/lines/task_filter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "app/workspace.h"
#include "core/execution/verdict.h"
#include "core/selfplay/task.h"

namespace azr::app {
namespace {

template <class Names>
std::vector<std::string> listOf(const Names& names) {
    return {names.begin(), names.end()};
}

std::vector<std::string> kindNames() {
    std::vector<std::string> names;
    for (const auto kind : selfplay::kKinds) names.emplace_back(selfplay::name(kind));
    return names;
}

struct Range {
    const char* option;
    store::Bounds store::TaskFilter::*bounds;
    const char* doc;
};
constexpr std::array<Range, 5> kRanges = {
    {{"--steps", &store::TaskFilter::steps, "Made in these steps, such as 3..8, 3.. or 5; 0 is seeding."},
     {"--solve-rate", &store::TaskFilter::solveRate, "Solved by this share of the rollouts, such as 0.25..0.75."},
     {"--learnability", &store::TaskFilter::learnability,
      "Of this learnability (equation 4 of the solve rate), such as 0.5... Tasks without rollouts have none."},
     {"--reward", &store::TaskFilter::reward, "With this reward of the proposer, such as ..-0.5."},
     {"--complexity", &store::TaskFilter::complexity, "Of this cognitive complexity, such as 4..."}}};

constexpr std::array<std::pair<const char*, store::TaskSort>, store::kTaskSorts> kSorts = {
    {{"task", store::TaskSort::Id},
     {"step", store::TaskSort::Step},
     {"solve_rate", store::TaskSort::SolveRate},
     {"learnability", store::TaskSort::Learnability},
     {"reward", store::TaskSort::Reward},
     {"complexity", store::TaskSort::Complexity}}};

std::vector<std::string> sortNames() {
    std::vector<std::string> names;
    for (const auto& [name, by] : kSorts) names.emplace_back(name);
    return names;
}

tl::unexpected<Error> notBounds(const std::string& text, const std::string& option) {
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is not a range of numbers", option,
                "such as 0.25..0.75, 0.25.., ..0.75 or 0.5");
}

}  // namespace

std::vector<std::string> taskStatuses() {
    return {"proposed", "admitted", "evicted", "vetoed", "waiting", "invalid", "abandoned"};
}

std::vector<Option> taskFilterOptions(std::string status) {
    const auto oneOf = [](const std::vector<std::string>& names) {
        return fmt::format("{} or {}.", fmt::join(names.begin(), names.end() - 1, ", "), names.back());
    };
    std::vector<Option> options = {
        {"--kind", "KIND", fmt::format("{}.", fmt::join(kindNames(), ", "))},
        {"--verdict", "VERDICT", oneOf(listOf(execution::kVerdictNames))},
        {"--status", "STATUS", std::move(status)},
        {"--origin", "ORIGIN", oneOf(listOf(selfplay::kOriginNames))},
        {"--text", "TEXT", "Found in program, input, output, message or pairs."},
        {"--completions", "", "The text may also stand in what the model wrote: proposal and attempts."},
        {"--pinned", "", "Only pinned tasks."},
        {"--tag", "TAG", "Only tasks with this tag."},
        {"--near-duplicates", "WHICH", "only those that are near-duplicates, or none of them."}};
    for (const Range& range : kRanges) options.push_back({range.option, "RANGE", range.doc});
    return options;
}

Result<store::TaskFilter> taskFilterOf(const Arguments& arguments, const std::vector<std::string>& statuses) {
    store::TaskFilter filter;
    AZR_TRY(filter.run, runIdOf(arguments.positionals().front()));
    AZR_TRY(const auto kind, arguments.choice("--kind", kindNames()));
    AZR_TRY(const auto verdict, arguments.choice("--verdict", listOf(execution::kVerdictNames)));
    AZR_TRY(const auto status, arguments.choice("--status", statuses));
    AZR_TRY(const auto origin, arguments.choice("--origin", listOf(selfplay::kOriginNames)));
    AZR_TRY(const auto duplicates, arguments.choice("--near-duplicates", {"only", "none"}));
    filter.kind = kind.value_or("");
    filter.verdict = verdict.value_or("");
    filter.status = status.value_or("");
    filter.origin = origin.value_or("");
    filter.text = arguments.valueOr("--text", "");
    filter.completions = arguments.has("--completions");
    filter.pinned = arguments.has("--pinned");
    filter.tag = arguments.valueOr("--tag", "");
    if (duplicates) filter.nearDuplicate = *duplicates == "only";
    for (const Range& range : kRanges)
        if (const auto text = arguments.value(range.option)) {
            AZR_TRY(filter.*range.bounds, readBounds(*text, range.option));
        }
    return filter;
}

Result<store::Bounds> readBounds(const std::string& text, const std::string& option) {
    const auto end = [](std::string_view part, std::optional<double>& into) {
        if (part.empty()) return true;
        const auto [behind, code] = std::from_chars(part.data(), part.data() + part.size(), into.emplace());
        return code == std::errc() && behind == part.data() + part.size() && std::isfinite(*into);
    };
    store::Bounds bounds;
    const auto dots = text.find("..");
    const std::string_view whole = text;
    const std::string_view first = whole.substr(0, dots);
    const std::string_view last = dots == std::string::npos ? whole : whole.substr(dots + 2);
    if (!end(first, bounds.least) || !end(last, bounds.most) || !bounds.any() ||
        bounds.least.value_or(-INFINITY) > bounds.most.value_or(INFINITY))
        return notBounds(text, option);
    return bounds;
}

Result<std::vector<store::TaskOrder>> readOrders(const std::string& text, const std::string& option) {
    std::vector<store::TaskOrder> orders;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        std::string name = text.substr(at, comma - at);
        const bool descending = name.starts_with('-');
        if (descending) name.erase(0, 1);
        const auto found = std::ranges::find(kSorts, name, [](const auto& one) { return std::string(one.first); });
        if (found == kSorts.end())
            return fail(ErrorCode::InvalidArgument,
                        fmt::format("'{}' is none of {}", name, fmt::join(sortNames(), ", ")), option,
                        "a minus before a name orders from the greatest down");
        orders.push_back({found->second, descending});
        at = comma + 1;
    }
    return orders;
}

}  // namespace azr::app
