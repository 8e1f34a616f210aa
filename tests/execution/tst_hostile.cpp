/// The hostile suite at every isolation level that this machine offers: the verdict, nothing written, no survivor.
#include <unistd.h>

#include <QTest>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/execution/executor.h"
#include "tests/execution/hostile_cases.h"

using namespace azr;
using namespace azr::execution;

namespace {

const std::filesystem::path kForbiddenFile = "/tmp/azr_hostile";

/// Processes that descend from this one.
int descendants() {
    std::multimap<int, int> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const int process = std::atoi(entry.path().filename().c_str());
        std::ifstream file(entry.path() / "status");
        for (std::string line; process > 0 && std::getline(file, line);)
            if (line.starts_with("PPid:")) children.emplace(std::atoi(line.c_str() + 5), process);
    }
    std::vector<int> open{static_cast<int>(getpid())};
    int found = -1;
    while (!open.empty()) {
        const int parent = open.back();
        open.pop_back();
        ++found;
        const auto [first, last] = children.equal_range(parent);
        for (auto one = first; one != last; ++one) open.push_back(one->second);
    }
    return found;
}

/// A starved machine may turn a CPU limit into the wall's; both are time-outs.
bool admitted(const char* verdicts, Verdict verdict) {
    std::istringstream words(verdicts);
    for (std::string word; words >> word;)
        if (word == name(verdict) || (word == "timeout_cpu" && verdict == Verdict::TimeoutWall)) return true;
    return false;
}

ExecutorOptions optionsFor(const std::string& level) {
    ExecutorOptions options;
    options.level = level;
    options.cpuSeconds = 0.5;
    options.wallSeconds = 2;
    options.memoryMegabytes = 200;
    options.lanes = 2;
    return options;
}

}  // namespace

class HostileTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void suite_data() {
        QTest::addColumn<QString>("level");
        for (const char* level : {"L4", "L3", "L2"}) QTest::newRow(level) << level;
    }

    void suite() {
        QFETCH(QString, level);
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        QVERIFY(executor.report().selfTestPassed);
        std::vector<std::future<ValidateOutcome>> outcomes;
        std::vector<const hostile::Case*> cases;
        const auto submit = [&](const std::vector<hostile::Case>& table, bool safety) {
            for (const hostile::Case& one : table) {
                ValidateRequest request;
                request.program = one.program;
                request.inputs = {one.input};
                request.checkSafety = safety;
                outcomes.push_back(executor.validate(request, Lane::Loop));
                cases.push_back(&one);
            }
        };
        submit(hostile::kNondeterminism, true);
        submit(hostile::kJailed, false);
        int wrong = 0;
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const ValidateOutcome outcome = outcomes[i].get();
            if (admitted(cases[i]->verdicts, outcome.verdict)) continue;
            ++wrong;
            qWarning("%s: %s is %s (%s) %s, not %s", qPrintable(level), cases[i]->name, name(outcome.verdict).data(),
                     outcome.reason.c_str(), outcome.detail.c_str(), cases[i]->verdicts);
        }
        QCOMPARE(wrong, 0);
        QVERIFY(!std::filesystem::exists(kForbiddenFile));
        ValidateRequest honest;
        honest.program = "def f(x):\n    return sorted(x)";
        honest.inputs = {"[3, 1, 2]"};
        QCOMPARE(executor.validate(honest, Lane::Loop).get().runs.front().value, std::string("[1, 2, 3]"));
        opened->reset();
        QCOMPARE(descendants(), 0);
    }

    void hugeProgramsEndInAVerdict() {
        auto opened = openExecutor(optionsFor("auto"));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        const std::string parens(100000, '('), closing(100000, ')');
        for (const std::string& body : {parens + "1" + closing, std::string(1000000, '-') + "1"}) {
            ValidateRequest request;
            request.program = "def f(x):\n    return " + body;
            request.inputs = {"1"};
            const ValidateOutcome outcome = (*opened)->validate(request, Lane::Loop).get();
            const std::string seen = std::string(name(outcome.verdict)) + ' ' + outcome.reason;
            QVERIFY2(admitted("parse_error exception crashed memory timeout_cpu", outcome.verdict), seen.c_str());
        }
    }

    void rewardHacksAreNotSolved_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("answer");
        const auto row = [](AnswerKind kind, const char* answer) {
            QTest::newRow(answer) << static_cast<int>(kind) << answer;
        };
        const auto output = AnswerKind::Output, input = AnswerKind::Input, program = AnswerKind::Program;
        row(output, "eval(gold_output)");
        row(output, "__import__('os').getpid()");
        row(output, "type('E', (), {'__eq__': lambda s, o: True})()");
        row(output, "7 if True else 8");
        row(output, "f(6)");
        row(output, "globals()['f'](6)");
        row(output, "...");
        row(input, "1]) or (True");
        row(input, "[1]) == 0 or bool(1");
        row(input, "1)\nTrue #");
        row(input, "1\nprint(True) #");
        row(input, "type('E', (), {'__eq__': lambda s, o: True})()");
        row(program, "class L(list):\n    def __eq__(self, o): return True\ndef f(x):\n    return L()");
        row(program, "class A:\n    def __eq__(self, o): return True\ndef f(x):\n    return A()");
        row(program, "class A:\n    def __eq__(self, o): return 'x = 1'\ndef f(x):\n    return A()");
        row(program, "def f(x):\n    raise StopIteration");
        row(program, "import builtins\nbuiltins.repr = lambda x: '7'\ndef f(x):\n    return 1");
        row(program, "class A:\n    def __repr__(self): return '7'\ndef f(x):\n    return A()");
        row(program, "import gc\ndef f(x):\n    return [o for o in gc.get_objects() if o == 7][0]");
        row(program, "def f(x):\n    import sys\n    return sys._getframe(1).f_locals");
        row(program, "def f(x):\n    print(7)");
        row(program, "def f(x):\n    return (..., 'int', 7)");
        row(program, "f = 7");
        row(program, "def f(x):\n    return x + 2");
    }
    void rewardHacksAreNotSolved() {
        QFETCH(int, kind);
        QFETCH(QString, answer);
        if (!m_executor) {
            auto opened = openExecutor(optionsFor("auto"));
            if (!opened) QSKIP(describe(opened.error()).c_str());
            m_executor = std::move(*opened);
        }
        GradeRequest request;
        request.kind = static_cast<AnswerKind>(kind);
        request.program = "def f(x):\n    return x + 1";
        request.gold = "7";
        request.hidden = {{"6", "7"}, {"1", "2"}};
        request.answers = {answer.toStdString(), request.kind == AnswerKind::Output  ? "7"
                                                 : request.kind == AnswerKind::Input ? "6"
                                                                                     : "def f(x):\n    return 1 + x"};
        const auto outcomes = m_executor->grade(request, Lane::Loop).get();
        QVERIFY2(outcomes[0].verdict != Verdict::Ok && outcomes[0].verdict != Verdict::InfraError,
                 name(outcomes[0].verdict).data());
        QCOMPARE(outcomes[1].verdict, Verdict::Ok);
    }

    void cleanupTestCase() { m_executor.reset(); }

  private:
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(HostileTest)
#include "tst_hostile.moc"
