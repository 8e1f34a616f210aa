/// What goes wrong around the jail never becomes a wrong verdict: workers killed from outside, garbage on the channel,
/// a removed interpreter, a full tmpfs; interpreters are renewed; the user sees why nothing runs.
#include <unistd.h>

#include <QDateTime>
#include <QElapsedTimer>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/execution/jail/isolation.h"
#include "core/execution/pool/jury.h"
#include "tests/support/jailed_lane.h"
#include "tests/support/process_tree.h"

using namespace azr;
using namespace azr::execution;

namespace {

ValidateRequest doubling(int number) {
    ValidateRequest request;
    request.program = "def f(x):\n    return [x * 2, " + std::to_string(number) + "]";
    request.inputs = {"4"};
    return request;
}

std::string doubled(int number) {
    return "[8, " + std::to_string(number) + "]";
}

ExecutorOptions oneLane() {
    ExecutorOptions options;
    options.lanes = 1;
    return options;
}

/// One of 'xN' and 'yN', which comes first out of a set of the two in the first two interpreters, and in the third one
/// second.
QString wordOfTheFirstTwo(const std::string& python) {
    std::array<QByteArray, 3> first;
    for (std::size_t number = 0; number < first.size(); ++number) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PYTHONHASHSEED"), QString::number(hashSeedOf(number)));
        process.setProcessEnvironment(environment);
        process.start(QString::fromStdString(python),
                      {"-c", "print(''.join(list({f'x{i}', f'y{i}'})[0][0] for i in range(200)))"});
        if (!process.waitForFinished()) return {};
        first[number] = process.readAllStandardOutput().trimmed();
        if (first[number].size() != 200) return {};
    }
    for (qsizetype i = 0; i < 200; ++i)
        if (first[0][i] == first[1][i] && first[0][i] != first[2][i])
            return QLatin1Char(first[0][i]) + QString::number(i);
    return {};
}

/// Stands between the executor and the real launcher and passes everything on, until the file `garbage` asks it to
/// send nonsense instead of an answer, once.
constexpr const char* kRelay = R"(
import os, select, socket, sys
ours, theirs = socket.socketpair()
child = os.fork()
if child == 0:
    os.dup2(theirs.fileno(), 3)
    os.execv(%1, [%1] + sys.argv[1:])
os.close(4)
theirs.close()
control = socket.socket(fileno=3)
while True:
    for one in select.select([control, ours], [], [])[0]:
        data = one.recv(65536)
        if not data:
            os._exit(0)
        if one is ours and os.path.exists(%2):
            os.unlink(%2)
            data = b'\xff' * 64
        (ours if one is control else control).sendall(data)
)";

}  // namespace

class RecoveryTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void aCheckThatNobodyWaitsForIsBrokenOff() {
        ExecutorOptions options = oneLane();
        options.cpuSeconds = 600;
        options.wallSeconds = 2400;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        QCOMPARE((*opened)->report().wallSeconds, 2400.0);
        (*opened)->cancelChecks();  // nothing to break off
        for (const bool pooled : {true, false}) {
            ValidateRequest endless = doubling(1);
            endless.program =
                pooled ? "def f(x):\n    while True: pass" : "import math\ndef f(x):\n    while True: pass";
            const auto before = (*opened)->stats().executions;
            auto future = (*opened)->validate(endless, Lane::Window);
            QTRY_VERIFY_WITH_TIMEOUT((*opened)->stats().executions > before, 30000);
            (*opened)->cancelChecks();
            QVERIFY(future.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
            QCOMPARE(future.get().verdict, Verdict::InfraError);
            // The lane works on, and nothing of it is told as trouble.
            const ValidateOutcome after = (*opened)->validate(doubling(7), Lane::Window).get();
            QCOMPARE(after.runs.front().value, doubled(7));
        }
        // Nor is one lost that comes before the lane has begun.
        ValidateRequest endless = doubling(1);
        endless.program = "import math\ndef f(x):\n    while True: pass";
        for (int round = 0; round < 2; ++round) {
            auto future = (*opened)->validate(endless, Lane::Window);
            (*opened)->cancelChecks();
            QVERIFY(future.wait_for(std::chrono::seconds(60)) == std::future_status::ready);
            QCOMPARE(future.get().verdict, Verdict::InfraError);
        }
        QCOMPARE((*opened)->validate(doubling(9), Lane::Window).get().runs.front().value, doubled(9));
        QCOMPARE((*opened)->stats().infraErrors, std::int64_t{0});
        QCOMPARE((*opened)->report().trouble, std::string());
        QCOMPARE((*opened)->validate(doubling(8), Lane::Loop).get().verdict, Verdict::Ok);
    }

