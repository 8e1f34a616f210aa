// The table of the kinds: a row for every value, parts that make a whole task, streams whose names alone are stored.
#include <QtTest>
#include <set>

#include "core/config/run_fields.h"
#include "core/selfplay/task_json.h"

using namespace azr;
using namespace azr::selfplay;

class TestKinds : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyKindHasItsOwnRow() {
        std::set<std::string_view> names, references;
        for (const TaskKind kind : kKinds) {
            QCOMPARE(traitsOf(kind).kind, kind);
            QCOMPARE(kindFromName(name(kind)), std::optional(kind));
            names.insert(name(kind));
            references.insert(traitsOf(kind).reference);
        }
        QCOMPARE(names, (std::set<std::string_view>{"deduction", "abduction", "induction", "error"}));
        QCOMPARE(references, (std::set<std::string_view>{"code_o", "code_i", "code_f", "code_e"}));
        QVERIFY(!kindFromName("Deduction") && !kindFromName(""));
    }

    void aSolverIsAskedForWhatIsHidden() {
        for (const KindTraits& kind : kKindTraits) {
            QVERIFY(kind.hidden.has(kind.asked));
            QVERIFY(!kind.shown.has(kind.asked));
            std::set<TaskPart> whole(kind.shown.begin(), kind.shown.end());
            whole.insert(kind.hidden.begin(), kind.hidden.end());
            const std::set<TaskPart> single{TaskPart::Program, TaskPart::Input, TaskPart::Output};
            const std::set<TaskPart> pairs{TaskPart::Program, TaskPart::Message, TaskPart::Pairs};
            QCOMPARE(whole, hasPairs(kind.kind) ? pairs : single);
            // Who does not write the program is lent one, by somebody who does.
            QCOMPARE(kind.references == References::LentProgram, !ownsProgram(kind.kind));
            QVERIFY(!kind.lends || ownsProgram(kind.kind));
        }
    }

    void seedsOfErrorTasksAreToldByTheirNames() {
        const auto kindOf = [](const std::string& output) {
            return taskFromSeed({{"snippet", "def f(x):\n    return x"}, {"input", "1"}, {"output", output}})->kind;
        };
        for (const char* error : {"ValueError", "NoError", "json.JSONDecodeError", "infinity", "nano"})
            QCOMPARE(kindOf(error), TaskKind::Error);
        for (const char* value :
             {"inf", "nan", "-inf", "infj", "nanj", "None", "True", "False", "Ellipsis", "1", "'a'", ""})
            QVERIFY2(kindOf(value) == TaskKind::Deduction, value);
        Task task;
        task.kind = TaskKind::Error;
        task.output = "inf";  // whatever it is called, it says what it is
        const Json seed = toSeed(task);
        QCOMPARE(seed.value("_kind", ""), std::string("error"));
        QCOMPARE(taskFromSeed(seed)->kind, TaskKind::Error);
        task.kind = TaskKind::Deduction;
        QVERIFY(!toSeed(task).contains("_kind"));
    }

    void linesOfEveryKindAreReadAsThatKindOrItsTwin() {
        for (const TaskKind kind : kKinds) {
            Task task;
            task.kind = kind;
            task.program = "def f(x):\n    return x";
            task.output = "1";
            if (hasPairs(kind)) task.pairs = {{"1", "1"}, {"2", "2"}};
            const auto back = taskFromSeed(toSeed(task));
            QVERIFY(back.has_value());
            QVERIFY(back->kind == kind || traitsOf(kind).twin == back->kind);
        }
    }

    void aNamedKindIsOneThatThereIsAndThatTheFieldsSuit_data() {
        QTest::addColumn<QString>("named");
        QTest::addColumn<QString>("says");
        QTest::newRow("of the tasks that are exported") << "abduction"
                                                        << "";
        QTest::newRow("unknown") << "reduction"
                                 << "there is no kind 'reduction'";
        QTest::newRow("of other fields") << "induction"
                                         << "the fields are not those of induction";
    }
    void aNamedKindIsOneThatThereIsAndThatTheFieldsSuit() {
        QFETCH(QString, named);
        QFETCH(QString, says);
        const auto task = taskFromSeed(
            {{"snippet", "def f(x):\n    return x"}, {"input", "1"}, {"output", "1"}, {"_kind", named.toStdString()}});
        QCOMPARE(task.has_value(), says.isEmpty());
        if (!task)
            QVERIFY2(task.error().detail.find(says.toStdString()) != std::string::npos, task.error().detail.c_str());
    }

    void everyKindHasItsSwitch() {
        for (const TaskKind kind : kKinds) {
            config::RunConfig config;
            const std::string field = "selfplay." + std::string(name(kind));
            for (const bool on : {false, true}) {
                QVERIFY(config::setField(config, field, on ? "true" : "false").has_value());
                QCOMPARE(isEnabled(kind, config.selfplay), on);
                QCOMPARE(isShown(kind, config.selfplay), on || traitsOf(kind).published);
            }
        }
        config::RunConfig plain;
        QCOMPARE(shownKinds(plain.selfplay),
                 (std::vector{TaskKind::Deduction, TaskKind::Abduction, TaskKind::Induction}));
    }

    void streamsAreNumberedWithoutGapsAndNamedForGood() {
        QCOMPARE(kStreamCount, 2 * static_cast<int>(kKindCount));
        std::set<std::string> names;
        for (int index = 0; index < kStreamCount; ++index) {
            QCOMPARE(streamAt(index).index(), index);
            names.insert(name(streamAt(index)));
        }
        QCOMPARE(names.size(), static_cast<std::size_t>(kStreamCount));
        QVERIFY(names.contains("propose.deduction") && names.contains("solve.error"));
    }

    void onePerKindKeepsTheirOrder() {
        const PerKind<std::string> words = {"a", "b", "c", "d"};
        std::string all;
        for (const std::string& word : words) all += word;
        QCOMPARE(all, std::string("abcd"));
        QCOMPARE(words[TaskKind::Error], std::string("d"));
        PerKind<int> counts;
        for (const TaskKind kind : kKinds) QCOMPARE(counts[kind], 0);
        counts[TaskKind::Induction] = 2;
        QVERIFY(counts != PerKind<int>());
        const auto made = PerKind<std::size_t>::made([](TaskKind kind) { return name(kind).size(); });
        QCOMPARE(made[TaskKind::Error], std::size_t{5});
        // The compiler, not a run, says when one is missing.
        static_assert(!std::is_constructible_v<PerKind<int>, int, int, int>);
        static_assert(!std::is_constructible_v<PerKind<int>, int, int, int, int, int>);
    }
};

QTEST_GUILESS_MAIN(TestKinds)
#include "tst_kinds.moc"
