// `azr-studio diversity`: the figures of the page Diversity as lines, and as a table for people.
#include <QTest>

#include "tests/support/command_call.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using app::ExitCode;
using test::call;

class TestDiversityCommand : public QObject {
    Q_OBJECT

    testing::TempStore m_place;

    [[nodiscard]] test::Outcome ask(std::vector<std::string> more) {
        std::vector<std::string> words{"diversity"};
        words.insert(words.end(), more.begin(), more.end());
        words.insert(words.end(), {"--workspace", m_place.folder().string()});
        return call(words);
    }

  private Q_SLOTS:
    void initTestCase() {
        auto writer = std::move(*store::Writer::open(m_place.database(), {}));
        testing::writeSyntheticRun(*writer, {.id = 1, .steps = 30, .composite = true});
    }

    void everyStepIsALine() {
        const auto all = ask({"1", "--json"});
        QCOMPARE(all.code, ExitCode::Ok);
        int steps = 0, clusters = 0;
        for (const Json& line : all.lines) {
            if (line.at("type") == "cluster") ++clusters;
            if (line.at("type") != "diversity") continue;
            QCOMPARE(line.at("step").get<int>(), ++steps);
            QCOMPARE(line.at("run").get<int>(), 1);
            QVERIFY(line.at("lineages").get<double>() >= 1);
            QVERIFY(line.at("dominant_share").get<double>() > 0 && line.at("dominant_share").get<double>() <= 1);
            QVERIFY(line.at("outlines_per_task").get<double>() <= 1);
            QVERIFY(line.at("judged").get<int>() <= line.at("valid").get<int>());
            QCOMPARE(line.at("tokens").at("solved").get<double>(), 24.0);
            QVERIFY(line.at("output_types").contains("list"));
        }
        QCOMPARE(steps, 30);
        QVERIFY(clusters > 0);
    }

    void stepsAreChosenWithoutForgettingWhatCameBefore() {
        const auto all = ask({"1", "--json"}), some = ask({"1", "--json", "--steps", "12..13"});
        std::vector<Json> chosen;
        for (const Json& line : some.lines)
            if (line.at("type") == "diversity") chosen.push_back(line);
        QCOMPARE(chosen.size(), std::size_t(2));
        for (const Json& line : all.lines)
            if (line.at("type") == "diversity" && line.at("step") == 12) QCOMPARE(dumpLine(chosen[0]), dumpLine(line));
    }

    void peopleGetATable() {
        const auto told = ask({"1"});
        QCOMPARE(told.code, ExitCode::Ok);
        QVERIFY(told.out.find("outlines/task") != std::string::npos);
        QVERIFY(told.out.find("founder") != std::string::npos);
        QVERIFY(told.out.find("narrow") != std::string::npos);
    }

    void whatIsNotThereIsRefused() {
        QCOMPARE(ask({"7"}).code, ExitCode::Failure);
        QCOMPARE(ask({"one"}).code, ExitCode::Usage);
        QCOMPARE(ask({"1", "--steps", "a"}).code, ExitCode::Usage);
    }
};

QTEST_GUILESS_MAIN(TestDiversityCommand)
#include "tst_diversity.moc"
