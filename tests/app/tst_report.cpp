/// The command `report`: where it writes, what it holds the settings against, and what it refuses.
#include <QtTest>
#include <fstream>

#include "core/base/files.h"
#include "tests/support/command_call.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::app;
using test::Outcome;
namespace fs = std::filesystem;

class TestAppReport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }

    Outcome call(std::vector<std::string> words) const {
        words.insert(words.end(), {"--workspace", m_folder.path().toStdString()});
        return test::call(words);
    }

  private Q_SLOTS:
    void initTestCase() {
        auto session = test::openedSession(m_folder);
        QVERIFY(session->start(test::startRequest(2)).has_value());
        QVERIFY(test::waitFor(*session, session::RunState::Finished));
    }

    void itWritesOnePage() {
        const auto json = call({"report", "1", "--out", at("run.html").string(), "--json"});
        QVERIFY2(json.code == ExitCode::Ok, json.err.c_str());
        const std::string page = *readFile(at("run.html"));
        QCOMPARE(json.lines.front().at("bytes").get<std::size_t>(), page.size());
        QVERIFY(page.find("against the preset <code>paper-7b</code>") != std::string::npos);
        const auto again = call({"report", "1", "--out", at("run.html").string()});
        QCOMPARE(again.code, ExitCode::Failure);
        QVERIFY(again.err.find("--force overwrites it") != std::string::npos);
        const auto forced = call({"report", "1", "--out", at("run.html").string(), "--force", "--against", "nano"});
        QVERIFY2(forced.out.starts_with("run 1 is in "), forced.err.c_str());
        QVERIFY(readFile(at("run.html"))->find("against the preset <code>nano</code>") != std::string::npos);
    }

    void whatCannotBeMeantIsRefused() {
        QCOMPARE(call({"report", "1"}).code, ExitCode::Usage);
        QCOMPARE(call({"report", "one", "--out", at("x.html").string()}).code, ExitCode::Usage);
        const auto preset = call({"report", "1", "--out", at("x.html").string(), "--against", "paper"});
        QCOMPARE(preset.code, ExitCode::Usage);
        QVERIFY2(preset.err.find("paper-7b") != std::string::npos, preset.err.c_str());
        QCOMPARE(call({"report", "9", "--out", at("x.html").string()}).code, ExitCode::Failure);
        QCOMPARE(call({"report", "1", "--out", "/nowhere/x.html"}).code, ExitCode::Failure);
        QVERIFY(!fs::exists(at("x.html")));
    }
};

QTEST_GUILESS_MAIN(TestAppReport)
#include "tst_report.moc"
