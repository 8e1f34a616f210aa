#include <QtTest>
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "core/base/files.h"
#include "core/exporting/data_export.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;

class TestDataExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;

  private Q_SLOTS:
    void initTestCase() {
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY2(writer, writer ? "" : describe(writer.error()).c_str());
        QVERIFY((*writer)->push(testing::runRow(1)));
        for (int i = 1; i <= 450; ++i) {  // more than two pages
            auto row = testing::taskRow(RunId{1}, i, i % 3, i % 10 == 0 ? "induction" : "deduction");
            if (i == 7) row.verdict = "exception";
            QVERIFY((*writer)->push(row));
        }
        QVERIFY((*writer)->finish());
    }

    void solveRatesAreWrittenWithoutTheNoiseOfTheirAverage() {
        store::TaskRow task = testing::taskRow(RunId{1}, 1, 1, "deduction");
        task.learnability = 0.12500000000000003;
        QVERIFY(dumpLine(taskLine(task)).find("\"_solve_rate\":0.125,") != std::string::npos ||
                dumpLine(taskLine(task)).ends_with("\"_solve_rate\":0.125}"));
        task.learnability = 1.0 / 3;
        QCOMPARE(taskLine(task)["_solve_rate"].get<double>(), 0.333333333333);
    }

    void everyValidTaskIsWrittenOnceAndReadBack() {
        const auto reader = store::Reader::open(m_store.database());
        QVERIFY(reader);
        store::TaskFilter filter;
        filter.run = RunId{1};
        const auto file = m_store.folder() / "tasks.jsonl";
        const auto count = exportTasks(**reader, filter, {}, file);
        QVERIFY2(count, count ? "" : describe(count.error()).c_str());
        QCOMPARE(*count, 449);
        const auto lines = readLines(file);
        QVERIFY2(lines, lines ? "" : describe(lines.error()).c_str());
        QCOMPARE(lines->size(), std::size_t{449});
        QCOMPARE(lines->front().program, std::string("def f(x):\n    return x + 1"));
        QCOMPARE(lines->front().output, std::string("4"));
        QCOMPARE(lines->front().imports, std::vector<std::string>{"import math"});
        QVERIFY(!lines->front().isInduction());
        const auto& induction = (*lines)[8];  // the tenth task: the seventh is not valid
        QVERIFY(induction.isInduction());
        QCOMPARE(induction.pairs[1].input, std::string("'a\"b'"));
    }

    void progressCountsTasksAndMayEndTheWork() {
        const auto reader = store::Reader::open(m_store.database());
        QVERIFY(reader);
        store::TaskFilter filter;
        filter.run = RunId{1};
        const auto total = (*reader)->countTasks(filter);
        std::vector<std::int64_t> seen;
        const auto file = m_store.folder() / "told.jsonl";
        const auto watch = [&](std::int64_t done, std::int64_t all) {
            seen.push_back(done);
            return all == *total;
        };
        QVERIFY(exportTasks(**reader, filter, {}, file, watch));
        QVERIFY(seen.size() > 1 && std::is_sorted(seen.begin(), seen.end()));
        QCOMPARE(seen.back(), *total);
        const auto ended = m_store.folder() / "ended.jsonl";
        const auto refuse = [](std::int64_t, std::int64_t) { return false; };
        QCOMPARE(exportTasks(**reader, filter, {}, ended, refuse).error().code, ErrorCode::Cancelled);
        QVERIFY(!std::filesystem::exists(ended));
    }

    void asManyAreWrittenAsAreCountedAsValid_data() {
        QTest::addColumn<QString>("status");
        QTest::newRow("any") << QString();
        for (const char* status : {"admitted", "vetoed", "invalid"}) QTest::newRow(status) << QString(status);
    }
    void asManyAreWrittenAsAreCountedAsValid() {
        QFETCH(QString, status);
        const auto reader = store::Reader::open(m_store.database());
        QVERIFY(reader);
        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.status = status.toStdString();
        std::ostringstream all;
        const auto written = writeTasks(**reader, filter, {}, all);
        QVERIFY(written);
        filter.verdict = "ok";
        QCOMPARE(*written, (*reader)->countTasks(filter).value_or(-1));
        std::ostringstream valid;
        QCOMPARE(writeTasks(**reader, filter, {}, valid).value_or(-1), *written);
        QCOMPARE(valid.str(), all.str());
    }

    void chosenTasksComeInTheirOrder() {
        const auto reader = store::Reader::open(m_store.database());
        QVERIFY(reader);
        std::ostringstream out;
        const auto count = writeTasks(**reader, {}, {TaskId{3}, TaskId{7}, TaskId{1}}, out);
        QVERIFY(count);
        QCOMPARE(*count, 2);
        QVERIFY(out.str().starts_with(R"({"snippet":"def f(x):\n    return x + 3","input":"3","output":"6")"));
    }

    void badLinesAreNamed_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("message");
        QTest::newRow("no output") << R"({"snippet": "s", "input": "1"})"
                                   << ": field 'output' is missing";
        QTest::newRow("no program") << R"({"input": "1", "output": "2"})"
                                    << ": field 'snippet' is missing";
        QTest::newRow("lengths") << R"({"snippet": "s", "inputs": ["1", "2"], "outputs": ["1"]})"
                                 << ": 'inputs' has 2 entries and 'outputs' has 1";
        QTest::newRow("type") << R"({"snippet": "s", "input": 1, "output": "2"})"
                              << ": field 'input' has the wrong type";
        QTest::newRow("list") << R"([1])"
                              << ": is not a JSON object";
    }
    void badLinesAreNamed() {
        QFETCH(QString, line);
        QFETCH(QString, message);
        const auto file = m_store.folder() / "bad.jsonl";
        QVERIFY(writeFileAtomic(file, "{\"code\": \"c\", \"input\": \"1\", \"output\": \"2\", \"id\": \"s_0\"}\n\n" +
                                          line.toStdString() + "\n"));
        const auto lines = readLines(file);
        QVERIFY(!lines);
        QCOMPARE(QString::fromStdString(describe(lines.error())),
                 "line 3 of " + QString::fromStdString(file.string()) + message);
    }

    void seedsAreWrittenInTheReferencesFilesAndReadBack() {
        testing::TempStore store;
        {
            auto writer = store::Writer::open(store.database(), {});
            QVERIFY((*writer)->push(testing::runRow(1)));
            const auto seed = [&](std::int64_t number, const char* kind, const char* status, int step = 0) {
                auto row = testing::taskRow(RunId{1}, number, step, kind);
                row.status = status;
                return row;
            };
            auto twin = seed(3, "abduction", "admitted");  // of the first
            twin.program = seed(1, "deduction", "").program;
            twin.output = "4";
            auto composite = seed(5, "deduction", "admitted");
            composite.program = "def g_0(x):\n    return x\n\ndef f(x):\n    return g_0(x) + 1";
            composite.given = {{TaskId{1}, "def g_0(x):\n    return x"}};
            auto error = seed(9, "error", "admitted");  // as the identity triplet is one of each
            error.program = seed(1, "deduction", "").program;
            error.output = "NoError";
            for (const auto& row : {seed(1, "deduction", "admitted"), error, seed(2, "abduction", "evicted"), twin,
                                    seed(4, "induction", "admitted"), composite, seed(6, "deduction", "proposed"),
                                    seed(7, "deduction", "vetoed"), seed(8, "deduction", "admitted", 1)})
                QVERIFY((*writer)->push(row));
            QVERIFY((*writer)->finish());
        }
        const auto reader = store::Reader::open(store.database());
        const auto folder = store.folder() / "seeds";
        const auto count = exportSeeds(**reader, RunId{1}, folder, false);
        QVERIFY2(count, count ? "" : describe(count.error()).c_str());
        QCOMPARE(*count, 5);
        const auto triplets = readLines(folder / "seed_io.jsonl"),
                   induction = readLines(folder / "code_f_seed_io.jsonl");
        QCOMPARE(triplets->size(), 3U);
        QCOMPARE((*triplets)[0].program, "def f(x):\n    return x + 1");
        QCOMPARE((*triplets)[1].program, "def f(x):\n    return x + 2");
        QCOMPARE(induction->size(), 1U);
        QVERIFY(induction->front().isInduction());
        const auto errors = readLines(folder / "error_seed_io.jsonl");
        QVERIFY(errors && errors->size() == 1);
        QCOMPARE(errors->front().output, std::string("NoError"));
        const std::string text = *readFile(folder / "seed_io.jsonl");
        const auto last = parseJson(text.substr(text.rfind('\n', text.size() - 2) + 1));
        QCOMPARE((*last)["original_snippet"].get<std::string>(), "def f(x):\n    return g_0(x) + 1");
        QCOMPARE((*last)["composite_functions"][0]["snippet"].get<std::string>(), "def g_0(x):\n    return x");
        for (const char* key : {"snippet", "input", "output", "imports"}) QVERIFY(last->contains(key));
        QCOMPARE(exportSeeds(**reader, RunId{2}, folder, false).error().code, ErrorCode::NotFound);
    }

    void theReferencesSeedsAreRead() {
        const char* data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        const std::filesystem::path folder = std::filesystem::path(data) / "seeds";
        const std::pair<const char*, std::size_t> files[] = {
            {"7b_coder_seed_io.jsonl", 256}, {"7b_coder_code_f_seed_io.jsonl", 256}, {"llama_64_seed_io.jsonl", 64}};
        for (const auto& [name, count] : files) {
            const auto lines = readLines(folder / name);
            QVERIFY2(lines, lines ? "" : describe(lines.error()).c_str());
            QCOMPARE(lines->size(), count);
        }
    }
};

QTEST_GUILESS_MAIN(TestDataExport)
#include "tst_data_export.moc"
