// What the gate of the run at work does to the check of a seed: it is judged and stripped as the run's own seeds are.
#include <QtTest>

#include "core/session/draft.h"
#include "core/session/running/seed_gate.h"
#include "tests/support/byte_codec.h"

using namespace azr;
using namespace azr::session;

class TestSeedGate : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSeedIsCheckedByTheRulesOfTheRun_data() {
        QTest::addColumn<bool>("strip");
        QTest::newRow("stripped") << true;
        QTest::newRow("as it is") << false;
    }
    void aSeedIsCheckedByTheRulesOfTheRun() {
        QFETCH(bool, strip);
        SeedGate gate;
        execution::ValidateRequest request;
        request.runs = 3;
        gate.prepare(request);
        QCOMPARE(request.runs, 3);  // no run is at work
        QVERIFY(!request.rules.stripComments);
        config::SelfPlayConfig selfplay;
        selfplay.stripSeeds = strip;
        selfplay.bannedWords = "math";  // of proposals alone
        const test::ByteCodec codec;
        const SeedGate::Opened open(gate, {RunId{1}, "run", "", codec, {}, {}, selfplay, 7});
        gate.prepare(request);
        QCOMPARE(request.runs, 7);
        QCOMPARE(request.rules.stripComments, strip);
        QCOMPARE(request.rules.stripGlobals, strip);
        QVERIFY(request.rules.bannedWords.empty() && request.rules.bannedKeywords.empty());
    }

    void whatIsSeededIsWhatWasRun() {
        Draft draft;
        draft.program = "def f(x):\n    return x  # it";
        draft.inputs = {"1"};
        execution::ValidateOutcome outcome;
        outcome.runs.resize(1);
        QCOMPARE(taskOf(draft, outcome).program, draft.program);
        outcome.program = "def f(x):\n    return x";
        QCOMPARE(taskOf(draft, outcome).program, outcome.program);
    }
};

QTEST_GUILESS_MAIN(TestSeedGate)
#include "tst_seed_gate.moc"
