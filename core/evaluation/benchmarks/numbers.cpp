// Suites whose answer is a number or a short expression: GSM8K and what is laid out like MATH.
#include <utility>

#include "core/evaluation/benchmarks/layouts_p.h"
#include "core/evaluation/judging/number_answer.h"

namespace azr::evaluation {
namespace {

Status add(const SuiteLine& line, std::string_view field, std::string answer, Problem problem, Problems& problems) {
    if (answer.empty()) return line.refuse(field, "says no answer, neither behind #### nor in \\boxed{}");
    problem.judging = Judging::Number;
    problem.answer = std::move(answer);
    problems.push_back(std::move(problem));
    return {};
}

}  // namespace

/// A solution whose last line is "#### 18".
Status addGsm(const SuiteLine& line, SuiteView, Problems& problems) {
    Problem problem;
    problem.kind = "number";
    AZR_TRY(const std::string index, line.label("idx", ""));
    AZR_TRY(problem.id, line.label("id", index));
    AZR_TRY(problem.prompt, line.text("question"));
    AZR_TRY(const std::string solution, line.text("answer"));
    return add(line, "answer", markedAnswer(solution), std::move(problem), problems);
}

/// The answer by itself, or a solution that boxes it.
Status addMath(const SuiteLine& line, SuiteView, Problems& problems) {
    Problem problem;
    AZR_TRY(const std::string number, line.label("id", ""));
    AZR_TRY(problem.id, line.label("unique_id", number));
    AZR_TRY(problem.prompt, line.text("problem"));
    AZR_TRY(const std::string type, line.label("type", "number"));
    AZR_TRY(problem.kind, line.label("subject", type));
    AZR_TRY(problem.difficulty, line.label("level", ""));
    if (line.has("answer")) {
        AZR_TRY(std::string answer, line.label("answer", ""));
        return add(line, "answer", std::move(answer), std::move(problem), problems);
    }
    AZR_TRY(const std::string solution, line.text("solution"));
    return add(line, "solution", markedAnswer(solution), std::move(problem), problems);
}

}  // namespace azr::evaluation
