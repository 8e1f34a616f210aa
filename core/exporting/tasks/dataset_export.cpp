#include "core/exporting/tasks/dataset_export.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/exporting/exact_texts.h"
#include "core/exporting/tasks/task_lines.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;

/// The rows of one part of one table, a file after the other: train-00000.jsonl, train-00001.jsonl, …
class Shards {
  public:
    Shards(fs::path folder, std::string name, std::int64_t most)
        : m_folder(std::move(folder)), m_name(std::move(name)), m_most(most) {}

    Status add(const std::string& line) {
        if (!m_file || m_bytes >= m_most) {
            AZR_CHECK(finish());
            AZR_CHECK(makeFolder(m_folder));
            AZR_TRY(auto file, StagedFile::create(m_folder / fmt::format("{}-{:05}.jsonl", m_name, m_count++)));
            m_file = std::make_unique<StagedFile>(std::move(file));
            m_bytes = 0;
        }
        m_bytes += static_cast<std::int64_t>(line.size());
        ++m_rows;
        return m_file->write(line);
    }
    Status finish() {
        if (!m_file) return {};
        AZR_CHECK(m_file->finish());
        m_file.reset();
        return {};
    }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }
    [[nodiscard]] const std::string& split() const { return m_name; }

  private:
    fs::path m_folder;
    std::string m_name;
    std::int64_t m_most, m_bytes = 0, m_rows = 0;
    int m_count = 0;
    std::unique_ptr<StagedFile> m_file;  // the open one
};

struct Feature {
    const char* name;
    const char* type;  ///< of the `datasets` library
};

/// Every row has all of the columns, each of one type.
struct Shape {
    const char* name;
    const char* what;
    std::vector<Feature> features;
};
struct Table {
    const Shape* shape;
    std::vector<Shards> splits;  ///< in the order of Split
};

constexpr const char* kStrings = "\n    sequence: string";
constexpr const char* kIntegers = "\n    sequence: int64";
constexpr const char* kPairs =
    "\n    list:\n    - name: input\n      dtype: string\n    - name: output\n      dtype: string";

const std::array<Shape, 3>& shapes() {
    static const std::array<Shape, 3> kShapes = {
        {{"tasks",
          "the tasks, with the share of the model's attempts that solved each",
          {{"task", "int64"},           {"run", "int64"},      {"step", "int64"},     {"kind", "string"},
           {"origin", "string"},        {"program", "string"}, {"imports", kStrings}, {"input", "string"},
           {"output", "string"},        {"message", "string"}, {"pairs", kPairs},     {"solve_rate", "float64"},
           {"learnability", "float64"}, {"attempts", "int64"}, {"solved", "int64"},   {"complexity", "float64"},
           {"references", kIntegers},   {"tags", kStrings},    {"note", "string"},    {"bytes", "string"}}},
         {"completions",
          "what the model wrote, as proposer and as solver, with its reward and verdict",
          {{"prompt", "string"},
           {"completion", "string"},
           {"reward", "float64"},
           {"role", "string"},
           {"verdict", "string"},
           {"reason", "string"},
           {"kind", "string"},
           {"task", "int64"},
           {"step", "int64"},
           {"bytes", "string"}}},
         {"preferences",
          "of one prompt, a completion that solved the task and one that did not",
          {{"prompt", "string"},
           {"chosen", "string"},
           {"rejected", "string"},
           {"chosen_reward", "float64"},
           {"rejected_reward", "float64"},
           {"rejected_verdict", "string"},
           {"kind", "string"},
           {"task", "int64"},
           {"bytes", "string"}}}}};
    return kShapes;
}

std::vector<Table> tablesIn(const fs::path& folder, const TaskExport& request) {
    std::vector<Table> tables;
    for (const Shape& shape : shapes()) {
        tables.push_back({&shape, {}});
        for (const std::string_view split : kSplitNames)
            tables.back().splits.emplace_back(folder / shape.name, std::string(split), request.shardBytes);
    }
    return tables;
}

std::string lineOf(Json row) {
    const Json bytes = bytesBeside(row);
    row["bytes"] = bytes.empty() ? std::string() : dumpLine(bytes);
    return dumpLine(row) + '\n';
}

Json taskRow(const store::TaskRow& task, const std::vector<store::AttemptRow>& attempts) {
    std::int64_t all = 0, solved = 0;
    for (const store::AttemptRow& attempt : attempts) {
        if (!counts(attempt)) continue;
        ++all;
        solved += attempt.verdict == "ok" ? 1 : 0;
    }
    const Json facts = taskFacts(task);
    Json row = Json::object();
    for (const char* key : {"task", "run", "step", "kind", "origin", "program", "imports", "input", "output", "message",
                            "pairs", "solve_rate", "learnability"})
        row[key] = facts[key];
    row["attempts"] = all;
    row["solved"] = solved;
    for (const char* key : {"complexity", "references", "tags", "note"}) row[key] = facts[key];
    return row;
}

