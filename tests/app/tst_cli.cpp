#include <QTemporaryDir>
#include <QtTest>
#include <sstream>
#include <streambuf>

#include "core/base/files.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "tests/support/command_call.h"

using namespace azr;
using namespace azr::app;
using test::call;

namespace {

/// A disk that takes nothing more.
class FullDisk final : public std::streambuf {
  protected:
    int_type overflow(int_type) override { return traits_type::eof(); }
    int sync() override { return -1; }
};

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

    /// Every setting that differs stands in the list once, with both values and the paper's section.
    void presetsAreComparedSettingBySetting() {
        const auto left = azr::config::presetNamed("nano"), right = azr::config::presetNamed("paper-7b");
        QVERIFY(left && right);
        std::vector<std::vector<std::string>> want, got;
        for (const auto& field : azr::config::diff(*left, *right))
            if (field.path != "preset") want.push_back({field.path, field.left, field.right});
        QVERIFY(want.size() > 20);
        const auto outcome = call({"presets", "diff", "nano", "paper-7b", "--json"});
        QCOMPARE(outcome.code, ExitCode::Ok);
        std::istringstream lines(outcome.out);
        for (std::string line; std::getline(lines, line);) {
            const auto row = azr::parseJson(line, "line");
            QVERIFY(row);
            got.push_back({row->at("path"), row->at("left"), row->at("right")});
            if (row->at("path") == "reward.zero_learnability")
                QCOMPARE(row->at("paper").get<std::string>(), std::string("3.1, eq. 4 and 6"));
        }
        QCOMPARE(got, want);
        // Without a terminal no line is wider than 80 columns, whatever is in a setting.
        for (const auto& words : {split("presets diff nano paper-7b"), split("presets show reference-7b"),
                                  split("presets diff paper-7b reference-7b"), split("presets list")}) {
            const auto text = QString::fromStdString(call(words).out);
            for (const QString& line : text.split('\n')) QVERIFY2(line.size() <= 80, qPrintable(line));
            QVERIFY(text.size() > 200);
        }
        const auto same = call({"presets", "diff", "nano", "nano"});
        QCOMPARE(same.out, std::string("no setting differs\n"));
        const auto shown = call({"presets", "show", "laptop"});
        QVERIFY(shown.out.find("prompt.wrapper") != std::string::npos &&
                shown.out.find("few-shot") != std::string::npos);
    }

