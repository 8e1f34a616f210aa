#include "core/exporting/tasks/task_export.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "core/exporting/csv.h"
#include "core/exporting/data_export.h"
#include "core/exporting/environment/environment_export.h"
#include "core/exporting/exact_texts.h"
#include "core/exporting/tasks/dataset_export.h"
#include "core/exporting/tasks/task_lines.h"

namespace azr::exporting {
namespace {

bool isReadable(const std::string& text) {
    return isUtf8(text) && text.find('\0') == std::string::npos;
}

/// JSON within a cell.
std::string listCell(const Json& json) {
    return csvText(json.empty() ? std::string() : dumpLine(json));
}

const std::vector<std::string> kColumns = {
    "task",    "run",        "kind",       "origin",         "step",      "status",     "verdict",    "reason",
    "program", "imports",    "input",      "output",         "message",   "pairs",      "solve_rate", "learnability",
    "reward",  "advantage",  "complexity", "near_duplicate", "coin_flip", "degenerate", "pinned",     "tags",
    "note",    "references", "given",      "attempts",       "solved",    "split",      "bytes"};

/// As UTF-8 and without NUL, which readers of tables take for the end; the last column has the bytes.
std::string textCell(const std::string& text) {
    if (isReadable(text)) return csvText(text);
    std::string plain = parseJson(dumpLine(Json(text))).value_or(Json("")).get<std::string>();
    std::ranges::replace(plain, '\0', ' ');
    return csvText(plain);
}

/// The texts that textCell() changed, by column.
Json bytesOf(const store::TaskRow& task) {
    Json bytes = Json::object();
    const auto look = [&](const char* column, const std::string& text) {
        if (!isReadable(text)) bytes[column] = base64(text);
    };
    look("reason", task.reason);
    look("program", task.program);
    look("input", task.input);
    look("output", task.output);
    look("message", task.message);
    look("note", task.note);
    return bytes;
}

std::string csvLine(const store::TaskRow& task, const std::vector<store::AttemptRow>& attempts,
                    const std::string& split) {
    const Json facts = taskFacts(task);
    const auto solved =
        std::ranges::count_if(attempts, [](const auto& attempt) { return counts(attempt) && attempt.verdict == "ok"; });
    const bool estimated = task.learnability >= 0;
    const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
    return csvRow({std::to_string(task.id.value),
                   std::to_string(task.run.value),
                   csvText(task.kind),
                   csvText(task.origin),
                   std::to_string(task.step),
                   csvText(task.status),
                   csvText(task.verdict),
                   textCell(task.reason),
                   textCell(task.program),
                   listCell(facts["imports"]),
                   textCell(task.input),
                   textCell(task.output),
                   textCell(task.message),
                   listCell(facts["pairs"]),
                   estimated ? csvNumber(task.learnability) : std::string(),
                   estimated ? csvNumber(task.learnReward) : std::string(),
                   csvNumber(task.reward),
                   csvNumber(task.advantage),
                   csvNumber(task.complexity),
                   flag(task.nearDuplicate),
                   flag(task.coinFlip),
                   flag(task.degenerate),
                   flag(task.pinned),
                   listCell(facts["tags"]),
                   textCell(task.note),
                   listCell(facts["references"]),
                   listCell(facts["given"]),
                   std::to_string(std::ranges::count_if(attempts, counts)),
                   std::to_string(solved),
                   csvText(split),
                   listCell(bytesOf(task))});
}

class Lines {
  public:
    Lines(store::Reader& reader, const TaskExport& request, const Sink& sink)
        : m_reader(reader), m_request(request), m_sink(sink) {}

    Status head() const {
        return m_request.format == TaskFormat::Csv ? m_sink(fmt::format("{}\r\n", fmt::join(kColumns, ","))) : Status{};
    }
    Status one(const store::TaskRow& task) const {
        std::vector<store::AttemptRow> attempts;
        if (m_request.format != TaskFormat::Reference) {
            AZR_TRY(attempts, m_reader.attempts(task.id));
        }
        const std::string split =
            m_request.shares.any() ? std::string(name(splitOf(task.program, m_request.shares))) : std::string();
        const auto line = [&](Json json, const char* key) {
            if (!split.empty()) json[key] = split;
            return m_sink(dumpLine(exact(std::move(json))) + '\n');
        };
        switch (m_request.format) {
            case TaskFormat::Reference: return line(taskLine(task), "_split");
            case TaskFormat::Jsonl: return line(wholeTask(task, attempts), "split");
            case TaskFormat::Csv: return m_sink(csvLine(task, attempts, split));
            default: break;
        }
        for (const Preference& pair : preferencesOf(attempts)) AZR_CHECK(line(preferenceLine(task, pair), "split"));
        return {};
    }

  private:
    store::Reader& m_reader;
    const TaskExport& m_request;
    const Sink& m_sink;
};

}  // namespace

std::optional<TaskFormat> taskFormatNamed(std::string_view name) {
    const auto found = std::ranges::find(kTaskFormatNames, name);
    if (found == kTaskFormatNames.end()) return std::nullopt;
    return static_cast<TaskFormat>(found - kTaskFormatNames.begin());
}

Result<std::int64_t> writeTasks(store::Reader& reader, const TaskExport& request, const Sink& sink) {
    const Lines lines(reader, request, sink);
    AZR_CHECK(lines.head());
    const bool withTexts = request.format != TaskFormat::Reference;
    return forEachTask(
        reader, request.choice(), withTexts, [&](const store::TaskRow& task) { return lines.one(task); },
        request.progress);
}

Result<std::int64_t> exportTasks(store::Reader& reader, const TaskExport& request,
                                 const std::filesystem::path& target) {
    if (request.format == TaskFormat::HuggingFace) return exportDataset(reader, request, target);
    if (request.format == TaskFormat::Environment) return exportEnvironment(reader, request, target);
    AZR_TRY(auto file, StagedFile::create(target));
    AZR_TRY(const std::int64_t count, writeTasks(reader, request, sinkOf(file)));
    AZR_CHECK(file.finish());
    return count;
}

}  // namespace azr::exporting
