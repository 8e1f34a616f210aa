/// telemetry.tensorboard while a run trains: every finished step once, also where the run was killed, went on from an
/// earlier step, lost its files or got the setting late; and a run that cannot write them goes on.
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "core/base/files.h"
#include "core/exporting/metrics/event_file.h"
#include "core/exporting/metrics/event_records.h"
#include "core/exporting/metrics/run_events.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::Gate;
using test::openedSession;
using test::readerOf;
using test::waitFor;
namespace fs = std::filesystem;

namespace {

constexpr RunId kRun{1};

config::RunConfig fed(int steps, const std::string& folder = "tb") {
    config::RunConfig config = test::sessionRun(steps);
    config.telemetry.tensorboard = folder;
    return config;
}

std::uint64_t littleEndian(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint64_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes.at(at + i));
    return value;
}

std::uint64_t varint(const std::string& bytes, std::size_t& at) {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(bytes.at(at++));
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
}

/// What TensorBoard shows of a folder, by its own rules: files by name, each up to its first cut frame; a start event
/// voids earlier words on its step and later ones. Tag -> step -> how often and the value.
using Shown = std::map<std::string, std::multimap<std::uint64_t, float>>;

void show(const std::string& event, Shown& shown) {
    std::uint64_t step = 0;
    for (std::size_t at = 0; at < event.size();) {
        const auto key = varint(event, at);
        if (key == (1 << 3 | 1)) {
            at += 8;
        } else if (key == (2 << 3)) {
            step = varint(event, at);
        } else if (const auto size = varint(event, at); key == (7 << 3 | 2)) {
            for (auto& [tag, points] : shown) points.erase(points.lower_bound(step), points.end());
            at += size;
        } else if (key == (5 << 3 | 2)) {
            for (const std::size_t end = at + size; at < end;) {
                QCOMPARE(varint(event, at), std::uint64_t{1 << 3 | 2});
                std::size_t next = varint(event, at);
                next += at;
                QCOMPARE(varint(event, at), std::uint64_t{1 << 3 | 2});
                const std::size_t length = varint(event, at);
                const std::string tag = event.substr(at, length);
                at += length;
                const auto kind = varint(event, at);
                const bool scalar = kind == (2 << 3 | 5);
                const float value =
                    scalar ? std::bit_cast<float>(static_cast<std::uint32_t>(littleEndian(event, at, 4))) : 0.0F;
                shown[tag].emplace(step, value);
                at = next;
            }
        } else {
            at += size;
        }
    }
}

Shown shownOf(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    Shown shown;
    for (const fs::path& file : files) {
        const std::string bytes = *readFile(file);
        for (std::size_t at = 0; at + 16 <= bytes.size();) {
            const auto size = littleEndian(bytes, at, 8);
            if (at + 16 + size > bytes.size()) break;
            show(bytes.substr(at + 12, size), shown);
            at += 16 + size;
        }
    }
    return shown;
}

fs::path folderOf(const Session& session, const std::string& within = "tb") {
    return session.workspace() / within / exporting::eventFolderName(*readerOf(session)->run(kRun));
}

/// Empty when TensorBoard shows what the database holds: every value of every step, once.
QString difference(const Session& session, const std::string& within = "tb") {
    const auto reader = readerOf(session);
    Shown shown = shownOf(folderOf(session, within));
    if (shown["run"].size() + shown["settings"].size() < 2) return "no texts";
    shown.erase("run");
    shown.erase("settings");
    std::size_t stored = 0, there = 0;
    for (int step = 0; step <= reader->run(kRun)->lastStep; ++step) {
        const auto metrics = reader->metricsOfStep(kRun, step);
        for (const auto& metric : *metrics) {
            if (std::isnan(metric.value)) continue;
            ++stored;
            const auto& points = shown[metric.name];
            const QString name = QString("%1 of step %2").arg(metric.name.c_str()).arg(step);
            if (points.count(step) != 1) return QString("%1 stands %2 times").arg(name).arg(points.count(step));
            if (points.find(step)->second != static_cast<float>(metric.value)) return name + " has another value";
        }
    }
    for (const auto& [tag, points] : shown) there += points.size();
    return stored > 20 && stored == there ? QString() : QString("%1 stored, %2 shown").arg(stored).arg(there);
}

}  // namespace

