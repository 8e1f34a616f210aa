#include "core/report/parts.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <tuple>
#include <utility>

#include "core/report/html.h"

namespace azr::report {

namespace {

std::string cellOf(const Cell& cell, const char* element) {
    return fmt::format("<{}{}>{}</{}>", element, cell.isNumber ? " class=\"num\"" : "", cell.html, element);
}

/// A piece of the curve, its name, and where it went.
std::string legendItem(const Chart& chart, const Curve& curve) {
    const auto known = [](const CurvePoint& point) { return std::isfinite(point.value); };
    const auto first = std::ranges::find_if(curve.points, known);
    const auto last = std::find_if(curve.points.rbegin(), curve.points.rend(), known);
    std::string values;
    if (first != curve.points.end()) {
        Chart plain = chart;
        plain.unit.clear();  // is said once
        values = valueText(chart, last->value);
        if (first->step != last->step) values = valueText(plain, first->value) + " to " + values;
    }
    return fmt::format(
        R"(<li><svg viewBox="0 0 24 10" aria-hidden="true"><path class="line c{}{}" d="M1 5L23 5"/>{}</path></svg>)"
        R"(<span>{} <span class="v">{}</span></span></li>)",
        curve.color, curve.dashed ? " dashed" : "", markAt(curve.color, 12, 5), escaped(curve.label), escaped(values));
}

}  // namespace

Cell text(std::string_view plain) {
    return {escaped(plain)};
}

Cell code(std::string_view plain) {
    return {"<code>" + escaped(plain) + "</code>"};
}

Cell number(std::string html) {
    return {std::move(html), true};
}

std::string tableOf(const std::vector<Cell>& head, const std::vector<std::vector<Cell>>& rows) {
    std::string html = "<div class=\"scroll\"><table><thead><tr>";
    for (const Cell& cell : head) html += cellOf(cell, "th");
    html += "</tr></thead><tbody>";
    for (const auto& row : rows) {
        html += "<tr>";
        for (const Cell& cell : row) html += cellOf(cell, "td");
        html += "</tr>";
    }
    return html + "</tbody></table></div>\n";
}

std::string heading(const char* id, const char* title, const std::string& below) {
    return fmt::format("<h2 id=\"{}\">{}</h2>\n{}", id, title,
                       below.empty() ? std::string() : "<p class=\"lead\">" + below + "</p>\n");
}

std::string figureOf(const Chart& chart) {
    std::string html = fmt::format("<figure><h3>{}</h3><p>{}</p>{}<figcaption><ul class=\"legend\">",
                                   escaped(chart.title), escaped(chart.about), drawn(chart));
    for (const Curve& curve : chart.curves) html += legendItem(chart, curve);
    return html + "</ul></figcaption></figure>\n";
}

std::string moment(double seconds) {
    if (seconds <= 0) return {};
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string percent(double share) {
    return fmt::format("{:.1f}%", 100 * share);
}

std::optional<SuiteScores> mainScores(const Facts& facts) {
    // By suite and mode, the steps at which it was measured.
    std::map<std::pair<std::string, bool>, std::map<int, SuiteScore>> measured;
    for (const Accuracy& one : facts.accuracies) {
        SuiteScore& score = measured[{one.score.suite, one.score.greedy}][one.score.step];
        std::tie(score.suite, score.step) = std::pair(one.score.suite, one.score.step);
        score.solved += one.score.solved;
        score.total += one.score.total;
    }
    // Sampled comes before greedy among equals: more attempts are behind it.
    const auto most = std::ranges::max_element(
        measured, {}, [](const auto& one) { return std::pair(one.second.size(), !one.first.second); });
    if (most == measured.end()) return std::nullopt;
    const auto& steps = most->second;
    const auto share = [](const auto& one) {
        return one.second.total > 0 ? double(one.second.solved) / one.second.total : 0;
    };
    return SuiteScores{steps.begin()->second, std::ranges::max_element(steps, {}, share)->second,
                       steps.rbegin()->second, most->first.second};
}

}  // namespace azr::report
