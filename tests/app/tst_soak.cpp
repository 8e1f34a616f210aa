/// The gate of the executor specification in small: a share of hostile requests leaves nothing behind and changes no
/// honest verdict. `azr-studio bench executor --soak 100000` is the same at length.
#include <QtTest>
#include <cstdlib>

#include "app/bench/executor_soak.h"

using namespace azr;
using namespace azr::app;

class SoakTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void hostileRequestsLeaveNothingBehind() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 0.2;
        options.wallSeconds = 1;
        options.memoryMegabytes = 150;
        options.workerRequests = 300;  // interpreters are renewed in the course of it, too
        auto executor = execution::openExecutor(options);
        if (!executor) QSKIP(describe(executor.error()).c_str());
        SoakOptions wanted;
        const char* asked = std::getenv("AZR_SOAK_REQUESTS");
        wanted.requests = asked == nullptr ? 1000 : std::atoll(asked);
        wanted.hostileEvery = 50;
        Control control;
        const auto figures = soak(**executor, wanted, control);
        QVERIFY(figures.has_value());
        QCOMPARE(figures->requests, wanted.requests);
        QCOMPARE(figures->hostile, wanted.requests / 50);
        QCOMPARE(figures->changed, std::int64_t{0});
        QCOMPARE(figures->rewarded, std::int64_t{0});
        QCOMPARE(figures->late.zombies, 0);
        QCOMPARE(figures->late.descriptors, figures->early.descriptors);
        QVERIFY(figures->late.processes <= figures->early.processes);
        constexpr std::int64_t kSlackKb = 64 << 10;
        const std::string seen =
            std::to_string(figures->early.workersKb) + " KB, then " + std::to_string(figures->late.workersKb) +
            "; own " + std::to_string(figures->early.ownKb) + " KB, then " + std::to_string(figures->late.ownKb);
        QVERIFY2(figures->clean(kSlackKb), seen.c_str());
        QCOMPARE(figures->stats.infraErrors, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(SoakTest)
#include "tst_soak.moc"
