/// The exported environment judges as this program does: its literals against our parser's, its verdicts against those
/// that the table states, the hostile ones among them. python3 alone is needed; verifiers is held against it by
/// check_environment.py.
#include <QProcess>
#include <QtTest>

#include "core/base/files.h"
#include "core/base/rng.h"
#include "core/execution/values/literal.h"
#include "core/exporting/tasks/task_export.h"
#include "core/selfplay/prompting/prompts.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;
namespace fs = std::filesystem;

namespace {

constexpr const char* kGrader =
    "import json, sys\n"
    "import azr_tasks\n"
    "settings = azr_tasks.curriculum.settings()\n"
    "for line in sys.stdin:\n"
    "    row = json.loads(line)\n"
    "    if 'literal' in row:\n"
    "        try:\n"
    "            azr_tasks.grading.literals.parse_literal(row['literal'])\n"
    "            told = 'ok'\n"
    "        except azr_tasks.grading.literals.NoLiteral:\n"
    "            told = 'parse_error'\n"
    "    elif 'completion' in row:\n"
    "        told = azr_tasks.answer_of(row['asks'], row['completion'])\n"
    "    else:\n"
    "        told = azr_tasks.grade(row['task'], row['answer'], settings)\n"
    "    print(json.dumps(told))\n";

class Environment {
  public:
    Environment() {
        auto writer = store::Writer::open(m_store.database(), {});
        auto run = testing::runRow(1);
        run.python = "3.11.2";
        (void)(*writer)->push(run);
        auto task = testing::taskRow(RunId{1}, 1, 2);
        (void)(*writer)->push(task);
        for (int i = 1; i <= 3; ++i) {
            store::AttemptRow attempt = testing::attemptRow(task, i);
            attempt.verdict = i == 1 ? "ok" : "wrong";
            (void)(*writer)->push(attempt);
        }
        (void)(*writer)->finish();
        TaskExport request;
        request.format = TaskFormat::Environment;
        request.filter.run = RunId{1};
        const auto reader = store::Reader::open(m_store.database());
        const auto count = exportTasks(**reader, request, folder());
        if (!count || *count != 1) qFatal("%s", count ? "none" : describe(count.error()).c_str());
    }
    [[nodiscard]] fs::path folder() const { return m_store.folder() / "azr-tasks"; }
    /// An answer for each line.
    [[nodiscard]] std::vector<Json> told(const std::vector<Json>& rows) const {
        QProcess python;
        python.setWorkingDirectory(QString::fromStdString(folder().string()));
        python.start(QStringLiteral("python3"), {QStringLiteral("-B"), QStringLiteral("-c"), QString(kGrader)});
        std::string lines;
        for (const Json& row : rows) lines += row.dump() + '\n';
        python.write(lines.data(), static_cast<qint64>(lines.size()));
        python.closeWriteChannel();
        if (!python.waitForFinished(250000)) qFatal("the environment does not answer");
        const QByteArray out = python.readAllStandardOutput();
        std::vector<Json> answers;
        for (const QByteArray& line : out.split('\n'))
            if (!line.isEmpty()) answers.push_back(*parseJson(line.toStdString()));
        if (answers.size() != rows.size()) qFatal("%s", python.readAllStandardError().constData());
        return answers;
    }

