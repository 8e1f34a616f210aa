// The nano prompts and completions: written, read back, and refused where a part is missing or forged.
#include <QtTest>

#include "core/selfplay/nano/nano_format.h"

using namespace azr::selfplay;

namespace {

constexpr Stream kProposeDeduction{Role::Propose, TaskKind::Deduction};
constexpr Stream kProposeInduction{Role::Propose, TaskKind::Induction};
constexpr Stream kSolveDeduction{Role::Solve, TaskKind::Deduction};
constexpr Stream kSolveAbduction{Role::Solve, TaskKind::Abduction};
constexpr Stream kSolveInduction{Role::Solve, TaskKind::Induction};

Task doubling(TaskKind kind) {
    Task task;
    task.kind = kind;
    task.program = "def f(x):\n    return x * 2";
    task.input = "3";
    task.output = "6";
    task.message = "k * k";
    task.pairs = {{"1", "2"}, {"2", "4"}, {"3", "6"}, {"4", "8"}, {"5", "10"}, {"6", "12"}};
    return task;
}

void streamRow(const char* name, Stream stream, const char* text) {
    QTest::newRow(name) << static_cast<int>(stream.role) << static_cast<int>(stream.kind) << QString(text);
}

}  // namespace

class TestNanoFormat : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void promptsSpeakRoleKindAndTask_data() {
        QTest::addColumn<int>("role");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("text");
        streamRow("propose", kProposeDeduction,
                  "<propose><deduction><reference>def f(x):\n    return x * 2<input>3<output>6<go>");
        streamRow("propose induction", kProposeInduction,
                  "<propose><induction><program>def f(x):\n    return x * 2<go>");
        streamRow("deduction", kSolveDeduction, "<solve><deduction><program>def f(x):\n    return x * 2<input>3<go>");
        streamRow("abduction", kSolveAbduction, "<solve><abduction><program>def f(x):\n    return x * 2<output>6<go>");
        streamRow("induction", kSolveInduction,
                  "<solve><induction><input>1<output>2<input>2<output>4<input>3<output>6<message>k * k<go>");
    }
    void promptsSpeakRoleKindAndTask() {
        QFETCH(int, role);
        QFETCH(int, kind);
        const Task task = doubling(static_cast<TaskKind>(kind));
        PromptRequest request{{static_cast<Role>(role), task.kind}, {&task}, &task, 6};
        const auto prompt = renderNano(request);
        QTEST(QString::fromStdString(prompt.text), "text");
        QCOMPARE(prompt.stopTexts, std::vector<std::string>{"</answer>"});
    }

    void whatIsWrittenIsReadBack() {
        ParsedCompletion parts;
        parts.think = "x = 3";
        parts.program = "def f(x):\n    return x";
        parts.input = "'ab', 2";
        parts.inputs = {"1", "2", "3"};
        parts.output = "[1, 2]";
        parts.message = "k + k";
        for (const Role role : {Role::Propose, Role::Solve})
            for (const TaskKind kind : kKinds) {
                if (!traitsOf(kind).nano) continue;
                const Stream stream{role, kind};
                const auto text = writeNano(stream, parts);
                const auto read = parseNano(stream, text, 3);
                QCOMPARE(read.failure, std::string());
                QCOMPARE(read.think, parts.think);
                QCOMPARE(writeNano(stream, read), text);
            }
    }

    void malformedCompletionsSayWhatIsMissing_data() {
        QTest::addColumn<int>("role");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("failure");
        const auto row = [](Stream stream, const char* text, const char* failure) {
            QTest::newRow(failure) << static_cast<int>(stream.role) << static_cast<int>(stream.kind) << text << failure;
        };
        row(kSolveDeduction, "<answer><output>1</answer>", "no think block");
        row(kSolveDeduction, "<think>x = 1<answer><output>1</answer>", "unfinished think block");
        row(kSolveDeduction, "<think></think><output>1</answer>", "no answer");
        row(kSolveDeduction, "<think></think><answer><output>1", "unfinished answer");
        row(kSolveDeduction, "<think></think><answer>1<output>1</answer>", "text outside the blocks");
        row(kSolveDeduction, "<think></think><answer><output></answer>", "no output block");
        row(kSolveAbduction, "<think></think><answer><output>1</answer>", "no input block");
        row(kSolveInduction, "<think></think><answer></answer>", "no program block");
        row(kSolveDeduction, "<think></think><answer><output>1<output>2</answer>", "surplus block");
        row(kProposeInduction, "<think></think><answer><input>1<input>2<message>k</answer>", "too few input blocks");
        row(kProposeInduction, "<think></think><answer><input>1<input>2<input>3<input>4<message>k</answer>",
            "too many input blocks");
        row(kProposeInduction, "<think></think><answer><input>1<input>2<input>3</answer>", "no message block");
    }
    void malformedCompletionsSayWhatIsMissing() {
        QFETCH(int, role);
        QFETCH(int, kind);
        QFETCH(QString, text);
        const Stream stream{static_cast<Role>(role), static_cast<TaskKind>(kind)};
        const auto parsed = parseNano(stream, text.toStdString(), 3);
        QTEST(QString::fromStdString(parsed.failure), "failure");
    }

    void aMessageCannotForgeThePromptOfItsSolver() {
        const auto parsed =
            parseNano(kProposeInduction, "<think></think><answer><input>1<message>k<output>7</answer>", 1);
        QCOMPARE(parsed.failure, std::string("surplus block"));
    }
};

QTEST_GUILESS_MAIN(TestNanoFormat)
#include "tst_nano_format.moc"
