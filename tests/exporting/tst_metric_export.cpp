/// Metrics of stored runs as CSV, JSON lines and event files.
#include <QtTest>
#include <cmath>
#include <limits>
#include <sstream>

#include "core/base/files.h"
#include "core/exporting/csv.h"
#include "core/exporting/metrics/event_records.h"
#include "core/exporting/metrics/metric_export.h"
#include "core/exporting/metrics/run_events.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;

class TestMetricExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    std::unique_ptr<store::Reader> m_reader;

    [[nodiscard]] QStringList lines(const MetricExport& request) const {
        std::ostringstream out;
        const auto rows = writeMetrics(*m_reader, request, sinkOf(out));
        if (!rows) qFatal("%s", describe(rows.error()).c_str());
        return QString::fromStdString(out.str()).split(request.format == MetricFormat::Csv ? "\r\n" : "\n",
                                                       Qt::SkipEmptyParts);
    }

  private Q_SLOTS:
    void initTestCase() {
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY(writer);
        for (int run = 1; run <= 2; ++run) {
            auto row = testing::runRow(run);
            if (run == 2) row.name = "=cmd|'/C calc'!A0";
            row.created = 1763800000;
            QVERIFY((*writer)->push(row));
            for (int step = 1; step <= 3; ++step) {
                QVERIFY((*writer)->push(store::StepRow{row.id, step, "open", row.created + 10 * step, 0}));
                QVERIFY((*writer)->push(store::StepRow{row.id, step, "finished", 0, 2.5}));
                QVERIFY((*writer)->push(
                    store::MetricRow{row.id, step, "reward/mean/solve.deduction", 0.1 * step * run, true}));
            }
        }
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY((*writer)->push(store::MetricRow{RunId{1}, 2, "time/step", nan, false}));
        QVERIFY((*writer)->push(store::MetricRow{RunId{1}, 3, "time/step", 1e300, false}));
        QVERIFY((*writer)->push(store::MetricRow{RunId{1}, 0, "eval/dev/greedy/deduction", 0.5, true}));
        QVERIFY((*writer)->finish());
        m_reader = std::move(*store::Reader::open(m_store.database()));
    }

    void aTableHasARowForEachRunAndStep() {
        const auto rows = lines({{RunId{1}, RunId{2}}});
        QCOMPARE(rows.size(), 8);  // the head, the evaluation before step 1, and 2 x 3 steps
        QCOMPARE(rows[0], QStringLiteral("run,name,step,ended,\"eval/dev/greedy/deduction\","
                                         "\"reward/mean/solve.deduction\",\"time/step\""));
        QCOMPARE(rows[1], QStringLiteral("1,\"run 1\",0,1763800000.000,0.5,,"));
        QCOMPARE(rows[3], QStringLiteral("1,\"run 1\",2,1763800022.500,,0.2,"));
        QCOMPARE(rows[4], QStringLiteral("1,\"run 1\",3,1763800032.500,,0.30000000000000004,1e+300"));
        QCOMPARE(rows[7], QStringLiteral("2,\"'=cmd|'/C calc'!A0\",3,1763800032.500,,0.6000000000000001,"));
    }

    void aJsonLineHasTheMetricsOfAStep() {
        MetricExport request{{RunId{1}}, MetricFormat::Jsonl};
        request.first = 2;
        const auto rows = lines(request);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0], QStringLiteral(R"({"run":1,"name":"run 1","step":2,"ended":1763800022.5,)"
                                         R"("metrics":{"reward/mean/solve.deduction":0.2,"time/step":null}})"));
    }

    void stepsAndNamesAreChosen() {
        MetricExport request{{RunId{1}, RunId{2}}};
        request.metrics = MetricChoice({"reward/*.deduction"});
        request.first = request.last = 2;
        QCOMPARE(lines(request),
                 (QStringList{"run,name,step,ended,\"reward/mean/solve.deduction\"", "1,\"run 1\",2,1763800022.500,0.2",
                              "2,\"'=cmd|'/C calc'!A0\",2,1763800022.500,0.4"}));
        request.metrics = MetricChoice({"reward/men/solve.deduction"});
        std::ostringstream out;
        const auto none = writeMetrics(*m_reader, request, sinkOf(out));
        QCOMPARE(QString::fromStdString(describe(none.error())),
                 QStringLiteral("no metric of these runs is called 'reward/men/solve.deduction' (did you mean "
                                "'reward/mean/solve.deduction'?)"));
    }

    void eventFilesHoldEveryStep() {
        const auto target = m_store.folder() / "events";
        const auto steps = exportMetrics(*m_reader, {{RunId{1}, RunId{2}}, MetricFormat::TensorBoard}, target);
        QVERIFY2(steps, steps ? "" : describe(steps.error()).c_str());
        for (int run = 1; run <= 2; ++run) {
            const auto row = m_reader->run(RunId{run});
            QCOMPARE(eventFolderName(*row), fmt::format("run-{}-20251122-082640", run));
            const auto folder = target / eventFolderName(*row);
            QCOMPARE(lastStepIn(folder).value_or(-1), 3);
            const auto bytes = readFile(folder / "events.out.tfevents.1763800000.0000.azr");
            QVERIFY(bytes);
            const std::vector<Scalar> third = {{"reward/mean/solve.deduction", 0.1 * 3 * run, {}},
                                               {"time/step", 1e300, {}}};
            const std::vector<Scalar> only(third.begin(), third.begin() + (run == 1 ? 2 : 1));
            // What time/step means is said where it first has a value: here.
            const std::string frame = record(scalarsEvent(1763800032.5, 3, only));
            QCOMPARE(bytes->ends_with(frame), run == 2);
            QVERIFY(bytes->find("optimizer.learning\\_rate") != std::string::npos);  // as Markdown has it
        }
        QCOMPARE(exportMetrics(*m_reader, {{RunId{1}}, MetricFormat::TensorBoard}, target).error().code,
                 ErrorCode::Conflict);
    }

    void whatIsBrokenOffLeavesNothing() {
        for (const MetricFormat format : {MetricFormat::Csv, MetricFormat::TensorBoard}) {
            MetricExport request{{RunId{1}}, format};
            request.progress = [](std::int64_t done, std::int64_t total) { return done < total - 1; };
            const auto target = m_store.folder() / "broken";
            QCOMPARE(exportMetrics(*m_reader, request, target).error().code, ErrorCode::Cancelled);
            for (const auto& entry : std::filesystem::directory_iterator(m_store.folder()))
                QVERIFY2(entry.path().filename().string().find("broken") == std::string::npos, entry.path().c_str());
        }
    }

    void cellsAreNoFormulas_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("cell");
        QTest::newRow("plain") << QByteArray("x = 1") << QByteArray("\"x = 1\"");
        QTest::newRow("empty") << QByteArray() << QByteArray("\"\"");
        QTest::newRow("quotes") << QByteArray("a\"b,c\r\nd") << QByteArray("\"a\"\"b,c\r\nd\"");
        for (const char* first : {"=", "+", "-", "@", "\t", "\r", "\n", "'"})
            QTest::newRow(first) << QByteArray(first) + "1" << QByteArray("\"'") + first + "1\"";
    }
    void cellsAreNoFormulas() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, cell);
        QCOMPARE(QByteArray::fromStdString(csvText(text.toStdString())), cell);
    }
};

QTEST_GUILESS_MAIN(TestMetricExport)
#include "tst_metric_export.moc"
