/// No descriptor is left behind where there are not enough of them to start an interpreter.
#include <sys/resource.h>

#include <QTest>
#include <filesystem>
#include <set>

#include "core/execution/jail/isolation.h"
#include "core/execution/jail/python_finder.h"
#include "core/execution/pool/worker_process.h"

using namespace azr;
using namespace azr::execution;

namespace {

std::set<int> openDescriptors() {
    std::set<int> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        found.insert(std::stoi(entry.path().filename().string()));
    return found;
}

/// While it lives, no descriptor gets a number from `limit` on.
class Scarce {
  public:
    explicit Scarce(int limit) {
        getrlimit(RLIMIT_NOFILE, &m_before);
        rlimit low = m_before;
        low.rlim_cur = static_cast<rlim_t>(limit);
        setrlimit(RLIMIT_NOFILE, &low);
    }
    ~Scarce() { setrlimit(RLIMIT_NOFILE, &m_before); }
    Scarce(const Scarce&) = delete;
    Scarce& operator=(const Scarce&) = delete;

  private:
    rlimit m_before{};
};

}  // namespace

class TestDescriptors : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aStartThatFailsLeavesNone() {
        ExecutorOptions options;
        options.lanes = 1;
        const auto isolation = findIsolation(options);
        if (!isolation) QSKIP("no jail on this machine");
        const std::size_t before = openDescriptors().size();
        std::set<std::string> reasons;
        int started = 0;
        for (int limit = 3; limit < 24; ++limit) {
            {
                const Scarce scarce(limit);
                const auto worker = WorkerProcess::start(isolation->plan, 1);
                started += worker ? 1 : 0;
                if (!worker) reasons.insert(worker.error().detail.substr(0, worker.error().detail.find(':')));
            }
            QVERIFY2(openDescriptors().size() == before, qPrintable(QString::number(limit)));
        }
        QVERIFY(started > 0);
        for (const char* reason : {"socketpair", "pipe", "descriptors"}) QVERIFY2(reasons.contains(reason), reason);
    }

    void aProbeThatFailsLeavesNone() {
        const std::size_t before = openDescriptors().size();
        for (int limit = 3; limit < 16; ++limit) {
            {
                const Scarce scarce(limit);
                (void)probePython("/usr/bin/python3");
            }
            QVERIFY2(openDescriptors().size() == before, qPrintable(QString::number(limit)));
        }
    }
};

QTEST_GUILESS_MAIN(TestDescriptors)
#include "tst_descriptors.moc"
