// Lines of a file steer a run: each is a command whole and understood, or it is told with its line and passed over.
#include <QtTest>
#include <fstream>
#include <sstream>
#include <string>

#include "app/console.h"
#include "app/lines/steering_file.h"
#include "tests/support/fake_session.h"

using namespace azr;
using namespace azr::app;

class SteeringFileTest : public QObject {
    Q_OBJECT

    testing::FakeWorkspace m_fake;

    [[nodiscard]] std::string file() const { return (m_fake.root() / "steer.jsonl").string(); }
    void append(const std::string& text) const { std::ofstream(file(), std::ios::app) << text; }

  private Q_SLOTS:
    void init() {
        std::ofstream(file(), std::ios::trunc).flush();
        m_fake.commands.clear();
        m_fake.takenBack.clear();
    }

    void wholeLinesArePostedOnce() {
        testing::FakeSession session(m_fake);
        std::ostringstream out, err;
        std::istringstream in;
        const Console console{in, out, err};
        SteeringFile steering(file(), false, console);
        append("{\"command\":\"veto_task\",\"task\":3}\n\n{\"command\":\"pin_task\",\"task\":4,\"pinned\":fal");
        QVERIFY(steering.follow(session));
        QCOMPARE(m_fake.commands.size(), std::size_t{1});
        append("se}\n{\"command\":\"take_back\",\"of\":1}\n");
        QVERIFY(steering.follow(session));
        QVERIFY(steering.follow(session));
        QCOMPARE(m_fake.commands.size(), std::size_t{2});
        QCOMPARE(m_fake.takenBack.size(), std::size_t{1});
        QCOMPARE(out.str() + err.str(), std::string());
    }

    void whatIsNotUnderstoodIsToldAndPassedOver_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* line, const char* told) {
            QTest::newRow(name) << QString(line) << QString(told);
        };
        row("no JSON", "tea", "line 1: command: not valid JSON");
        row("no object", "[]", "line 1: command: field 'command' is missing");
        row("no such command", R"({"command": "make_tea"})", "there is no command 'make_tea'");
        row("a field is missing", R"({"command": "veto_task"})", "field 'task' is missing");
        row("a text for a number", R"({"command": "veto_task", "task": "3"})", "field 'task' has the wrong type");
        row("a mistyped field", R"({"command": "pin_task", "task": 5, "pined": false})",
            "there is no field 'pined' (this command takes task, pinned)");
        row("a field of another command", R"({"command": "veto_task", "task": 5, "tag": "x"})",
            "there is no field 'tag'");
        row("within a rule",
            R"({"command": "set_rule", "rule": {"name": "x", "condition": "step > 1", "act": "veto", "enable": false}})",
            "there is no field 'enable'");
        row("taking back nothing", R"({"command": "take_back"})", "field 'of' is missing");
        row("taking back too much", R"({"command": "take_back", "of": 1, "task": 2})", "there is no field 'task'");
        row("a name twice", R"({"command": "veto_task", "task": 1, "task": 2})", "task");
    }
    void whatIsNotUnderstoodIsToldAndPassedOver() {
        QFETCH(QString, line);
        QFETCH(QString, told);
        testing::FakeSession session(m_fake);
        std::ostringstream out, err;
        std::istringstream in;
        const Console console{in, out, err};
        SteeringFile steering(file(), false, console);
        append(line.toStdString() +
               "\n{\"command\":\"set_rule\",\"rule\":{\"condition\":\"step > 1\",\"act\":\"veto\"}}\n");
        QVERIFY(steering.follow(session));
        const QString said = QString::fromStdString(out.str() + err.str());
        QVERIFY2(said.contains(told) && said.count("steer.jsonl") == 1, qPrintable(said));
        QCOMPARE(m_fake.commands.size(), std::size_t{1});
        QVERIFY(m_fake.takenBack.empty());
    }
};

QTEST_GUILESS_MAIN(SteeringFileTest)
#include "tst_steering_file.moc"
