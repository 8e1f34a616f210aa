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

    void looksWhetherItIsFreeWithoutTakingIt() {
        const QTemporaryDir folder;
        const std::filesystem::path workspace = folder.path().toStdString();
        QVERIFY(!WorkspaceLock::isFree(workspace));  // there is no such file
        {
            const auto held = WorkspaceLock::take(workspace);
            QVERIFY(!WorkspaceLock::isFree(workspace));
        }
        QVERIFY(WorkspaceLock::isFree(workspace));
        QVERIFY(WorkspaceLock::isFree(workspace));
        QVERIFY(WorkspaceLock::take(workspace).has_value());
    }

    /// The folder is what a person chose: it is named, with what can be done, and not a file of ours.
    void anUnwritableFolderIsToldAsOne() {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir("azr.lock"));  // also the superuser cannot write this one
        const auto lock = WorkspaceLock::take(folder.path().toStdString());
        QCOMPARE(lock.error().code, ErrorCode::Io);
        QCOMPARE(lock.error().place, folder.path().toStdString());
        QVERIFY(lock.error().detail.starts_with("this folder cannot be written"));
        QVERIFY(lock.error().remedy.find("another folder") != std::string::npos);
    }

    void missingFolderIsNotAConflict() {
        const QTemporaryDir folder;
        auto lock = WorkspaceLock::take(folder.path().toStdString() + "/missing");
        QCOMPARE(lock.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(TestLock)
#include "tst_lock.moc"
