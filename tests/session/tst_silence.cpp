/// A silence that somebody noticed is an alert in the database, and changes nothing of the run.
#include <QTemporaryDir>
#include <QtTest>

#include "core/store/digest.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::waitFor;

namespace {

constexpr RunId kRun{1};

/// Two steps, a stop in the middle of the third, and two more after going on; `noticed`: with silences in between.
std::string trainedDigest(bool noticed, std::vector<store::EventRow>* told) {
    const QTemporaryDir folder;
    const auto gate = std::make_shared<test::Gate>(std::set{20});
    auto session = test::openedSession(folder, test::scriptedParts([gate] { (*gate)(); }));
    if (!session->start(test::startRequest(4)) || !gate->reached()) return "did not start";
    const auto note = [&](const Silence& silence) { return !noticed || session->noteSilence(silence).has_value(); };
    if (!note({1, 55.4, 10, false}) || !note({1, 65, 0, true}) || !note({1, 70, 11, false})) return "not noted";
    if (!session->post(Stop{})) return "not stopped";
    gate->letGo();
    if (!waitFor(*session, RunState::Finished)) return "did not stop";
    if (!note({1, 90, 0, true})) return "not noted after the end";
    gate->restart({});
    StartRequest further;
    further.resume = kRun;
    further.steps = 4;
    if (!session->start(further) || !waitFor(*session, RunState::Finished)) return "did not go on";
    const auto reader = test::readerOf(*session);
    if (told != nullptr) {
        *told = *reader->events(kRun, 0, 0);
        std::erase_if(*told, [](const store::EventRow& row) { return row.code != kStalled; });
    }
    return store::runDigest(*reader, kRun).value_or("no digest");
}

}  // namespace

class TestSilence : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void itIsARowAndTheRunIsTheSame() {
        std::vector<store::EventRow> told;
        const std::string noticed = trainedDigest(true, &told);
        const std::string plain = trainedDigest(false, nullptr);
        QCOMPARE(noticed.size(), 64U);
        QCOMPARE(noticed, plain);
        QCOMPARE(told.size(), 4U);  // the youngest first
        QCOMPARE(told[3].severity, std::string("warning"));
        QCOMPARE(told[3].step, 1);
        QCOMPARE(told[3].run, kRun);
        QCOMPARE(told[3].text, std::string("nothing was heard for 55 s; usually the longest silence is 10 s"));
        QCOMPARE(told[2].severity, std::string("info"));
        QCOMPARE(told[0].text, std::string("it was heard again after 90 s"));
    }

    void withoutARunThereIsNothingToNote() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QCOMPARE(session->noteSilence({1, 55, 10, false}).error().code, ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(TestSilence)
#include "tst_silence.moc"
