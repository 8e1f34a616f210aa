#include "core/exporting/environment/environment_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/execution/runner_source.h"
#include "core/execution/verdict.h"
#include "core/exporting/exact_texts.h"
#include "core/exporting/tasks/task_lines.h"
#include "core/selfplay/kinds.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;

constexpr std::array kModules = {"__init__.py", "completions.py", "curriculum.py", "executor.py",
                                 "grading.py",  "literals.py",    "prompts.py",    "taskset.py"};

struct Names {
    std::string project;  ///< with dashes
    std::string package;  ///< a Python identifier
};

Result<Names> namesFor(const fs::path& target) {
    fs::path place = target.lexically_normal();
    if (!place.has_filename()) place = place.parent_path();
    Names names;
    for (const char c : place.filename().string()) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = byte < 0x80 && std::isalnum(byte) != 0;
        names.package += plain ? static_cast<char>(std::tolower(byte)) : '_';
    }
    const bool begins = !names.package.empty() && names.package.front() >= 'a' && names.package.front() <= 'z';
    if (!begins || names.package.back() == '_' || names.package.find("__") != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "the folder's name makes no name of a Python package", target.string(),
                    "such as azr-tasks: letters, digits and single dashes, a letter first");
    names.project = names.package;
    std::ranges::replace(names.project, '_', '-');
    return names;
}

using Words = std::vector<std::pair<std::string_view, std::string>>;

std::string filled(std::string text, const Words& words) {
    for (const auto& [word, value] : words)
        for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
            text.replace(at, word.size(), value);
    return text;
}

Json settingsOf(const config::RunConfig& config) {
    return {{"cpu_seconds", config.executor.cpuSeconds},
            {"memory_megabytes", config.executor.memoryMegabytes},
            {"paper_imports", config.executor.imports == config::ImportRule::Paper},
            {"strict_types", config.executor.strictTypes}};
}

Result<config::RunConfig> configOf(const store::RunRow& run) {
    AZR_TRY(const Json json, parseJson(run.inForce(), fmt::format("run {}", run.id.value)));
    return config::storedConfig(json, fmt::format("run {}", run.id.value));
}

Result<Json> taskRow(const store::TaskRow& task, const std::vector<store::AttemptRow>& attempts, const Shares& shares) {
    const auto kind = selfplay::kindFromName(task.kind);
    if (!kind)
        return fail(ErrorCode::Unsupported, "is of an unknown kind: " + task.kind,
                    fmt::format("task {}", task.id.value));
    const Json facts = taskFacts(task);
    Json row = Json::object();
    for (const char* key : {"task", "run", "step", "kind"}) row[key] = facts[key];
    row["asks"] = execution::name(selfplay::traitsOf(*kind).verified);
    for (const char* key : {"program", "imports", "input", "output", "message", "pairs", "solve_rate"})
        row[key] = facts[key];
    row["history"] = solveHistory(attempts);
    row["split"] = name(splitOf(task.program, shares));
    row["references"] = facts["references"];
    row["tags"] = facts["tags"];
    return row;
}

Status writePackage(const fs::path& package, const config::RunConfig& config) {
    const fs::path sources = resourceFolder() / "environment";
    for (const char* module : kModules) {
        AZR_TRY(const std::string text, readFile(sources / module));
        AZR_CHECK(writeFileAtomic(package / module, text));
    }
    AZR_TRY(const std::string end, readFile(sources / "runner_end.py"));
    AZR_CHECK(writeFileAtomic(package / "runner.py", std::string(execution::judgingSource()) + end));
    return writeFileAtomic(package / "settings.json", dumpPretty(settingsOf(config)) + '\n');
}

Status writeProject(const fs::path& folder, const Names& names, const store::RunRow& run,
                    const config::RunConfig& config, std::int64_t count) {
    const bool expressions = config.prompt.answerForm == config::AnswerForm::Expression;
    const Words words = {
        {"@NAME@", names.project},
        {"@PACKAGE@", names.package},
        {"@COUNT@", std::to_string(count)},
        {"@VERSION@", AZR_VERSION},
        {"@RUNNAME@", run.name},
        {"@RUN@", std::to_string(run.id.value)},
        {"@CPU@", fmt::format("{}", config.executor.cpuSeconds)},
        {"@MEMORY@", std::to_string(config.executor.memoryMegabytes)},
        {"@PYTHON@", run.python.empty() ? "another one" : "Python " + run.python},
        {"@EXPRESSIONS@", expressions
                              ? "The run took expressions as well (`prompt.answer_form`): its verdicts on those "
                                "cannot be had here, where they are `parse_error`."
                              : "As in the run."}};
    const fs::path sources = resourceFolder() / "environment";
    for (const char* file : {"pyproject.toml", "README.md"}) {
        AZR_TRY(const std::string text, readFile(sources / (std::string(file) + ".in")));
        AZR_CHECK(writeFileAtomic(folder / file, filled(text, words)));
    }
    return {};
}

}  // namespace

Result<std::int64_t> exportEnvironment(store::Reader& reader, const TaskExport& request, const fs::path& target) {
    AZR_TRY(const Names names, namesFor(target));
    AZR_TRY(auto folder, StagedFolder::create(target));
    const fs::path package = folder.path() / names.package;
    AZR_CHECK(makeFolder(package));
    AZR_TRY(auto tasks, StagedFile::create(package / "tasks.jsonl"));
    RunId id = request.filter.run;
    const auto visit = [&](const store::TaskRow& task) -> Status {
        id = task.run;
        AZR_TRY(const auto attempts, reader.attempts(task.id));
        AZR_TRY(Json row, taskRow(task, attempts, request.shares));
        return tasks.write(dumpLine(exact(std::move(row))) + '\n');
    };
    AZR_TRY(const std::int64_t count, forEachTask(reader, request.choice(), true, visit, request.progress));
    if (count == 0) return fail(ErrorCode::NotFound, "no task is chosen: an environment needs some");
    AZR_CHECK(tasks.finish());
    AZR_TRY(const store::RunRow run, reader.run(id));
    AZR_TRY(const config::RunConfig config, configOf(run));
    AZR_CHECK(writePackage(package, config));
    AZR_CHECK(writeProject(folder.path(), names, run, config, count));
    AZR_CHECK(folder.finish());
    return count;
}

}  // namespace azr::exporting
