// Suites that ask what a program gives, or for what: CRUXEval, LiveCodeBench's execution, seed tasks, exported tasks
// and our own items.
#include <utility>

#include "core/base/json.h"
#include "core/evaluation/benchmarks/layouts_p.h"
#include "core/evaluation/suite.h"
#include "core/selfplay/kinds.h"
#include "core/selfplay/task_json.h"

namespace azr::evaluation {
namespace {

selfplay::Task taskOf(std::string program, std::string input, std::string output) {
    selfplay::Task task;
    task.origin = selfplay::Origin::Imported;
    task.program = std::move(program);
    task.input = std::move(input);
    task.output = std::move(output);
    return task;
}

/// "NAME(a = 1, 2)" -> "a = 1, 2"
Result<std::string> argumentsOf(const SuiteLine& line, const std::string& call, const std::string& function) {
    const std::size_t end = call.find_last_not_of(" \t\r\n");
    if (!call.starts_with(function + "(") || end == std::string::npos || call[end] != ')')
        return line.refuse("input", "is no call of " + function);
    return call.substr(function.size() + 1, end - function.size() - 1);
}

}  // namespace

Status addCruxeval(const SuiteLine& line, SuiteView view, Problems& problems) {
    AZR_TRY(std::string code, line.text("code"));
    AZR_TRY(std::string input, line.text("input"));
    AZR_TRY(std::string output, line.text("output"));
    AZR_TRY(const std::string id, line.label("id", ""));
    const selfplay::Task task = taskOf(std::move(code), std::move(input), std::move(output));
    if (view != SuiteView::Outputs) problems.push_back(predictInput(id, task));
    if (view != SuiteView::Inputs) problems.push_back(predictOutput(id, task));
    return {};
}

/// The program is asked under the name f, which every prompt speaks of.
Status addLiveCodeBench(const SuiteLine& line, SuiteView, Problems& problems) {
    AZR_TRY(std::string code, line.text("code"));
    AZR_TRY(const std::string call, line.text("input"));
    AZR_TRY(std::string output, line.text("output"));
    AZR_TRY(const std::string function, line.text("function_name"));
    AZR_TRY(std::string input, argumentsOf(line, call, function));
    AZR_TRY(const std::string question, line.label("question_id", ""));
    AZR_TRY(std::string id, line.label("id", question));
    if (function != "f") code += "\n\nf = " + function;
    problems.push_back(predictOutput(std::move(id), taskOf(std::move(code), std::move(input), std::move(output))));
    AZR_TRY(problems.back().difficulty, line.label("difficulty", ""));
    return {};
}

/// A triplet serves its kind and that kind's twin, unless the line says which it is.
Status addTriplet(const SuiteLine& line, SuiteView view, Problems& problems) {
    AZR_TRY(const Json json, parseJson(line.raw(), line.place()));
    AZR_TRY(selfplay::Task task, selfplay::taskFromSeed(json, line.place()));
    AZR_TRY(const std::string kind, line.label("_kind", ""));
    AZR_TRY(const std::string number, line.label("_task", ""));
    const std::string id = number.empty() ? "" : "task " + number;
    const auto twin = selfplay::traitsOf(task.kind).twin;
    if (!twin) {
        problems.push_back(problemOf(id.empty() ? "/" + std::string(selfplay::name(task.kind)) : id, std::move(task)));
        return {};
    }
    if (kind.empty()) {
        if (view != SuiteView::Outputs) problems.push_back(predictInput(id, task));
        if (view != SuiteView::Inputs) problems.push_back(predictOutput(id, std::move(task)));
        return {};
    }
    const auto named = selfplay::kindFromName(kind);
    if (!named) return line.refuse("_kind", "names no kind of task: '" + kind + "'");
    task.kind = *named;
    problems.push_back(selfplay::traitsOf(*named).asked == selfplay::TaskPart::Input
                           ? predictInput(id, std::move(task))
                           : predictOutput(id, std::move(task)));
    return {};
}

Status addOwn(const SuiteLine& line, SuiteView, Problems& problems) {
    AZR_TRY(const Json json, parseJson(line.raw(), line.place()));
    AZR_TRY(SuiteItem item, itemFromJson(json, line.place()));
    problems.push_back(problemOf(std::move(item.id), std::move(item.task)));
    if (item.statements > 0)
        problems.back().difficulty =
            std::to_string(item.statements) + (item.statements > 1 ? " statements" : " statement");
    return {};
}

}  // namespace azr::evaluation
