#include "core/selfplay/seeds/seed_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/selfplay/task_json.h"

namespace azr::selfplay {
namespace {

Status readFileInto(std::vector<Task>& tasks, const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const std::string place = fmt::format("{}, line {}", file.string(), number);
        AZR_TRY(const Json json, parseJson(line, place));
        AZR_TRY(Task task, taskFromSeed(json, place));
        tasks.push_back(task);
        const auto twin = traitsOf(task.kind).twin;
        if (!twin) continue;
        task.kind = *twin;
        tasks.push_back(std::move(task));
    }
    return {};
}

Result<std::vector<std::filesystem::path>> filesOf(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) return std::vector{path};
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(path, error))
        if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
    if (error) return fail(ErrorCode::Io, error.message(), path.string());
    if (files.empty()) return fail(ErrorCode::NotFound, "there is no .jsonl file in this folder", path.string());
    std::ranges::sort(files);
    return files;
}

}  // namespace

Result<std::vector<Task>> readSeeds(const std::filesystem::path& path) {
    AZR_TRY(const auto files, filesOf(path));
    std::vector<Task> tasks;
    for (const auto& file : files) AZR_CHECK(readFileInto(tasks, file));
    return tasks;
}

}  // namespace azr::selfplay
