// Suites of programs that a check function judges: HumanEval, and MBPP with its lists of assertions.
#include <algorithm>
#include <charconv>
#include <regex>
#include <utility>

#include "core/evaluation/benchmarks/layouts_p.h"
#include "core/selfplay/prompting/python_text.h"

namespace azr::evaluation {
namespace {

constexpr int kFirstTestItem = 11, kLastTestItem = 510;  ///< of MBPP (Austin et al. 2021, section 2.1)

std::string indented(const std::string& text) {
    std::string lines = "    ";
    for (const char c : text) {
        lines += c;
        if (c == '\n') lines += "    ";
    }
    return lines + '\n';
}

/// The function of the program that the first assertion calls.
Result<std::string> calledFunction(const SuiteLine& line, const std::string& code, const std::string& assertion) {
    const std::vector<std::string> functions = selfplay::allFunctions(code);
    static const std::regex kCall("([A-Za-z_][A-Za-z_0-9]*)\\s*\\(");
    for (std::sregex_iterator it(assertion.begin(), assertion.end(), kCall), end; it != end; ++it)
        if (std::ranges::find(functions, (*it)[1].str()) != functions.end()) return (*it)[1].str();
    return line.refuse("test_list", "calls no function of field 'code'");
}

bool isTestItem(const std::string& id) {
    int number = 0;
    const auto [end, code] = std::from_chars(id.data(), id.data() + id.size(), number);
    return code == std::errc() && end == id.data() + id.size() && number >= kFirstTestItem && number <= kLastTestItem;
}

}  // namespace

Status addHumanEval(const SuiteLine& line, SuiteView, Problems& problems) {
    Problem problem;
    problem.judging = Judging::Check;
    problem.kind = "code";
    AZR_TRY(problem.id, line.label("task_id", ""));
    AZR_TRY(problem.prompt, line.text("prompt"));
    AZR_TRY(problem.entry, line.text("entry_point"));
    AZR_TRY(const std::string solution, line.text("canonical_solution"));
    problem.canonical = problem.prompt + solution;
    AZR_TRY(problem.check, line.text("test"));
    if (problem.check.find("def check(") == std::string::npos)
        return line.refuse("test", "defines no check(candidate)");
    problems.push_back(std::move(problem));
    return {};
}

Status addMbpp(const SuiteLine& line, SuiteView view, Problems& problems) {
    Problem problem;
    problem.judging = Judging::Check;
    problem.kind = "code";
    AZR_TRY(problem.id, line.label("task_id", ""));
    if (view == SuiteView::Test && !isTestItem(problem.id)) return {};
    AZR_TRY(const std::string statement, line.text(line.has("text") ? "text" : "prompt"));
    AZR_TRY(problem.canonical, line.text("code"));
    AZR_TRY(const std::vector<std::string> assertions, line.texts("test_list"));
    if (assertions.empty()) return line.refuse("test_list", "is empty");
    AZR_TRY(problem.entry, calledFunction(line, problem.canonical, assertions.front()));
    std::string setup;
    if (line.has("test_imports")) {
        AZR_TRY(const std::vector<std::string> imports, line.texts("test_imports"));
        for (const std::string& one : imports) setup += one + '\n';
    }
    AZR_TRY(const std::string given, line.label("test_setup_code", ""));
    if (!given.empty()) setup += given + '\n';
    problem.check = setup + "\ndef check(candidate):\n";
    for (const std::string& assertion : assertions) problem.check += indented(assertion);
    problem.prompt = "\"\"\"\n" + statement + "\n" + assertions.front() + "\n\"\"\"\n";
    problems.push_back(std::move(problem));
    return {};
}

}  // namespace azr::evaluation