    /// A program that ends in a lane's own interpreters, and never in those of the jury.
    void aCheckIsBrokenOffInTheJuryToo() {
        ExecutorOptions options = oneLane();
        options.cpuSeconds = 600;
        options.wallSeconds = 2400;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        const QString word = wordOfTheFirstTwo(executor.report().python);
        QVERIFY(!word.isEmpty());
        const auto endless = [&](int number) {
            ValidateRequest request = doubling(number);
            request.program = QStringLiteral(
                                  "def f(x):\n    if list({'x%1', 'y%1'})[0] == '%2%1':\n        return %3\n"
                                  "    while True: pass")
                                  .arg(word.mid(1), word.left(1))
                                  .arg(number)
                                  .toStdString();
            return request;
        };
        const auto inJury = [&](std::int64_t before) {
            return QTest::qWaitFor([&] { return executor.stats().executions > before + 2; }, 60000);
        };
        const auto isBrokenOff = [](std::future<ValidateOutcome>& future) {
            if (future.wait_for(std::chrono::seconds(60)) != std::future_status::ready) return false;
            return future.get().verdict == Verdict::InfraError;
        };
        for (int round = 0; round < 2; ++round) {
            auto future = executor.validate(endless(round), Lane::Window);
            QVERIFY(inJury(executor.stats().executions));
            executor.cancelChecks();
            QVERIFY(isBrokenOff(future));
        }
        // The jury works on, and whoever waits for it while the loop holds it waits no longer than it wants.
        ValidateRequest ordered = doubling(7);
        ordered.program = "def f(x):\n    return sorted({'x', 'y'})[0] + ''.join(sorted({str(x), 'z'}))";
        QCOMPARE(executor.validate(ordered, Lane::Window).get().verdict, Verdict::Ok);
        const auto before = executor.stats().executions;
        auto held = executor.validate(endless(10), Lane::Loop);
        QVERIFY(inJury(before));
        const auto since = executor.stats().executions;
        auto waiting = executor.validate(endless(11), Lane::Window);
        QVERIFY(QTest::qWaitFor([&] { return executor.stats().executions >= since + 2; }, 60000));
        executor.cancelChecks();
        QVERIFY(isBrokenOff(waiting));
        QVERIFY(held.wait_for(std::chrono::seconds(0)) != std::future_status::ready);  // not disturbed
        QCOMPARE(executor.stats().infraErrors, std::int64_t{0});
        QCOMPARE(executor.report().trouble, std::string());
        // Nor does an executor that is closed wait for it.
        opened->reset();
        QVERIFY(isBrokenOff(held));
    }

    void workersKilledFromOutsideCostNoVerdict_data() {
        QTest::addColumn<bool>("launcher");
        QTest::newRow("the launcher") << true;
        QTest::newRow("the interpreter") << false;
    }
    void workersKilledFromOutsideCostNoVerdict() {
        QFETCH(bool, launcher);
        ExecutorOptions options = oneLane();
        options.cpuSeconds = 20;  // a busy machine must not make the program too slow
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        for (int round = 0; round < 3; ++round) {
            ValidateRequest slow = doubling(round);
            slow.program = "def f(x):\n    n = 0\n    for i in range(1_000_000): n += i % 3\n    return [x * 2, " +
                           std::to_string(round) + "]";
            auto future = (*opened)->validate(slow, Lane::Loop);
            QTest::qWait(40);  // in the middle of it, or before or after: every case must do
            for (const auto& process : launcher ? testing::descendants() : testing::interpreters())
                if (!launcher || testing::isLauncher(process)) kill(process.id, SIGKILL);
            const ValidateOutcome outcome = future.get();
            QCOMPARE(outcome.verdict, Verdict::Ok);
            QCOMPARE(outcome.runs.front().value, doubled(round));
        }
        QVERIFY((*opened)->stats().restarts > 0);
        QCOMPARE((*opened)->stats().infraErrors, std::int64_t{0});
        QVERIFY((*opened)->report().trouble.empty());
    }

