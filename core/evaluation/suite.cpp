#include "core/evaluation/suite.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/files.h"
#include "core/selfplay/nano/nano_documents.h"

namespace azr::evaluation {
namespace {

constexpr int kMostDrafts = 200;  ///< far more than any suite needs; ends a generation that cannot succeed

Json toJson(const SuiteItem& item) {
    Json row = {{"id", item.id},
                {"kind", selfplay::name(item.task.kind)},
                {"statements", item.statements},
                {"program", item.task.program}};
    if (!selfplay::hasPairs(item.task.kind)) {
        row["input"] = item.task.input;
        row["output"] = item.task.output;
        return row;
    }
    row["message"] = item.task.message;
    row["pairs"] = Json::array();
    for (const auto& pair : item.task.pairs) row["pairs"].push_back({{"input", pair.input}, {"output", pair.output}});
    return row;
}

Result<selfplay::TaskKind> kindOf(std::string_view text, const std::string& place) {
    if (const auto kind = selfplay::kindFromName(text)) return *kind;
    return fail(ErrorCode::Parse, "unknown kind '" + std::string(text) + "'", place);
}

/// Takes what the draft yielded, until every kind is full.
void collect(std::vector<selfplay::WorkedTask> tasks, int perKind, std::set<std::string>& programs,
             selfplay::PerKind<std::vector<SuiteItem>>& kinds) {
    for (auto& worked : tasks) {
        auto& items = kinds[worked.task.kind];
        if (static_cast<int>(items.size()) >= perKind || !programs.insert(worked.task.program).second) continue;
        items.push_back({{}, worked.statements, std::move(worked.task)});
    }
}

}  // namespace

Result<SuiteItem> itemFromJson(const Json& row, const std::string& place) {
    SuiteItem item;
    AZR_TRY(item.id, field<std::string>(row, "id", place));
    AZR_TRY(const auto kind, field<std::string>(row, "kind", place));
    AZR_TRY(item.task.kind, kindOf(kind, place));
    AZR_TRY(item.statements, fieldOr<int>(row, "statements", 0, place));
    AZR_TRY(item.task.program, field<std::string>(row, "program", place));
    if (!selfplay::hasPairs(item.task.kind)) {
        AZR_TRY(item.task.input, field<std::string>(row, "input", place));
        AZR_TRY(item.task.output, field<std::string>(row, "output", place));
        return item;
    }
    AZR_TRY(item.task.message, field<std::string>(row, "message", place));
    AZR_TRY(const auto pairs, field<Json>(row, "pairs", place));
    for (const auto& each : pairs) {
        selfplay::Pair pair;
        AZR_TRY(pair.input, field<std::string>(each, "input", place));
        AZR_TRY(pair.output, field<std::string>(each, "output", place));
        item.task.pairs.push_back(std::move(pair));
    }
    return item;
}

Result<Suite> loadSuite(const std::filesystem::path& file, std::string name) {
    AZR_TRY(const std::string text, readFile(file));
    Suite suite;
    suite.name = std::move(name);
    int number = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string place = "line " + std::to_string(++number) + " of " + file.string();
        AZR_TRY(const Json row, parseJson(std::string_view(text).substr(at, end - at), place));
        AZR_TRY(auto item, itemFromJson(row, place));
        suite.items.push_back(std::move(item));
        at = end + 1;
    }
    return suite;
}

Status saveSuite(const Suite& suite, const std::filesystem::path& file) {
    std::string text;
    for (const auto& item : suite.items) text += dumpLine(toJson(item)) + "\n";
    return writeFileAtomic(file, text);
}

Result<Suite> builtinSuite(std::string_view name) {
    if (name != "dev" && name != "report")
        return fail(ErrorCode::NotFound, "there is no built-in suite '" + std::string(name) + "'", {},
                    "the built-in suites are dev and report");
    return loadSuite(resourceFolder() / "suites" / ("nano_" + std::string(name) + ".jsonl"), std::string(name));
}

Suite subset(const Suite& suite, int perKind) {
    Suite part;
    part.name = suite.name;
    selfplay::PerKind<int> taken;
    for (const auto& item : suite.items)
        if (taken[item.task.kind]++ < perKind) part.items.push_back(item);
    return part;
}

Result<Suite> makeNanoSuite(std::string name, selfplay::ProgramPool pool, std::uint64_t seed, int perKind,
                            execution::Executor& executor, Control& control) {
    selfplay::DraftOptions options;
    options.pool = pool;
    selfplay::PerKind<std::vector<SuiteItem>> kinds;
    std::set<std::string> programs;
    const auto full = [&](selfplay::TaskKind kind) {
        return !selfplay::traitsOf(kind).nano || static_cast<int>(kinds[kind].size()) >= perKind;
    };
    for (std::uint64_t number = 0; !std::ranges::all_of(selfplay::kKinds, full); ++number) {
        if (number >= kMostDrafts)
            return fail(ErrorCode::Exhausted, "the grammar does not yield enough valid programs");
        const auto draft = selfplay::draftPrograms(mixSeed(seed, "suite"), number, options);
        auto future = executor.runMany(selfplay::draftRequests(draft), execution::Lane::Loop);
        AZR_TRY(const auto outcomes, execution::await(future, control));
        auto tasks = selfplay::workedTasks(draft, outcomes);
        // Deduction comes first from every program; alternate, so that both kinds get programs of every shape.
        if (number % 2 == 1) std::reverse(tasks.begin(), tasks.end());
        collect(std::move(tasks), perKind, programs, kinds);
    }
    Suite suite;
    suite.name = std::move(name);
    for (auto& items : kinds)
        for (std::size_t i = 0; i < items.size(); ++i) {
            items[i].id =
                suite.name + "/" + std::string(selfplay::name(items[i].task.kind)) + "/" + std::to_string(i + 1);
            suite.items.push_back(std::move(items[i]));
        }
    return suite;
}

}  // namespace azr::evaluation
