#include "core/evaluation/benchmarks/layouts.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/evaluation/benchmarks/layouts_p.h"
#include "core/selfplay/kinds.h"

namespace azr::evaluation {
namespace {

struct Layout {
    std::string_view name, fields;
    std::vector<std::string_view> required;  ///< what a file of this layout is known by
    Status (*add)(const SuiteLine&, SuiteView, Problems&);
};

/// The first whose fields are there is the one: those with more fields stand first.
const std::vector<Layout>& layouts() {
    static const std::vector<Layout> kLayouts = {
        {"evalplus (HumanEval+, MBPP+)",
         "task_id, prompt, entry_point, canonical_solution, base_input, plus_input, atol",
         {"task_id", "prompt", "entry_point", "base_input"},
         addEvalplus},
        {"HumanEval",
         "task_id, prompt, entry_point, canonical_solution, test",
         {"task_id", "prompt", "entry_point", "test"},
         addHumanEval},
        {"MBPP",
         "task_id, text or prompt, code, test_list, test_setup_code or test_imports",
         {"task_id", "code", "test_list"},
         addMbpp},
        {"LiveCodeBench, execution",
         "code, input, output, function_name, id or question_id, difficulty",
         {"code", "input", "output", "function_name"},
         addLiveCodeBench},
        {"CRUXEval", "code, input, output, id", {"code", "input", "output"}, addCruxeval},
        {"seed tasks of the reference, and exported tasks",
         "snippet, imports, input, output or inputs, outputs, message",
         {"snippet"},
         addTriplet},
        {"items of our own suites",
         "id, kind, program, input, output or message, pairs",
         {"id", "kind", "program"},
         addOwn},
        {"GSM8K", "question, answer", {"question", "answer"}, addGsm},
        {"MATH", "problem, answer or solution, level, subject or type, unique_id", {"problem"}, addMath},
    };
    return kLayouts;
}

Result<const Layout*> layoutOf(const SuiteLine& line) {
    for (const Layout& layout : layouts())
        if (std::ranges::all_of(layout.required, [&](std::string_view field) { return line.has(field); }))
            return &layout;
    std::string known;
    for (const Layout& layout : layouts()) known += (known.empty() ? "" : "; ") + std::string(layout.name);
    return fail(ErrorCode::Parse, "its fields are those of no known suite", line.place(), "known layouts: " + known);
}

}  // namespace

Problem problemOf(std::string id, selfplay::Task task) {
    Problem problem;
    problem.id = std::move(id);
    problem.kind = selfplay::name(task.kind);
    problem.task = std::move(task);
    return problem;
}

Problem predictInput(std::string id, selfplay::Task task) {
    task.kind = selfplay::kindAsking(selfplay::TaskPart::Input);
    Problem problem = problemOf(std::move(id) + "/input", std::move(task));
    problem.kind = "input";
    return problem;
}

Problem predictOutput(std::string id, selfplay::Task task) {
    task.kind = selfplay::kindAsking(selfplay::TaskPart::Output);
    Problem problem = problemOf(std::move(id) + "/output", std::move(task));
    problem.kind = "output";
    return problem;
}

Result<Benchmark> loadBenchmark(const std::filesystem::path& file, std::string name, SuiteView view) {
    AZR_TRY(const std::vector<SuiteLine> lines, readSuiteLines(file));
    AZR_TRY(const Layout* const layout, layoutOf(lines.front()));
    Benchmark benchmark{std::move(name), {}, {}};
    std::set<std::string> ids;
    for (const SuiteLine& line : lines) {
        const std::size_t before = benchmark.problems.size();
        AZR_CHECK(layout->add(line, view, benchmark.problems));
        for (std::size_t i = before; i < benchmark.problems.size(); ++i) {
            Problem& problem = benchmark.problems[i];
            if (problem.id.empty() || problem.id.front() == '/') problem.id = std::to_string(i + 1) + problem.id;
            if (!ids.insert(problem.id).second)
                return fail(ErrorCode::Parse, "the item " + problem.id + " stands in the file twice", line.place());
        }
    }
    if (benchmark.problems.empty()) return fail(ErrorCode::Parse, "holds no items of this suite", file.string());
    seal(benchmark);
    return benchmark;
}

Benchmark limited(Benchmark benchmark, int limit) {
    if (limit <= 0) return benchmark;
    std::map<std::string, int> taken;
    std::erase_if(benchmark.problems, [&](const Problem& problem) { return ++taken[problem.kind] > limit; });
    seal(benchmark);
    return benchmark;
}

std::vector<LayoutText> layoutTexts() {
    std::vector<LayoutText> texts;
    for (const Layout& layout : layouts()) texts.push_back({layout.name, layout.fields});
    return texts;
}

}  // namespace azr::evaluation
