// The runs of a workspace as a list: searched, filtered, sorted, grouped.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>
#include <ostream>

#include "app/command.h"
#include "app/runs/run_lines.h"
#include "app/workspace.h"
#include "core/base/size_text.h"
#include "core/config/run_fields.h"
#include "core/session/history/run_query.h"

namespace azr::app {
namespace {

Json summaryJson(const session::RunSummary& one) {
    Json json = runJson(one.run);
    json["model"] = one.model();
    json["best"] = accuracyFields(one.best);
    json["last"] = accuracyFields(one.last);
    json["tasks"] = one.size.tasks;
    json["attempts"] = one.size.attempts;
    json["database_bytes"] = one.databaseBytes;
    json["checkpoint_bytes"] = one.size.checkpointBytes;
    return json;
}

std::string meanCell(const telemetry::MeanOverRuns& mean) {
    if (mean.count == 0) return {};
    if (!mean.half) return fmt::format("{:.1f}%", 100 * mean.mean);
    return fmt::format("{:.1f}% ± {:.1f}", 100 * mean.mean, 100 * *mean.half);
}

Json meanFields(const telemetry::MeanOverRuns& mean) {
    if (mean.count == 0) return {};
    return {{"runs", mean.count}, {"mean", mean.mean}, {"half", mean.half ? Json(*mean.half) : Json()}};
}

std::string marksOf(const store::RunRow& run) {
    std::vector<std::string> marks = run.tags;
    if (run.pinned) marks.insert(marks.begin(), "pinned");
    if (run.archived) marks.emplace_back("archived");
    return fmt::format("{}", fmt::join(marks, ", "));
}

/// The first line of a note, or what became of the run where nobody wrote one.
std::string sayOf(const store::RunRow& run) {
    const std::string& text = run.note.empty() ? run.message : run.note;
    return text.substr(0, text.find('\n'));
}

struct Listed {
    std::vector<session::RunSummary> all;
    std::vector<std::size_t> which;
};

void listText(const Listed& listed, const std::vector<std::string>& shown, const Console& console) {
    std::vector<std::string> header = {"run",        "state", "model", "preset", "steps",  "best (95%)",
                                       "last (95%)", "took",  "size",  "tags",   "parent", "note"};
    header.insert(header.end() - 1, shown.begin(), shown.end());
    std::vector<std::vector<std::string>> rows;
    for (const std::size_t place : listed.which) {
        const session::RunSummary& one = listed.all[place];
        std::vector<std::string> row = {std::to_string(one.run.id.value),
                                        one.run.state,
                                        one.model(),
                                        one.run.preset,
                                        std::to_string(one.run.lastStep),
                                        accuracyCell(one.best),
                                        accuracyCell(one.last),
                                        one.run.ended > 0 ? duration(one.run.took()) : "",
                                        sizeText(one.bytes()),
                                        marksOf(one.run),
                                        originOf(one.run)};
        for (const std::string& field : shown) row.push_back(session::valueOf(one, field).text);
        row.push_back(sayOf(one.run));
        rows.push_back(std::move(row));
    }
    console.out << table(header, rows);
}

void listGroups(const Listed& listed, const std::vector<std::string>& fields, bool asJson, const Console& console) {
    const auto groups = session::groupBy(listed.all, listed.which, fields);
    std::vector<std::string> header = fields;
    header.insert(header.end(), {"runs", "best (mean)", "last (mean)", "which"});
    std::vector<std::vector<std::string>> rows;
    for (const session::RunGroup& group : groups) {
        std::vector<std::int64_t> ids;
        for (const std::size_t place : group.runs) ids.push_back(listed.all[place].run.id.value);
        Json by = Json::object();
        for (std::size_t i = 0; i < fields.size(); ++i) by[fields[i]] = group.values[i];
        if (asJson)
            console.json(
                "run_group",
                {{"by", by}, {"runs", ids}, {"best", meanFields(group.best)}, {"last", meanFields(group.last)}});
        std::vector<std::string> row = group.values;
        row.insert(row.end(), {std::to_string(ids.size()), meanCell(group.best), meanCell(group.last),
                               fmt::format("{}", fmt::join(ids, ", "))});
        rows.push_back(std::move(row));
    }
    if (!asJson) console.out << table(header, rows);
}

struct Asked {
    session::RunQuery query;
    std::vector<std::string> groups, shown;
};

Result<Asked> askedOf(const Arguments& arguments) {
    Asked asked;
    asked.query.search = arguments.valueOr("--search", "");
    asked.query.archived = arguments.has("--archived");
    for (const std::string& text : arguments.values("--filter")) {
        AZR_TRY(session::RunFilter filter, session::parseRunFilter(text));
        // Who asks for archived runs wants to see them.
        asked.query.archived = asked.query.archived || filter.field == "archived";
        asked.query.filters.push_back(std::move(filter));
    }
    if (const auto sort = arguments.value("--sort")) {
        AZR_TRY(asked.query.order, session::parseRunOrder(*sort));
    }
    const auto fields = [&](const char* option, std::vector<std::string>& into) -> Status {
        for (const std::string& text : arguments.values(option))
            for (const std::string& field : config::listOf(text)) {
                AZR_CHECK(session::isRunField(field));
                into.push_back(field);
            }
        return {};
    };
    AZR_CHECK(fields("--group-by", asked.groups));
    AZR_CHECK(fields("--show", asked.shown));
    return asked;
}

ExitCode runList(const Arguments& arguments, const Console& console) {
    auto asked = askedOf(arguments);
    if (!asked) return console.usage(asked.error(), "runs list");
    const std::string workspace = workspaceOf(arguments);
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    const bool binned = arguments.has("--bin");
    asked->query.archived = asked->query.archived || binned;
    std::error_code unknown;
    const auto bytes = std::filesystem::file_size(databaseOf(workspace), unknown);
    auto runs = session::runSummaries(**reader, unknown ? 0 : static_cast<std::int64_t>(bytes), binned);
    if (!runs) return console.error(runs.error());
    Listed listed{std::move(*runs), {}};
    listed.which = session::select(listed.all, asked->query);
    const bool asJson = arguments.has("--json");
    if (!asked->groups.empty()) {
        listGroups(listed, asked->groups, asJson, console);
        return ExitCode::Ok;
    }
    if (asJson) {
        for (const std::size_t place : listed.which) console.json("run", summaryJson(listed.all[place]));
        return ExitCode::Ok;
    }
    listText(listed, asked->shown, console);
    const auto hidden = std::ranges::count_if(listed.all, [](const auto& one) { return one.run.archived; });
    if (hidden > 0 && !asked->query.archived)
        console.line(fmt::format("{} archived; --archived lists them, too", hidden));
    return ExitCode::Ok;
}

}  // namespace

Command runsListCommand() {
    return {
        "runs list",
        "List the runs of a workspace, youngest first, with held-out accuracy and room on the disk.",
        fmt::format("Fields are {}, and the settings by their paths (train --fields lists them).",
                    fmt::join(session::runListFields(), ", ")),
        {},
        {{"--search", "WORDS", "Runs with all of these words in name, note, tags, preset, model, state or message."},
         {"--filter", "FIELD=VALUE", "Only such runs; also FIELD!=VALUE, FIELD~PART, FIELD<N, <=, >, >=.", true},
         {"--sort", "FIELDS", "By one field or more, with commas; -FIELD from the greatest down."},
         {"--group-by", "FIELDS",
          "One line for each value: how many runs, and the mean of their accuracies with "
          "its 95% interval over the runs.",
          true},
         {"--show", "FIELDS", "More columns.", true},
         {"--archived", "", "Archived runs, too."},
         {"--bin", "", "Those in the bin instead."},
         workspaceOption(),
         jsonOption()},
        runList};
}

}  // namespace azr::app
