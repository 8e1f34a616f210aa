/// One trainer per workspace, with a message that names the holder.
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <optional>

#include "core/session/running/lock.h"

using namespace azr;
using namespace azr::session;

class TestLock : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void secondTakerIsToldWhoHoldsIt() {
        const QTemporaryDir folder;
        const std::filesystem::path workspace = folder.path().toStdString();
        QCOMPARE(WorkspaceLock::holderOf(workspace), std::string());
        auto first = WorkspaceLock::take(workspace);
        QVERIFY(first.has_value());
        auto second = WorkspaceLock::take(workspace);
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code, ErrorCode::Conflict);
        const std::string process = "process " + QString::number(::getpid()).toStdString();
        QVERIFY(second.error().detail.find(process) != std::string::npos);
        QVERIFY(WorkspaceLock::holderOf(workspace).starts_with(process));
        QVERIFY(!second.error().remedy.empty());
    }

    void lockIsFreeAgainAfterItsHolder() {
        const QTemporaryDir folder;
        const std::filesystem::path workspace = folder.path().toStdString();
        {
            auto first = WorkspaceLock::take(workspace);
            std::optional<WorkspaceLock> moved(std::move(*first));
            QVERIFY(!WorkspaceLock::take(workspace).has_value());
        }
        QVERIFY(WorkspaceLock::take(workspace).has_value());
    }

    void missingFolderIsNotAConflict() {
        const QTemporaryDir folder;
        auto lock = WorkspaceLock::take(folder.path().toStdString() + "/missing");
        QCOMPARE(lock.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestLock)
#include "tst_lock.moc"
