/// eval on published suites, end to end: the built-in model and stories260K with figures counted by hand, a process
/// that is killed, two checkpoints of a run held against each other, a run that measures suites while it trains.
#include <signal.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "core/evaluation/suite.h"
#include "core/session/evaluating/stored_suite.h"
#include "tests/support/command_call.h"
#include "tests/support/suite_files.h"

using namespace azr;
using app::ExitCode;
using test::call;
using test::Outcome;

namespace {

constexpr int kPatienceMs = 120'000;

bool built(const char* file) {
    return std::filesystem::exists(std::filesystem::path(AZR_BINARY_FOLDER) / file);
}

std::vector<Json> ofType(const Outcome& outcome, const char* type) {
    std::vector<Json> found;
    for (const Json& line : outcome.lines)
        if (line.value("type", "") == type) found.push_back(line);
    return found;
}

/// Whatever is stored of completions, as texts.
std::map<std::string, std::string> stored(const std::string& workspace) {
    std::map<std::string, std::string> rows;
    auto reader = store::Reader::open(std::filesystem::path(workspace) / "azr.db");
    if (!reader) return rows;
    store::SuiteReader suites = (*reader)->suites();
    const auto evaluations = suites.evaluations();
    if (!evaluations) return rows;
    for (const auto& evaluation : *evaluations)
        for (int place = 0;; ++place) {
            const auto item = suites.item(evaluation.id, place);
            if (!item || item->empty()) {
                if (place > 50) break;
                continue;
            }
            for (const auto& row : *item)
                rows[std::to_string(place) + (row.greedy ? " greedy " : " sampled ") + std::to_string(row.sample)] =
                    row.prompt + "\n" + row.completion + "\n" + row.verdict;
        }
    return rows;
}

}  // namespace

class EvalSuitesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    test::SuiteFolder m_files;

    std::string at(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }

  private Q_SLOTS:
    void initTestCase() {
        qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
        for (const char* file : {"libazr_engine_v3.so", "azr-sandbox", "azr-studio"})
            if (!built(file)) QSKIP(qPrintable(QStringLiteral("%1 is not built").arg(file)));
    }

    /// The same items in the same words as the built-in evaluation: the same answers are right.
    void theBuiltInModelSolvesWhatTheBuiltInEvaluationSays() {
        const Outcome older = call({"eval", "--suite", "dev", "--items", "4", "--json"});
        QVERIFY2(older.code == ExitCode::Ok, older.err.c_str());
        const Outcome found = call(
            {"eval", "--suite", "dev", "--limit", "4", "--n", "3", "--k", "1,3", "--json", "--workspace", at("nano")});
        QVERIFY2(found.code == ExitCode::Ok, found.err.c_str());
        std::map<std::string, double> accuracies;
        for (const Json& line : ofType(older, "accuracy"))
            if (line["mode"] == "greedy") accuracies[line["kind"].get<std::string>()] = line["accuracy"].get<double>();
        QCOMPARE(accuracies.size(), std::size_t{3});
        int kinds = 0, metrics = 0;
        for (const Json& line : ofType(found, "suite_result")) {
            ++metrics;
            QVERIFY(line["low"].get<double>() <= line["value"].get<double>() + 1e-9);
            QVERIFY(line["value"].get<double>() <= line["high"].get<double>() + 1e-9);
            if (line["group"] != "kind" || line["mode"] != "greedy") continue;
            ++kinds;
            QCOMPARE(line["value"].get<double>(), accuracies.at(line["name"].get<std::string>()));
            QCOMPARE(line["items"].get<int>(), 4);
        }
        QCOMPARE(kinds, 3);
        QVERIFY(metrics >= 4 * 3);  // greedy, pass@1, pass@3 of all and of three kinds
        // By the stored verdicts, counted here.
        auto reader = store::Reader::open(std::filesystem::path(at("nano")) / "azr.db");
        const auto evaluations = (*reader)->suites().evaluations();
        QCOMPARE(evaluations->size(), std::size_t{1});
        const auto rows = (*reader)->suites().completions(evaluations->front().id, -1, 100);
        QCOMPARE(rows->size(), std::size_t{12 * 4});
        double solved = 0;
        for (const auto& row : *rows) solved += !row.greedy && row.verdict == "ok" ? 1 : 0;
        for (const Json& line : ofType(found, "suite_result"))
            if (line["group"] == "all" && line["metric"] == "pass@k" && line["k"] == 1 && line["mode"] == "sampled")
                QVERIFY(std::abs(line["value"].get<double>() - solved / 36) < 1e-12);
    }

    void aKilledEvaluationRepeatsNoItem() {
        const std::string workspace = at("killed");
        const std::vector<std::string> words = {"eval", "--suite", "dev", "--limit", "6",           "--n",
                                                "4",    "--json",  "--k", "1,4",     "--workspace", workspace};
        QStringList arguments;
        for (const std::string& word : words) arguments << QString::fromStdString(word);
        QProcess process;
        process.start(QString::fromStdString((std::filesystem::path(AZR_BINARY_FOLDER) / "azr-studio").string()),
                      arguments);
        QVERIFY(process.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(stored(workspace).size() >= 4 || process.state() == QProcess::NotRunning, kPatienceMs);
        QCOMPARE(process.state(), QProcess::Running);
        QCOMPARE(::kill(static_cast<pid_t>(process.processId()), SIGKILL), 0);
        QVERIFY(process.waitForFinished());
        const auto before = stored(workspace);
        QVERIFY(before.size() < 18 * 5);

        const Outcome resumed = call(words);
        QVERIFY2(resumed.code == ExitCode::Ok, resumed.err.c_str());
        const Json started = ofType(resumed, "suite_started").at(0);
        QCOMPARE(started["items"].get<int>(), 36);  // 18 problems, greedily and sampled
        const auto known = started["known"].get<std::size_t>();
        QVERIFY(known > 0 && known < 36);
        std::set<std::string> items;
        for (const auto& [name, text] : before) items.insert(name.substr(0, name.rfind(' ')));
        QCOMPARE(known, items.size());
        const auto after = stored(workspace);
        QCOMPARE(after.size(), std::size_t{18 * 5});
        for (const auto& [name, text] : before) QVERIFY2(after.at(name) == text, name.c_str());

        // Undisturbed it would have been the same.
        std::vector<std::string> fresh = words;
        fresh.back() = at("undisturbed");
        QVERIFY(call(fresh).code == ExitCode::Ok);
        QVERIFY(stored(at("undisturbed")) == after);
        // And once it is through, nothing is asked.
        const Outcome again = call(words);
        QCOMPARE(ofType(again, "suite_started").at(0)["known"].get<int>(), 36);
        QVERIFY(ofType(again, "suite_result") == ofType(resumed, "suite_result"));
    }

    void aRunMeasuresSuitesAndItsCheckpointsAreCompared() {
        const std::string workspace = at("run");
        // Items of the built-in model's language, as a file of a person's own.
        const auto dev = evaluation::builtinSuite("dev");
        QVERIFY(dev);
        const auto file = m_files.at("mine.jsonl");
        QVERIFY(evaluation::saveSuite(evaluation::subset(*dev, 3), file));
        std::vector<std::string> words = {"train", "--workspace", workspace, "--steps", "2", "--json"};
        for (const std::string& field :
             {std::string("selfplay.proposals_per_kind=8"), std::string("selfplay.solves_per_kind=8"),
              std::string("selfplay.rollouts=2"), std::string("selfplay.seed_factor=1"),
              std::string("evaluation.every_steps=0"), std::string("evaluation.suite=none"),
              std::string("executor.lanes=1"), "evaluation.suites=" + file.string()}) {
            words.emplace_back("--set");
            words.push_back(field);
        }
        const Outcome trained = call(words);
        QVERIFY2(trained.code == ExitCode::Ok, trained.err.c_str());
        auto reader = store::Reader::open(std::filesystem::path(workspace) / "azr.db");
        const auto measured = (*reader)->suites().evaluations(RunId{1});
        QCOMPARE(measured->size(), std::size_t{2});  // before and after
        QCOMPARE(measured->front().step, 0);
        QCOMPARE(measured->back().step, 2);
        QCOMPARE(measured->back().suite, std::string("mine"));
        const auto series = (*reader)->series(RunId{1}, "eval/mine/greedy/all", -1);
        QCOMPARE(series->size(), std::size_t{2});
        const auto found = session::storedSuite(**reader, measured->back().key, {});
        QCOMPARE(found->report.all.greedy->value, series->back().value);
        QCOMPARE(found->items.size(), std::size_t{9});
        const auto checkpoints = (*reader)->checkpoints(RunId{1}, false);
        QCOMPARE(std::ranges::count(*checkpoints, true, &store::CheckpointRow::best), std::ptrdiff_t{1});

        const Outcome compared = call({"eval", "--model", "1@2", "--vs", "1@0", "--suite", file.string(), "--limit",
                                       "3", "--json", "--workspace", workspace});
        QVERIFY2(compared.code == ExitCode::Ok, compared.err.c_str());
        const Json flips = ofType(compared, "flips").at(0);
        QCOMPARE(flips["items"].get<int>(), 9);
        QCOMPARE(flips["both"].get<int>() + flips["neither"].get<int>() + flips["gained"].get<int>() +
                     flips["lost"].get<int>(),
                 9);
        QCOMPARE(flips["gained"].get<std::size_t>() + flips["lost"].get<std::size_t>(),
                 ofType(compared, "flip").size());
        QCOMPARE(ofType(compared, "contamination").size(), std::size_t{2});
        // What the loop measured is what eval finds for the same weights.
        for (const Json& line : ofType(compared, "suite_result"))
            if (line["group"] == "all") {
                const bool first = line["model"] == "1@0";
                QCOMPARE(line["value"].get<double>(), first ? series->front().value : series->back().value);
            }
    }

    void aSuiteThatIsNotThereStopsTheRunAtItsBeginning() {
        const Outcome outcome = call({"train", "--workspace", at("missing"), "--steps", "1", "--set",
                                      "evaluation.suites=cruxeval-o", "--set", "evaluation.folder=" + at("nowhere")});
        QVERIFY(outcome.code != ExitCode::Ok);
        QVERIFY2(outcome.err.find("cruxeval-o is not installed") != std::string::npos, outcome.err.c_str());
    }

    void suitesListsWhatIsThere() {
        const auto file = m_files.write("cruxeval.jsonl", test::kCruxeval);
        const Outcome outcome = call({"suites", "--json", "--suites-folder", file.parent_path().string()});
        QCOMPARE(outcome.code, ExitCode::Ok);
        std::map<std::string, Json> suites;
        for (const Json& line : ofType(outcome, "suite")) suites[line["suite"].get<std::string>()] = line;
        QCOMPARE(suites.at("cruxeval-i")["items"].get<int>(), 2);
        QCOMPARE(suites.at("cruxeval-i")["installed"].get<std::string>(), file.string());
        QVERIFY(suites.at("gsm8k")["installed"].is_null());
        QVERIFY(suites.at("gsm8k")["source"].get<std::string>().starts_with("https://"));
        const Outcome people = call({"suites", "--suites-folder", file.parent_path().string()});
        QVERIFY(people.out.find("Nothing is downloaded") != std::string::npos);
    }

    void wrongOptionsAreRefused_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("says");
        QTest::newRow("more than there are")
            << QStringList{"--suite", "dev", "--k", "9", "--n", "4"} << "9 of 4 samples";
        QTest::newRow("no number") << QStringList{"--suite", "dev", "--k", "many", "--n", "4"} << "'many' is no number";
        QTest::newRow("no suite") << QStringList{"--suite", "cruxevil", "--n", "1"} << "no such suite";
        QTest::newRow("the older option") << QStringList{"--suite", "dev", "--n", "1", "--items", "3"} << "--items";
        QTest::newRow("no run") << QStringList{"--suite", "dev", "--model", "7@2"} << "there is no run 7";
    }
    void wrongOptionsAreRefused() {
        QFETCH(QStringList, words);
        QFETCH(QString, says);
        std::vector<std::string> all = {"eval", "--workspace", at("refused")};
        for (const QString& word : words) all.push_back(word.toStdString());
        const Outcome outcome = call(all);
        QVERIFY(outcome.code != ExitCode::Ok);
        QVERIFY2(QString::fromStdString(outcome.err).contains(says), outcome.err.c_str());
    }

    /// A model of children's stories: it is asked in plain text, and solves nothing.
    void stories260KIsAskedInPlainText() {
        const char* data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        const auto model = std::filesystem::path(data) / "models/stories260K/hf";
        const auto numbers = m_files.write("numbers.jsonl", test::kGsm);
        const auto functions = m_files.write("functions.jsonl", test::kHumanEval);
        const std::string workspace = at("stories");
        const Outcome outcome =
            call({"eval", "--model", model.string(), "--suite", numbers.string(), "--suite", functions.string(), "--n",
                  "2", "--k", "1,2", "--max-tokens", "24", "--json", "--workspace", workspace});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        int figures = 0;
        for (const Json& line : ofType(outcome, "suite_result")) {
            ++figures;
            QCOMPARE(line["value"].get<double>(), 0.0);
            QCOMPARE(line["items"].get<int>(), 2);
        }
        QVERIFY(figures >= 6);
        auto reader = store::Reader::open(std::filesystem::path(workspace) / "azr.db");
        const auto evaluations = (*reader)->suites().evaluations();
        QCOMPARE(evaluations->size(), std::size_t{2});
        const auto item = (*reader)->suites().item(evaluations->back().id, 0);
        QCOMPARE(item->size(), std::size_t{3});
        QVERIFY(item->front().prompt.starts_with("from typing import List"));
        QVERIFY(item->front().tokens > 0 && item->front().verdict != "ok");
    }
};

QTEST_GUILESS_MAIN(EvalSuitesTest)
#include "tst_eval_suites.moc"
