// How varied tasks are, on cases worked out by hand: effective numbers, lineages, outlines of arguments, clusters, and
// the survey that puts them together.
#include <QTest>
#include <cmath>
#include <map>

#include "core/diversity/effective.h"
#include "core/diversity/read_survey.h"
#include "core/diversity/value_types.h"
#include "core/store/writer.h"
#include "tests/support/temp_store.h"

using namespace azr;
using diversity::Survey;

namespace {

store::SurveyTask valid(std::int64_t id, int step, std::string program, std::vector<TaskId> parents = {}) {
    store::SurveyTask task;
    task.id = TaskId{id};
    task.step = step;
    task.kind = "deduction";
    task.origin = step == 0 ? "identity" : "model";
    task.valid = task.buffered = true;
    task.program = std::move(program);
    task.input = "3";
    task.outputType = "int";
    task.tokens = 10;
    task.parents = std::move(parents);
    return task;
}

constexpr const char* kLong =
    "def f(x, n):\n    total = 0\n    for item in range(n):\n        if item % 2 == 0:\n            total += x\n    "
    "return total";

}  // namespace

class TestSurvey : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void effectiveNumbersAreThoseOfEqualShares() {
        using Weights = std::map<int, double>;
        QCOMPARE(diversity::sharesOf(Weights{}).effective, 0.0);
        QCOMPARE(diversity::sharesOf(Weights{{1, 7}}).effective, 1.0);
        QVERIFY(std::abs(diversity::sharesOf(Weights{{1, 2}, {2, 2}, {3, 2}, {4, 2}}).effective - 4) < 1e-12);
        const auto uneven = diversity::sharesOf(Weights{{1, 3}, {2, 1}});
        QVERIFY(std::abs(uneven.effective - std::exp(-0.75 * std::log(0.75) - 0.25 * std::log(0.25))) < 1e-12);
        QCOMPARE(uneven.largest, 0.75);
    }

    void aTaskBelongsToTheSeedsOfItsParentsInEqualParts() {
        diversity::Lineages lineages;
        for (const int seed : {1, 2, 3}) lineages.add(TaskId{seed}, true, {});
        const std::vector<TaskId> both{TaskId{1}, TaskId{2}};
        lineages.add(TaskId{4}, false, both);
        QCOMPARE(lineages.of(TaskId{4}), (diversity::Lineages::Line{{1, 0.5}, {2, 0.5}}));
        const std::vector<TaskId> mixed{TaskId{4}, TaskId{3}};
        lineages.add(TaskId{5}, false, mixed);
        QCOMPARE(lineages.of(TaskId{5}), (diversity::Lineages::Line{{1, 0.25}, {2, 0.25}, {3, 0.5}}));
        // A seed that was shown another one begins a lineage all the same; so does a task of unknown parents.
        const std::vector<TaskId> one{TaskId{1}};
        lineages.add(TaskId{6}, true, one);
        QCOMPARE(lineages.of(TaskId{6}), (diversity::Lineages::Line{{6, 1.0}}));
        const std::vector<TaskId> unknown{TaskId{90}};
        lineages.add(TaskId{7}, false, unknown);
        QCOMPARE(lineages.of(TaskId{7}), (diversity::Lineages::Line{{7, 1.0}}));
        QVERIFY(lineages.of(TaskId{90}).empty());
    }

    void argumentsAreToldByTheirTypes_data() {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("types");
        QTest::newRow("one") << "3"
                             << "int";
        QTest::newRow("two") << "-3, 'a, b'"
                             << "int, str";
        QTest::newRow("float") << "1e-3"
                               << "float";
        QTest::newRow("list of lists") << "[[1, 2], [3]]"
                                       << "list";
        QTest::newRow("dict") << "{'a': 1, 'b': [2]}"
                              << "dict";
        QTest::newRow("set") << "{1, 2}"
                             << "set";
        QTest::newRow("empty dict") << "{}"
                                    << "dict";
        QTest::newRow("tuple") << "(1, 2), True, None"
                               << "tuple, bool, NoneType";
        QTest::newRow("nothing") << ""
                                 << "none";
        QTest::newRow("call") << "Counter('ab'), b'x'"
                              << "other, bytes";
        QTest::newRow("quotes") << "\"it's\", 'a\\'b, c'"
                                << "str, str";
    }
    void argumentsAreToldByTheirTypes() {
        QFETCH(QString, input);
        QFETCH(QString, types);
        QCOMPARE(QString::fromStdString(diversity::argumentTypes(input.toStdString())), types);
    }

    void clustersGatherNearDuplicates() {
        diversity::Clusters clusters;
        store::SurveyTask first = valid(1, 1, "def f(x):\n    return x + 1");
        first.learnability = 0.5;
        clusters.add(first);
        store::SurveyTask second = valid(2, 3, "def f(value):\n    return value + 77  # the same");
        second.learnability = 1;
        second.buffered = false;
        second.kind = "abduction";
        clusters.add(second);
        clusters.add(valid(3, 4, "def f(x):\n    return x * 1"));  // one token apart
        clusters.add(valid(4, 4, kLong));
        std::string other = kLong;
        other.replace(other.find("+="), 2, "-=");
        clusters.add(valid(5, 5, other));  // long programs are the same or not
        store::SurveyTask invalid = valid(6, 6, "def f(x):\n    return x + 1");
        invalid.valid = false;
        clusters.add(invalid);
        QCOMPARE(clusters.count(), std::size_t(3));
        const auto all = clusters.largest(10, 1);
        QCOMPARE(all.size(), std::size_t(3));
        QCOMPARE(all[0].founder, TaskId{1});
        QCOMPARE(all[0].size, std::int64_t(3));
        QCOMPARE(all[0].buffered, std::int64_t(2));
        QCOMPARE(all[0].meanSolveRate, 0.75);
        QCOMPARE(all[0].firstStep, 1);
        QCOMPARE(all[0].lastStep, 4);
        QCOMPARE(all[0].kinds, (std::set<std::string>{"abduction", "deduction"}));
        QCOMPARE(all[0].examples.size(), std::size_t(3));
        QCOMPARE(all[0].examples.front().task, TaskId{3});
        QCOMPARE(all[1].meanSolveRate, -1.0);
        QCOMPARE(clusters.largest(10).size(), std::size_t(1));
    }

    void entropyIsRarefied() {
        const std::vector<std::int64_t> counts = {2, 1};
        QVERIFY(std::abs(diversity::effectiveAmong(counts, 1) - 1) < 1e-12);
        // Two of the three are different two times out of three.
        QVERIFY(std::abs(diversity::effectiveAmong(counts, 2) - std::pow(2, 2.0 / 3)) < 1e-12);
        using Weights = std::map<int, double>;
        QVERIFY(std::abs(diversity::effectiveAmong(counts, 3) -
                         diversity::sharesOf(Weights{{1, 2}, {2, 1}}).effective) < 1e-12);
        // One of each: as many outlines as tasks, however many are drawn.
        const std::vector<std::int64_t> ones(500, 1), twins(100, 2);
        const diversity::Rarefied all(ones), pairs(twins);
        QCOMPARE(all.size(), std::int64_t{500});
        const auto common = diversity::commonSize(all, pairs);
        QVERIFY(common && *common > 180 && *common <= 200);
        QVERIFY(std::abs(all.at(*common) - 1) < 1e-9);
        QVERIFY(std::abs(pairs.at(200) - 0.5) < 1e-9);
        QVERIFY(pairs.at(20) > 0.9);
        QCOMPARE(diversity::commonSize(all, all), std::optional<std::int64_t>(500));
        QVERIFY(!diversity::commonSize(all, diversity::Rarefied(counts)));
        QVERIFY(!diversity::commonSize(diversity::Rarefied(), diversity::Rarefied()));
    }

    void aSurveyMeasuresStepsAndWindows() {
        Survey survey(0.3);
        survey.add(valid(1, 0, "def f(x):\n    return x"));
        survey.add(valid(2, 0, "def f(x):\n    return -x"));
        survey.finish(0);
        QVERIFY(survey.steps().empty());
        store::SurveyTask one = valid(3, 1, kLong, {TaskId{1}});
        one.complexity = 3;
        one.nearDuplicate = true;
        one.composite = one.degenerate = true;
        survey.add(one);
        store::SurveyTask two = valid(4, 1, "def f(x):\n    return x + 1", {TaskId{2}});
        two.complexity = 1;
        two.input = "[1], 2";
        survey.add(two);
        store::SurveyTask broken = valid(5, 1, "");
        broken.valid = broken.buffered = false;
        broken.tokens = 40;
        survey.add(broken);
        store::SurveyTask seeded = valid(6, 1, "def f(x):\n    return x - 1");
        seeded.origin = "user";
        survey.add(seeded);
        store::SurveyTask induction = valid(7, 1, kLong, {TaskId{3}});
        induction.kind = "induction";
        survey.add(induction);
        for (const int task : {3, 4, 6, 7}) survey.entered(TaskId{task});
        survey.entered(TaskId{3});  // put back
        survey.add(store::AttemptLengths{1, store::Outcome::Solved, 4, 100});
        survey.add(store::AttemptLengths{1, store::Outcome::Failed, 2, 80});
        const diversity::StepFigures& step = survey.finish(1);
        QCOMPARE(step.valid, std::int64_t(3));
        QCOMPARE(step.admitted, std::int64_t(4));
        QCOMPARE(step.judged, std::int64_t(2));
        QCOMPARE(step.nearDuplicates, std::int64_t(1));
        QCOMPARE(step.complexity, 2.0);
        QCOMPARE(step.composites, std::int64_t(1));
        QCOMPARE(step.degenerates, std::int64_t(1));
        QCOMPARE(step.shapes, 2.0);
        QCOMPARE(step.shapesPerTask, 1.0);
        // Seeds 1 (twice), 2, and the person's own.
        QVERIFY(std::abs(step.lineages - std::exp(0.5 * std::log(2) + 0.5 * std::log(4))) < 1e-12);
        QCOMPARE(step.dominantShare, 0.5);
        QCOMPARE(step.dominant, TaskId{1});
        QCOMPARE(step.inputTypes, (diversity::TypeCounts{{"int", 1}, {"list, int", 1}}));
        QCOMPARE(step.answers[0].mean(), 25.0);
        QCOMPARE(step.answers[1].mean(), 40.0);
        QVERIFY(std::isnan(step.answers[2].mean()));
        QCOMPARE(step.proposals[1].mean(), 40.0);
        // Only what was tried is on the map.
        QVERIFY(survey.points().empty());
    }

    void aStoredRunReadsAsItWasTold() {
        const testing::TempStore place;
        auto writer = std::move(*store::Writer::open(place.database(), {}));
        const RunId run{2};
        store::RunRow row = testing::runRow(2);
        row.lastStep = 90;
        row.config = "{\"guard\": {\"max_near_duplicates\": 0.4}}";
        QVERIFY(writer->push(row).has_value());
        Survey told(0.4);
        std::int64_t number = 0;
        for (int step = 0; step <= 90; ++step) {
            for (int i = 0; i < 3; ++i) {
                ++number;
                store::TaskRow task = testing::taskRow(run, number, step);
                task.status = "admitted";
                task.learnability = 0.25 * (i + 1);
                task.complexity = i;
                if (i == 2) task.program = "def f(x):\n    y = x\n    return y";
                if (step > 0) task.references = {TaskId{task.id.value - 3}, TaskId{task.id.value - 2}};
                QVERIFY(writer->push(task).has_value());
                QVERIFY(
                    writer->push(store::BufferEventRow{0, run, step, task.kind, task.id, "add", "", 1}).has_value());
                store::AttemptRow attempt = testing::attemptRow(task, number);
                attempt.verdict = i == 0 ? "ok" : i == 1 ? "infra_error" : "parse_error";
                attempt.tokens = 7;
                QVERIFY(writer->push(attempt).has_value());
            }
        }
        QVERIFY(writer->flush().has_value());
        const auto reader = store::Reader::open(place.database());
        QVERIFY(reader.has_value());
        QCOMPARE(diversity::nearDuplicateBar(row), 0.4);
        // In pieces as in one go.
        Survey whole(0.4), pieces(0.4);
        QVERIFY(diversity::readAll(**reader, run, whole, 90).has_value());
        for (bool more = true; more;) {
            const auto next = diversity::readOn(**reader, run, pieces, 90, 7);
            QVERIFY(next.has_value());
            more = *next;
        }
        QCOMPARE(whole.steps().size(), std::size_t(90));
        QCOMPARE(whole.lastStep(), 90);
        QCOMPARE(pieces.lastStep(), 90);
        for (std::size_t i = 0; i < 90; ++i) {
            QCOMPARE(pieces.steps()[i].lineages, whole.steps()[i].lineages);
            QCOMPARE(pieces.steps()[i].shapesPerTask, whole.steps()[i].shapesPerTask);
        }
        const diversity::StepFigures& last = whole.steps().back();
        QCOMPARE(last.judged, std::int64_t(3));
        QCOMPARE(last.complexity, 1.0);
        QCOMPARE(last.answers[0].count, std::int64_t(1));
        QCOMPARE(last.answers[1].count, std::int64_t(0));  // the executor's own failure is nobody's answer
        QCOMPARE(last.answers[2].mean(), 7.0);
        QVERIFY(last.lineages > 1 && last.lineages <= 3 + 1e-9);
        QCOMPARE(whole.points().size(), std::size_t(3 * 91));
        QCOMPARE(whole.clusters().count(), std::size_t(2));
        // Nothing new, nothing read.
        const auto again = diversity::readOn(**reader, run, whole, 90);
        QVERIFY(again.has_value() && !*again);
        QCOMPARE(whole.steps().size(), std::size_t(90));
    }
};

QTEST_GUILESS_MAIN(TestSurvey)
#include "tst_survey.moc"
