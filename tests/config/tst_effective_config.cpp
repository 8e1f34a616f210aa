/// The settings in force: as started, changed since, overridden on resuming, in that order.
#include <QtTest>

#include "core/config/effective_config.h"
#include "core/config/run_fields.h"

using namespace azr;
using namespace azr::config;

class TestEffectiveConfig : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aChangeIsInForceAndRemembered() {
        EffectiveConfig settings(RunConfig{});
        const RunConfig& value = settings.value();
        const auto made = settings.change("steps", "100", 7, CommandId{3});
        QVERIFY(made && *made);
        QCOMPARE(**made, (ConfigChange{1, 7, "steps", "440", "100", CommandId{3}}));
        QVERIFY(!(*made)->onResume());
        QCOMPARE(value.steps, 100);  // whoever holds the value sees it
        const auto same = settings.change("steps", "100", 8, CommandId{4});
        QVERIFY(same && !*same);
        QCOMPARE((*settings.change("steps", "50", 9, CommandId{5}))->ordinal, 2);
        QCOMPARE(settings.changes().size(), 2U);
    }

    void whatMayNotChangeIsRefused_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");
        QTest::addColumn<int>("code");
        QTest::newRow("fixed") << "seed"
                               << "3" << int(ErrorCode::Conflict);
        QTest::newRow("unknown") << "stepz"
                                 << "3" << int(ErrorCode::NotFound);
        QTest::newRow("out of range") << "steps"
                                      << "-1" << int(ErrorCode::InvalidArgument);
    }
    void whatMayNotChangeIsRefused() {
        QFETCH(QString, path);
        QFETCH(QString, value);
        QFETCH(int, code);
        EffectiveConfig settings(RunConfig{});
        const auto refused = settings.change(path.toStdString(), value.toStdString(), 1, CommandId{1});
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().code), code);
        QVERIFY(settings.changes().empty());
    }

    void aResumeComesAfterWhatWasStored() {
        EffectiveConfig settings(RunConfig{});
        QVERIFY(settings.restore({1, 7, "steps", "440", "100", CommandId{3}}));
        const auto made = settings.overrideWith({{"steps", "600"}}, 100, CommandId{5});
        QCOMPARE(*made, (std::vector<ConfigChange>{{2, 100, "steps", "100", "600", CommandId{-5}}}));
        QVERIFY(made->front().onResume());
        // Commands up to the fifth came before it, when they are replayed; the sixth was posted after it.
        QVERIFY(!*settings.changeAgain("steps", "100", 101, CommandId{4}));
        QCOMPARE(settings.value().steps, 600);
        QVERIFY(!settings.changeAgain("steps", "-1", 101, CommandId{4}));
        QVERIFY(*settings.changeAgain("minutes", "5", 101, CommandId{4}));
        QVERIFY(*settings.changeAgain("steps", "700", 102, CommandId{6}));
        QVERIFY(*settings.change("steps", "800", 103, CommandId{7}));
        QCOMPARE(settings.value().steps, 800);
    }

    void anEarlierResumeStillComesAfterWhatItFollowed() {
        EffectiveConfig settings(RunConfig{});
        QVERIFY(settings.restore({3, 40, "steps", "440", "600", CommandId{-5}}));
        QVERIFY(!*settings.changeAgain("steps", "100", 50, CommandId{5}));
        QVERIFY(*settings.changeAgain("steps", "700", 60, CommandId{6}));
        QCOMPARE(settings.changes().back().ordinal, 4);
        QCOMPARE(settings.value().steps, 700);
    }

    /// Else the next resume would not know that it came after those commands.
    void aResumeThatAsksForWhatIsSetIsRemembered() {
        EffectiveConfig settings(RunConfig{});
        const auto made = settings.overrideWith({{"steps", "440"}}, 4, CommandId{5});
        QVERIFY(made);
        QCOMPARE(*made, (std::vector<ConfigChange>{{1, 4, "steps", "440", "440", CommandId{-5}}}));
        QCOMPARE(settings.changes(), *made);
        EffectiveConfig later(RunConfig{});
        QVERIFY(later.restore(made->front()));
        QVERIFY(!*later.changeAgain("steps", "100", 5, CommandId{5}));
        QCOMPARE(later.value().steps, 440);
    }

    void whatDoesNotGoTogetherIsRefused() {
        RunConfig config;
        config.checkpoint.everyMinutes = 0;
        EffectiveConfig settings(config);
        const auto refused = settings.change("checkpoint.every_steps", "0", 1, CommandId{1});
        QVERIFY(!refused);
        QCOMPARE(describe(refused.error()), describe([&] {
                     config.checkpoint.everySteps = 0;
                     return validate(config).error();
                 }()));
        QVERIFY(settings.value().checkpoint.everySteps > 0);
        QVERIFY(settings.changes().empty());
        QVERIFY(!settings.overrideWith({{"checkpoint.every_steps", "0"}}, 1, CommandId{1}));
        QVERIFY(settings.value().checkpoint.everySteps > 0);
        QVERIFY(*settings.change("checkpoint.every_minutes", "5", 1, CommandId{2}));
        QVERIFY(*settings.change("checkpoint.every_steps", "0", 1, CommandId{3}));
        // What was in force once is taken as it comes.
        EffectiveConfig older(config);
        QVERIFY(older.restore({1, 2, "checkpoint.every_steps", "1", "0", CommandId{1}}));
    }

    void olderCheckpointsDidNotKeepWhatWasBefore() {
        EffectiveConfig settings(RunConfig{});
        QVERIFY(settings.restore({1, 0, "steps", "", "100", {}}));
        QCOMPARE(settings.changes().front().before, std::string("440"));
    }
};

QTEST_GUILESS_MAIN(TestEffectiveConfig)
#include "tst_effective_config.moc"
