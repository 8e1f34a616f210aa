#include "core/exporting/data_export.h"

#include <fmt/format.h>

#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/exporting/exact_texts.h"
#include "core/exporting/tasks/task_export.h"
#include "core/selfplay/kinds.h"

namespace azr::exporting {
namespace {

using Texts = std::vector<std::string>;

Status parseInduction(const Json& json, DataLine& line, const std::string& place) {
    AZR_TRY(const auto inputs, field<Texts>(json, "inputs", place));
    AZR_TRY(const auto outputs, field<Texts>(json, "outputs", place));
    AZR_TRY(line.message, fieldOr<std::string>(json, "message", "", place));
    if (inputs.size() != outputs.size())
        return fail(ErrorCode::Parse,
                    fmt::format("'inputs' has {} entries and 'outputs' has {}", inputs.size(), outputs.size()), place);
    if (inputs.size() < 2) return fail(ErrorCode::Parse, "field 'inputs' needs at least two entries", place);
    for (std::size_t i = 0; i < inputs.size(); ++i) line.pairs.push_back({inputs[i], outputs[i]});
    return {};
}

/// A composite program without the functions that it was given.
std::string ownProgram(const store::TaskRow& task) {
    std::string before;
    for (const auto& one : task.given) before += one.program + "\n\n";
    return task.program.starts_with(before) ? task.program.substr(before.size()) : task.program;
}

/// As the reference calls them: by its name of the kind, but for the triplets that two kinds share, and for errors.
std::string seedFile(selfplay::TaskKind kind) {
    const selfplay::KindTraits& traits = selfplay::traitsOf(kind);
    if (traits.twin) return "seed_io.jsonl";
    return fmt::format("{}_seed_io.jsonl", selfplay::namesError(kind) ? traits.name : traits.reference);
}

std::set<std::string> seedFiles() {
    std::set<std::string> files;
    for (const selfplay::TaskKind kind : selfplay::kKinds) files.insert(seedFile(kind));
    return files;
}

/// Without the last bits of an average's rounding: 0.12500000000000003 is an eighth.
double tidy(double value) {
    return std::stod(fmt::format("{:.12g}", value));
}

bool hasPairs(const store::TaskRow& task) {
    const auto kind = selfplay::kindFromName(task.kind);
    return kind && selfplay::hasPairs(*kind);
}

}  // namespace

Json taskLine(const store::TaskRow& task) {
    Json line = {{"snippet", task.program}};
    if (hasPairs(task)) {
        line["inputs"] = line["outputs"] = Json::array();
        for (const auto& pair : task.pairs) {
            line["inputs"].push_back(pair.input);
            line["outputs"].push_back(pair.output);
        }
        line["message"] = task.message;
    } else {
        line["input"] = task.input;
        line["output"] = task.output;
    }
    line["imports"] = task.imports;
    if (!hasPairs(task)) {
        line["original_snippet"] = ownProgram(task);
        line["composite_functions"] = Json::array();
        for (const auto& one : task.given)
            line["composite_functions"].push_back(
                {{"snippet", one.program}, {"imports", Json::array()}, {"_task", one.task.value}});
        line["_output_type"] = task.outputType;
    }
    line["_kind"] = task.kind;
    line["_task"] = task.id.value;
    line["_run"] = task.run.value;
    line["_step"] = task.step;
    if (task.learnability >= 0) line["_solve_rate"] = tidy(task.learnability);
    return line;
}

Result<DataLine> parseLine(const Json& json, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "is not a JSON object", place);
    DataLine line;
    const bool crux = !json.contains("snippet") && json.contains("code");
    AZR_TRY(line.program, field<std::string>(json, crux ? "code" : "snippet", place));
    if (line.program.empty()) return fail(ErrorCode::Parse, "the program is empty", place);
    AZR_TRY(line.imports, fieldOr<Texts>(json, "imports", {}, place));
    AZR_TRY(line.id, fieldOr<std::string>(json, "id", "", place));
    if (json.contains("inputs")) {
        AZR_CHECK(parseInduction(json, line, place));
        return line;
    }
    AZR_TRY(line.input, field<std::string>(json, "input", place));
    AZR_TRY(line.output, field<std::string>(json, "output", place));
    return line;
}

Result<std::vector<DataLine>> readLines(const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    std::vector<DataLine> lines;
    std::istringstream stream(text);
    int number = 0;
    for (std::string row; std::getline(stream, row);) {
        ++number;
        if (row.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = fmt::format("line {} of {}", number, file.string());
        AZR_TRY(Json json, parseJson(row, place));
        AZR_CHECK(restoreBytes(json, place));
        AZR_TRY(auto line, parseLine(json, place));
        lines.push_back(std::move(line));
    }
    return lines;
}

Result<std::int64_t> writeTasks(store::Reader& reader, const store::TaskFilter& filter, const std::vector<TaskId>& ids,
                                std::ostream& out, const Progress& progress) {
    return writeTasks(reader, TaskExport{.filter = filter, .ids = ids, .progress = progress}, sinkOf(out));
}

Result<std::int64_t> exportTasks(store::Reader& reader, const store::TaskFilter& filter, const std::vector<TaskId>& ids,
                                 const std::filesystem::path& file, const Progress& progress) {
    return exportTasks(reader, TaskExport{.filter = filter, .ids = ids, .progress = progress}, file);
}

/// A file of another export would pass for one of this run, whichever kinds the run has.
Status seedsHaveRoom(const std::filesystem::path& folder) {
    std::error_code error;
    for (const std::string& file : seedFiles())
        if (std::filesystem::exists(folder / file, error))
            return fail(ErrorCode::Conflict, "is there already", (folder / file).string(),
                        "choose another folder, or overwrite with --force");
    return {};
}

Result<std::int64_t> exportSeeds(store::Reader& reader, RunId run, const std::filesystem::path& folder,
                                 bool overwrite) {
    std::map<std::string, std::string> files;
    std::set<std::pair<std::string, std::string>> known;  // what serves deduction and abduction alike stands once
    std::int64_t count = 0;
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.step = 0;
    query.order = {{store::TaskSort::Id, false}};
    for (;;) {
        AZR_TRY(const auto page, reader.tasks(query));
        for (const auto& task : page.rows) {
            const bool entered = task.status == "admitted" || task.status == "evicted";
            const auto kind = selfplay::kindFromName(task.kind);
            if (task.verdict != "ok" || !entered || !kind) continue;
            if (selfplay::traitsOf(*kind).twin && !known.emplace(task.program, task.input).second) continue;
            files[seedFile(*kind)] += dumpLine(taskLine(task)) + "\n";
            ++count;
        }
        if (!page.next || page.rows.empty()) break;
        query.after = page.next;
    }
    if (count == 0) return fail(ErrorCode::NotFound, fmt::format("run {} has no seeds", run.value));
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) return fail(ErrorCode::Io, error.message(), folder.string());
    if (!overwrite) AZR_CHECK(seedsHaveRoom(folder));
    for (const std::string& file : seedFiles())
        if (!files.contains(file)) std::filesystem::remove(folder / file, error);
    for (const auto& [file, lines] : files) AZR_CHECK(writeFileAtomic(folder / file, lines));
    return count;
}

}  // namespace azr::exporting