class TestTensorboard : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyFinishedStepIsThereOnce() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        QVERIFY(session->start(test::requestOf(fed(4))));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(difference(*session), QString());
        QCOMPARE(exporting::lastStepIn(folderOf(*session)).value_or(-1), 4);
        const QTemporaryDir other;
        auto without = openedSession(other);
        QVERIFY(without->start(test::requestOf(fed(4, ""))));
        QVERIFY(waitFor(*without, RunState::Finished));
        QCOMPARE(*store::runDigest(*readerOf(*session), kRun), *store::runDigest(*readerOf(*without), kRun));
    }

    /// The copy is what a killed process leaves: taken in the middle of a step, some completions into it.
    void aKilledRunGoesOnWithoutDoubledOrLostSteps_data() {
        QTest::addColumn<int>("cut");  // bytes that the last write did not get to the file
        QTest::addColumn<bool>("lost");
        QTest::newRow("between two steps") << 0 << false;
        QTest::newRow("within a write") << 30 << false;
        QTest::newRow("most of the last step is missing") << 2000 << false;
        QTest::newRow("its files are gone") << 0 << true;
    }
    void aKilledRunGoesOnWithoutDoubledOrLostSteps() {
        QFETCH(int, cut);
        QFETCH(bool, lost);
        const QTemporaryDir folder, copy;
        const fs::path there = copy.path().toStdString();
        {
            const auto gate = std::make_shared<Gate>(std::set{200});
            auto session = openedSession(folder, test::scriptedParts([gate] { (*gate)(); }));
            QVERIFY(session->start(test::requestOf(fed(60))));
            QVERIFY(gate->reached());
            QVERIFY(readerOf(*session)->steps(kRun, 0, 0)->size() >= 2);
            test::copyAsKilled(session->workspace(), there);
            QVERIFY(session->post(Stop{}));
            gate->letGo();
            session->stop();
        }
        auto again = openedSession(copy);
        const auto events = folderOf(*again);
        for (const auto& file : fs::directory_iterator(events)) {
            if (lost)
                fs::remove(file.path());
            else
                fs::resize_file(file.path(), fs::file_size(file.path()) - static_cast<std::uintmax_t>(cut));
        }
        StartRequest further;
        further.resume = kRun;
        further.steps = readerOf(*again)->run(kRun)->lastStep + 3;
        QVERIFY(again->start(further));
        QVERIFY(waitFor(*again, RunState::Finished));
        QCOMPARE(difference(*again), QString());
        QCOMPARE(std::distance(fs::directory_iterator(events), fs::directory_iterator()), lost ? 1 : 2);
    }

    /// Rows of steps beyond the checkpoint are measured again, and TensorBoard forgets the first ones.
    void stepsThatAreTakenBackAreShownAsTheyCameOutTheSecondTime() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        auto config = fed(5);
        QVERIFY(session->start(test::requestOf(config)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const fs::path damaged = session->workspace() / "checkpoints" / "run-1" / "step-5";
        QVERIFY(writeFileAtomic(damaged / "model.safetensors", "other"));
        StartRequest further;
        further.resume = kRun;
        further.steps = 6;
        further.set = {{"advantage.solver_weight", "0.25"}};
        QVERIFY(session->start(further));
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(readerOf(*session)->run(kRun)->lastStep, 6);
        QCOMPARE(difference(*session), QString());
    }

    void theSettingMayComeLateAndChange() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        QVERIFY(session->start(test::startRequest(2)));
        QVERIFY(waitFor(*session, RunState::Finished));
        QVERIFY(!fs::exists(session->workspace() / "late"));
        for (const char* within : {"late", "later"}) {
            StartRequest further;
            further.resume = kRun;
            further.steps = readerOf(*session)->run(kRun)->lastStep + 2;
            further.set = {{"telemetry.tensorboard", within}};
            QVERIFY(session->start(further));
            QVERIFY(waitFor(*session, RunState::Finished));
            QCOMPARE(difference(*session, within), QString());
        }
        test::Paused run(fed(40, ""));
        run.applied(SetField{"telemetry.tensorboard", "live"});
        run.goOn(2);
        run.end();
        QCOMPARE(difference(*run.session, "live"), QString());
    }

    void aRunWhoseFilesCannotBeWrittenGoesOnAndSaysSoOnce() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        QVERIFY(writeFileAtomic(session->workspace() / "in-the-way", "x"));
        std::vector<Notice> seen;
        QVERIFY(session->start(test::requestOf(fed(3, "in-the-way"))));
        QVERIFY(waitFor(*session, RunState::Finished, &seen));
        const auto told = std::count_if(seen.begin(), seen.end(), [](const Notice& notice) {
            const auto* alert = std::get_if<Alert>(&notice);
            return alert != nullptr && alert->code == "tensorboard_failed";
        });
        QCOMPARE(told, 1);
        QCOMPARE(readerOf(*session)->run(kRun)->lastStep, 3);
    }
};

QTEST_GUILESS_MAIN(TestTensorboard)
#include "tst_tensorboard.moc"
