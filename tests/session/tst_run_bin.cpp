/// Runs that are put into the bin and come out of it, whenever the process ends meanwhile.
#include <sys/wait.h>
#include <unistd.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

#include "core/base/files.h"
#include "core/session/running/run_bin.h"
#include "core/session/session.h"
#include "tests/support/synthetic_run.h"

using namespace azr;
using namespace azr::session;
using azr::testing::writeSyntheticRun;
using store::MarkRow;

namespace {

class Shelf {
  public:
    Shelf() {
        auto writer = store::Writer::open(database(), {});
        if (!writer) qFatal("%s", describe(writer.error()).c_str());
        for (const int id : {1, 2}) {
            writeSyntheticRun(**writer, {.id = id, .steps = 10});
            const auto step = folder() / fmt::format("checkpoints/run-{}/step-10", id);
            std::filesystem::create_directories(step);
            if (!writeFileAtomic(step / "state.json", "{}")) qFatal("not written");
        }
        if (!(*writer)->finish()) qFatal("not written");
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path database() const { return folder() / "azr.db"; }
    [[nodiscard]] std::filesystem::path place(int run) const {
        return folder() / fmt::format("checkpoints/run-{}/step-10/state.json", run);
    }
    [[nodiscard]] std::filesystem::path inBin(int run) const {
        return folder() / fmt::format("bin/run-{}/step-10/state.json", run);
    }
    [[nodiscard]] std::unique_ptr<Session> open() const {
        auto session = Session::open(folder(), [] {});
        if (!session) qFatal("%s", describe(session.error()).c_str());
        return std::move(*session);
    }
    [[nodiscard]] bool isBinned(int run) const {
        auto reader = store::Reader::open(database());
        if (!reader) qFatal("%s", describe(reader.error()).c_str());
        const auto row = (*reader)->run(RunId{run});
        if (!row) qFatal("%s", describe(row.error()).c_str());
        return row->binned > 0;
    }
    /// A run without the mark has its folder in its place; one with it has it in either place, whole.
    [[nodiscard]] bool isWholeOrBinned(int run) const {
        const bool here = std::filesystem::exists(place(run)), there = std::filesystem::exists(inBin(run));
        return here != there && (isBinned(run) || here);
    }
    void mark(int run, bool on) const {
        auto writer = store::Writer::open(database(), {});
        if (!(*writer)->push(MarkRow{{}, RunId{run}, MarkRow::What::Bin, {}, on, 5}) || !(*writer)->finish())
            qFatal("not written");
    }

  private:
    QTemporaryDir m_folder;
};

Command binned(int run, bool on) {
    return MarkCommand(BinRun{RunId{run}, on});
}

}  // namespace

class TestRunBin : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRunGoesIntoTheBinAndUndoBringsItBack() {
        const Shelf shelf;
        auto session = shelf.open();
        QVERIFY(session->post(binned(1, true)).has_value());
        QVERIFY(shelf.isBinned(1) && std::filesystem::exists(shelf.inBin(1)) &&
                !std::filesystem::exists(shelf.place(1)));
        QVERIFY(!shelf.isBinned(2) && std::filesystem::exists(shelf.place(2)));
        // Once more changes nothing.
        QVERIFY(!session->post(binned(1, true))->valid());
        const auto undone = session->takeBackNext(Direction::Undo);
        QVERIFY2(undone.has_value(), undone ? "" : describe(undone.error()).c_str());
        session.reset();  // what was posted is written
        QVERIFY(!shelf.isBinned(1) && std::filesystem::exists(shelf.place(1)) &&
                !std::filesystem::exists(shelf.inBin(1)));
        session = shelf.open();
        QVERIFY(session->takeBackNext(Direction::Redo).has_value());
        QVERIFY(shelf.isBinned(1) && std::filesystem::exists(shelf.inBin(1)));
    }

    void severalAreOneAct() {
        const Shelf shelf;
        auto session = shelf.open();
        CommandId act;
        QVERIFY(session->postTogether({binned(1, true), binned(2, true)}, act).has_value());
        QVERIFY(shelf.isBinned(1) && shelf.isBinned(2) && std::filesystem::exists(shelf.inBin(2)));
        const auto next = session->nextAct(Direction::Undo);
        QVERIFY(next.has_value());
        QCOMPARE(next->size(), 2U);
        // A run that is not there refuses all of them.
        act = {};
        QVERIFY(!session->postTogether({binned(1, false), binned(9, true)}, act).has_value());
        session.reset();
        QVERIFY(shelf.isBinned(1) && shelf.isWholeOrBinned(1));
    }