    void garbageOnTheChannelCostsNoVerdict() {
        auto probe = findIsolation(oneLane());
        if (!probe) QSKIP(describe(probe.error()).c_str());
        QTemporaryDir folder;
        const std::string base = folder.path().toStdString(), flag = base + "/garbage";
        std::filesystem::create_symlink(probe->plan.preload, base + "/libazr-jail.so");
        {
            std::ofstream relay(base + "/azr-sandbox");
            const auto quoted = [](const std::string& text) { return QString::fromStdString("'" + text + "'"); };
            relay << "#!" << probe->plan.python << " -S"
                  << QString::fromLatin1(kRelay).arg(quoted(probe->plan.launcher), quoted(flag)).toStdString();
        }
        std::filesystem::permissions(base + "/azr-sandbox", std::filesystem::perms::owner_all);
        qputenv("AZR_SANDBOX", QByteArray::fromStdString(base + "/azr-sandbox"));
        auto opened = openExecutor(oneLane());
        qunsetenv("AZR_SANDBOX");
        QVERIFY2(opened.has_value(), opened ? "" : describe(opened.error()).c_str());
        for (int round = 0; round < 3; ++round) {
            std::ofstream(flag).put('!');
            const ValidateOutcome outcome = (*opened)->validate(doubling(round), Lane::Loop).get();
            QCOMPARE(outcome.verdict, Verdict::Ok);
            QCOMPARE(outcome.runs.front().value, doubled(round));
            QVERIFY(!std::filesystem::exists(flag));
        }
        QVERIFY((*opened)->stats().restarts >= 3);
    }

    void aRemovedInterpreterIsToldAndComesBack() {
        auto probe = findIsolation(oneLane());
        if (!probe) QSKIP(describe(probe.error()).c_str());
        if (probe->report.level < 3)
            QSKIP("the copied interpreter lies where only a jail with its own root reaches it");
        QTemporaryDir folder;
        const std::string copy = folder.path().toStdString() + "/python3";
        std::filesystem::copy_file(probe->plan.python, copy);
        ExecutorOptions options = oneLane();
        options.python = copy;
        auto opened = openExecutor(options);
        QVERIFY2(opened.has_value(), opened ? "" : describe(opened.error()).c_str());
        Executor& executor = **opened;
        QCOMPARE(executor.validate(doubling(0), Lane::Loop).get().verdict, Verdict::Ok);
        std::filesystem::rename(copy, copy + ".gone");
        for (const auto& process : testing::interpreters()) kill(process.id, SIGKILL);
        ValidateOutcome lost;
        for (int i = 1; i < 4; ++i) {
            lost = executor.validate(doubling(i), Lane::Loop).get();
            QCOMPARE(lost.verdict, Verdict::InfraError);
        }
        QVERIFY(!lost.detail.empty());
        QVERIFY2(executor.report().trouble.find("python3") != std::string::npos, executor.report().trouble.c_str());
        QVERIFY(executor.stats().infraErrors > 0);
        std::filesystem::rename(copy + ".gone", copy);
        QCOMPARE(executor.validate(doubling(1), Lane::Loop).get().runs.front().value, doubled(1));
        QVERIFY(executor.report().trouble.empty());
    }

    void aFullTmpfsRefusesTheJailAndSaysWhy() {
        auto probe = findIsolation(oneLane());
        if (!probe) QSKIP(describe(probe.error()).c_str());
        if (!probe->plan.namespaces) QSKIP("no root of its own at this level");
        QTemporaryDir folder;
        JailPlan plan = probe->plan;
        for (int i = 0; i < 2500; ++i) {
            const std::string path = folder.path().toStdString() + "/" + std::to_string(i);
            std::ofstream(path).put('x');
            plan.readable.push_back(path);
        }
        const auto worker = WorkerProcess::start(plan, 1);
        QVERIFY(!worker.has_value());
        QVERIFY2(worker.error().detail.find("No space left on device") != std::string::npos,
                 worker.error().detail.c_str());
        QCOMPARE(testing::interpreters().size(), std::size_t{1});  // the probe's own
    }

    void interpretersAreRenewedByRequestsAndAge_data() {
        QTest::addColumn<int>("requests");
        QTest::addColumn<double>("minutes");
        QTest::newRow("requests") << 4 << 30.0;
        QTest::newRow("age") << 20000 << 0.002;
    }
    void interpretersAreRenewedByRequestsAndAge() {
        QFETCH(int, requests);
        QFETCH(double, minutes);
        ExecutorOptions options = oneLane();
        options.workerRequests = requests;
        options.workerMinutes = minutes;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        int asked = 0;
        bool right = true;
        const auto renewed = [&] {
            right =
                right && (*opened)->validate(doubling(asked), Lane::Loop).get().runs.front().value == doubled(asked);
            ++asked;
            return !right || (*opened)->stats().recycled >= 2;
        };
        QVERIFY(QTest::qWaitFor(renewed, 60000));
        QVERIFY(right);
        if (requests < 20000) QVERIFY(asked <= 3 * requests);
        QCOMPARE((*opened)->stats().restarts, std::int64_t{0});
    }

