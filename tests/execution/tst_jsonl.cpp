/// The lines of check and grade: fields, order, broken lines.
#include <QElapsedTimer>
#include <QTest>
#include <iomanip>
#include <sstream>
#include <thread>

#include "core/execution/jsonl.h"
#include "tests/support/fake_executor.h"

using namespace azr;
using namespace azr::execution;

class JsonlTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        ExecutorOptions options;
        options.lanes = 1;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void checkTellsValueTypeAndMatch() {
        const Json line = {{"id", 7}, {"code", "def f(x):\n    return {x, 1}"}, {"input", "2"}, {"output", "{1, 2}"}};
        const Json out = checkLine(*m_executor, line, {});
        QCOMPARE(out["id"].get<int>(), 7);
        QCOMPARE(out["verdict"].get<std::string>(), std::string("ok"));
        QCOMPARE(out["value"].get<std::string>(), std::string("{1, 2}"));
        QCOMPARE(out["type"].get<std::string>(), std::string("set"));
        QVERIFY(out["matches"].get<bool>());
    }

    void aWrongOutputIsNoError() {
        const Json line = {{"program", "def f(x):\n    return x"}, {"input", "2"}, {"output", "3"}};
        const Json out = checkLine(*m_executor, line, {});
        QCOMPARE(out["verdict"].get<std::string>(), std::string("ok"));
        QVERIFY(!out["matches"].get<bool>());
    }

    void orderIsKeptAndBrokenLinesAreTold() {
        std::stringstream in, out;
        in << R"({"id": 1, "program": "def f(x):\n    return x", "input": "1"})" << '\n'
           << "{broken\n"
           << R"({"id": 3, "input": "1"})"
           << "\n\n"
           << R"({"id": 4, "program": "import os\ndef f(x):\n    return x", "input": "1"})" << '\n';
        Control control;
        const auto totals = processLines(*m_executor, LineCommand::Check, in, out, {}, control);
        QVERIFY(totals.has_value());
        QCOMPARE(totals->lines, std::int64_t{4});
        QCOMPARE(totals->errors, std::int64_t{2});
        std::vector<Json> lines;
        for (std::string text; std::getline(out, text);) lines.push_back(parseJson(text).value());
        QCOMPARE(lines.size(), std::size_t{4});
        QCOMPARE(lines[0]["verdict"].get<std::string>(), std::string("ok"));
        QCOMPARE(lines[1]["line"].get<int>(), 2);
        QCOMPARE(lines[2]["id"].get<int>(), 3);
        QVERIFY(lines[2].contains("error"));
        QCOMPARE(lines[3]["reason"].get<std::string>(), std::string("banned_import:os"));
    }

    void gradeSolvesEachKind_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("verdict");
        const auto row = [](const char* line, const char* verdict) { QTest::newRow(line) << line << verdict; };
        row(R"({"kind": "deduction", "program": "def f(x):\n    return x * 2", "input": "2", "answer": "4"})", "ok");
        row(R"({"kind": "deduction", "output": "10**3", "answer": "1000"})", "ok");
        row(R"({"kind": "deduction", "output": "4", "answer": "5"})", "wrong");
        row(R"({"kind": "abduction", "program": "def f(x):\n    return x * 2", "output": "4", "answer": "2"})", "ok");
        row(R"({"kind": "abduction", "program": "def f(x):\n    return x * 2", "output": "4", "answer": "1+1"})",
            "parse_error");
        row(R"({"kind": "induction", "hidden": [{"input": "1", "output": "2"}], "answer": "def f(x):\n    return x + 1"})",
            "ok");
    }
    void gradeSolvesEachKind() {
        QFETCH(QString, line);
        QFETCH(QString, verdict);
        const Json out = gradeLine(*m_executor, parseJson(line.toStdString()).value(), {});
        QCOMPARE(QString::fromStdString(out.value("verdict", dumpLine(out))), verdict);
        QCOMPARE(out["solved"].get<bool>(), verdict == "ok");
    }

    void idsComeBackAsTheyWereWritten() {
        const std::vector<std::string> ids = {
            "123456789012345678901234567890", "1.0", "1e2", R"("\u00e9")", R"({"a": [1.0]})", "null"};
        std::stringstream in;
        for (const std::string& id : ids)
            in << R"({"id": )" << id << R"(, "program": "def f(x):\n    return x", "input": "1"})" << '\n';
        for (const std::string& id : ids)
            in << R"({"input": ["1", "2"], "id":)" << id << R"(, "program": "x"})" << '\n';
        for (const std::string& id : ids)
            in << R"({"id":)" << id << R"(, "x": 1, "x": 2, "program": "def f(x):\n    return x", "input": "1"})"
               << "\r\n";
        const std::vector<std::string> lines = answered(LineCommand::Check, in);
        QCOMPARE(lines.size(), 3 * ids.size());
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string start = std::string(R"({"v":1,)") + (i < ids.size() ? "" : R"("type":"error",)") +
                                      R"("id":)" + ids[i % ids.size()] + ',';
            QVERIFY2(lines[i].starts_with(start), lines[i].c_str());
        }
        std::stringstream grades(R"({"id": 1e2, "kind": "deduction", "output": "1", "answer": "1"})");
        QVERIFY(answered(LineCommand::Grade, grades).front().starts_with(R"({"v":1,"type":"grade","id":1e2,)"));
    }

    void whatIsTooLargeIsToldAndTheRestGoesOn() {
        std::stringstream in;
        const std::string good = R"({"id":2,"program":"def f(x):\n    return x","input":"1"})";
        in << "{\"id\":0,\"program\":\"" << std::string(300'000, ' ') << "\",\"input\":\"1\"}" << '\n';
        in << "{\"id\":1,\"program\":\"" << std::setw(50'000'000) << ' ' << "\",\"input\":\"1\"}" << '\n' << good;
        const std::vector<std::string> lines = answered(LineCommand::Check, in);
        QCOMPARE(lines.size(), std::size_t{3});
        QCOMPARE(lines[0], std::string(R"({"v":1,"type":"error","id":0,"line":1,"error":)"
                                       R"("too long: program has 300000 bytes; the limit is 262144"})"));
        QCOMPARE(lines[1], std::string(R"({"v":1,"type":"error","id":null,"line":2,"error":)"
                                       R"("the line is longer than the limit of 16777216 bytes"})"));
        QCOMPARE(parseJson(lines[2]).value()["verdict"].get<std::string>(), std::string("ok"));
    }

    void theSizeOfAnAnswerIsAVerdict() {
        std::stringstream in;
        in << "{\"kind\":\"induction\",\"hidden\":[{\"input\":\"1\",\"output\":\"1\"}],\"answer\":\""
           << std::string(300'000, ' ') << "\"}\n"
           << "{\"kind\":\"deduction\",\"output\":\"1\",\"answer\":\"" << std::string(300'000, ' ') << "\"}\n";
        for (const std::string& line : answered(LineCommand::Grade, in)) {
            const Json out = parseJson(line).value();
            QCOMPARE(out.value("verdict", line), std::string("parse_error"));
            QCOMPARE(out.value("reason", line), std::string("too_long"));
        }
    }

    void runsReachTheExecutor() {
        test::FakeExecutor executor;
        LineOptions options;
        const Json check = {{"program", "def f(x): return x"}, {"input", "1"}};
        const Json grade = {{"kind", "abduction"}, {"program", "def f(x): return x"}, {"output", "1"}, {"answer", "1"}};
        (void)checkLine(executor, check, options);
        (void)gradeLine(executor, grade, options);
        QCOMPARE(executor.validateRuns, ValidateRequest().runs);
        QCOMPARE(executor.gradeRuns, 0);
        options.runs = 7;
        (void)checkLine(executor, check, options);
        (void)gradeLine(executor, grade, options);
        QCOMPARE(executor.validateRuns, 7);
        QCOMPARE(executor.gradeRuns, 7);
    }

    void aStopWaitsForNoVerdict_data() {
        QTest::addColumn<int>("command");
        QTest::addColumn<QString>("line");
        QTest::newRow("check") << static_cast<int>(LineCommand::Check)
                               << R"({"program": "def f(x):\n    while 1: pass", "input": "1"})";
        // The gold comes first.
        QTest::newRow("grade") << static_cast<int>(LineCommand::Grade)
                               << R"({"kind": "deduction", "program": "def f(x):\n    while 1: pass", "input": "1",)"
                                  R"( "answer": "1"})";
    }
    void aStopWaitsForNoVerdict() {
        QFETCH(int, command);
        QFETCH(QString, line);
        ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 60;
        options.wallSeconds = 120;
        auto opened = openExecutor(options);
        QVERIFY(opened.has_value());
        std::stringstream in(line.toStdString() + '\n'), out;
        Control control;
        const std::jthread asks([&] {
            QTest::qSleep(300);
            control.requestStop();
        });
        const auto totals = processLines(**opened, static_cast<LineCommand>(command), in, out, {}, control);
        QVERIFY(!totals.has_value());
        QCOMPARE(totals.error().code, ErrorCode::Cancelled);
        QVERIFY(out.str().empty());
        QElapsedTimer closing;
        closing.start();
        opened->reset();
        QVERIFY(closing.elapsed() < 30'000);
    }

    void cleanupTestCase() { m_executor.reset(); }

  private:
    std::vector<std::string> answered(LineCommand command, std::istream& in) {
        std::stringstream out;
        Control control;
        const auto totals = processLines(*m_executor, command, in, out, {}, control);
        if (!totals) qFatal("stopped");
        std::vector<std::string> lines;
        for (std::string text; std::getline(out, text);) lines.push_back(text);
        return lines;
    }

    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(JsonlTest)
#include "tst_jsonl.moc"
