// The command that checks seeds from a file and hands them to a run: what it tells of each, in text and as JSON, what
// is handed over and that it arrives, and what it refuses.
#include <QtTest>
#include <iostream>
#include <sstream>

#include "app/lines/steering_file.h"
#include "core/base/files.h"
#include "core/execution/executor.h"
#include "tests/support/command_call.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::app;
using test::Outcome;

namespace {

constexpr const char* kPlusOne =
    R"({"snippet": "def f(x):\n    return x + 1", "input": "1", "output": "2", "_kind": "deduction"})";
constexpr const char* kAccent =
    R"({"snippet": "def f(x):\n    return 'é'", "input": "1", "output": "'e'", "_kind": "deduction"})";
constexpr const char* kUnbound =
    R"({"snippet": "def f(x):\n    return y", "input": "1", "output": "2", "_kind": "deduction"})";

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

class TestAppSeed : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    /// The command on a file of these lines.
    Outcome seed(const QStringList& lines, std::vector<std::string> words = {}) const {
        if (!writeFileAtomic(path("seeds.jsonl"), (lines.join('\n') + '\n').toStdString())) qFatal("no seeds");
        words.insert(words.begin(), {"seed", path("seeds.jsonl")});
        return test::call(words);
    }
    [[nodiscard]] static QStringList linesOf(const std::string& file) {
        const auto text = readFile(file);
        return text ? QString::fromStdString(*text).split('\n', Qt::SkipEmptyParts) : QStringList();
    }

  private Q_SLOTS:
    void initTestCase() {
        if (const auto executor = execution::openExecutor({}); !executor) QSKIP(describe(executor.error()).c_str());
    }

    void eachIsToldWithWhatIsWrong() {
        const Outcome fine = seed({kPlusOne});
        QCOMPARE(fine.code, ExitCode::Ok);
        QVERIFY2(has(fine.out, "ok") && fine.err.empty(), fine.out.c_str());
        const Outcome mixed = seed({kPlusOne, kAccent, kUnbound, "{broken", kPlusOne});
        QCOMPARE(mixed.code, ExitCode::SomeLines);
        QVERIFY2(has(mixed.out, "the file says otherwise"), mixed.out.c_str());
        QVERIFY2(has(mixed.out, "name 'y' is not defined"), mixed.out.c_str());
        QVERIFY2(!has(mixed.out, "/ exception"), mixed.out.c_str());  // what fails has no output
        QVERIFY2(has(mixed.out, "the same as seed 1"), mixed.out.c_str());
        QVERIFY2(has(mixed.err, "line 4: not valid JSON") && has(mixed.err, "a line is {"), mixed.err.c_str());
    }

    void asJsonEveryLineIsJson() {
        const std::string steer = path("json.steer");
        const Outcome told = seed({kPlusOne, kUnbound, "{broken", kPlusOne}, {"--json", "--steer", steer});
        QCOMPARE(told.code, ExitCode::SomeLines);
        QCOMPARE(std::int64_t(told.lines.size()), QString::fromStdString(told.out).count('\n'));
        QCOMPARE(told.lines.size(), 5U);
        QCOMPARE(told.lines[0].at("values").at(0).get<std::string>(), std::string("2"));
        QCOMPARE(told.lines[0].at("again").at(0).get<std::string>(), std::string("2"));
        QVERIFY(told.lines[0].at("refused").is_null() && told.lines[0].at("same_as").is_null());
        QCOMPARE(told.lines[1].at("verdict").get<std::string>(), std::string("exception"));
        QVERIFY(told.lines[1].at("false_claims").empty());
        QCOMPARE(told.lines[2].at("same_as").get<int>(), 1);
        QCOMPARE(told.lines[3].at("type").get<std::string>(), std::string("error"));
        QVERIFY(told.lines[3].at("place").get<std::string>().ends_with("line 3"));
        QCOMPARE(told.lines[4].at("type").get<std::string>(), std::string("seeds_appended"));
        QCOMPARE(told.lines[4].at("count").get<int>(), 1);
        QCOMPARE(linesOf(steer).size(), 1);
    }