    void mistakesEndWithTwoAndNameTheNearest_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("message");
        QTest::newRow("command") << "trian"
                                 << "azr-studio: unknown command 'trian' (did you mean 'train'?)\n";
        QTest::newRow("half a command")
            << "runs"
            << "azr-studio: 'runs' needs a second word (one of: runs list, runs show, "
               "runs diff, runs tag, runs note, runs archive, runs delete, runs restore, runs vacuum)\n";
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
        QTest::newRow("preset to compare with")
            << "presets diff nano paper-7c"
            << "azr-studio presets diff: there is no preset 'paper-7c' (did you mean 'paper-7b'?)\n";
        QTest::newRow("resume and preset") << "train --resume 1 --preset nano"
                                           << "azr-studio train: --preset: does not go with --resume: a run keeps its "
                                              "configuration\n";
        QTest::newRow("resume and set") << "train --resume 1 --set steps"
                                        << "azr-studio train: --set: 'steps' is not path=value\n";
        QTest::newRow("bench") << "bench all"
                               << "azr-studio bench: WHAT: 'all' is not sample, train, executor or window\n";
        QTest::newRow("bench without a search") << "bench executor --seed 3"
                                                << "azr-studio bench: --seed: means nothing without --redteam\n";
        QTest::newRow("bench of two kinds") << "bench executor --redteam 5 --soak 7"
                                            << "azr-studio bench: --soak: does not go with --redteam\n";
        QTest::newRow("bench of another") << "bench sample --lanes 2"
                                          << "azr-studio bench: --lanes: means nothing to bench sample\n";
        QTest::newRow("bench that does not train") << "bench sample --8bit"
                                                   << "azr-studio bench: --8bit: means nothing to bench sample\n";
        QTest::newRow("bench without a model") << "bench executor --model nano"
                                               << "azr-studio bench: --model: means nothing to bench executor\n";
        QTest::newRow("bench of the window") << "bench window --redteam 5"
                                             << "azr-studio bench: --redteam: means nothing to bench window\n";
        QTest::newRow("a reason of nothing")
            << "review 1 --admit 3 --reason dull"
            << "azr-studio review: --reason: is a reason of what? It goes with --veto\n";
        QTest::newRow("type of the bench") << "bench sample --dtype int8"
                                           << "azr-studio bench: --dtype: unknown value 'int8' (one of: auto, fp32, "
                                              "bf16)\n";
        QTest::newRow("device") << "bootstrap --out x --device gpu"
                                << "azr-studio bootstrap: --device: 'gpu' is not auto, cpu or cuda:N\n";
        QTest::newRow("wrapper") << "probe-wrappers --wrapper foo"
                                 << "azr-studio probe-wrappers: --wrapper: unknown value 'foo' (one of: nano, r1, "
                                    "chat, few-shot)\n";
        QTest::newRow("kind") << "tasks 1 --kind foo"
                              << "azr-studio tasks: --kind: unknown value 'foo' (one of: deduction, abduction, "
                                 "induction, error)\n";
        QTest::newRow("kind of the export") << "export tasks 1 --kind indution"
                                            << "azr-studio export tasks: --kind: unknown value 'indution' (did you "
                                               "mean 'induction'?)\n";
        QTest::newRow("status") << "tasks 1 --status admited"
                                << "azr-studio tasks: --status: unknown value 'admited' (did you mean 'admitted'?)\n";
        QTest::newRow("verdict") << "tasks 1 --verdict timeout"
                                 << "azr-studio tasks: --verdict: unknown value 'timeout' (did you mean "
                                    "'timeout_cpu'?)\n";
        QTest::newRow("what is never exported")
            << "export tasks 1 --status invalid"
            << "azr-studio export tasks: --status: what is invalid has no output to tell (--format jsonl writes it all "
               "the same; azr-studio tasks RUN lists what is not valid)\n";
        QTest::newRow("a folder without a place")
            << "export metrics 1 --format tensorboard"
            << "azr-studio export metrics: --out: is missing: the folder to make\n";
        QTest::newRow("a run twice") << "export metrics 1 2 1"
                                     << "azr-studio export metrics: RUN: run 1 is named twice\n";
        QTest::newRow("a format of the other export")
            << "export tasks 1 --format tensorboard"
            << "azr-studio export tasks: --format: unknown value 'tensorboard' (one of: reference, jsonl, csv, "
               "preferences, huggingface, environment)\n";
        QTest::newRow("parts of more than all") << "export tasks 1 --test 0.6 --validation 0.5"
                                                << "azr-studio export tasks: --test: is more than all tasks together "
                                                   "with --validation\n";
        QTest::newRow("step of no run") << "eval --step 3"
                                        << "azr-studio eval: --step: goes with --run alone\n";
        QTest::newRow("preset of a measurement")
            << "eval --preset nanno"
            << "azr-studio eval: there is no preset 'nanno' (did you mean 'nano'?)\n";
        QTest::newRow("field in short") << "train --set optimizer.lr=1"
                                        << "azr-studio train: there is no field 'optimizer.lr' (did you mean "
                                           "'optimizer.learning_rate'?)\n";
        QTest::newRow("help as an argument") << "doctor help"
                                             << "azr-studio doctor: unexpected argument 'help'\n";
        QTest::newRow("help as a value") << "train --set --help"
                                         << "azr-studio train: '--help' is not path=value\n";
        QTest::newRow("help of nothing") << "help trian"
                                         << "azr-studio: unknown command 'trian' (did you mean 'train'?)\n";
        QTest::newRow("bench of two sizes")
            << "bench train --sequences nowhere.jsonl --batch 4"
            << "azr-studio bench: --batch: the file says how many sequences there are\n";
        QTest::newRow("timeout") << "check --timeout 0"
                                 << "azr-studio check: --timeout: '0' is not a number 0.05 .. 600\n";
        QTest::newRow("one run") << "check --runs 1"
                                 << "azr-studio check: --runs: '1' is not a number 2 .. 64\n";
        QTest::newRow("many runs") << "grade --runs 65"
                                   << "azr-studio grade: --runs: '65' is not a number 2 .. 64\n";
        QTest::newRow("half a run") << "grade --runs=2.5"
                                    << "azr-studio grade: --runs: '2.5' is not a number 2 .. 64\n";
    }
    void mistakesEndWithTwoAndNameTheNearest() {
        QFETCH(QString, words);
        QFETCH(QString, message);
        const auto outcome = call(split(words));
        QCOMPARE(QString::fromStdString(outcome.err), message);
        QCOMPARE(outcome.code, ExitCode::Usage);
        QVERIFY(outcome.out.empty());
    }

    void linesOfAFileAreAnsweredUnderTheirOwnIds() {
        const auto file = m_folder.path().toStdString() + "/lines.jsonl";
        QVERIFY(writeFileAtomic(file,
                                "{\"id\": 1e2, \"program\": \"def f(x):\\n    return x\", \"input\": \"7\"}\r\n\n"
                                "{\"id\": 12345678901234567890123, \"program\": \"def f(x):\\n    return x\", "
                                "\"input\": [\"7\", \"8\"]}"));
        const auto outcome = call({"check", "--jobs", "1", "--runs", "2", "--summary", file});
        if (outcome.code == ExitCode::Failure) QSKIP(outcome.err.c_str());  // no sandbox here
        QCOMPARE(outcome.code, ExitCode::SomeLines);
        std::istringstream lines(outcome.out);
        std::string good, bad;
        std::getline(lines, good);
        std::getline(lines, bad);
        QVERIFY2(good.starts_with(R"({"v":1,"id":1e2,"verdict":"ok")"), good.c_str());
        QCOMPARE(bad,
                 std::string(R"({"v":1,"type":"error","id":12345678901234567890123,"line":3,"error":"field 'input' )"
                             R"(is a list, not a text; several inputs stand in 'inputs'"})"));
        QVERIFY2(outcome.err.find("2 lines") != std::string::npos, outcome.err.c_str());
    }

    void helpIsFoundByEveryName_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("begin");
        QTest::newRow("the program") << "help"
                                     << "Usage: azr-studio [COMMAND] [OPTIONS]";
        QTest::newRow("short") << "-h"
                               << "Usage: azr-studio [COMMAND] [OPTIONS]";
        QTest::newRow("a command") << "help train"
                                   << "Usage: azr-studio train [OPTIONS]";
        QTest::newRow("two words") << "help runs list"
                                   << "Usage: azr-studio runs list [OPTIONS]";
        QTest::newRow("after a mistake") << "train --stesp -h"
                                         << "Usage: azr-studio train [OPTIONS]";
        QTest::newRow("half a command")
            << "runs --help"
            << "Usage: azr-studio runs list|show|diff|tag|note|archive|delete|restore|vacuum [OPTIONS]";
        QTest::newRow("half of another") << "help export"
                                         << "Usage: azr-studio export tasks|metrics|seeds|checkpoint|model [OPTIONS]";
    }
    void helpIsFoundByEveryName() {
        QFETCH(QString, words);
        QFETCH(QString, begin);
        const auto outcome = call(split(words));
        QCOMPARE(outcome.code, ExitCode::Ok);
        QVERIFY(outcome.err.empty());
        QCOMPARE(QString::fromStdString(outcome.out).section('\n', 0, 0), begin);
        if (begin.contains('|'))
            for (const auto& command : allCommands({}))
                if (command.name.starts_with(words.contains("runs") ? "runs " : "export "))
                    QVERIFY2(outcome.out.find("  " + command.name + " ") != std::string::npos, command.name.c_str());
    }

    void aFullDiskIsAFailure() {
        for (const char* line : {"train --print-config", "--version", "help", "runs --help"}) {
            FullDisk disk;
            std::istringstream in;
            std::ostream out(&disk);
            std::ostringstream err;
            QCOMPARE(run(split(line), Console{in, out, err}), ExitCode::Failure);
            QCOMPARE(err.str(), std::string("azr-studio: the standard output: cannot be written to its end\n"));
        }
    }

    void whatIsNotThereIsAFailure_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("message");
        QTest::newRow("sequences") << "bench train --sequences nowhere.jsonl"
                                   << "azr-studio: nowhere.jsonl: cannot be opened\n";
        QTest::newRow("model") << "eval --model /nowhere"
                               << "azr-studio: /nowhere: there is no such folder or file (name a Hugging Face folder "
                                  "or a GGUF file)\n";
        QTest::newRow("lines named like an option's word") << "tokenize help"
                                                           << "azr-studio: help: cannot be opened\n";
    }
    void whatIsNotThereIsAFailure() {
        QFETCH(QString, words);
        QFETCH(QString, message);
        const auto outcome = call(split(words));
        QCOMPARE(QString::fromStdString(outcome.err), message);
        QCOMPARE(outcome.code, ExitCode::Failure);
    }

    void wrongInputMakesNoRun_data() {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("part");
        QTest::newRow("model") << "--model /nowhere"
                               << "--model: /nowhere: there is no such folder or file";
        QTest::newRow("model's field") << "--set model.folder=/nowhere"
                                       << "model.folder: /nowhere: ";
        QTest::newRow("no model") << "--model /proc"
                                  << "--model: /proc: the model folder has no config.json";
        QTest::newRow("seed tasks") << "--set seed_tasks=/nowhere"
                                    << "seed_tasks: /nowhere: ";
        QTest::newRow("Python") << "--set executor.python=/bin/false"
                                << "executor.python: /bin/false: ";
    }
    void wrongInputMakesNoRun() {
        QFETCH(QString, words);
        QFETCH(QString, part);
        const auto folder = m_folder.path().toStdString() + "/unmade";
        auto all = split("train " + words);
        all.insert(all.end(), {"--workspace", folder});
        const auto outcome = call(all);
        QCOMPARE(outcome.code, ExitCode::Usage);
        QVERIFY2(QString::fromStdString(outcome.err).startsWith("azr-studio train: " + part), outcome.err.c_str());
        QVERIFY(!std::filesystem::exists(folder));
    }

    void aMissingWorkspaceIsAFailureThatSaysWhatToDo() {
        const auto folder = m_folder.path().toStdString() + "/none";
        for (auto words : {split("runs list"), split("tasks 1 --text help"), split("train --resume 99")}) {
            words.insert(words.end(), {"--workspace", folder});
            const auto outcome = call(words);
            QCOMPARE(outcome.code, ExitCode::Failure);
            QCOMPARE(outcome.err, "azr-studio: " + folder +
                                      ": there is no workspace here (azr-studio train makes one; --workspace names "
                                      "another folder)\n");
            QVERIFY(!std::filesystem::exists(folder));  // looking makes nothing
        }
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

    void fieldsShowTheValuesOfThePreset() {
        const auto laptop = call({"train", "--fields", "--preset", "laptop", "--set", "steps=7"});
        QCOMPARE(laptop.code, ExitCode::Ok);
        for (const char* line : {"\noptimizer.learning_rate = 0.00015", "\nmodel.lora_rank = 16\n", "\nsteps = 7 "})
            QVERIFY2(laptop.out.find(line) != std::string::npos, line);
        QVERIFY(call({"train", "--fields"}).out.find("\noptimizer.learning_rate = 0.0008") != std::string::npos);
    }

    void theWindowOpensOnTheWorkspaceAskedFor() {
        qputenv("DISPLAY", ":0");
        std::string opened;
        const auto outcome = call({"--workspace", "/somewhere", "--demo"}, {},
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
