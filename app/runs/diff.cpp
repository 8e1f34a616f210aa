// In what runs of a workspace differ.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <ostream>

#include "app/command.h"
#include "app/runs/run_lines.h"
#include "app/workspace.h"
#include "core/session/history/run_diff.h"

namespace azr::app {
namespace {

constexpr std::size_t kMostRuns = 20;
constexpr std::size_t kMostLines = 12;

std::vector<std::string> headerOf(const session::RunDiff& diff, std::vector<std::string> first) {
    for (const store::RunRow& run : diff.runs) first.push_back(fmt::format("run {}", run.id.value));
    return first;
}

std::string changesText(const std::vector<store::ConfigChangeRow>& changes) {
    std::vector<std::string> texts;
    for (const auto& change : changes)
        texts.push_back(fmt::format("step {}: {} to {}", change.step, change.before, change.after));
    return fmt::format("{}", fmt::join(texts, "; "));
}

void tellSettings(const session::RunDiff& diff, const Console& console) {
    if (diff.settings.empty()) {
        console.line("settings: the same");
        return;
    }
    std::vector<std::vector<std::string>> rows;
    for (const session::SettingCompared& setting : diff.settings) {
        std::vector<std::string> row = {setting.path};
        for (std::size_t i = 0; i < setting.values.size(); ++i)
            row.push_back(setting.changes[i].empty()
                              ? setting.values[i]
                              : fmt::format("{} ({})", setting.values[i], changesText(setting.changes[i])));
        rows.push_back(std::move(row));
    }
    console.out << table(headerOf(diff, {"setting"}), rows);
}

void tellPrompts(const session::RunDiff& diff, const Console& console) {
    for (const session::PromptCompared& prompt : diff.prompts) {
        if (prompt.same()) {
            console.line(fmt::format("first prompt, {} {}: the same", prompt.role, prompt.kind));
            continue;
        }
        console.line(fmt::format("first prompt, {} {}: different", prompt.role, prompt.kind));
        for (std::size_t i = 0; i < diff.runs.size(); ++i) {
            const auto lines = session::ownLines(prompt.texts, i);
            console.line(fmt::format("  run {}:{}", diff.runs[i].id.value, prompt.texts[i].empty() ? " none" : ""));
            for (std::size_t line = 0; line < std::min(lines.size(), kMostLines); ++line)
                console.line("    " + lines[line]);
            if (lines.size() > kMostLines) console.line(fmt::format("    … {} lines more", lines.size() - kMostLines));
        }
    }
}

void tellBeginnings(const session::RunDiff& diff, const Console& console) {
    std::vector<std::string> counts;
    for (std::size_t i = 0; i < diff.runs.size(); ++i)
        counts.push_back(fmt::format("run {} has {}, {} of them alone", diff.runs[i].id.value, diff.seeds.count[i],
                                     diff.seeds.alone[i]));
    console.line(fmt::format("tasks to begin with: {} in common; {}", diff.seeds.common, fmt::join(counts, "; ")));
}

void tellAccuracies(const session::RunDiff& diff, const Console& console) {
    if (diff.accuracies.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const session::AccuracyCompared& one : diff.accuracies)
        for (const bool last : {false, true}) {
            std::vector<std::string> row = {one.suite, one.greedy ? "greedy" : "sampled", one.kind,
                                            last ? "last" : "first"};
            for (const auto& accuracy : last ? one.last : one.first)
                row.push_back(accuracy ? fmt::format("{} at {}", accuracyCell(accuracy), accuracy->step) : "");
            rows.push_back(std::move(row));
        }
    console.out << '\n' << table(headerOf(diff, {"suite", "mode", "kind", ""}), rows);
}

Json changesJson(const std::vector<store::ConfigChangeRow>& changes) {
    Json all = Json::array();
    for (const auto& change : changes)
        all.push_back({{"step", change.step},
                       {"before", change.before},
                       {"after", change.after},
                       {"on_resume", change.onResume()}});
    return all;
}

/// One line for each thing compared, the runs in the order in which they were asked for.
void tellJson(const session::RunDiff& diff, const Console& console) {
    Json runs = Json::array();
    for (const store::RunRow& run : diff.runs) runs.push_back(run.id.value);
    for (const session::SettingCompared& setting : diff.settings) {
        Json changes = Json::array();
        for (const auto& own : setting.changes) changes.push_back(changesJson(own));
        console.json("setting_difference",
                     {{"runs", runs}, {"path", setting.path}, {"values", setting.values}, {"changes", changes}});
    }
    for (const session::PromptCompared& prompt : diff.prompts)
        console.json("prompt_difference", {{"runs", runs},
                                           {"role", prompt.role},
                                           {"kind", prompt.kind},
                                           {"same", prompt.same()},
                                           {"texts", prompt.texts}});
    console.json(
        "seed_difference",
        {{"runs", runs}, {"common", diff.seeds.common}, {"tasks", diff.seeds.count}, {"alone", diff.seeds.alone}});
    for (const session::AccuracyCompared& one : diff.accuracies) {
        Json first = Json::array(), last = Json::array();
        for (const auto& accuracy : one.first) first.push_back(accuracyFields(accuracy));
        for (const auto& accuracy : one.last) last.push_back(accuracyFields(accuracy));
        console.json("accuracy_difference", {{"runs", runs},
                                             {"suite", one.suite},
                                             {"kind", one.kind},
                                             {"mode", one.greedy ? "greedy" : "sampled"},
                                             {"first", first},
                                             {"last", last}});
    }
}

void tellText(const session::RunDiff& diff, const Console& console) {
    tellSettings(diff, console);
    console.line("");
    tellPrompts(diff, console);
    tellBeginnings(diff, console);
    tellAccuracies(diff, console);
}

ExitCode runDiff(const Arguments& arguments, const Console& console) {
    const auto runs = runIdsOf(arguments);
    if (!runs) return console.usage(runs.error(), "runs diff");
    if (runs->size() < 2 || runs->size() > kMostRuns)
        return console.usage(
            {ErrorCode::InvalidArgument, fmt::format("2 to {} runs are compared", kMostRuns), "RUN", {}}, "runs diff");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const auto diff = session::diffRuns(**reader, *runs);
    if (!diff) return console.error(diff.error());
    (arguments.has("--json") ? tellJson : tellText)(*diff, console);
    return ExitCode::Ok;
}

}  // namespace

Command runsDiffCommand() {
    return {"runs diff",
            "Tell in what runs differ.",
            "Settings in force at their end with the changes made while they trained, the first prompts after seeding, "
            "the tasks that their buffers began with, and held-out accuracy.",
            runPositionals(),
            {workspaceOption(), jsonOption()},
            runDiff};
}

}  // namespace azr::app