    void nothingIsHandedOverTwice() {
        const std::string steer = path("twice.steer");
        QVERIFY(writeFileAtomic(steer, R"({"command": "pause"})"));  // without an end of its line
        const Outcome first = seed({kPlusOne, kPlusOne, kUnbound}, {"--steer", steer});
        QVERIFY2(has(first.out, "1 seed appended to "), first.out.c_str());
        QCOMPARE(linesOf(steer).size(), 2);
        QCOMPARE(linesOf(steer).front(), QString(R"({"command": "pause"})"));
        const Outcome again = seed({kPlusOne, kAccent}, {"--steer", steer});
        QVERIFY2(has(again.out, "1 seed appended to ") && has(again.out, "1 stood there already"), again.out.c_str());
        QCOMPARE(linesOf(steer).size(), 3);
        // Where nothing is valid no file comes to be.
        const std::string other = path("none.steer");
        const Outcome none = seed({kUnbound}, {"--steer", other});
        QCOMPARE(none.code, ExitCode::SomeLines);
        QVERIFY2(has(none.out, "0 seeds appended to "), none.out.c_str());
        QVERIFY(!std::filesystem::exists(other));
    }

    void aRunThatTrainsTakesThem() {
        const QTemporaryDir folder;
        const std::string workspace = folder.path().toStdString(), steer = path("run.steer");
        auto session = test::openedSession(folder);
        session::StartRequest request = test::startRequest(0);
        QVERIFY(session->start(request).has_value());
        QVERIFY(test::waitFor(*session, session::RunState::Running));
        // Judged by its settings while it trains: the built-in model has no token for an accent.
        const Outcome told = seed({kPlusOne, kAccent}, {"--run", "1", "--workspace", workspace, "--steer", steer});
        QCOMPARE(told.code, ExitCode::SomeLines);
        QVERIFY2(has(told.out, "no token for 'é' (program, line 2, column 13)"), told.out.c_str());
        QVERIFY2(has(told.out, "1 seed appended to ") && !has(told.out, "at rest"), told.out.c_str());

        std::ostringstream out;
        const Console console{std::cin, out, out};
        SteeringFile followed(steer, false, console);
        QVERIFY(followed.follow(*session).has_value());
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.filter.origin = "user";
        const auto reader = test::readerOf(*session);
        const auto added = [&] {
            const auto page = reader->tasks(query);
            return page && page->rows.size() == 1 && page->rows.front().output == "2";
        };
        QVERIFY2(QTest::qWaitFor(added, 60000), out.str().c_str());

        session->stop();
        session.reset();
        const Outcome rests = seed({kPlusOne}, {"--run", "1", "--workspace", workspace, "--steer", path("rest.steer")});
        QCOMPARE(rests.code, ExitCode::Ok);
        QVERIFY2(has(rests.out, "run 1 is at rest") && has(rests.out, "--resume 1 --steer"), rests.out.c_str());
    }

    void whatItDoesNotUnderstandItRefuses() {
        const auto refused = [](const std::vector<std::string>& words, const char* why) {
            const Outcome outcome = test::call(words);
            return outcome.code != ExitCode::Ok && outcome.code != ExitCode::SomeLines && has(outcome.err, why) &&
                   outcome.out.empty();
        };
        QVERIFY(refused({"seed", path("nowhere.jsonl")}, "No such file"));
        QVERIFY(refused({"seed", m_folder.path().toStdString()}, "Is a directory"));
        QVERIFY(writeFileAtomic(path("empty.jsonl"), "\n\n"));
        QVERIFY(refused({"seed", path("empty.jsonl")}, "the file holds no task"));
        QVERIFY(refused({"seed"}, "FILE"));
        QVERIFY(refused({"seed", path("seeds.jsonl"), "--run", "seven"}, "seven"));
        QVERIFY(refused({"seed", path("seeds.jsonl"), "--run", "7", "--workspace", path("nothing")}, "nothing"));
        // A file of commands that cannot be written.
        const Outcome unwritable = seed({kPlusOne}, {"--steer", path("no/such/folder.steer")});
        QCOMPARE(unwritable.code, ExitCode::Failure);
        QVERIFY2(has(unwritable.err, "cannot be written"), unwritable.err.c_str());
    }
};

QTEST_GUILESS_MAIN(TestAppSeed)
#include "tst_seed.moc"
