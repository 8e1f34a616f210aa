/// The adapters: every published layout as it is, and what is refused by file, line and field.
#include <QtTest>

#include "core/evaluation/benchmarks/catalogue.h"
#include "core/evaluation/benchmarks/suite_line.h"
#include "core/evaluation/contamination.h"
#include "core/evaluation/judging/number_answer.h"
#include "core/selfplay/kinds.h"
#include "tests/support/suite_files.h"

using namespace azr;
using namespace azr::evaluation;

namespace {

// The parser of Qt's meta-objects does not read raw strings in a class.
constexpr const char* kObject = R"({"a": [1], "b": {}})";
constexpr const char* kEscapes = "\"a\\\"\\\\\\nä\\ud83d\\ude00\"";
constexpr const char* kTwice = R"({"a": 1, "a": 2})";
constexpr const char* kSeed = R"({"snippet": "def f(x):\n    return x", "input": "1", "output": "1"})";
constexpr const char* kExported =
    R"({"snippet": "def f(x):\n    return x", "input": "1", "output": "1", "imports": [], "_kind": "abduction", "_task": 12})";
constexpr const char* kNoLayout = R"({"a": 1})";
constexpr const char* kNoOutput = R"({"code": "def f(): pass", "input": ""})";
constexpr const char* kNoText = R"({"code": "def f(): pass", "input": 4, "output": "1"})";
constexpr const char* kNoAnswer = R"({"question": "?", "answer": "seven"})";
constexpr const char* kNoCheck =
    R"line({"task_id": "a", "prompt": "", "entry_point": "f", "canonical_solution": "", "test": "assert f()"})line";
constexpr const char* kNoCall =
    R"line({"code": "def g(): pass", "input": "h()", "output": "1", "function_name": "g"})line";
constexpr const char* kNoArguments =
    R"line({"task_id": "a", "prompt": "", "entry_point": "f", "canonical_solution": "", "base_input": [1]})line";
constexpr const char* kNoAssertion =
    R"line({"task_id": 1, "text": "", "code": "def g(): pass", "test_list": ["assert h()"]})line";

std::string textOf(const char* json) {
    const auto value = parsePythonJson(json);
    return value ? execution::repr(*value) : "refused: " + value.error().detail;
}

}  // namespace

class TestBenchmarks : public QObject {
    Q_OBJECT

    test::SuiteFolder m_folder;

    Benchmark loaded(const std::string& text, SuiteView view = SuiteView::Everything) const {
        const auto benchmark = loadBenchmark(m_folder.write("suite.jsonl", text), "suite", view);
        if (!benchmark) qWarning("%s", describe(benchmark.error()).c_str());
        return benchmark ? *benchmark : Benchmark();
    }
    std::string refused(const std::string& text) const {
        const auto benchmark = loadBenchmark(m_folder.write("suite.jsonl", text), "suite");
        return benchmark ? "" : describe(benchmark.error());
    }