  private:
    testing::TempStore m_store;
};

Json taskOf(const std::string& asks, const std::string& program, const std::string& output,
            Json pairs = Json::array()) {
    return {{"asks", asks}, {"program", program}, {"imports", Json::array()},
            {"input", "3"}, {"output", output},   {"pairs", std::move(pairs)}};
}

struct Case {
    const char* name;
    const char* asks;
    const char* program;
    const char* output;
    const char* answer;
    const char* verdict;
};

const std::vector<Case>& cases() {
    static const char* const kAdd = "def f(x):\n    return x + 1";
    static const char* const kSet = "def f(x):\n    return list({str(i) for i in range(x)})[0]";
    static const std::vector<Case> kCases = {
        {"value", "deduction", kAdd, "4", " 4 ", "ok"},
        {"another value", "deduction", kAdd, "4", "5", "wrong"},
        {"another type", "deduction", kAdd, "1", "True", "ok"},
        {"an evaluated gold", "deduction", kAdd, "4", "eval('4')", "parse_error"},
        {"a condition", "deduction", kAdd, "4", "4 if True else 3", "parse_error"},
        {"a set without order", "deduction", kAdd, "{1, 2, 3}", "{3, 2, 1}", "ok"},
        {"a deque", "deduction", kAdd, "deque([1, 2])", "collections.deque((1, 2))", "ok"},
        {"any preimage", "abduction", "def f(x):\n    return x % 3", "1", "x=7", "ok"},
        {"no preimage", "abduction", kAdd, "4", "4", "wrong"},
        {"two calls", "abduction", kAdd, "4", "3) or (True", "parse_error"},
        {"a call of f", "abduction", kAdd, "4", "f(2)", "parse_error"},
        {"an exception", "abduction", kAdd, "4", "'a'", "exception"},
        {"a loop", "abduction", "def f(x):\n    while x:\n        pass\n    return 1", "1", "1", "timeout_cpu"},
        {"memory", "abduction", "def f(x):\n    return len([0] * x)", "1", "10**10", "parse_error"},
        {"much memory", "abduction", "def f(x):\n    return len([0] * (x * 10 ** 10))", "1", "1", "memory"},
        {"the order of a set", "abduction", kSet, "'0'", "1", "ok"},
        {"an exception's name", "error", kAdd, "ValueError", " builtins.ValueError ", "ok"},
        {"another name", "error", kAdd, "ValueError", "KeyError", "wrong"},
        {"no name", "error", kAdd, "ValueError", "a b", "parse_error"},
        {"a program", "induction", "", "", "def f(x):\n    return x * 2", "ok"},
        {"a wrong program", "induction", "", "", "def f(x):\n    return x + 1", "wrong"},
        {"no function", "induction", "", "", "g = 1", "exception"},
        {"no Python", "induction", "", "", "def f(x:", "parse_error"},
        {"a banned module", "induction", "", "", "import os\ndef f(x):\n    return x * 2", "rejected"},
        {"a dunder", "induction", "", "", "def f(x):\n    return x.__class__(x * 2)", "rejected"},
        {"always equal", "induction", "", "",
         "class A:\n    def __eq__(self, o):\n        return True\ndef f(x):\n    return A()", "rejected"},
        {"a lying list", "induction", "", "",
         "class A(list):\n    def __eq__(self, o):\n        return True\ndef f(x):\n    return A()", "rejected"},
        {"a generator", "induction", "", "", "def f(x):\n    return (i for i in range(x))", "rejected"},
        {"a recursion", "induction", "", "", "def f(x):\n    return f(x)", "exception"},
        {"no end of output", "induction", "", "", "def f(x):\n    return 'a' * 100000", "output_limit"},
        {"a SystemExit", "induction", "", "", "def f(x):\n    raise SystemExit", "exception"},
    };
    return kCases;
}

}  // namespace

class TestEnvironment : public QObject {
    Q_OBJECT

    Environment m_environment;

  private Q_SLOTS:
    void theFolderHasTheLayoutOfThatLibrary() {
        const fs::path folder = m_environment.folder(), package = folder / "azr_tasks";
        for (const char* file :
             {"__init__.py", "taskset.py", "grading.py", "runner.py", "tasks.jsonl", "settings.json"})
            QVERIFY2(fs::exists(package / file), file);
        const std::string project = *readFile(folder / "pyproject.toml"), words = *readFile(folder / "README.md");
        QVERIFY(project.find("name = \"azr-tasks\"") != std::string::npos);
        QVERIFY(project.find("packages = [\"azr_tasks\"]") != std::string::npos);
        for (const std::string& text : {project, words}) QVERIFY(text.find('@') == std::string::npos);
        QVERIFY(words.find("## This runs code that a model wrote") != std::string::npos);
        const auto task = *parseJson(*readFile(package / "tasks.jsonl"));
        QCOMPARE(task["history"], (Json::array({{{"step", 2}, {"solved", 1}, {"attempts", 3}}})));
        QCOMPARE(task["asks"], Json("deduction"));
    }

