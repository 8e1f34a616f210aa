// The early warning of a narrowing run: before the guard's word on near-duplicates, silent on healthy runs, and the
// same whether a run is at work, resumed or read from its database. The readings of real runs stand in
// tests/data/diversity.
#include <QFile>
#include <QTest>
#include <cmath>
#include <optional>

#include "core/base/rng.h"
#include "core/diversity/read_survey.h"
#include "core/session/running/recorder.h"
#include "core/session/running/variety_watch.h"
#include "core/store/writer.h"
#include "core/training/guard.h"
#include "tests/support/temp_store.h"

using namespace azr;
using diversity::Narrowing;
using diversity::NarrowingReading;
using diversity::NarrowingWatch;

namespace {

/// step, outlines per task, lineages, largest lineage's share, judged, near-duplicates.
std::vector<NarrowingReading> stored(const QString& name) {
    QFile file(QStringLiteral(AZR_TESTS_FOLDER "/data/diversity/%1.csv").arg(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("%s is missing", qPrintable(file.fileName()));
    std::vector<NarrowingReading> readings;
    for (const QByteArray& line : file.readAll().split('\n').mid(1)) {
        const QList<QByteArray> cells = line.split(',');
        if (cells.size() != 6) continue;
        NarrowingReading reading;
        reading.step = cells[0].toInt();
        reading.shapesPerTask = cells[1].toDouble();
        reading.lineages = cells[2].toDouble();
        reading.dominantShare = cells[3].toDouble();
        reading.judged = cells[4].toInt();
        reading.nearDuplicates = cells[5].toInt();
        readings.push_back(reading);
        for (std::size_t back = 0; back < diversity::kWindow && back < readings.size(); ++back)
            readings.back().tasks += readings[readings.size() - 1 - back].judged;
    }
    return readings;
}

training::BufferChanged entry(TaskId task, int step) {
    return {step, selfplay::TaskKind::Deduction, task, training::BufferAction::Add, {}, 1};
}

/// The number of a program is its outline: ten lines, each one of two.
std::string outlined(std::uint64_t number) {
    std::string program = "def f(x):\n";
    for (int line = 0; line < 10; ++line) program += (number >> line) % 2 == 0 ? "    x = x + 1\n" : "    x = x * 2\n";
    return program + "    return x";
}

/// Proposals whose outlines are drawn from `outlines` of them, low numbers likelier.
struct Drawn {
    diversity::Survey survey{0.9, false};
    Rng rng;
    std::int64_t number = 0;

    explicit Drawn(std::uint64_t seed) : rng(seed) {}
    const diversity::StepFigures& step(int step, int tasks, int outlines) {
        for (int i = 0; i < tasks; ++i) {
            store::SurveyTask task;
            task.id = TaskId{++number};
            task.step = step;
            task.kind = "deduction";
            task.origin = "model";
            task.valid = true;
            const double u = rng.uniform();
            task.program = outlined(static_cast<std::uint64_t>(u * u * outlines));
            survey.add(task);
        }
        return survey.finish(step);
    }
};

struct Words {
    std::optional<int> warning, guard;  ///< the first step
};

Words wordsOn(const std::vector<NarrowingReading>& readings, int guardWindow) {
    NarrowingWatch watch(0.3);
    training::Guard guard;
    config::GuardConfig config;
    config.window = guardWindow;
    Words words;
    for (const NarrowingReading& reading : readings) {
        if (watch.watch(reading).any() && !words.warning) words.warning = reading.step;
        training::GuardReading read;
        if (reading.judged > 0) read.nearDuplicates = double(reading.nearDuplicates) / double(reading.judged);
        for (const training::AlertRaised& alert : guard.watch(reading.step, read, config))
            if (alert.severity == "warning" && !words.guard) words.guard = alert.step;
    }
    return words;
}

/// A run of the size of the preset laptop that narrows: from one step to the next more of its proposals vary one
/// program, and more of its tasks descend from seed 1.
struct Narrowed {
    static constexpr int kSteps = 24, kSeeds = 24, kPerStep = 20;
    testing::TempStore place;
    std::unique_ptr<store::Writer> writer = std::move(*store::Writer::open(place.database(), {}));
    RunId run{1};

    /// `narrows`: how far it goes by the last step, 0 to 1.
    explicit Narrowed(double narrows, std::uint64_t seed) {
        store::RunRow row = testing::runRow(1);
        row.lastStep = kSteps;
        write(row);
        Rng rng(seed);
        std::vector<std::pair<std::int64_t, bool>> before;  // id, whether it is of the narrow line
        std::vector<std::string> seen;
        std::int64_t number = 0;
        for (int step = 0; step <= kSteps; ++step) {
            const double narrow = narrows * std::min(1.0, step / 18.0);
            const int count = step == 0 ? kSeeds : kPerStep;
            std::vector<std::pair<std::int64_t, bool>> made;
            for (int i = 0; i < count; ++i) {
                const bool narrowed = step > 0 && rng.uniform() < narrow;
                store::TaskRow task = testing::taskRow(run, ++number, step);
                task.origin = step == 0 ? "identity" : "model";
                task.status = "admitted";
                task.program = narrowed ? variation(rng) : another(rng);
                task.nearDuplicate = step > 0 && (narrowed ? rng.uniform() < 0.9 : rng.uniform() < 0.12);
                if (step > 0) {
                    const auto& of = before[rng.below(before.size())];
                    task.references = {narrowed ? TaskId{1} : TaskId{of.first}};
                }
                write(task);
                write(store::BufferEventRow{0, run, step, task.kind, task.id, "add", "", 1});
                made.emplace_back(task.id.value, narrowed);
            }
            before.insert(before.end(), made.begin(), made.end());
        }
        if (!writer->flush()) qFatal("the synthetic run could not be written");
    }

    template <class Row>
    void write(const Row& row) {
        if (!writer->push(row)) qFatal("a row could not be written");
    }
    static std::string variation(Rng& rng) {
        return fmt::format(
            "def f(x):\n    total = 0\n    for i in range(x):\n        total = total {} i * {}\n    return total",
            rng.chance(0.7) ? "+" : "-", rng.below(90));
    }
    static std::string another(Rng& rng) {
        std::string program = "def f(x):\n    y = x\n";
        for (int line = 0; line < 5; ++line) {
            const char* const ends[] = {"y + 1", "y - x", "y * y", "abs(y)", "-y", "x // 3", "[y, x][0]", "y % 7 + x"};
            program += fmt::format("    y = {}\n", ends[rng.below(std::size(ends))]);
        }
        return program + "    return y";
    }
    [[nodiscard]] std::unique_ptr<store::Reader> reader() const {
        return std::move(*store::Reader::open(place.database()));
    }
    [[nodiscard]] std::vector<NarrowingReading> readings() const {
        diversity::Survey survey(0.3);
        if (!diversity::readAll(*reader(), run, survey, kSteps)) qFatal("the run cannot be read");
        std::vector<NarrowingReading> all;
        std::int64_t before[diversity::kWindow] = {};
        for (const diversity::StepFigures& step : survey.steps()) {
            before[step.step % diversity::kWindow] = step.judged;
            std::int64_t tasks = 0;
            for (const std::int64_t one : before) tasks += one;
            all.push_back({step.step, tasks, step.shapesPerTask, step.lineages, step.dominantShare, step.judged,
                           step.nearDuplicates});
        }
        return all;
    }
};

}  // namespace

class TestVariety : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// nano of seed 1 over 440 steps, of seeds 2 and 3 over 220.
    void healthyRunsRaiseNothing_data() {
        QTest::addColumn<QString>("run");
        for (const char* run : {"healthy-1", "healthy-2", "healthy-3"}) QTest::newRow(run) << run;
    }
    void healthyRunsRaiseNothing() {
        QFETCH(QString, run);
        const auto readings = stored(run);
        QVERIFY(readings.size() >= 220);
        const Words words = wordsOn(readings, 10);
        QVERIFY2(!words.warning, qPrintable(QString::number(words.warning.value_or(0))));
        QVERIFY(!words.guard);
        // The same run, begun in its middle and in its last third: another level to be held against.
        for (const std::size_t part : {readings.size() / 3, 2 * readings.size() / 3}) {
            std::vector<NarrowingReading> rest(readings.begin() + std::ptrdiff_t(part), readings.end());
            for (NarrowingReading& reading : rest) reading.step -= int(part);
            QVERIFY(!wordsOn(rest, 10).warning);
        }
    }

    /// nano without its safeguards, at four times its rate: 98% near-duplicates by step 60.
    void aRealCollapseIsToldBeforeTheGuardSpeaks() {
        const Words words = wordsOn(stored("narrow"), 10);
        QVERIFY(words.warning && words.guard);
        QVERIFY2(*words.warning <= *words.guard - 5,
                 qPrintable(QStringLiteral("warning %1, guard %2").arg(*words.warning).arg(*words.guard)));
        QVERIFY(*words.warning >= 10);
    }

    /// Of the size of the preset laptop, whose guard looks at five steps.
    void aNarrowingLaptopRunIsToldFiveStepsBefore_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 5; ++seed) QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void aNarrowingLaptopRunIsToldFiveStepsBefore() {
        QFETCH(quint64, seed);
        const Narrowed narrow(0.9, seed);
        const auto readings = narrow.readings();
        QVERIFY(readings.back().dominantShare > 0.5);
        const Words words = wordsOn(readings, 5);
        QVERIFY(words.warning && words.guard);
        QVERIFY2(*words.warning <= *words.guard - 5,
                 qPrintable(QStringLiteral("warning %1, guard %2").arg(*words.warning).arg(*words.guard)));
        const Narrowed steady(0, seed);
        QVERIFY(!wordsOn(steady.readings(), 5).warning);
    }

