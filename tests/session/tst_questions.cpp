/// What people ask the present model while it trains: answered between two steps, cancelled, and without a trace in the
/// run.
#include <QtTest>

#include "core/training/commands/questions.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::findingsOf;
using test::kTimeout;
using test::openedSession;
using test::Paused;
using test::readerOf;
using test::sessionRun;
using test::waitFor;

namespace {

/// "x + 5" as a checked seed.
selfplay::Task addsFive() {
    selfplay::Task task;
    task.origin = selfplay::Origin::User;
    task.program = "def f(x):\n    return x + 5";
    task.input = "1";
    task.output = "6";
    return task;
}

/// The answer to a question; empty where none comes.
std::optional<ModelAnswered> answerTo(Session& session, std::uint64_t ticket) {
    std::optional<ModelAnswered> found;
    (void)QTest::qWaitFor(
        [&] {
            for (auto& notice : session.drain())
                if (auto* answered = std::get_if<ModelAnswered>(&notice); answered && answered->ticket == ticket)
                    found = std::move(*answered);
            return found.has_value();
        },
        kTimeout);
    return found;
}

}  // namespace

class TestQuestions : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPausedRunAnswers() {
        Paused run(sessionRun(0));
        run.goOn(1);  // it stands between two steps
        const auto ticket = run.session->ask(addsFive());
        QVERIFY(ticket.has_value());
        const auto answered = answerTo(*run.session, *ticket);
        QVERIFY(answered.has_value());
        QVERIFY2(answered->error.empty(), answered->error.c_str());
        QCOMPARE(answered->answers.size(), std::size_t(training::Questions::kTries));
        int right = 0;
        for (const ModelAnswer& one : answered->answers) {
            QVERIFY(!one.completion.empty());
            QCOMPARE(one.verdict == execution::Verdict::Ok, one.answer == "6");
            right += one.verdict == execution::Verdict::Ok ? 1 : 0;
        }
        QVERIFY(right > 0);  // the script solves most of what it is shown
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// One that trains on answers between its steps.
    void aRunningRunAnswersToo() {
        const QTemporaryDir folder;
        test::Gate gate({200});
        auto session = openedSession(folder, test::scriptedParts([&gate] { gate(); }));
        QVERIFY(session->start(test::requestOf(sessionRun(4))).has_value());
        QVERIFY(gate.reached());
        const auto ticket = session->ask(addsFive());
        QVERIFY(ticket.has_value());
        gate.letGo();
        const auto answered = answerTo(*session, *ticket);
        QVERIFY(answered && answered->error.empty());
        QVERIFY(waitFor(*session, RunState::Finished));
    }

    void askingChangesNothing() {
        const auto digestOf = [](bool asks) {
            Paused run(test::narrowRun(0));
            const int first = run.reader->run(RunId{1})->lastStep;
            run.goOn(1);
            for (int i = 0; asks && i < 3; ++i) {
                const auto ticket = run.session->ask(addsFive());
                if (!ticket || !answerTo(*run.session, *ticket)) qFatal("no answer");
            }
            run.goOn(5 - first);
            run.end();
            return *store::runDigest(*run.reader, RunId{1});
        };
        QCOMPARE(digestOf(true), digestOf(false));
    }

    void whatWaitsIsCancelled() {
        const QTemporaryDir folder;
        test::Gate gate({200});
        auto session = openedSession(folder, test::scriptedParts([&gate] { gate(); }));
        QVERIFY(!session->ask(addsFive()));  // no run is at work
        QVERIFY(session->start(test::requestOf(sessionRun(4))).has_value());
        QVERIFY(gate.reached());
        const auto first = session->ask(addsFive()), second = session->ask(addsFive());
        QVERIFY(first && second);
        session->cancelQuestion(*first);
        const auto cancelled = answerTo(*session, *first);
        QVERIFY(cancelled && cancelled->cancelled);
        gate.letGo();
        const auto answered = answerTo(*session, *second);
        QVERIFY(answered && !answered->cancelled && answered->error.empty());
        QVERIFY(waitFor(*session, RunState::Finished));
        QVERIFY(!session->ask(addsFive()));
    }

    /// A run that ends leaves nobody waiting.
    void theEndOfTheRunAnswers() {
        const QTemporaryDir folder;
        test::Gate gate({200});
        auto session = openedSession(folder, test::scriptedParts([&gate] { gate(); }));
        QVERIFY(session->start(test::requestOf(sessionRun(0))).has_value());
        QVERIFY(gate.reached());
        const auto ticket = session->ask(addsFive());
        QVERIFY(ticket.has_value());
        (void)session->post(Stop{});
        gate.letGo();
        const auto answered = answerTo(*session, *ticket);
        QVERIFY(answered && answered->cancelled);
        session->stop();
    }

    void aTaskThatCannotBeAskedAboutIsTold() {
        Paused run(sessionRun(0));
        run.goOn(1);
        selfplay::Task task = addsFive();
        task.program = "def f(x):\n    return '" + std::string(100'000, 'x') + "'";
        const auto ticket = run.session->ask(task);
        QVERIFY(ticket.has_value());
        const auto answered = answerTo(*run.session, *ticket);
        QVERIFY(answered && !answered->cancelled && !answered->error.empty() && answered->answers.empty());
        run.end();
    }
};

QTEST_GUILESS_MAIN(TestQuestions)
#include "tst_questions.moc"
