/// Complexity measures of the jailed inspector are those of radon and complexipy (tests/data/measures).
#include <QTest>
#include <cmath>
#include <sstream>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/execution/executor.h"
#include "tests/support/jailed_lane.h"

using namespace azr;
using namespace azr::execution;

namespace {

bool close(double a, double b) {
    return std::abs(a - b) <= 1e-12 * std::max({1.0, std::abs(a), std::abs(b)});
}

}  // namespace

class TestMeasures : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void theyAreThoseOfThePublicTools();
    void deepProgramsAreMeasuredInTime();
    void everyNodeTellsItsChildren();

    void initTestCase() {
        auto opened = testing::openLane();
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_lane = std::move(*opened);
        // What a version of Python cannot parse, its inspector cannot measure.
        const Inspection match = testing::inspected(*m_lane, "match 1:\n    case 1:\n        pass");
        m_minor = match.verdict == Verdict::Ok ? 10 : 9;
    }

  private:
    std::unique_ptr<testing::JailedLane> m_lane;
    int m_minor = 9;
};

void TestMeasures::theyAreThoseOfThePublicTools() {
    const auto text = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "data/measures/measures.jsonl");
    QVERIFY(text.has_value());
    std::istringstream lines(*text);
    int measured = 0;
    for (std::string line; std::getline(lines, line);) {
        const Json golden = parseJson(line).value_or(Json());
        if (golden["python"].get<int>() > m_minor) continue;
        const auto program = golden["program"].get<std::string>();
        const ProgramMeasures measures = testing::inspected(*m_lane, program).measures;
        QVERIFY2(close(measures.complexity, golden["complexity"].get<double>()), program.c_str());
        QVERIFY2(measures.cyclomatic == golden["cyclomatic"].get<int>(), program.c_str());
        QVERIFY2(close(measures.halsteadVolume, golden["volume"].get<double>()), program.c_str());
        QVERIFY2(close(measures.halsteadEffort, golden["effort"].get<double>()), program.c_str());
        const double difficulty = measures.halsteadVolume > 0 ? measures.halsteadEffort / measures.halsteadVolume : 0.0;
        QVERIFY2(close(difficulty, golden["difficulty"].get<double>()), program.c_str());
        ++measured;
    }
    QVERIFY(measured >= 295);
}

void TestMeasures::deepProgramsAreMeasuredInTime() {
    std::string deep = "x";
    for (int i = 0; i < 60; ++i) deep = (i % 2 == 0 ? "(y and not (" : "(y or not (") + deep + "))";
    const Inspection inspection = testing::inspected(*m_lane, "def f(x, y):\n    return " + deep);
    QCOMPARE(inspection.verdict, Verdict::Ok);
    QCOMPARE(inspection.measures.cyclomatic, 61);
    QVERIFY(inspection.measures.complexity >= 60);
}

void TestMeasures::everyNodeTellsItsChildren() {
    const ProgramMeasures measures = testing::inspected(*m_lane, "def f(x):\n    return x + 1").measures;
    QCOMPARE(measures.shape, std::string("Module FunctionDef:0 arguments arg:1 Return BinOp Name:1 Add Constant:int"));
    QCOMPARE(measures.arities, std::string("1 2 1 0 1 3 0 0 0"));
    QCOMPARE(measures.nodes, 9);
}

QTEST_GUILESS_MAIN(TestMeasures)
#include "tst_measures.moc"
