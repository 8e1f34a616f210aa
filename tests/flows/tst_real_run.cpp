/// The program itself, with the real engine and the real jail, in a process of its own: what signals leave of a run.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include "core/base/json.h"
#include "core/store/digest.h"
#include "core/store/reader.h"
#include "core/telemetry/metric_table.h"
#include "core/training/checkpoints/checkpoint.h"

using namespace azr;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 120000;

bool built(const char* file) {
    return fs::exists(fs::path(AZR_BINARY_FOLDER) / file);
}

QStringList trainingWords(const QString& workspace, const char* steps) {
    QStringList words{"train", "--workspace", workspace, "--steps", steps, "--seed", "3", "--json"};
    for (const char* field : {"model.dtype=fp32", "model.threads=2", "selfplay.proposals_per_kind=4",
                              "selfplay.solves_per_kind=4", "selfplay.rollouts=2", "selfplay.seed_factor=1",
                              "evaluation.every_steps=0", "evaluation.items_per_kind=1", "executor.lanes=1"})
        words << "--set" << field;
    return words;
}

void startProgram(QProcess& program, const QStringList& words) {
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.start(QStringLiteral(AZR_BINARY_FOLDER "/azr-studio"), words);
}

bool endedWell(QProcess& program) {
    return program.waitForFinished(kPatienceMs) && program.exitStatus() == QProcess::NormalExit &&
           program.exitCode() == 0;
}

/// Reads until a line of that type came.
bool told(QProcess& program, const std::string& type) {
    while (program.canReadLine() || program.waitForReadyRead(kPatienceMs)) {
        while (program.canReadLine()) {
            const auto json = parseJson(program.readLine().trimmed().toStdString());
            if (json && json->value("type", std::string()) == type) return true;
        }
    }
    return false;
}

std::unique_ptr<store::Reader> readerOf(const QString& workspace) {
    auto reader = store::Reader::open(fs::path(workspace.toStdString()) / "azr.db");
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    return std::move(*reader);
}

}  // namespace

class TestRealRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    void initTestCase() {
        for (const char* file : {"azr-studio", "azr-sandbox", "libazr_engine_v3.so"})
            if (!built(file)) QSKIP(qPrintable(QStringLiteral("%1 is not built").arg(file)));
    }

    void aSignalEndsTheRunWithACheckpointAndZero_data() {
        QTest::addColumn<int>("number");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void aSignalEndsTheRunWithACheckpointAndZero() {
        QFETCH(int, number);
        const QString workspace = m_folder.filePath(QString::number(number));
        QProcess program;
        startProgram(program, trainingWords(workspace, "100000"));
        QVERIFY(told(program, "step"));
        QCOMPARE(::kill(static_cast<pid_t>(program.processId()), number), 0);
        QVERIFY(endedWell(program));
        const auto reader = readerOf(workspace);
        const auto run = reader->run(RunId{1});
        QCOMPARE(run->state, std::string("stopped"));
        QVERIFY(run->lastStep >= 1);
        const auto checkpoints = reader->checkpoints(RunId{1}, false);
        QCOMPARE(checkpoints->back().step, run->lastStep);
        const auto whole = training::verifyCheckpoint(fs::path(workspace.toStdString()) / checkpoints->back().folder);
        QVERIFY2(whole, whole ? "" : describe(whole.error()).c_str());
    }

    void aKilledRunGoesOnBitForBit() {
        const QString whole = m_folder.filePath(QStringLiteral("whole"));
        const QString broken = m_folder.filePath(QStringLiteral("broken"));
        QProcess undisturbed, killed, resumed;
        startProgram(undisturbed, trainingWords(whole, "6"));
        QVERIFY(endedWell(undisturbed));
        startProgram(killed, trainingWords(broken, "6"));
        QVERIFY(told(killed, "step"));
        killed.kill();
        QVERIFY(killed.waitForFinished(kPatienceMs));
        QCOMPARE(killed.exitStatus(), QProcess::CrashExit);
        startProgram(resumed, {"train", "--workspace", broken, "--resume", "1", "--json"});
        QVERIFY(endedWell(resumed));
        const auto reader = readerOf(broken);
        QCOMPARE(reader->run(RunId{1})->state, std::string("finished"));
        QCOMPARE(reader->run(RunId{1})->lastStep, 6);
        QCOMPARE(reader->run(RunId{1})->resumes, 1);
        // Every number that a run of the built-in model keeps has its meaning, formula and unit in the table.
        const auto names = reader->metricNames(RunId{1});
        QVERIFY(names && names->size() > 60);
        for (const std::string& name : *names) {
            const auto* row = telemetry::describeMetric(name);
            QVERIFY2(row && !row->text.empty() && !row->formula.empty(), name.c_str());
        }
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*readerOf(whole), RunId{1}));
    }
};

QTEST_GUILESS_MAIN(TestRealRun)
#include "tst_real_run.moc"