    void aRunInTheBinIsNeitherContinuedNorForked() {
        const Shelf shelf;
        auto session = shelf.open();
        QVERIFY(session->post(binned(1, true)).has_value());
        StartRequest start;
        start.resume = RunId{1};
        const auto started = session->start(start);
        QVERIFY(!started.has_value());
        QVERIFY2(describe(started.error()).find("in the bin") != std::string::npos, describe(started.error()).c_str());
        ForkRequest request;
        request.run = RunId{1};
        const auto forked = session->fork(request);
        QVERIFY(!forked.has_value());
        QVERIFY2(describe(forked.error()).find("in the bin") != std::string::npos, describe(forked.error()).c_str());
    }

    /// What a crash leaves between the mark and the move, in both directions, is put right when the workspace is
    /// opened.
    void openingSettlesWhatACrashLeft() {
        const Shelf shelf;
        shelf.mark(1, true);  // deleting: marked, and not moved yet
        QVERIFY(shelf.isWholeOrBinned(1));
        (void)shelf.open();
        QVERIFY(std::filesystem::exists(shelf.inBin(1)) && !std::filesystem::exists(shelf.place(1)));
        QVERIFY(moveOutOfBin(shelf.folder(), RunId{1}).has_value());  // restoring: moved, and still marked
        QVERIFY(shelf.isWholeOrBinned(1));
        (void)shelf.open();
        QVERIFY(std::filesystem::exists(shelf.inBin(1)));
        shelf.mark(1, false);  // what no order of ours leaves, and a person may
        (void)shelf.open();
        QVERIFY(std::filesystem::exists(shelf.place(1)) && !std::filesystem::exists(shelf.inBin(1)));
    }

    /// A process that deletes and restores without end is killed at many moments.
    void aKillAtAnyInstantLeavesARunWholeOrInTheBin() {
        const Shelf shelf;
        for (int round = 0; round < 25; ++round) {
            int pipe[2];
            QCOMPARE(::pipe(pipe), 0);
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto session = Session::open(shelf.folder(), [] {});
                if (!session) ::_exit(1);
                for (bool on = !shelf.isBinned(1);; on = !on) {
                    if (::write(pipe[1], "x", 1) != 1) ::_exit(2);
                    if (!(*session)->post(binned(1, on))) ::_exit(3);
                }
            }
            ::close(pipe[1]);
            char byte = 0;
            for (int seen = 0; seen <= round % 5; ++seen) QCOMPARE(::read(pipe[0], &byte, 1), ssize_t{1});
            ::usleep(static_cast<useconds_t>(37 * round));  // another moment of the act each time
            QCOMPARE(::kill(child, SIGKILL), 0);
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            ::close(pipe[0]);
            QVERIFY2(WIFSIGNALED(status), qPrintable(QString::number(status)));
            QVERIFY2(shelf.isWholeOrBinned(1), qPrintable(QString::number(round)));
            (void)shelf.open();
            QCOMPARE(std::filesystem::exists(shelf.inBin(1)), shelf.isBinned(1));
            QCOMPARE(std::filesystem::exists(shelf.place(1)), !shelf.isBinned(1));
        }
    }

    void emptyingTheBinErasesForGood() {
        const Shelf shelf;
        {
            auto session = shelf.open();
            QVERIFY(session->post(binned(2, true)).has_value());
            const auto held = emptyBin(shelf.folder(), 9, {});  // somebody has the workspace open
            QVERIFY(!held.has_value());
            QCOMPARE(held.error().code, ErrorCode::Conflict);
        }
        QVERIFY(makeFolder(shelf.folder() / "bin/run-7").has_value());  // of a run whose rows went before a kill
        std::vector<std::int64_t> told;
        const auto emptied = emptyBin(shelf.folder(), 9, [&](RunId run) { told.push_back(run.value); });
        QVERIFY2(emptied.has_value(), emptied ? "" : describe(emptied.error()).c_str());
        QCOMPARE(told, (std::vector<std::int64_t>{2, 0}));
        QCOMPARE(emptied->runs, (std::vector<RunId>{RunId{2}}));
        QVERIFY(emptied->bytesAfter < emptied->bytesBefore);
        QVERIFY(!std::filesystem::exists(shelf.folder() / "bin/run-2"));
        QVERIFY(!std::filesystem::exists(shelf.folder() / "bin/run-7"));
        QVERIFY(std::filesystem::exists(shelf.place(1)));
        auto reader = store::Reader::open(shelf.database());
        QCOMPARE((*reader)->runs()->size(), 1U);
        QVERIFY((*reader)->binnedRuns()->empty());
        QVERIFY(!(*reader)->run(RunId{2}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRunBin)
#include "tst_run_bin.moc"