    void aFolderThatMakesNoPackageIsRefused_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"1st", "a--b", "-a", "tasks-"}) QTest::newRow(name) << QString(name);
    }
    void aFolderThatMakesNoPackageIsRefused() {
        QFETCH(QString, name);
        const testing::TempStore store;
        auto writer = store::Writer::open(store.database(), {});
        QVERIFY((*writer)->finish());
        TaskExport request;
        request.format = TaskFormat::Environment;
        const auto refused =
            exportTasks(**store::Reader::open(store.database()), request, store.folder() / name.toStdString());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    }

    void verdictsAreOurs() {
        const Json pairs = {{{"input", "1"}, {"output", "2"}}, {{"input", "5"}, {"output", "10"}}};
        std::vector<Json> rows;
        for (const Case& one : cases())
            rows.push_back({{"task", taskOf(one.asks, one.program, one.output, pairs)}, {"answer", one.answer}});
        const auto told = m_environment.told(rows);
        QStringList wrong;
        for (std::size_t i = 0; i < cases().size(); ++i) {
            const std::string verdict = told[i].get<std::string>(), wanted = cases()[i].verdict;
            // A busy machine may not give the loop its two seconds of work before the clock ends it.
            if (verdict != wanted && !(verdict == "timeout_wall" && wanted == "timeout_cpu"))
                wrong << QString("%1: %2, not %3").arg(cases()[i].name, verdict.c_str(), wanted.c_str());
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join("\n")));
    }

    void literalsAreOurs() {
        const std::vector<std::string> atoms = {"1",
                                                "-2",
                                                "+3",
                                                "1.5",
                                                "1e400",
                                                "-0.0",
                                                "2j",
                                                "1+2j",
                                                "1-2",
                                                "'a'",
                                                "b'a'",
                                                "'a' 'b'",
                                                "f'a'",
                                                "...",
                                                "None",
                                                "True",
                                                "true",
                                                "[]",
                                                "(1,)",
                                                "()",
                                                "{}",
                                                "{1: 2}",
                                                "{1, 2}",
                                                "{[1]: 2}",
                                                "set()",
                                                "set([1])",
                                                "frozenset({1})",
                                                "range(3)",
                                                "range(1, 0, 0)",
                                                "float('inf')",
                                                "-float('nan')",
                                                "float('1')",
                                                "float(2)",
                                                "Counter('aab')",
                                                "Counter({1: 2})",
                                                "deque([1], maxlen=2)",
                                                "deque({1})",
                                                "defaultdict(int, {1: 2})",
                                                "defaultdict(list)",
                                                "defaultdict(len)",
                                                "OrderedDict([(1, 2)])",
                                                "OrderedDict({1})",
                                                "collections.deque()",
                                                "x",
                                                "-True",
                                                "--1",
                                                "not 1",
                                                "0x1F",
                                                "1_0",
                                                "010",
                                                "'\\ud800'",
                                                "lambda: 1",
                                                "1 # one",
                                                "*[1]",
                                                "'\\N{BULLET}'",
                                                "2**3",
                                                "[1, 2][0]"};
        std::vector<std::string> texts = atoms;
        Rng rng(7);
        const auto atom = [&] { return atoms[rng.below(atoms.size())]; };
        for (int i = 0; i < 1000; ++i) {
            switch (rng.below(5)) {
                case 0: texts.push_back("[" + atom() + ", " + atom() + "]"); break;
                case 1: texts.push_back("{" + atom() + ": " + atom() + "}"); break;
                case 2: texts.push_back("(" + atom() + ")"); break;
                case 3: texts.push_back(atom() + ", " + atom()); break;
                default: texts.push_back("{" + atom() + "," + atom() + ",}"); break;
            }
        }
        for (int depth : {99, 100, 101, 102, 300})
            texts.push_back(std::string(static_cast<std::size_t>(depth), '[') +
                            std::string(static_cast<std::size_t>(depth), ']'));
        std::vector<Json> rows;
        for (const std::string& text : texts) rows.push_back({{"literal", text}});
        const auto told = m_environment.told(rows);
        QStringList wrong;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const bool ours = execution::parseLiteral(texts[i]).has_value();
            if (ours != (told[i] == "ok")) wrong << QString("%1: %2").arg(texts[i].c_str()).arg(ours);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(QString("%1\n").arg(wrong.size()) + wrong.join("\n")));
    }

    void whatACompletionAnswersIsReadAsWeDo() {
        const std::vector<std::string> completions = {
            "<think>a</think> <answer>```output\n3\n```</answer>",
            "<think>a</think> <answer>```output\n3\n```\n```output\n4\n```</answer>",
            "<answer>output: 5.</answer>",
            "<answer>The output is 5.</answer>",
            "<answer><output>[1]</output></answer>",
            "<answer>7</answer>",
            "<answer>1</answer> no, <answer> 2 </answer> after",
            "<answer>```output 9```</answer>",
            "<answer>  ```output\n  8\n  ```\n</answer>",
            "<answer>```\n8\n```</answer>",
            "<answer>```OUTPUT\n8",
            "<answer>```py\ndef f(x):\n    return x\n```</answer>",
            "<answer>```python\ndef f(x):\n    return 1\n```\ntext\n```python\ndef f(x):\n    return 2\n\n```</answer>",
            "<answer>```input\n1, 2\n```</answer>",
            "<answer>input(3)</answer>"};
        std::vector<Json> rows;
        std::vector<std::string> wanted;
        for (const std::string& completion : completions) {
            for (const selfplay::TaskKind kind : selfplay::kKinds) {
                selfplay::PromptWrapper wrapper;
                wrapper.style = selfplay::WrapperStyle::R1;
                auto parsed = selfplay::parseCompletion(wrapper, {selfplay::Role::Solve, kind}, "", completion, 6);
                rows.push_back({{"asks", selfplay::name(kind)}, {"completion", completion}});
                wanted.push_back(selfplay::takeAnswer(kind, parsed));
            }
        }
        const auto told = m_environment.told(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const std::string text = told[i].is_null() ? std::string() : told[i].get<std::string>();
            QVERIFY2(text == wanted[i],
                     qPrintable(QString("%1\n%2\n%3").arg(rows[i].dump().c_str(), text.c_str(), wanted[i].c_str())));
        }
    }
};

QTEST_GUILESS_MAIN(TestEnvironment)
#include "tst_environment.moc"
