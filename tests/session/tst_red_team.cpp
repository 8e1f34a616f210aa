/// The red team beside a run: a rewarded lie pauses the run with its reproduction, another difference is told only;
/// off, nothing is opened; the run is the same, bit for bit, with and without it.
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/files.h"
#include "core/session/checking/red_team.h"
#include "core/store/digest.h"
#include "tests/support/lying_executor.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using execution::Verdict;
using test::waitFor;

namespace {

struct Beside {
    std::shared_ptr<std::atomic<int>> opened = std::make_shared<std::atomic<int>>(0);
    std::shared_ptr<std::atomic<bool>> set = std::make_shared<std::atomic<bool>>(false);  ///< when it was made
    std::unique_ptr<Session> session;
};

/// A session whose red team meets a pool that says `lie` of programs with a Counter; nothing: one that does not lie.
Beside opened(const QTemporaryDir& folder, std::optional<Verdict> lie) {
    Beside out;
    SessionParts parts = test::scriptedParts();
    parts.rivals = [lie, opened = out.opened, set = out.set](const config::RunConfig& config) {
        *set = config.executor.redteam;
        return test::lyingRivals(
            [lie] {
                return [lie](const std::string& program, Verdict honest) {
                    return lie && program.find("Counter") != std::string::npos ? *lie : honest;
                };
            },
            opened);
    };
    auto session = openSession(
        folder.path().toStdString(), [] {}, std::move(parts));
    if (!session) qFatal("%s", describe(session.error()).c_str());
    out.session = std::move(*session);
    return out;
}

StartRequest request(int steps, bool redteam) {
    StartRequest out;
    out.config = test::sessionRun(steps);
    out.config.executor.redteam = redteam;
    return out;
}

std::vector<Alert> redteamAlerts(const std::vector<Notice>& notices) {
    std::vector<Alert> alerts;
    for (const Notice& notice : notices)
        if (const auto* alert = std::get_if<Alert>(&notice); alert && alert->code == "redteam")
            alerts.push_back(*alert);
    return alerts;
}

/// Waits for an alert of the red team among the notices.
bool waitForAlert(Session& session, std::vector<Notice>& seen) {
    return QTest::qWaitFor(
        [&] {
            for (Notice& notice : session.drain()) seen.push_back(std::move(notice));
            return !redteamAlerts(seen).empty();
        },
        30000);
}

std::string digestAfter(bool redteam, bool& worked) {
    const QTemporaryDir folder;
    const Beside beside = opened(folder, std::nullopt);
    const auto run = beside.session->start(request(3, redteam));
    if (!run || !waitFor(*beside.session, RunState::Finished)) qFatal("the run did not end");
    worked = *beside.opened > 0;
    const auto reader = store::Reader::open(beside.session->databasePath());
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    const auto digest = store::runDigest(**reader, *run);
    return digest ? *digest : std::string();
}

}  // namespace