    void aPooledChildThatHasGrownIsRenewed() {
        auto opened = openExecutor(oneLane());
        if (!opened) QSKIP(describe(opened.error()).c_str());
        if (!(*opened)->report().pooled) QSKIP("the pooled tier is off on this machine");
        ValidateRequest large = doubling(0);
        large.program = "def f(x):\n    return len([0] * 20_000_000) * x";
        large.runs = 1;
        const ValidateOutcome outcome = (*opened)->validate(large, Lane::Loop).get();
        QVERIFY(outcome.measures.pure);
        QCOMPARE(outcome.runs.front().value, std::string("80000000"));
        QVERIFY((*opened)->stats().recycled >= 1);
        QCOMPARE((*opened)->validate(doubling(1), Lane::Loop).get().runs.front().value, doubled(1));
    }

    void theWindowsLaneIsFreeWhileTheLoopsAreBusy() {
        ExecutorOptions options = oneLane();
        options.cpuSeconds = 60;
        options.wallSeconds = 120;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        std::vector<std::future<ValidateOutcome>> busy;
        for (int i = 0; i < 4; ++i) {
            ValidateRequest spin = doubling(i);
            spin.program = "class A: pass\ndef f(x):\n    while 1: pass\n    return " + std::to_string(i);
            busy.push_back((*opened)->validate(spin, Lane::Loop));
        }
        QCOMPARE((*opened)->validate(doubling(9), Lane::Window).get().runs.front().value, doubled(9));
        QVERIFY(busy.back().wait_for(std::chrono::seconds(0)) != std::future_status::ready);
        QElapsedTimer closing;
        closing.start();
        opened->reset();  // neither for what is queued nor for what runs is waited
        QVERIFY(closing.elapsed() < 30'000);
        for (auto& future : busy) QCOMPARE(future.get().verdict, Verdict::InfraError);
    }

    /// On a machine that gives programs no time the clock's verdict is asked for again; elsewhere it stands.
    void whatTheClockEndedIsAskedAgainWhereTheMachineStarves_data() {
        QTest::addColumn<bool>("starves");
        QTest::addColumn<bool>("late");
        QTest::newRow("quiet") << false << true;
        QTest::newRow("starved, and never ready") << true << true;
        QTest::newRow("starved for a while") << true << false;
    }
    void whatTheClockEndedIsAskedAgainWhereTheMachineStarves() {
        QFETCH(bool, starves);
        QFETCH(bool, late);
        auto own = testing::openLane();
        if (!own) QSKIP(describe(own.error()).c_str());
        int asked = 0;
        (*own)->shared.options.wallSeconds = 0.4;
        (*own)->shared.starves = [&] {
            ++asked;
            return starves;
        };
        // Waits beyond the limit, for ever or until a moment that the first try cannot live to see.
        const std::string until = late ? "1e18" : std::to_string(QDateTime::currentMSecsSinceEpoch() / 1000.0 + 0.35);
        const std::string program =
            "import time\ndef f(x):\n    time.sleep(60 if time.time() < " + until + " else 0)\n    return x";
        const std::vector<std::string> none;
        const std::vector<RunItem> items{{&program, &none, "7", CallMode::Call, nullptr, true}};
        const RunResult result = (*own)->lane.run(items, {Tier::Fork, Purpose::Answers, false})[0];
        QCOMPARE(result.verdict, starves && !late ? Verdict::Ok : Verdict::TimeoutWall);
        QVERIFY(asked <= 3 && (late ? asked == (starves ? 3 : 1) : asked <= 1));
    }

    void theKernelTellsHowManyWantToRun() {
        QCOMPARE(runnableThreads("24.10 22.75 21.17 9/337 5376\n"), std::optional(9));
        for (const char* other : {"", "1 2 3", "1 2 3 x/4 5", "1 2 3 -4/4 5", "1 2 3 4"})
            QVERIFY2(!runnableThreads(other), other);
    }
};

QTEST_GUILESS_MAIN(RecoveryTest)
#include "tst_recovery.moc"
