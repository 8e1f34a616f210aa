/// A stand-in for the executor in tests of the nano world: runs programs that our own grammar wrote (and answers that a
/// test wrote) in a plain python3, without any jail. Never for text that a model wrote.
#pragma once

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/execution/executor.h"
#include "tests/support/ready.h"

namespace azr::testing {

class PythonExecutor : public execution::Executor {
  public:
    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request, execution::Lane) override {
        return test::ready(std::move(run({std::move(request)}).front()));
    }
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest> requests,
                                                                 execution::Lane) override {
        return test::ready(run(requests));
    }
    /// Compares canonical texts: enough for ints, lists and strings.
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request, execution::Lane) override {
        std::vector<execution::GradeOutcome> outcomes;
        for (const auto& answer : request.answers) outcomes.push_back(gradeOne(request, answer));
        return test::ready(std::move(outcomes));
    }
    [[nodiscard]] execution::ExecutorStats stats() const override { return {}; }
    [[nodiscard]] execution::SandboxReport report() const override { return {}; }

  private:
    static execution::GradeOutcome gradeOne(const execution::GradeRequest& request, const std::string& answer) {
        using execution::AnswerKind;
        execution::GradeOutcome outcome;
        bool solved = request.gold == answer;
        if (request.kind != AnswerKind::Output) {
            execution::ValidateRequest call;
            const bool program = request.kind == AnswerKind::Program;
            call.program = program ? answer : request.program;
            if (!program) call.inputs = {answer};
            for (const auto& pair : request.hidden) call.inputs.push_back(pair.input);
            const auto result = run({call}).front();
            solved = true;
            for (std::size_t i = 0; i < result.runs.size(); ++i)
                solved = solved && result.runs[i].value == (program ? request.hidden[i].output : request.gold);
        }
        outcome.verdict = solved ? execution::Verdict::Ok : execution::Verdict::Wrong;
        outcome.share = solved ? 1 : 0;
        return outcome;
    }

    static std::vector<execution::ValidateOutcome> run(const std::vector<execution::ValidateRequest>& requests) {
        static constexpr const char* kScript = R"(import json, sys
for line in open(sys.argv[1]):
    program, inputs = json.loads(line)
    row = []
    for text in inputs:
        try:
            space = {}
            exec(program, space)
            row.append([True, repr(eval('f(' + text + ')', space))])
        except Exception as error:
            row.append([False, type(error).__name__])
    print(json.dumps(row))
)";
        static std::atomic<int> number = 0;  // several may run at once
        const auto base = std::filesystem::temp_directory_path() /
                          ("azr-python-" + std::to_string(getpid()) + "-" + std::to_string(++number));
        std::string lines;
        for (const auto& request : requests) lines += dumpLine(Json::array({request.program, request.inputs})) + "\n";
        (void)writeFileAtomic(base.string() + ".py", kScript);
        (void)writeFileAtomic(base.string() + ".in", lines);
        const std::string command =
            "python3 -I -S " + base.string() + ".py " + base.string() + ".in > " + base.string() + ".out";
        std::vector<execution::ValidateOutcome> outcomes(requests.size());
        if (std::system(command.c_str()) == 0) read(base.string() + ".out", outcomes);
        for (const char* suffix : {".py", ".in", ".out"}) std::filesystem::remove(base.string() + suffix);
        return outcomes;
    }

    static void read(const std::string& file, std::vector<execution::ValidateOutcome>& outcomes) {
        const std::string text = readFile(file).value_or("");
        std::size_t begin = 0;
        for (auto& outcome : outcomes) {
            const std::size_t end = text.find('\n', begin);
            if (end == std::string::npos) return;
            const auto row = parseJson(text.substr(begin, end - begin)).value_or(Json::array());
            begin = end + 1;
            outcome.verdict = execution::Verdict::Ok;
            for (const auto& each : row) {
                execution::RunOutcome one;
                const bool fine = each.at(0).get<bool>();
                one.verdict = fine ? execution::Verdict::Ok : execution::Verdict::Exception;
                (fine ? one.value : one.reason) = each.at(1).get<std::string>();
                if (!fine && outcome.verdict == execution::Verdict::Ok) outcome.verdict = one.verdict;
                outcome.runs.push_back(std::move(one));
            }
        }
    }
};

}  // namespace azr::testing