    void eachSignSpeaksForItself() {
        const auto after = [](const NarrowingReading& changed) {
            NarrowingWatch watch(0.3);
            Narrowing last;
            for (int step = 1; step <= 20; ++step) last = watch.watch({step, 500, 0.95, 100, 0.02, 100, 15});
            if (last.any()) return last;
            for (int step = 21; step <= 25; ++step) {
                NarrowingReading reading = changed;
                reading.step = step;
                last = watch.watch(reading);
            }
            return last;
        };
        QVERIFY(!after({0, 500, 0.95, 100, 0.02, 100, 15}).any());
        const Narrowing shapes = after({0, 500, 0.84, 100, 0.02, 100, 15});
        QVERIFY(shapes.shapes && !shapes.duplicates && !shapes.lineages);
        QCOMPARE(shapes.shapesBefore, 0.95);
        const Narrowing duplicates = after({0, 500, 0.95, 100, 0.02, 100, 27});
        QVERIFY(duplicates.duplicates && !duplicates.shapes && !duplicates.lineages);
        QCOMPARE(duplicates.duplicatesNow, 0.27);
        const Narrowing lineages = after({0, 500, 0.95, 45, 0.3, 100, 15});
        QVERIFY(lineages.lineages && !lineages.shapes && !lineages.duplicates);
        QVERIFY(!after({0, 500, 0.95, 45, 0.1, 100, 15}).any());  // fewer, but none that dominates
        QVERIFY(!after({0, 15, 0.5, 10, 0.5, 3, 3}).any());       // too few to say anything
        QVERIFY(describe(shapes) != describe(duplicates));
    }

