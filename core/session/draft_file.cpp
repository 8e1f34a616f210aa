#include "core/session/draft_file.h"

#include <fmt/format.h>

#include <sstream>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/selfplay/kinds.h"
#include "core/selfplay/task_json.h"

namespace azr::session {
namespace {

constexpr const char* kRemedy =
    R"(a line is {"snippet": "def f(x): …", "input": "1", "output": "2"}, or has inputs, outputs and message)";

Draft draftOf(const selfplay::Task& task) {
    Draft draft;
    draft.seed = true;
    draft.kind = task.kind;
    draft.program = task.program;
    draft.imports = task.imports;
    draft.message = task.message;
    if (!selfplay::hasPairs(task.kind)) {
        draft.inputs = {task.input};
        draft.claimed = {task.output};
        return draft;
    }
    for (const selfplay::Pair& pair : task.pairs) {
        draft.inputs.push_back(pair.input);
        draft.claimed.push_back(pair.output);
    }
    return draft;
}

Status addLine(const std::string& line, const std::string& place, std::vector<Draft>& drafts) {
    AZR_TRY(const Json json, parseStrictJson(line, place));
    AZR_TRY(const selfplay::Task task, selfplay::taskFromSeed(json, place));
    drafts.push_back(draftOf(task));
    AZR_TRY(const auto named, fieldOr<std::string>(json, "_kind", "", place));
    if (const auto kind = selfplay::kindFromName(named)) {
        drafts.back().kind = *kind;
        return {};
    }
    const auto twin = selfplay::traitsOf(task.kind).twin;
    if (!twin) return {};
    drafts.push_back(drafts.back());
    drafts.back().kind = *twin;
    return {};
}

}  // namespace

Result<DraftFile> readDrafts(const std::filesystem::path& file) {
    AZR_TRY(const std::string text, readFile(file));
    DraftFile read;
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const Status added = addLine(line, fmt::format("{}, line {}", file.string(), number), read.drafts);
        if (added) continue;
        read.problems.push_back(added.error());
        if (read.problems.back().remedy.empty()) read.problems.back().remedy = kRemedy;
    }
    if (read.drafts.empty() && read.problems.empty())
        return fail(ErrorCode::Parse, "the file holds no task", file.string(), kRemedy);
    return read;
}

Result<Draft> draftOf(const store::TaskRow& row) {
    const auto kind = selfplay::kindFromName(row.kind);
    if (!kind)
        return fail(ErrorCode::Unsupported, fmt::format("'{}' is no kind of task that this program knows", row.kind));
    if (row.program.empty()) return fail(ErrorCode::NotFound, "the task has no program");
    selfplay::Task task;
    task.kind = *kind;
    task.program = row.program;
    task.imports = row.imports;
    task.message = row.message;
    task.input = row.input;
    task.output = row.output;
    for (const store::PairRow& pair : row.pairs) task.pairs.push_back({pair.input, pair.output});
    Draft draft = draftOf(task);
    draft.claimed.clear();  // what it gave there is no claim
    return draft;
}

}  // namespace azr::session
