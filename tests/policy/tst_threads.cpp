/// How many threads are taken where nobody says, on machines that are made up of files.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <map>

#include "core/policy/threads.h"

using namespace azr::policy;
namespace fs = std::filesystem;

namespace {

void put(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text << "\n";
}

fs::path processorOf(const fs::path& root, int cpu) {
    return root / ("sys/devices/system/cpu/cpu" + std::to_string(cpu));
}

std::vector<int> upTo(int count) {
    std::vector<int> numbers(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) numbers[static_cast<std::size_t>(i)] = i;
    return numbers;
}

}  // namespace

class TestThreads : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void siblingsShareACore() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        for (const int cpu : upTo(8))
            put(processorOf(root, cpu) / "topology/thread_siblings_list",
                std::to_string(cpu % 4) + "," + std::to_string(cpu % 4 + 4));
        put(root / "proc/cpuinfo", "processor : 0\nmodel name\t: Some Laptop");
        const CoreLayout layout = coreLayout(upTo(8), root);
        QCOMPARE(layout.processor, std::string("Some Laptop"));
        QCOMPARE(layout.allowed, 8);
        QCOMPARE(layout.cores, 4);
        QCOMPARE(layout.fastCores, 4);
        QCOMPARE(threadCandidates(layout), (std::vector<int>{4, 8}));
        QCOMPARE(coreLayout({0, 4}, root).cores, 1);  // pinned to one core
    }

    void efficiencyCoresAreToldApart() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        put(root / "sys/devices/cpu_atom/cpus", "2-5");
        QCOMPARE(coreLayout(upTo(6), root).fastCores, 2);
        const QTemporaryDir other;
        const fs::path arm = other.path().toStdString();
        for (const int cpu : upTo(6)) put(processorOf(arm, cpu) / "cpu_capacity", cpu < 4 ? "400" : "1024");
        const CoreLayout layout = coreLayout(upTo(6), arm);
        QCOMPARE(layout.fastCores, 2);
        QCOMPARE(threadCandidates(layout), (std::vector<int>{2, 6}));
    }

    void theTightestQuotaCounts_data() {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("quota");
        QTest::newRow("none") << "0::/a/b"
                              << "sys/fs/cgroup/a/b/cpu.max"
                              << "max 100000" << 0.0;
        QTest::newRow("own") << "0::/a/b"
                             << "sys/fs/cgroup/a/b/cpu.max"
                             << "150000 100000" << 1.5;
        QTest::newRow("parent's") << "0::/a/b"
                                  << "sys/fs/cgroup/a/cpu.max"
                                  << "50000 100000" << 0.5;
        QTest::newRow("a container's") << "0::/"
                                       << "sys/fs/cgroup/cpu.max"
                                       << "400000 100000" << 4.0;
        QTest::newRow("elsewhere") << "0::/a"
                                   << "sys/fs/cgroup/b/cpu.max"
                                   << "400000 100000" << 0.0;
    }
    void theTightestQuotaCounts() {
        QFETCH(QString, group);
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(double, quota);
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        put(root / "proc/self/cgroup", group.toStdString());
        put(root / file.toStdString(), text.toStdString());
        QCOMPARE(coreLayout(upTo(8), root).quota, quota);
    }

    void theFirstVersionOfCgroupsHasQuotasToo() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        put(root / "proc/self/cgroup", "3:memory:/x\n4:cpu,cpuacct:/x");
        put(root / "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");
        put(root / "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        put(root / "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "250000");
        put(root / "sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000");
        const CoreLayout layout = coreLayout(upTo(8), root);
        QCOMPARE(layout.quota, 2.5);
        QCOMPARE(threadCandidates(layout), (std::vector<int>{2, 3}));
    }

    void whatIsPlainIsNotMeasured() {
        CoreLayout layout;
        layout.allowed = layout.cores = layout.fastCores = 4;
        const auto never = [](int) -> double { qFatal("there is nothing to measure"); };
        const ThreadChoice choice = chooseThreads(layout, "v3", never, "/nowhere/threads.json");
        QCOMPARE(choice.threads, 4);
        QCOMPARE(choice.reason, std::string("all cores"));
    }

    void theBestIsMeasuredOnce() {
        const QTemporaryDir folder;
        const fs::path cache = fs::path(folder.path().toStdString()) / "deep" / "threads.json";
        CoreLayout layout;
        layout.allowed = 8;
        layout.cores = layout.fastCores = 4;
        int asked = 0;
        std::map<int, double> speeds = {{4, 100}, {8, 90}};
        const auto speed = [&](int threads) {
            ++asked;
            return speeds.at(threads);
        };
        QCOMPARE(chooseThreads(layout, "v3", speed, cache).threads, 4);
        QCOMPARE(asked, 2);
        speeds = {{4, 1}, {8, 100}};
        QCOMPARE(chooseThreads(layout, "v3", speed, cache).threads, 4);  // as it was measured
        QCOMPARE(asked, 2);
        QCOMPARE(chooseThreads(layout, "v4", speed, cache).threads, 8);  // other kernels
        layout.quota = 3;
        QCOMPARE(chooseThreads(layout, "v3", speed, cache).threads, 3);  // nothing to choose
        QCOMPARE(asked, 4);
    }

    void equalSpeedTakesFewerAndABrokenCacheIsMadeAnew() {
        const QTemporaryDir folder;
        const fs::path cache = fs::path(folder.path().toStdString()) / "threads.json";
        put(cache, "no JSON");
        CoreLayout layout;
        layout.allowed = 8;
        layout.cores = 4;
        layout.fastCores = 2;
        const auto speed = [](int threads) { return threads == 2 ? 50.0 : threads == 4 ? 98.0 : 100.0; };
        const ThreadChoice choice = chooseThreads(layout, "v3", speed, cache);
        QCOMPARE(choice.threads, 4);
        QVERIFY(choice.reason.starts_with("one for each core"));
        QCOMPARE(chooseThreads(
                     layout, "v3", [](int) { return 0.0; }, cache)
                     .threads,
                 4);
        QCOMPARE(chooseThreads(
                     layout, "other", [](int) { return 0.0; }, cache)
                     .threads,
                 8);  // nothing was measured
    }
};

QTEST_GUILESS_MAIN(TestThreads)
#include "tst_threads.moc"
