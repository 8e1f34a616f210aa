/// Runs as a list and beside each other: what is told of them, finding, ordering, grouping, and in what they differ.
#include <QTest>
#include <cmath>

#include "core/session/history/run_diff.h"
#include "core/session/history/run_query.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::session;
using azr::testing::TempStore;

namespace {

store::EvaluationRow evaluationOf(int run, int step, int solved, int total, bool greedy = true,
                                  const std::string& suite = "dev") {
    store::EvaluationRow row;
    row.run = RunId{run};
    row.step = step;
    row.suite = suite;
    for (int i = 0; i < total; ++i)
        row.items.push_back(
            {fmt::format("item {}", i), i % 2 == 0 ? "deduction" : "abduction", greedy, i < solved, ""});
    return row;
}

/// Three runs: two seeds of one learning rate, one of another; the second is tagged, the third archived.
class Workspace {
  public:
    Workspace() {
        auto writer = store::Writer::open(m_store.database(), {});
        if (!writer) qFatal("%s", describe(writer.error()).c_str());
        testing::writeSyntheticRun(**writer, {.id = 1, .steps = 10, .seed = 1});
        testing::writeSyntheticRun(**writer, {.id = 2, .steps = 20, .seed = 2});
        testing::writeSyntheticRun(**writer, {.id = 3, .steps = 10, .seed = 1, .learningRate = 1e-4});
        for (const store::Row& row : std::vector<store::Row>{
                 evaluationOf(1, 0, 2, 10), evaluationOf(1, 5, 6, 10), evaluationOf(1, 10, 4, 10),
                 evaluationOf(1, 10, 9, 10, false), evaluationOf(2, 20, 8, 10), evaluationOf(3, 10, 5, 10),
                 store::MarkRow{{}, RunId{2}, store::MarkRow::What::Tag, "good", true, 1},
                 store::MarkRow{{}, RunId{2}, store::MarkRow::What::Note, "the Best of them", true, 1},
                 store::MarkRow{{}, RunId{3}, store::MarkRow::What::Archive, {}, true, 1},
                 store::ConfigChangeRow{RunId{2}, 1, 7, "optimizer.learning_rate", "0.0002", "0.0001", CommandId{5},
                                        1}})
            if (!(*writer)->push(row)) qFatal("not written");
        if (!(*writer)->finish()) qFatal("not written");
        auto reader = store::Reader::open(m_store.database());
        m_reader = std::move(*reader);
        auto read = runSummaries(*m_reader, 1'000'000, false);
        if (!read) qFatal("%s", describe(read.error()).c_str());
        runs = std::move(*read);
    }
    [[nodiscard]] store::Reader& reader() const { return *m_reader; }
    [[nodiscard]] std::vector<std::int64_t> found(const RunQuery& query) const {
        std::vector<std::int64_t> ids;
        for (const std::size_t place : select(runs, query)) ids.push_back(runs[place].run.id.value);
        return ids;
    }

    std::vector<RunSummary> runs;

  private:
    TempStore m_store;
    std::unique_ptr<store::Reader> m_reader;
};

using Ids = std::vector<std::int64_t>;

}  // namespace

class TestRunHistory : public QObject {
    Q_OBJECT

    Workspace m_workspace;

  private Q_SLOTS:
    void aRunTellsItsBestAndItsLastAccuracy() {
        const RunSummary& first = m_workspace.runs.at(2);
        QCOMPARE(first.run.id.value, 1);
        QVERIFY(first.best && first.last);
        QCOMPARE(first.best->step, 5);
        QCOMPARE(first.best->solved, 6);
        QCOMPARE(first.last->step, 10);
        QCOMPARE(first.last->total, 10);  // of the greedy answers alone
        // Wilson's interval of 4 of 10, by hand: (0.4 + z²/20 ± z sqrt(0.024 + z²/400)) / (1 + z²/10).
        const auto interval = first.last->interval();
        QVERIFY(std::abs(interval.low - 0.16818) < 1e-4 && std::abs(interval.high - 0.68733) < 1e-4);
        QCOMPARE(first.model(), std::string("nano"));
        QCOMPARE(first.seconds(), 20.0);
        QCOMPARE(first.size.checkpointBytes, 3'600'000);
        std::int64_t bytes = 0;
        for (const RunSummary& one : m_workspace.runs) bytes += one.databaseBytes;
        QVERIFY(std::abs(bytes - 1'000'000) < 5);
        QVERIFY(m_workspace.runs.at(1).databaseBytes > first.databaseBytes);
    }

