#include "core/exporting/metrics/metric_choice.h"

#include <algorithm>
#include <iterator>

#include "core/config/nearest.h"

namespace azr::exporting {
namespace {

bool fits(std::string_view pattern, std::string_view name) {
    std::size_t star = std::string_view::npos, resume = 0, at = 0, in = 0;
    while (in < name.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resume = in;
        } else if (at < pattern.size() && pattern[at] == name[in]) {
            ++at, ++in;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

}  // namespace

bool MetricChoice::includes(std::string_view name) const {
    return m_patterns.empty() || std::ranges::any_of(m_patterns, [&](const auto& one) { return fits(one, name); });
}

Result<std::vector<std::string>> MetricChoice::among(const std::vector<std::string>& names) const {
    for (const std::string& pattern : m_patterns) {
        if (std::ranges::any_of(names, [&](const std::string& name) { return fits(pattern, name); })) continue;
        const std::string close = config::nearest(pattern, names);
        return fail(ErrorCode::NotFound, "no metric of these runs is called '" + pattern + "'", {},
                    close.empty() ? "azr-studio runs show RUN lists them" : "did you mean '" + close + "'?");
    }
    std::vector<std::string> chosen;
    std::ranges::copy_if(names, std::back_inserter(chosen), [this](const auto& name) { return includes(name); });
    return chosen;
}

}  // namespace azr::exporting