Json completionRow(const store::TaskRow& task) {
    return {{"prompt", task.prompt}, {"completion", task.completion}, {"reward", task.reward},
            {"role", "propose"},     {"verdict", task.verdict},       {"reason", task.reason},
            {"kind", task.kind},     {"task", task.id.value},         {"step", task.step}};
}

Json completionRow(const store::AttemptRow& attempt) {
    return {{"prompt", attempt.prompt}, {"completion", attempt.completion}, {"reward", attempt.reward},
            {"role", "solve"},          {"verdict", attempt.verdict},       {"reason", attempt.reason},
            {"kind", attempt.kind},     {"task", attempt.task.value},       {"step", attempt.step}};
}

Status addTask(std::vector<Table>& tables, std::size_t split, const store::TaskRow& task,
               const std::vector<store::AttemptRow>& attempts) {
    AZR_CHECK(tables[0].splits[split].add(lineOf(taskRow(task, attempts))));
    Shards& completions = tables[1].splits[split];
    if (task.origin == "model" && !task.masked) AZR_CHECK(completions.add(lineOf(completionRow(task))));
    for (const store::AttemptRow& attempt : attempts)
        if (counts(attempt)) AZR_CHECK(completions.add(lineOf(completionRow(attempt))));
    for (const Preference& pair : preferencesOf(attempts))
        AZR_CHECK(tables[2].splits[split].add(lineOf(preferenceLine(task, pair))));
    return {};
}

bool hasRows(const Table& table) {
    for (const Shards& shards : table.splits)
        if (shards.rows() > 0) return true;
    return false;
}

std::string card(const std::vector<Table>& tables, const store::RunRow& run) {
    std::string configs = "configs:\n", features = "dataset_info:\n", list;
    for (const Table& table : tables) {
        if (!hasRows(table)) continue;
        configs += fmt::format("- config_name: {}\n{}  data_files:\n", table.shape->name,
                               &table == tables.data() ? "  default: true\n" : "");
        features += fmt::format("- config_name: {}\n  features:\n", table.shape->name);
        for (const Feature& feature : table.shape->features)
            features += fmt::format("  - name: {}{}{}\n", feature.name,
                                    feature.type[0] == '\n' ? "" : "\n    dtype: ", feature.type);
        list += fmt::format("- `{}`: {}.", table.shape->name, table.shape->what);
        for (const Shards& shards : table.splits) {
            if (shards.rows() == 0) continue;
            configs += fmt::format("  - split: {0}\n    path: {1}/{0}-*.jsonl\n", shards.split(), table.shape->name);
            list += fmt::format(" {}: {} rows.", shards.split(), shards.rows());
        }
        list += '\n';
    }
    return fmt::format(
        "---\npretty_name: Self-play tasks of run {0}\ntags:\n- absolute-zero\n- self-play\n- code\n"
        "task_categories:\n- text-generation\n{1}{2}---\n\n"
        "# Self-play tasks of run {0}\n\n"
        "Programming tasks that a language model proposed, that a sandbox validated, and that the same model tried to "
        "solve (Absolute Zero Reasoner, arXiv 2505.03335). Exported by AZR Studio {3} from run {0} ({4}); base model "
        "`{5}`, seed {6}.\n\n"
        "{7}\n"
        "```python\nfrom datasets import load_dataset\ntasks = load_dataset('PATH', 'tasks')\n```\n\n"
        "Programs were written by a model: run them in a sandbox alone. Splits follow a hash of the program without "
        "its names and values, so that programs that are alike lie in one split, in every export. A text that is not "
        "UTF-8 stands with U+FFFD in it; `bytes` has a JSON object with its bytes in base64, by JSON pointer, and is "
        "empty where there is none.\n",
        run.id.value, configs, features, run.studio, run.name,
        run.modelFolder.empty() ? std::string("AZR nano") : fs::path(run.modelFolder).filename().string(), run.seed,
        list);
}

}  // namespace

Result<std::int64_t> exportDataset(store::Reader& reader, const TaskExport& request, const fs::path& target) {
    AZR_TRY(auto folder, StagedFolder::create(target));
    std::vector<Table> tables = tablesIn(folder.path(), request);
    RunId run = request.filter.run;
    const auto visit = [&](const store::TaskRow& task) -> Status {
        run = task.run;
        AZR_TRY(const auto attempts, reader.attempts(task.id));
        const auto split = static_cast<std::size_t>(splitOf(task.program, request.shares));
        return addTask(tables, split, task, attempts);
    };
    AZR_TRY(const std::int64_t count, forEachTask(reader, request.choice(), true, visit, request.progress));
    if (count == 0) return fail(ErrorCode::NotFound, "no task is chosen: there would be nothing to load");
    for (Table& table : tables)
        for (Shards& shards : table.splits) AZR_CHECK(shards.finish());
    AZR_TRY(const store::RunRow row, reader.run(run));
    AZR_CHECK(writeFileAtomic(folder.path() / "README.md", card(tables, row)));
    AZR_CHECK(folder.finish());
    return count;
}

}  // namespace azr::exporting
