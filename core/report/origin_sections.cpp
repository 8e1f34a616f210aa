// Where a run comes from: its settings against the paper, what people did, what it was made with, what it cost.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/size_text.h"
#include "core/report/html.h"
#include "core/report/parts.h"
#include "core/report/sections.h"

namespace azr::report {

namespace {

std::string orDash(const std::string& value) {
    return value.empty() ? "–" : value;
}

std::vector<Cell> departureRow(const Departure& one) {
    std::string name = "<code>" + escaped(one.path) + "</code>";
    name += "<span class=\"doc\">" + escaped(one.note.empty() ? one.doc : one.note) + "</span>";
    return {{std::move(name)}, code(orDash(one.own)), code(orDash(one.theirs)), text(one.section)};
}

std::string factTable(const std::vector<std::pair<const char*, std::string>>& pairs) {
    std::vector<std::vector<Cell>> rows;
    for (const auto& [what, value] : pairs)
        if (!value.empty()) rows.push_back({text(what), {value}});
    return tableOf({text("what"), text("")}, rows);
}

std::string hashText(const std::string& hash) {
    return hash.empty() ? std::string() : "<code class=\"hash\">" + escaped(hash) + "</code>";
}

}  // namespace

std::string configurationSection(const Facts& facts) {
    const std::size_t count = facts.departures.size();
    std::string html = heading(
        "settings", "Settings against the paper",
        fmt::format(
            "As the run was started, against the preset <code>{}</code>: {} differ{}. The column “paper” says where "
            "the paper (arXiv 2505.03335) speaks of a setting.",
            escaped(facts.against), count == 1 ? "1 setting" : fmt::format("{} settings", count),
            count == 1 ? "s" : ""));
    if (!facts.settingsTrouble.empty())
        return html +
               "<p class=\"error\">This version cannot read all settings of the run, so they are not compared: " +
               escaped(facts.settingsTrouble) + "</p>\n";
    // What the paper speaks of comes first.
    std::vector<std::vector<Cell>> rows;
    for (const bool inPaper : {true, false})
        for (const Departure& one : facts.departures)
            if (one.section.empty() != inPaper) rows.push_back(departureRow(one));
    if (rows.empty()) return html;
    return html + tableOf({text("setting"), text("this run"), text(facts.against), text("paper")}, rows);
}

std::string logSection(const Facts& facts) {
    std::string html = heading("log", "Changes and alerts");
    html += "<h3>Changed while it ran</h3>";
    std::vector<std::vector<Cell>> rows;
    for (const store::ConfigChangeRow& one : facts.changes)
        rows.push_back({number(std::to_string(one.step)), code(one.path), code(orDash(one.before)),
                        code(orDash(one.after)), text(one.onResume() ? "on resuming" : "by a command")});
    html += rows.empty()
                ? "<p>Nothing.</p>"
                : tableOf({number("from step"), text("setting"), text("before"), text("after"), text("how")}, rows);
    if (!facts.commands.empty()) {
        html += "<p class=\"note\">People asked for: ";
        for (std::size_t i = 0; i < facts.commands.size(); ++i)
            html += fmt::format("{}{} × <code>{}</code>", i == 0 ? "" : ", ", groupedText(facts.commands[i].count),
                                escaped(facts.commands[i].name));
        html += ".</p>";
    }
    html += "<h3>Alerts</h3>";
    rows.clear();
    for (const store::EventRow& one : facts.alerts)
        rows.push_back({number(std::to_string(one.step)),
                        {fmt::format("<span class=\"{}\">{}</span>", one.severity == "error" ? "error" : "warning",
                                     escaped(one.severity))},
                        code(one.code),
                        text(one.text)});
    html += rows.empty() ? "<p>None.</p>" : tableOf({number("step"), text(""), text("code"), text("what")}, rows);
    if (facts.alertsLeftOut > 0)
        html += fmt::format("<p class=\"note\">{} older ones are left out.</p>", groupedText(facts.alertsLeftOut));
    return html + "\n";
}

std::string costsSection(const Facts& facts) {
    const store::RunCosts& costs = facts.costs;
    std::string html =
        heading("costs", "Costs", "Abandoned steps, which were done again after a crash, are not counted.");
    const auto row = [](const char* what, std::int64_t count, std::int64_t prompt, std::int64_t written) {
        return std::vector<Cell>{text(what), number(groupedText(count)), number(groupedText(prompt)),
                                 number(groupedText(written))};
    };
    html += tableOf(
        {text("completions"), number("count"), number("prompt tokens"), number("tokens written")},
        {row("proposals", costs.proposals, costs.proposalPromptTokens, costs.proposalTokens),
         row("attempts", costs.attempts, costs.attemptPromptTokens, costs.attemptTokens),
         row("together", costs.proposals + costs.attempts, costs.proposalPromptTokens + costs.attemptPromptTokens,
             costs.proposalTokens + costs.attemptTokens)});
    if (facts.phases.empty()) return html;
    std::vector<std::vector<Cell>> rows;
    for (const PhaseTime& one : facts.phases)
        rows.push_back({text(one.phase), number(durationText(one.seconds)),
                        number(costs.seconds > 0 ? percent(one.seconds / costs.seconds) : "–")});
    rows.push_back({text("all steps"), number(durationText(costs.seconds)), number(percent(1))});
    return html + tableOf({text("time"), number(""), number("of the steps")}, rows);
}

std::string originSection(const Facts& facts) {
    const store::RunRow& run = facts.run;
    std::string html = heading("origin", "What it was made with");
    html += factTable(
        {{"AZR Studio", escaped(run.studio)},
         {"model", escaped(run.modelFolder.empty() ? "the built-in nano model" : run.modelFolder)},
         {"parameters", groupedText(run.parameters)},
         {"base weights, SHA-256", hashText(run.baseHash)},
         {"LibTorch", escaped(run.torch)},
         {"Python of the programs", escaped(run.python)},
         {"processor", escaped(run.cpu)},
         {"device, type of the weights", escaped(run.device + ", " + run.dtype)},
         {"kernels", escaped(run.kernelsReason.empty() ? run.kernels : run.kernels + " (" + run.kernelsReason + ")")},
         {"threads", std::to_string(run.threads)},
         {"resumed", run.resumes > 0 ? fmt::format("{} times", run.resumes) : std::string()},
         {"ended", moment(run.ended)},
         {"digest of the run", hashText(facts.digest)}});
    if (facts.checkpoints.empty()) return html;
    std::vector<std::vector<Cell>> rows;
    for (const store::CheckpointRow& one : facts.checkpoints)
        rows.push_back({number(std::to_string(one.step)),
                        text(one.best ? "best" : ""),
                        {hashText(one.weightsHash)},
                        {hashText(one.optimizerHash)},
                        number(sizeText(one.bytes))});
    return html + "<h3>Checkpoints</h3>" +
           tableOf({number("step"), text(""), text("weights, SHA-256"), text("optimizer, SHA-256"), number("size")},
                   rows);
}

}  // namespace azr::report