class TestRedTeam : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRewardedLiePausesTheRunAndTellsHowToRepeatIt() {
        const QTemporaryDir folder;
        const Beside beside = opened(folder, Verdict::Ok);
        QVERIFY(beside.session->start(request(0, true)));
        std::vector<Notice> seen;
        QVERIFY(waitFor(*beside.session, RunState::Paused, &seen));
        for (Notice& late : beside.session->drain()) seen.push_back(std::move(late));
        const std::vector<Alert> alerts = redteamAlerts(seen);
        QCOMPARE(alerts.size(), std::size_t{1});
        QCOMPARE(alerts.front().severity, std::string("error"));
        const std::string& text = alerts.front().text;
        const auto json = parseJson(text.substr(text.rfind('\n') + 1));
        QVERIFY2(json, text.c_str());
        const auto line = execution::redteam::lineFromJson(*json, "");
        QVERIFY(line);
        QVERIFY(execution::redteam::programOf(*line).find("Counter") != std::string::npos);
        QVERIFY((*json)["passes"].get<bool>());
        // It is a row as well, and the run goes on when it is told to.
        const auto reader = store::Reader::open(beside.session->databasePath());
        QVERIFY(reader);
        const auto rows = (*reader)->events(*beside.session->currentRun(), 0, 50);
        QVERIFY(rows);
        QVERIFY(QTest::qWaitFor([&] {
            const auto events = (*reader)->events(*beside.session->currentRun(), 0, 50);
            return events && std::ranges::any_of(*events, [&](const auto& row) { return row.text == text; });
        }));
        QVERIFY(beside.session->post(Resume{}));
        QVERIFY(waitFor(*beside.session, RunState::Running));
        beside.session->stop();
        QCOMPARE(beside.session->state(), RunState::Finished);
    }

    void aDifferenceThatRewardsNobodyIsTold() {
        const QTemporaryDir folder;
        const Beside beside = opened(folder, Verdict::Crashed);
        QVERIFY(beside.session->start(request(0, true)));
        std::vector<Notice> seen;
        QVERIFY(waitForAlert(*beside.session, seen));
        QCOMPARE(redteamAlerts(seen).front().severity, std::string("warning"));
        for (const Notice& notice : seen)
            if (const auto* state = std::get_if<StateChanged>(&notice)) QVERIFY(state->state != RunState::Pausing);
        beside.session->stop();
    }

    void itIsSetWhileTheRunTrains() {
        const QTemporaryDir folder;
        const Beside beside = opened(folder, Verdict::Ok);
        QVERIFY(beside.session->start(request(0, false)));
        QVERIFY(waitFor(*beside.session, RunState::Running));
        QCOMPARE(beside.opened->load(), 0);
        QVERIFY(beside.session->post(SetField{"executor.redteam", "true"}));
        QVERIFY(waitFor(*beside.session, RunState::Paused));
        beside.session->stop();
    }

    void aResumedRunHasItAsItWasSet_data() {
        QTest::addColumn<bool>("started");
        QTest::newRow("set free") << false;
        QTest::newRow("called back") << true;
    }
    void aResumedRunHasItAsItWasSet() {
        QFETCH(bool, started);
        const QTemporaryDir folder;
        {
            const Beside beside = opened(folder, std::nullopt);
            QVERIFY(beside.session->start(request(0, started)));
            QVERIFY(waitFor(*beside.session, RunState::Running));
            const auto command = beside.session->post(SetField{"executor.redteam", started ? "false" : "true"});
            QVERIFY(command);
            const auto reader = store::Reader::open(beside.session->databasePath());
            QVERIFY(reader);
            QTRY_VERIFY_WITH_TIMEOUT(!(*reader)->configChanges(RunId{1})->empty(), 30000);
            // Until a checkpoint has it.
            const int step = (*reader)->run(RunId{1})->lastStep;
            QTRY_VERIFY_WITH_TIMEOUT((*reader)->run(RunId{1})->lastStep > step + 1, 30000);
            beside.session->stop();
        }
        const Beside again = opened(folder, std::nullopt);
        StartRequest resumed;
        resumed.resume = RunId{1};
        const auto reader = store::Reader::open(again.session->databasePath());
        QVERIFY(reader);
        resumed.steps = (*reader)->run(RunId{1})->lastStep + 3;
        if (!started) resumed.steps = 0;  // until it was seen at work
        QVERIFY(again.session->start(resumed));
        QVERIFY(waitFor(*again.session, started ? RunState::Finished : RunState::Running));
        QCOMPARE(again.set->load(), !started);
        if (!started) QTRY_VERIFY_WITH_TIMEOUT(*again.opened > 0, 30000);
        again.session->stop();
        QCOMPARE(*again.opened > 0, !started);
    }

    void offNothingIsOpenedAndOnTheRunIsTheSame() {
        bool off = true, on = false;
        const std::string without = digestAfter(false, off), with = digestAfter(true, on);
        QVERIFY(!off);
        QVERIFY(on);
        QVERIFY(!without.empty());
        QCOMPARE(with, without);
    }

    void itWaitsWhileTheExecutorIsAskedForSomething() {
        struct Asked final : execution::Executor {
            execution::ExecutorStats now;
            std::future<execution::ValidateOutcome> validate(execution::ValidateRequest, execution::Lane) override {
                return {};
            }
            std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest>,
                                                                         execution::Lane) override {
                return {};
            }
            std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest, execution::Lane) override {
                return {};
            }
            execution::ExecutorStats stats() const override { return now; }
            execution::SandboxReport report() const override { return {}; }
        } executor;
        IdleWatch watch(executor);
        (void)watch.idle();
        QVERIFY(watch.idle());
        executor.now.requests = 5;
        QVERIFY(!watch.idle());  // something was asked for since
        QVERIFY(watch.idle());
        executor.now.queued = 1;
        QVERIFY(!watch.idle());

        std::atomic<bool> idle = false;
        std::atomic<int> asked = 0, found = 0;
        RedTeamParts parts;
        parts.rivals = test::lyingRivals([] { return [](const std::string&, Verdict) { return Verdict::Ok; }; });
        parts.corpus = [] { return execution::redteam::readCorpus(resourceFolder() / "redteam"); };
        parts.idle = [&] {
            ++asked;
            return idle.load();
        };
        parts.found = [&](const execution::redteam::Finding&) { ++found; };
        parts.failed = [](const Error& error) { qFatal("%s", describe(error).c_str()); };
        RedTeam team(parts, true);
        QVERIFY(QTest::qWaitFor([&] { return asked > 5; }));
        QCOMPARE(found.load(), 0);
        idle = true;
        QVERIFY(QTest::qWaitFor([&] { return found > 0; }, 30000));
    }
};

QTEST_GUILESS_MAIN(TestRedTeam)
#include "tst_red_team.moc"
