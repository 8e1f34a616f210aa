#include "core/evaluation/benchmarks/problem.h"

#include "core/base/files.h"
#include "core/selfplay/task_json.h"

namespace azr::evaluation {

const std::string& programOf(const Problem& problem) {
    return problem.judging == Judging::Task ? problem.task.program : problem.canonical;
}

void seal(Benchmark& benchmark) {
    Sha256 hash;
    const auto add = [&](const std::string& text) {
        hash.add(text);
        hash.add(std::string_view("\x1f", 1));
    };
    for (const Problem& problem : benchmark.problems) {
        for (const std::string* text : {&problem.id, &problem.kind, &problem.difficulty, &problem.prompt,
                                        &problem.entry, &problem.canonical, &problem.check, &problem.answer})
            add(*text);
        add(std::to_string(static_cast<int>(problem.judging)) + ' ' + std::to_string(static_cast<int>(problem.oracle)) +
            ' ' + std::to_string(problem.tolerance));
        for (const std::string& input : problem.inputs) add(input);
        if (problem.judging == Judging::Task) add(dumpLine(selfplay::toJson(problem.task)));
    }
    benchmark.hash = hash.hex();
}

}  // namespace azr::evaluation