    /// The valid rate doubles, and the proposer is what it was: among more tasks there are fewer outlines a task.
    void moreTasksAreNoNarrowing_data() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 5; ++seed) QTest::newRow(qPrintable(QString::number(seed))) << seed;
    }
    void moreTasksAreNoNarrowing() {
        QFETCH(quint64, seed);
        Drawn run(seed);
        double before = 0, after = 0;
        for (int step = 1; step <= 30; ++step) {
            const diversity::StepFigures& figures = run.step(step, step <= 15 ? 50 : 100, 1000);
            QVERIFY2(!figures.narrowing.shapes, describe(figures.narrowing).c_str());
            (step <= 15 ? before : after) = figures.shapesPerTask;
        }
        QVERIFY(after / before < diversity::kShapesBar);  // what is not compared at one size
    }
    /// And fewer tasks hide no narrowing.
    void fewerTasksHideNoNarrowing() {
        Drawn run(1);
        double before = 0, after = 0;
        bool told = false;
        for (int step = 1; step <= 30; ++step) {
            const diversity::StepFigures& figures = step <= 15 ? run.step(step, 100, 1000) : run.step(step, 40, 360);
            told |= figures.narrowing.shapes;
            QVERIFY(step > 15 || !told);
            (step <= 15 ? before : after) = figures.shapesPerTask;
        }
        QVERIFY(told);
        QVERIFY(after / before > diversity::kShapesBar);
    }

    void aLevelThatWasAlwaysLowIsNoNarrowing() {
        NarrowingWatch watch(0.3);
        for (int step = 1; step <= 40; ++step) QVERIFY(!watch.watch({step, 500, 0.4, 5, 0.6, 100, 40}).any());
    }

    void aRunAtWorkIsToldWhatItsDatabaseTells() {
        const Narrowed narrow(0.9, 3);
        diversity::Survey survey(0.3);
        const auto reader = narrow.reader();
        QVERIFY(diversity::readAll(*reader, narrow.run, survey, Narrowed::kSteps).has_value());
        int first = 0;
        for (const auto& step : survey.steps())
            if (step.narrowing.any() && first == 0) first = step.step;
        QVERIFY(first > 0);
        // Told task by task; and cut off in between, read back and told on.
        for (const int cut : {0, first - 3, first + 1}) {
            session::VarietyWatch watch(0.3);
            if (cut > 0) QVERIFY(watch.restore(*reader, narrow.run, cut, 0).has_value());
            std::vector<training::AlertRaised> alerts;
            for (int step = cut > 0 ? cut + 1 : 0; step <= Narrowed::kSteps; ++step) {
                store::TaskQuery query;
                query.filter.run = narrow.run;
                query.filter.step = step;
                query.order = {{store::TaskSort::Id, false}};
                query.withTexts = true;
                const auto page = reader->tasks(query);
                QVERIFY(page.has_value());
                for (const store::TaskRow& row : page->rows) {
                    watch.add(row);
                    watch.add(entry(row.id, step));
                }
                // A loop says nothing at the end of its seeding.
                if (step > 0)
                    if (const auto alert = watch.finish(step)) alerts.push_back(*alert);
            }
            if (cut > first) {
                QVERIFY(alerts.empty() || alerts.front().severity == "info");
                continue;
            }
            QVERIFY(!alerts.empty());
            QCOMPARE(alerts.front().step, first);
            QCOMPARE(alerts.front().severity, std::string("warning"));
            QCOMPARE(alerts.front().code, std::string("narrowing"));
        }
    }

    void theWarningIsARowOfTheRunsEvents() {
        const testing::TempStore place;
        auto writer = std::move(*store::Writer::open(place.database(), {}));
        QVERIFY(writer->push(testing::runRow(1)).has_value());
        session::Outbox outbox([] {});
        session::VarietyWatch variety(0.3);
        const config::RunConfig config;
        session::RecorderOptions options{RunId{1}, place.folder(), config, [] { return 7.0; }, [] { return 1.0; }};
        options.variety = &variety;
        session::Recorder recorder(options, *writer, outbox);
        std::int64_t number = 0;
        for (int step = 1; step <= 20; ++step) {
            for (int i = 0; i < 12; ++i) {
                training::TaskProposed told;
                selfplay::Task& task = told.proposal.task;
                task.id = TaskId{++number};
                task.step = step;
                const int lines = step < 14 ? 1 + i : 3;
                task.program = "def f(x):";
                for (int line = 0; line < lines; ++line) task.program += "\n    x = x + 1";
                if (step < 14)
                    task.program += fmt::format("\n    return x{}", std::string(std::size_t(step), '-') + "1");
                told.proposal.verdict = execution::Verdict::Ok;
                QVERIFY(recorder.tell(told).has_value());
            }
            QVERIFY(recorder.tell(training::StepFinished{step, 1.0}).has_value());
        }
        QVERIFY(writer->flush().has_value());
        const auto events = (*store::Reader::open(place.database()))->events(RunId{1}, 0, 10);
        QVERIFY(events.has_value());
        QCOMPARE(events->size(), std::size_t(1));
        QCOMPARE(events->front().code, std::string("narrowing"));
        QCOMPARE(events->front().severity, std::string("warning"));
        QVERIFY(events->front().step > 13 && events->front().step <= 18);
        QVERIFY(events->front().text.find("outlines per task") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestVariety)
#include "tst_variety.moc"
