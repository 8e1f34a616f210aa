/// The lines of check and grade: fields, order, broken lines.
#include <QElapsedTimer>
#include <QTest>
#include <sstream>
#include <thread>

#include "core/execution/jsonl.h"

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

    void aStopWaitsForNoVerdict() {
        ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 60;
        options.wallSeconds = 120;
        auto opened = openExecutor(options);
        QVERIFY(opened.has_value());
        std::stringstream in(R"({"program": "def f(x):\n    while 1: pass", "input": "1"})"
                             "\n"),
            out;
        Control control;
        const std::jthread asks([&] {
            QTest::qSleep(300);
            control.requestStop();
        });
        const auto totals = processLines(**opened, LineCommand::Check, in, out, {}, control);
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
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(JsonlTest)
#include "tst_jsonl.moc"