    void whatDidNotChangeIsNotReadAgain() {
        std::vector<RunSummary> known = m_workspace.runs;
        known.at(2).best->solved = 1;  // a mark of ours
        known.at(2).run.note = "an old note";
        const auto again = runSummaries(m_workspace.reader(), 1'000'000, false, known);
        QCOMPARE(again->at(2).best->solved, 1);
        QVERIFY(again->at(2).run.note.empty());
        known.at(2).run.lastStep = 9;
        QCOMPARE(runSummaries(m_workspace.reader(), 0, false, known)->at(2).best->solved, 6);
    }

    void runsAreFound_data() {
        QTest::addColumn<QString>("search");
        QTest::addColumn<QStringList>("filters");
        QTest::addColumn<QString>("order");
        QTest::addColumn<QList<qint64>>("found");
        using L = QList<qint64>;
        QTest::newRow("archived ones are left out") << "" << QStringList() << "" << L{2, 1};
        QTest::newRow("a word of the note") << "best THEM" << QStringList() << "" << L{2};
        QTest::newRow("every word") << "best nowhere" << QStringList() << "" << L{};
        QTest::newRow("a tag") << "" << QStringList{"tags=good"} << "" << L{2};
        QTest::newRow("not a tag") << "" << QStringList{"tags!=good"} << "" << L{1};
        QTest::newRow("a part") << "" << QStringList{"state~FINI"} << "" << L{2, 1};
        QTest::newRow("at least") << "" << QStringList{"last>=0.8"} << "" << L{2};
        QTest::newRow("less") << "" << QStringList{"last<0.8", "steps<=10"} << "" << L{1};
        QTest::newRow("a setting") << "" << QStringList{"optimizer.learning_rate=2e-4"} << "" << L{2, 1};
        QTest::newRow("a parent that none has") << "" << QStringList{"parent>0"} << "" << L{};
        QTest::newRow("by a number") << "" << QStringList() << "last" << L{1, 2};
        QTest::newRow("from the greatest down") << "" << QStringList() << "-last" << L{2, 1};
        QTest::newRow("by two") << "" << QStringList() << "preset,run" << L{1, 2};
    }
    void runsAreFound() {
        QFETCH(const QString, search);
        QFETCH(const QStringList, filters);
        QFETCH(const QString, order);
        QFETCH(const QList<qint64>, found);
        RunQuery query;
        query.search = search.toStdString();
        for (const QString& text : filters) {
            const auto filter = parseRunFilter(text.toStdString());
            QVERIFY2(filter.has_value(), filter ? "" : describe(filter.error()).c_str());
            query.filters.push_back(*filter);
        }
        if (!order.isEmpty()) query.order = *parseRunOrder(order.toStdString());
        QCOMPARE(m_workspace.found(query), Ids(found.begin(), found.end()));
    }

    void archivedOnesAreThereWhenAskedFor() {
        RunQuery query;
        query.archived = true;
        QCOMPARE(m_workspace.found(query), (Ids{3, 2, 1}));
    }

