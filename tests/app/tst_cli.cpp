#include <QTemporaryDir>
#include <QtTest>
#include <sstream>

#include "app/cli.h"

using namespace azr;
using namespace azr::app;

namespace {

struct Outcome {
    ExitCode code = ExitCode::Ok;
    std::string out, err;
};

Outcome call(const std::vector<std::string>& words, const WindowParts& window = {}) {
    std::istringstream in;
    std::ostringstream out, err;
    const Console console{in, out, err};
    const auto code = run(words, console, window);
    return {code, out.str(), err.str()};
}

std::vector<std::string> split(const QString& line) {
    std::vector<std::string> words;
    for (const auto& word : line.split(' ', Qt::SkipEmptyParts)) words.push_back(word.toStdString());
    return words;
}

}  // namespace

class TestCli : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    void everyCommandHasHelpOnStandardOutput() {
        const auto all = allCommands({});
        QVERIFY(all.size() > 10);
        for (const auto& command : all) {
            auto words = split(QString::fromStdString(command.name));
            words.emplace_back("--help");
            const auto outcome = call(words);
            QCOMPARE(outcome.code, ExitCode::Ok);
            QVERIFY(outcome.err.empty());
            QVERIFY2(outcome.out.starts_with("Usage: azr-studio"), outcome.out.c_str());
            for (const auto& option : command.options)
                QVERIFY2(outcome.out.find(option.name) != std::string::npos, option.name.c_str());
            std::istringstream lines(outcome.out);
            for (std::string line; std::getline(lines, line);) QVERIFY2(line.size() <= 80, line.c_str());
        }
    }

    void mistakesEndWithTwoAndNameTheNearest_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("message");
        QTest::newRow("command") << "trian"
                                 << "azr-studio: unknown command 'trian' (did you mean 'train'?)\n";
        QTest::newRow("half a command") << "runs"
                                        << "azr-studio: 'runs' needs a second word (one of: runs list, runs show)\n";
        QTest::newRow("option") << "train --stesp 3"
                                << "azr-studio train: unknown option '--stesp' (did you mean '--steps'?)\n";
        QTest::newRow("no value") << "train --steps"
                                  << "azr-studio train: --steps: needs a value: N\n";
        QTest::newRow("value of a switch") << "train --json=1"
                                           << "azr-studio train: --json: takes no value\n";
        QTest::newRow("twice") << "train --steps 1 --steps 2"
                               << "azr-studio train: --steps: is given twice\n";
        QTest::newRow("argument") << "doctor now"
                                  << "azr-studio doctor: unexpected argument 'now'\n";
        QTest::newRow("no argument") << "runs show"
                                     << "azr-studio runs show: RUN: is missing (The run's number.)\n";
        QTest::newRow("not a run") << "runs show x"
                                   << "azr-studio runs show: RUN: 'x' is not the number of a run\n";
        QTest::newRow("field")
            << "train --set loss.clip_lo=1"
            << "azr-studio train: there is no field 'loss.clip_lo' (did you mean 'loss.clip_low'?)\n";
        QTest::newRow("field value") << "train --set steps=x"
                                     << "azr-studio train: steps: 'x' is not a whole number 0 .. 1000000000\n";
        QTest::newRow("preset") << "train --preset nanno"
                                << "azr-studio train: there is no preset 'nanno' (did you mean 'nano'?)\n";
        QTest::newRow("resume and set") << "train --resume 1 --set steps=2"
                                        << "azr-studio train: --set: does not go with --resume: a run keeps its "
                                           "configuration\n";
        QTest::newRow("bench") << "bench all"
                               << "azr-studio bench: WHAT: 'all' is not sample, train, executor or window\n";
        QTest::newRow("bench of no file") << "bench train --sequences nowhere.jsonl"
                                          << "azr-studio bench: nowhere.jsonl: cannot be opened\n";
        QTest::newRow("bench of two sizes")
            << "bench train --sequences nowhere.jsonl --batch 4"
            << "azr-studio bench: --batch: the file says how many sequences there are\n";
        QTest::newRow("timeout") << "check --timeout 0"
                                 << "azr-studio check: --timeout: '0' is not a number 0.05 .. 600\n";
    }
    void mistakesEndWithTwoAndNameTheNearest() {
        QFETCH(QString, words);
        QFETCH(QString, message);
        const auto outcome = call(split(words));
        QCOMPARE(QString::fromStdString(outcome.err), message);
        QCOMPARE(outcome.code, ExitCode::Usage);
        QVERIFY(outcome.out.empty());
    }

    void aMissingWorkspaceIsAFailureThatSaysWhatToDo() {
        const auto folder = m_folder.path().toStdString() + "/none";
        const auto outcome = call({"runs", "list", "--workspace", folder});
        QCOMPARE(outcome.code, ExitCode::Failure);
        QCOMPARE(outcome.err, "azr-studio: " + folder +
                                  ": there is no workspace here (azr-studio train makes one; --workspace names another "
                                  "folder)\n");
        QVERIFY(!std::filesystem::exists(folder));  // looking makes nothing
    }

    void settingsComeInTheirOrder() {
        const auto outcome = call(
            {"train", "--preset=paper-nano", "--set", "steps=7", "--set=seed=3", "--steps", "9", "--print-config"});
        QCOMPARE(outcome.code, ExitCode::Ok);
        const auto json = parseJson(outcome.out);
        QVERIFY(json);
        QCOMPARE((*json)["preset"].get<std::string>(), std::string("paper-nano"));
        QCOMPARE((*json)["steps"].get<int>(), 9);
        QCOMPARE((*json)["seed"].get<int>(), 3);
        QCOMPARE((*json)["advantage"]["solver_baseline"].get<std::string>(), std::string("stream"));
    }

    void theWindowOpensOnTheWorkspaceAskedFor() {
        qputenv("DISPLAY", ":0");
        std::string opened;
        const auto outcome = call({"--workspace", "/somewhere", "--demo"},
                                  {[&](const std::filesystem::path& workspace, bool demo, const Console&) {
                                       opened = workspace.string() + (demo ? " demo" : "");
                                       return ExitCode::Ok;
                                   },
                                   {}});
        QCOMPARE(outcome.code, ExitCode::Ok);
        QCOMPARE(opened, std::string("/somewhere demo"));
    }

    void versionIsOneLine() { QCOMPARE(call({"--version"}).out, std::string("azr-studio " AZR_VERSION "\n")); }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
