#include "app/reports/suite_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <set>

namespace azr::app {
namespace {

using evaluation::Estimate;
using evaluation::SuiteFigures;

constexpr std::size_t kShown = 20;  ///< flips and tasks for people; JSON lines hold all

std::string percent(const Estimate& estimate) {
    return fmt::format("{:.1f}% ({:.1f} .. {:.1f})", 100 * estimate.value, 100 * estimate.interval.low,
                       100 * estimate.interval.high);
}

Json modelJson(const store::SuiteEvaluationRow& row) {
    return {{"suite", row.suite},
            {"model", row.model},
            {"run", row.run.valid() ? Json(row.run.value) : Json()},
            {"step", row.run.valid() ? Json(row.step) : Json()},
            {"evaluation", row.key}};
}

struct FigureLine {
    std::string metric;
    int k = 1;
    bool greedy = false;
    Estimate estimate;
};

std::vector<FigureLine> listed(const SuiteFigures& figures) {
    std::vector<FigureLine> all;
    if (figures.greedy) all.push_back({"pass@k", 1, true, *figures.greedy});
    for (const auto& [k, estimate] : figures.passAt) all.push_back({"pass@k", k, false, estimate});
    for (const auto& [k, estimate] : figures.majority) all.push_back({"majority@k", k, false, estimate});
    return all;
}

std::string heading(const FigureLine& figure) {
    const std::string name = figure.metric.substr(0, figure.metric.size() - 1) + std::to_string(figure.k);
    return figure.greedy ? name + " greedy" : name;
}

void showJson(const store::SuiteEvaluationRow& row, const std::string& group, const std::string& name,
              const SuiteFigures& figures, const Console& console) {
    for (const FigureLine& figure : listed(figures)) {
        Json json = modelJson(row);
        json["group"] = group;
        json["name"] = name;
        json["metric"] = figure.metric;
        json["k"] = figure.k;
        json["mode"] = figure.greedy ? "greedy" : "sampled";
        json["items"] = figure.estimate.items;
        json["value"] = figure.estimate.value;
        json["low"] = figure.estimate.interval.low;
        json["high"] = figure.estimate.interval.high;
        console.json("suite_result", json);
    }
}

std::vector<std::string> rowOf(const std::string& name, const SuiteFigures& figures,
                               const std::vector<std::string>& headings) {
    std::vector<std::string> cells(headings.size());
    cells[0] = name;
    cells[1] = std::to_string(figures.items);
    for (const FigureLine& figure : listed(figures)) {
        const auto at = std::ranges::find(headings, heading(figure));
        if (at != headings.end()) cells[static_cast<std::size_t>(at - headings.begin())] = percent(figure.estimate);
    }
    return cells;
}

}  // namespace

void showSuite(const session::StoredSuite& suite, bool asJson, const Console& console) {
    const evaluation::SuiteReport& report = suite.report;
    if (asJson) {
        showJson(suite.row, "all", suite.row.suite, report.all, console);
        for (const auto& [name, figures] : report.kinds) showJson(suite.row, "kind", name, figures, console);
        for (const auto& [name, figures] : report.difficulties)
            showJson(suite.row, "difficulty", name, figures, console);
        return;
    }
    std::vector<std::string> headings = {suite.row.suite, "items"};
    for (const FigureLine& figure : listed(report.all)) headings.push_back(heading(figure));
    std::vector<std::vector<std::string>> rows = {rowOf("all", report.all, headings)};
    for (const auto& [name, figures] : report.kinds) rows.push_back(rowOf(name, figures, headings));
    for (const auto& [name, figures] : report.difficulties)
        rows.push_back(rowOf(name.empty() ? "(difficulty unknown)" : name, figures, headings));
    console.line(fmt::format("{}, intervals at 95%", suite.row.model));
    console.out << table(headings, rows);
}

void showFlips(const session::StoredSuite& first, const session::StoredSuite& second, bool asJson,
               const Console& console) {
    const evaluation::Comparison found = evaluation::compare(first.items, second.items);
    if (asJson) {
        console.json("flips", {{"suite", second.row.suite},
                               {"first", first.row.model},
                               {"second", second.row.model},
                               {"items", found.counts.total()},
                               {"both", found.counts.both},
                               {"neither", found.counts.neither},
                               {"gained", found.counts.gained},
                               {"lost", found.counts.lost},
                               {"difference", found.counts.difference()},
                               {"low", found.difference.low},
                               {"high", found.difference.high},
                               {"p", found.p}});
        for (const evaluation::Flip& flip : found.flips)
            console.json("flip", {{"suite", second.row.suite},
                                  {"item", flip.id},
                                  {"kind", flip.kind},
                                  {"change", flip.gained ? "gained" : "lost"}});
        return;
    }
    console.line(fmt::format(
        "{}: {} against {}, the same {} items: {} gained, {} lost; {:+.1f} points ({:+.1f} .. {:+.1f}), p = {:.3g} "
        "(McNemar, exact)",
        second.row.suite, second.row.model, first.row.model, found.counts.total(), found.counts.gained,
        found.counts.lost, 100 * found.counts.difference(), 100 * found.difference.low, 100 * found.difference.high,
        found.p));
    for (std::size_t i = 0; i < found.flips.size() && i < kShown; ++i)
        console.line(fmt::format("  {} {}", found.flips[i].gained ? "gained" : "lost  ", found.flips[i].id));
    if (found.flips.size() > kShown)
        console.line(fmt::format("  and {} more: --json lists them", found.flips.size() - kShown));
}

void showContamination(const session::StoredSuite& suite, const session::Contamination& found, bool asJson,
                       const Console& console) {
    const auto count = [&](const auto& which) { return std::ranges::count_if(found.matches, which); };
    const auto sameText = count([](const auto& one) { return one.sameText; });
    const auto buffered = count([](const auto& one) { return one.buffered; });
    std::set<std::string> items;
    for (const session::ContaminatedTask& one : found.matches) items.insert(one.item);
    if (asJson) {
        console.json("contamination", {{"suite", suite.row.suite},
                                       {"run", suite.row.run.value},
                                       {"tasks", found.tasks},
                                       {"matches", found.matches.size()},
                                       {"same_text", sameText},
                                       {"buffered", buffered},
                                       {"items", items.size()}});
        for (const session::ContaminatedTask& one : found.matches)
            console.json("contaminated", {{"suite", suite.row.suite},
                                          {"task", one.task.value},
                                          {"item", one.item},
                                          {"same_text", one.sameText},
                                          {"buffered", one.buffered}});
        return;
    }
    if (found.matches.empty()) {
        console.line(fmt::format("{}: none of the {} valid tasks of run {} is like an item", suite.row.suite,
                                 found.tasks, suite.row.run.value));
        return;
    }
    console.line(fmt::format(
        "{}: {} of the {} valid tasks of run {} are like {} of the items ({} word for word, {} now in a buffer)",
        suite.row.suite, found.matches.size(), found.tasks, suite.row.run.value, items.size(), sameText, buffered));
    for (std::size_t i = 0; i < found.matches.size() && i < kShown; ++i)
        console.line(fmt::format("  task {} and {}", found.matches[i].task.value, found.matches[i].item));
}

}  // namespace azr::app