    void whatIsNotUnderstoodIsRefused_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("says");
        QTest::newRow("no field") << "lats>=0.5"
                                  << "did you mean 'last'?";
        QTest::newRow("no comparison") << "last"
                                       << "compares nothing";
        QTest::newRow("no number") << "last>much"
                                   << "'much' is not a number";
        QTest::newRow("nothing") << ""
                                 << "compares nothing";
    }
    void whatIsNotUnderstoodIsRefused() {
        QFETCH(const QString, filter);
        QFETCH(const QString, says);
        const auto parsed = parseRunFilter(filter.toStdString());
        QVERIFY(!parsed.has_value());
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(describe(parsed.error()).find(says.toStdString()) != std::string::npos,
                 describe(parsed.error()).c_str());
        QVERIFY(!parseRunOrder("run,nothing").has_value());
        QVERIFY(!parseRunOrder("").has_value());
    }

    /// 0.4 and 0.8: mean 0.6, deviation 0.2828, t(1) = 12.7062: half an interval is 12.7062 * 0.2828 / sqrt(2)
    /// = 2.5412.
    void seedsOfAGroupHaveAMeanAndAnInterval() {
        const std::vector<std::size_t> all = {0, 1, 2};
        const auto groups = groupBy(m_workspace.runs, all, {"optimizer.learning_rate"});
        QCOMPARE(groups.size(), 2U);
        QCOMPARE(groups[1].values, (std::vector<std::string>{"0.0002"}));
        QCOMPARE(groups[1].runs, (std::vector<std::size_t>{1, 2}));
        QCOMPARE(groups[1].last.count, 2);
        QVERIFY(std::abs(groups[1].last.mean - 0.6) < 1e-12);
        QVERIFY(groups[1].last.half && std::abs(*groups[1].last.half - 2.5412) < 1e-3);
        QVERIFY(groups[0].last.count == 1 && !groups[0].last.half);
        QCOMPARE(groupBy(m_workspace.runs, all, {"optimizer.learning_rate", "seed"}).size(), 3U);
    }

    void runsAreComparedInWhatTheyAreMadeOf() {
        const auto diff = diffRuns(m_workspace.reader(), {RunId{1}, RunId{2}, RunId{3}});
        QVERIFY2(diff.has_value(), diff ? "" : describe(diff.error()).c_str());
        const auto setting = [&](const std::string& path) {
            return std::ranges::find(diff->settings, path, &SettingCompared::path);
        };
        QCOMPARE(diff->settings.size(), 2U);
        QCOMPARE(setting("seed")->values, (std::vector<std::string>{"1", "2", "1"}));
        const auto rate = setting("optimizer.learning_rate");
        QCOMPARE(rate->values, (std::vector<std::string>{"0.0002", "0.0002", "0.0001"}));
        QVERIFY(rate->changes[0].empty() && rate->changes[1].size() == 1 && rate->changes[1][0].step == 7);
        // The same seed makes the same tasks to begin with.
        QCOMPARE(diff->seeds.count[0], diff->seeds.count[2]);
        QVERIFY(diff->seeds.common <= diff->seeds.count[1]);
        QCOMPARE(diff->seeds.alone[0], 0);
        QCOMPARE(diff->prompts.size(), 6U);
        QVERIFY(diff->prompts.front().same());
        const auto greedy = std::ranges::find_if(diff->accuracies,
                                                 [](const auto& one) { return one.greedy && one.kind == "deduction"; });
        QVERIFY(greedy != diff->accuracies.end());
        QCOMPARE(greedy->first[0]->step, 0);
        QCOMPARE(greedy->last[0]->step, 10);
        QCOMPARE(greedy->last[2]->solved, 3);
        QCOMPARE(diffRuns(m_workspace.reader(), {RunId{1}, RunId{9}}).error().code, ErrorCode::NotFound);
    }

    void ofTextsTheLinesThatDifferAreTold() {
        const std::vector<std::string> texts = {"a\nb\nc\nd", "a\nx\ny\nd", "a\nd"};
        using Lines = std::vector<std::string>;
        QCOMPARE(ownLines(texts, 0), (Lines{"b", "c"}));
        QCOMPARE(ownLines(texts, 1), (Lines{"x", "y"}));
        QCOMPARE(ownLines(texts, 2), Lines());
        QCOMPARE(ownLines({"same", "same"}, 1), Lines());
    }
};

QTEST_GUILESS_MAIN(TestRunHistory)
#include "tst_run_history.moc"
