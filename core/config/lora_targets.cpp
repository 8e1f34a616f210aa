#include "core/config/lora_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/config/nearest.h"

namespace azr::config {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Result<std::vector<std::string>> parseLoraTargets(std::string_view text, std::string place) {
    const std::vector<std::string> all(kLoraTargets.begin(), kLoraTargets.end());
    if (trimmed(text) == "all-linear") return all;
    std::set<std::string_view> wanted;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::string_view one = trimmed(text.substr(at, comma - at));
        at = comma + 1;
        if (std::ranges::count(all, one) == 0) {
            const std::string close = nearest(one, all);
            return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no matrix that takes an adapter", one),
                        std::move(place),
                        close.empty() ? fmt::format("all-linear, or some of {}", fmt::join(all, ", "))
                                      : "did you mean '" + close + "'?");
        }
        wanted.insert(one);
    }
    std::vector<std::string> targets;
    for (const std::string& name : all)
        if (wanted.contains(name)) targets.push_back(name);
    return targets;
}

}  // namespace azr::config