  private Q_SLOTS:
    void jsonIsReadAsPythonWritesIt_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("python");
        QTest::newRow("constants") << "[true, false, null]"
                                   << "[True, False, None]";
        QTest::newRow("large integers") << "123456789012345678901234567890"
                                        << "123456789012345678901234567890";
        QTest::newRow("floats") << "[0.1, 1e+100, -2.5E-3, 1e999]"
                                << "[0.1, 1e+100, -0.0025, float('inf')]";
        QTest::newRow("what JSON has not") << "[Infinity, -Infinity]"
                                           << "[float('inf'), float('-inf')]";
        QTest::newRow("objects") << kObject << "{'a': [1], 'b': {}}";
        QTest::newRow("escapes") << kEscapes << "'a\"\\\\\\nä😀'";
        QTest::newRow("a name twice") << kTwice << "refused: the name 'a' stands twice at byte 13";
        QTest::newRow("zeros in front") << "012"
                                        << "refused: no value of JSON at byte 1";
        QTest::newRow("more behind") << "1 2"
                                     << "refused: more text behind the value at byte 3";
        QTest::newRow("torn") << "[1, "
                              << "refused: a value is missing at byte 5";
        QTest::newRow("a torn text") << "\"abc"
                                     << "refused: a text does not end at byte 1";
    }
    void jsonIsReadAsPythonWritesIt() {
        QFETCH(QString, json);
        QFETCH(QString, python);
        QCOMPARE(QString::fromStdString(textOf(json.toUtf8().constData())), python);
    }

    void cruxevalAsksForInputsAndForOutputs() {
        const Benchmark both = loaded(test::kCruxeval);
        QCOMPARE(both.problems.size(), std::size_t{4});
        const Benchmark inputs = loaded(test::kCruxeval, SuiteView::Inputs);
        QCOMPARE(inputs.problems.size(), std::size_t{2});
        const Problem& problem = inputs.problems[1];
        QCOMPARE(problem.id, std::string("sample_1/input"));
        QCOMPARE(problem.kind, std::string("input"));
        QCOMPARE(selfplay::traitsOf(problem.task.kind).asked, selfplay::TaskPart::Input);
        QCOMPARE(problem.task.input, std::string("1, 3"));
        QCOMPARE(problem.task.output, std::string("[1, 1, 1]"));
        QVERIFY(inputs.hash != both.hash);
        QCOMPARE(loaded(test::kCruxeval).hash, both.hash);
        const Benchmark first = limited(both, 1);
        QCOMPARE(first.problems.size(), std::size_t{2});  // one of each kind
    }

    void packedFilesAreReadAsTheyAre() {
        const auto packed = loadBenchmark(m_folder.pack("crux.jsonl.gz", test::kCruxeval), "suite");
        QVERIFY2(packed, packed ? "" : describe(packed.error()).c_str());
        QCOMPARE(packed->hash, loaded(test::kCruxeval).hash);
        auto bytes = readFile(m_folder.at("crux.jsonl.gz"));
        const auto torn = loadBenchmark(m_folder.write("torn.gz", bytes->substr(0, bytes->size() / 2)), "suite");
        QVERIFY(!torn);
        QCOMPARE(torn.error().code, ErrorCode::Corrupt);
    }

    void humanEvalKeepsPromptCheckAndSolution() {
        const Benchmark suite = loaded(test::kHumanEval);
        QCOMPARE(suite.problems.size(), std::size_t{2});
        QCOMPARE(suite.problems[0].judging, Judging::Check);
        QCOMPARE(suite.problems[0].entry, std::string("double_all"));
        QVERIFY(suite.problems[0].canonical.ends_with("return [2 * n for n in numbers]\n"));
    }

    void evalplusArgumentsArePythons() {
        const Benchmark suite = loaded(test::kEvalplus);
        QCOMPARE(suite.problems.size(), std::size_t{3});
        QCOMPARE(suite.problems[0].inputs.size(), std::size_t{4});
        QCOMPARE(suite.problems[0].inputs[2], std::string("[123456789012345678901234567890, 1]"));
        QCOMPARE(suite.problems[0].inputs[3], std::string("[float('inf'), 1.0]"));
        QCOMPARE(suite.problems[1].inputs[0], std::string("(3, 4, 5), (5, 4)"));  // tuples by the library's table
        QCOMPARE(suite.problems[1].oracle, Oracle::SameSet);
        QCOMPARE(suite.problems[2].oracle, Oracle::NotNone);
        QCOMPARE(loaded(test::kEvalplus, SuiteView::Base).problems[0].inputs.size(), std::size_t{2});
    }

    void mbppsAssertionsBecomeACheck() {
        const Benchmark all = loaded(test::kMbpp);
        QCOMPARE(all.problems.size(), std::size_t{2});
        QCOMPARE(all.problems[0].entry, std::string("add_one"));
        QVERIFY(all.problems[0].prompt.find("assert add_one(1) == 2") != std::string::npos);
        QVERIFY(all.problems[0].check.find("def check(candidate):\n    assert add_one(1) == 2\n") != std::string::npos);
        const Benchmark test = loaded(test::kMbpp, SuiteView::Test);  // 11 to 510
        QCOMPARE(test.problems.size(), std::size_t{1});
    }

    void otherLayoutsAreKnownByTheirFields() {
        const Benchmark live = loaded(test::kLiveCodeBench);
        QCOMPARE(live.problems.at(0).id, std::string("sample_7/output"));
        QCOMPARE(live.problems[0].task.input, std::string("n = 4"));
        QCOMPARE(live.problems[0].difficulty, std::string("easy"));
        QVERIFY(live.problems[0].task.program.ends_with("\nf = twice"));
        const Benchmark gsm = loaded(test::kGsm);
        QCOMPARE(gsm.problems.at(1).answer, std::string("1,200"));
        QCOMPARE(gsm.problems[1].id, std::string("2"));
        const Benchmark math = loaded(test::kMath);
        QCOMPARE(math.problems.at(0).answer, std::string("\\frac{1}{2}"));
        QCOMPARE(math.problems[0].kind, std::string("Algebra"));
        QCOMPARE(math.problems[0].difficulty, std::string("Level 1"));
        const Benchmark seeds = loaded(kSeed);
        QCOMPARE(seeds.problems.size(), std::size_t{2});
        const Benchmark exported = loaded(kExported);
        QCOMPARE(exported.problems.size(), std::size_t{1});
        QCOMPARE(exported.problems[0].id, std::string("task 12/input"));
        QCOMPARE(exported.problems[0].kind, std::string("input"));
        const auto own = openBenchmark("dev", {});
        QVERIFY2(own, own ? "" : describe(own.error()).c_str());
        QCOMPARE(own->problems.size(), std::size_t{900});
    }

    void whatIsNotUnderstoodIsRefusedByLineAndField_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const QString crux = QString(test::kCruxeval);
        QTest::newRow("no layout") << kNoLayout << "line 1 of .*its fields are those of no known suite.*CRUXEval";
        QTest::newRow("a field is missing") << crux + kNoOutput << "line 3 of .*field 'output' is missing";
        QTest::newRow("another type") << crux + kNoText << "line 3 of .*field 'input' is no text";
        QTest::newRow("no JSON") << crux + "{oops}"
                                 << "line 3 of .*is no JSON.*byte 2";
        QTest::newRow("an item twice") << crux + QString(test::kCruxeval)
                                       << "line 3 of .*sample_0/input stands in the file twice";
        QTest::newRow("no answer") << kNoAnswer << "field 'answer' says no answer";
        QTest::newRow("no check") << kNoCheck << "field 'test' defines no check";
        QTest::newRow("no call") << kNoCall << "field 'input' is no call of g";
        QTest::newRow("arguments that are no list")
            << kNoArguments << "field 'base_input' holds at place 1 no list of arguments";
        QTest::newRow("no assertion of the function")
            << kNoAssertion << "field 'test_list' calls no function of field 'code'";
        QTest::newRow("empty") << "\n\n"
                               << "holds no items";
    }
    void whatIsNotUnderstoodIsRefusedByLineAndField() {
        QFETCH(QString, text);
        QFETCH(QString, says);
        const QString found = QString::fromStdString(refused(text.toStdString()));
        QVERIFY2(QRegularExpression(says, QRegularExpression::DotMatchesEverythingOption).match(found).hasMatch(),
                 qPrintable(found));
    }

    void suitesAreFoundByNameOrSayHowToGetThem() {
        test::SuiteFolder installed;
        installed.write("cruxeval.jsonl", test::kCruxeval);
        installed.pack("HumanEval.jsonl.gz", test::kHumanEval);
        const std::filesystem::path folder = installed.at("cruxeval.jsonl").parent_path();
        QCOMPARE(openBenchmark("cruxeval-o", folder)->problems.size(), std::size_t{2});
        QCOMPARE(openBenchmark("humaneval", folder)->problems.size(), std::size_t{2});
        const auto missing = openBenchmark("gsm8k", folder);
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY(missing.error().remedy.find("gsm8k_test.jsonl") != std::string::npos);
        QVERIFY(missing.error().remedy.find("https://") != std::string::npos);
        const auto mistyped = openBenchmark("cruxeval-p", folder);
        QVERIFY(mistyped.error().remedy.find("cruxeval-") != std::string::npos);
        QCOMPARE(openBenchmark(installed.at("cruxeval.jsonl").string(), {})->name, std::string("cruxeval"));
    }

    void numbersAreFoundAndCompared_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("same");
        QTest::newRow("marked") << "1 + 1 = 2\n#### 2\nmore"
                                << "2" << true;
        QTest::newRow("boxed, the last") << "\\boxed{3} or \\boxed{\\frac{1}{2}}"
                                         << "0.5" << true;
        QTest::newRow("said") << "The answer is $1,234.00. Not 5."
                              << "1234" << true;
        QTest::newRow("the last number") << "first 3, then 4"
                                         << "4" << true;
        QTest::newRow("thousands") << "#### 70,000"
                                   << "70000" << true;
        QTest::newRow("fractions") << "\\boxed{\\dfrac34}"
                                   << "\\frac{3}{4}" << true;
        QTest::newRow("slashes") << "\\boxed{-7/2}"
                                 << "-3.5" << true;
        QTest::newRow("texts") << "\\boxed{\\text{even}}"
                               << "even" << true;
        QTest::newRow("pairs stay pairs") << "\\boxed{(1, 2)}"
                                          << "12" << false;
        QTest::newRow("no algebra") << "\\boxed{x+1}"
                                    << "1+x" << false;
        QTest::newRow("near is not equal") << "#### 3.14"
                                           << "3.1416" << false;
        QTest::newRow("nothing") << "no idea"
                                 << "0" << false;
    }
    void numbersAreFoundAndCompared() {
        QFETCH(QString, text);
        QFETCH(QString, answer);
        QFETCH(bool, same);
        const std::string found = finalAnswer(text.toStdString());
        QVERIFY2(sameAnswer(found, answer.toStdString()) == same, found.c_str());
    }

    void programsThatStandInASuiteAreFound() {
        Benchmark suite = loaded(test::kCruxeval);
        suite.problems.push_back(loaded(test::kHumanEval).problems[0]);
        Problem longer = suite.problems[0];
        longer.id = "longer";
        longer.task.program =
            "def f(rows):\n    out = {}\n    for row in rows:\n        if row[0] in out:\n            out[row[0]] "
            "+= 1\n"
            "        else:\n            out[row[0]] = 1\n    return out";
        suite.problems.push_back(longer);
        const SuitePrograms programs(suite);
        const auto text = programs.find("def f(x):\n    return x[::-1]   \n\n");
        QVERIFY(text && text->sameText);
        QCOMPARE(text->problem, std::size_t{0});
        QVERIFY(!programs.find("def f(y):\n    return y[::-1]"));  // too short to tell anything without its names
        const auto renamed = programs.find(
            "def f(xs):\n    d = {}\n    for x in xs:\n        if x[3] in d:\n            d[x[3]] += 5\n"
            "        else:\n            d[x[3]] = 5\n    return d");
        QVERIFY(renamed && !renamed->sameText);
        QCOMPARE(suite.problems[renamed->problem].id, std::string("longer"));
        const auto bare = programs.find(
            "from typing import List\n\n\ndef double_all(numbers: List[int]) -> List[int]:\n"
            "    return [2 * n for n in numbers]\n");
        QVERIFY(bare && bare->sameText);  // its docstring aside
    }

    void thePublishedFilesAreReadWhole_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("items");
        QTest::newRow("cruxeval-i") << "cruxeval-i" << 800;
        QTest::newRow("cruxeval-o") << "cruxeval-o" << 800;
        QTest::newRow("humaneval") << "humaneval" << 164;
        QTest::newRow("mbpp+") << "mbpp+" << 378;
        QTest::newRow("gsm8k") << "gsm8k" << 1319;
    }
    void thePublishedFilesAreReadWhole() {
        QFETCH(QString, name);
        QFETCH(int, items);
        const auto folder = test::publishedSuiteFolder();
        if (folder.empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto suite = openBenchmark(name.toStdString(), folder);
        QVERIFY2(suite, suite ? "" : describe(suite.error()).c_str());
        QCOMPARE(static_cast<int>(suite->problems.size()), items);
    }
};

QTEST_GUILESS_MAIN(TestBenchmarks)
#include "tst_benchmarks.moc"
