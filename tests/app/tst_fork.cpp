// The command that forks a run: what it makes and tells, and what it refuses.
#include <QtTest>

#include "core/base/files.h"
#include "tests/support/command_call.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::app;
using test::Outcome;

class TestAppFork : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    Outcome call(std::vector<std::string> words) const {
        words.insert(words.end(), {"--workspace", m_folder.path().toStdString()});
        return test::call(words);
    }

  private Q_SLOTS:
    void initTestCase() {
        auto session = test::openedSession(m_folder);
        auto request = test::startRequest(3);
        request.config.checkpoint.everySteps = 1;
        request.config.checkpoint.keepLast = 20;
        request.config.advantage.solverWeight = 1;
        QVERIFY(session->start(request).has_value());
        QVERIFY(test::waitFor(*session, session::RunState::Finished));
    }

    void itTellsWhatItMade() {
        const auto text = call({"fork", "1", "--name", "twin"});
        QCOMPARE(text.code, ExitCode::Ok);
        QVERIFY2(text.out.starts_with("run 2: forked from run 1 after step 3; changed: nothing\nit goes on with: "),
                 text.out.c_str());
        const auto json =
            call({"fork", "1", "--step", "2", "--set", "advantage.solver_weight=0.25", "--steps", "9", "--json"});
        QCOMPARE(json.code, ExitCode::Ok);
        QCOMPARE(json.lines.size(), 1U);
        const Json& line = json.lines.front();
        QCOMPARE(line.at("type").get<std::string>(), std::string("forked"));
        QCOMPARE(line.at("run").get<int>(), 3);
        QCOMPARE(line.at("forked_from").get<int>(), 1);
        QCOMPARE(line.at("step").get<int>(), 2);
        QCOMPARE(line.at("change").at("set").at("before").get<std::string>(), std::string("1"));
        QCOMPARE(line.at("left_out").get<int>(), 0);
    }

    void runsTellWhereTheyComeFrom() {
        const auto list = call({"runs", "list"});
        QVERIFY2(list.out.find("run 1, step 2") != std::string::npos, list.out.c_str());
        const auto shown = call({"runs", "show", "3"});
        QVERIFY2(shown.out.find("forked from run 1, step 2; changed: advantage.solver_weight = 0.25 (before: 1)") !=
                     std::string::npos,
                 shown.out.c_str());
        QVERIFY2(shown.out.find("changed: steps = 9 from step 2 on (before: 3)") != std::string::npos,
                 shown.out.c_str());
        const auto json = call({"runs", "show", "3", "--json"});
        QCOMPARE(json.lines.front().at("forked_from").get<int>(), 1);
        QCOMPARE(json.lines.front().at("forked_at").get<int>(), 2);
        QCOMPARE(call({"runs", "show", "1", "--json"}).lines.front().at("forked_from").is_null(), true);
        QVERIFY(call({"runs", "show", "1"}).out.find("forked") == std::string::npos);
    }

    void whatItDoesNotUnderstandItRefuses_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        const QString rule = m_folder.filePath("rule.json");
        QVERIFY(writeFileAtomic(rule.toStdString(), R"({"condition": "nodes > 3", "act": "veto", "mood": 1})"));
        QTest::newRow("one thing twice") << QStringList{"1", "--set", "guard.window=8", "--set", "guard.window=9"} << 2
                                         << "changed twice";
        QTest::newRow("no number") << QStringList{"1", "--rule-off", "x"} << 2 << "is not a number";
        QTest::newRow("no value") << QStringList{"1", "--set", "guard.window"} << 2 << "is not path=value";
        QTest::newRow("another model") << QStringList{"1", "--set", "model.lora_rank=8"} << 2 << "model.lora_rank";
        QTest::newRow("no field") << QStringList{"1", "--set", "guard.windo=8"} << 1 << "guard.window";
        QTest::newRow("no checkpoint") << QStringList{"1", "--step", "7"} << 1 << "0, 1, 2, 3";
        QTest::newRow("no run") << QStringList{"77"} << 1 << "77";
        QTest::newRow("a rule's field") << QStringList{"1", "--rule", rule} << 2 << "no field 'mood'";
        QTest::newRow("no rule") << QStringList{"1", "--rule-off", "4"} << 2 << "no rule 4";
        QTest::newRow("no task") << QStringList{"1", "--veto", "123456"} << 2 << "in no buffer";
    }
    void whatItDoesNotUnderstandItRefuses() {
        QFETCH(const QStringList, words);
        QFETCH(const int, code);
        QFETCH(const QString, says);
        std::vector<std::string> all{"fork"};
        for (const QString& word : words) all.push_back(word.toStdString());
        const auto outcome = call(all);
        QCOMPARE(static_cast<int>(outcome.code), code);
        QVERIFY2(outcome.err.find(says.toStdString()) != std::string::npos, outcome.err.c_str());
        QVERIFY(outcome.out.empty());
        QVERIFY(call({"runs", "show", "4"}).code != ExitCode::Ok);  // and makes nothing
    }

    void severalChangesAreMadeTogether() {
        const auto json = call(
            {"fork", "1", "--step", "2", "--set", "advantage.solver_weight=0.5", "--set", "guard.window=7", "--json"});
        QVERIFY2(json.code == ExitCode::Ok, json.err.c_str());
        const Json& changes = json.lines.front().at("change");
        QVERIFY(changes.is_array());
        QCOMPARE(changes.size(), 2U);
        QCOMPARE(changes.at(1).at("set").at("path").get<std::string>(), std::string("guard.window"));
        const auto shown = call({"runs", "show", std::to_string(json.lines.front().at("run").get<int>())});
        QVERIFY2(shown.out.find("changed: advantage.solver_weight = 0.5 (before: 1); guard.window = 7 (before: ") !=
                     std::string::npos,
                 shown.out.c_str());
    }
};

QTEST_GUILESS_MAIN(TestAppFork)
#include "tst_fork.moc"
