// Documents of the six roles: true, within the limits, reproducible, and disjoint from the suites.
#include <QtTest>

#include "core/selfplay/nano/nano_documents.h"
#include "core/selfplay/nano/nano_format.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "tests/support/python_executor.h"

using namespace azr;
using namespace azr::selfplay;

class TestNanoDocuments : public QObject {
    Q_OBJECT

    testing::PythonExecutor m_executor;
    Draft m_draft;
    std::vector<WorkedTask> m_tasks;

    std::vector<NanoDocument> documents() {
        Rng rng = m_draft.rng.split("documents");
        return writeDocuments(m_tasks, rng);
    }

  private Q_SLOTS:
    void initTestCase() {
        m_draft = draftPrograms(21, 0, {ProgramPool::Corpus, 200, 0.5});
        m_tasks = workedTasks(m_draft, m_executor.runMany(draftRequests(m_draft), execution::Lane::Loop).get());
        QVERIFY(m_tasks.size() > 200);
    }

    void everyRoleHasDocumentsWithinTheLimits() {
        std::array<int, kStreamCount> counts{};
        for (const auto& document : documents()) {
            ++counts[static_cast<std::size_t>(document.stream.index())];
            QVERIFY2(speaksNano(document.prompt + document.completion), document.completion.c_str());
            QVERIFY(encodeNano(document.prompt).size() <= static_cast<std::size_t>(kNanoPromptLimit));
            QVERIFY(encodeNano(document.completion).size() <= static_cast<std::size_t>(kNanoResponseLimit));
            const auto parsed = parseNano(document.stream, document.completion, kNanoInductionPairs);
            QCOMPARE(parsed.failure, std::string());
        }
        for (int stream = 0; stream < kStreamCount; ++stream)
            QCOMPARE(counts[static_cast<std::size_t>(stream)] > 10, traitsOf(streamAt(stream).kind).nano);
    }

    void everySolutionIsGradedAsSolved() {
        int checked = 0;
        for (std::size_t i = 0; i < m_tasks.size() && checked < 30; i += 7, ++checked) {
            const Task& task = m_tasks[i].task;
            const auto parsed = parseNano({Role::Solve, task.kind}, solution(m_tasks[i]), kNanoInductionPairs);
            execution::GradeRequest request;
            request.program = task.program;
            request.gold = task.output;
            request.kind = static_cast<execution::AnswerKind>(task.kind);
            request.hidden = task.pairs;
            request.answers = {task.kind == TaskKind::Deduction   ? parsed.output
                               : task.kind == TaskKind::Abduction ? parsed.input
                                                                  : parsed.program};
            const auto graded = m_executor.grade(request, execution::Lane::Loop).get();
            QVERIFY2(graded.front().verdict == execution::Verdict::Ok, task.program.c_str());
        }
        QVERIFY(checked == 30);
    }

    void tracesEndInTheAnswerOfPlainReturns() {
        int seen = 0;
        for (const auto& worked : m_tasks) {
            if (worked.task.kind != TaskKind::Deduction || worked.states.empty()) continue;
            const auto& last = worked.states.back();
            if (!worked.task.program.ends_with("\n    return " + last.name)) continue;
            QCOMPARE(last.value, worked.task.output);
            ++seen;
        }
        QVERIFY(seen > 5);
    }

    void theSeedAloneDecidesTheDocuments() {
        const auto again = draftPrograms(21, 0, {ProgramPool::Corpus, 200, 0.5});
        QCOMPARE(again.programs.size(), m_draft.programs.size());
        for (std::size_t i = 0; i < again.programs.size(); ++i) {
            QCOMPARE(again.programs[i].program.source, m_draft.programs[i].program.source);
            QCOMPARE(again.programs[i].inputs, m_draft.programs[i].inputs);
        }
        const auto first = documents(), second = documents();
        QCOMPARE(first.size(), second.size());
        for (std::size_t i = 0; i < first.size(); ++i) QCOMPARE(first[i].completion, second[i].completion);
        QVERIFY(draftPrograms(21, 1, {}).programs[0].program.source != again.programs[0].program.source);
    }

    void theCorpusNeverHoldsAProgramOfTheSuites() {
        for (const auto& each : m_draft.programs) QCOMPARE(poolOf(each.program.source), ProgramPool::Corpus);
        for (const auto& each : draftPrograms(21, 0, {ProgramPool::Report, 20, 0.5}).programs)
            QCOMPARE(poolOf(each.program.source), ProgramPool::Report);
    }

    void uselessProgramsBecomeNoTasks() {
        Draft draft;
        const auto add = [&](const char* instrumented) {
            DraftProgram each;
            each.program = {"def f(x):\n    return x", instrumented, {ValueType::Int}, 1};
            each.inputs = {"1", "2"};
            draft.programs.push_back(each);
        };
        add("def f(x):\n    return [x, []]");         // identity
        add("def f(x):\n    return [7, []]");         // constant
        add("def f(x):\n    return [x // 0, []]");    // raises
        add("def f(x):\n    return [x * 9999, []]");  // leaves the bounds on the second input
        const auto run = [&] { return m_executor.runMany(draftRequests(draft), execution::Lane::Loop).get(); };
        QVERIFY(workedTasks(draft, run()).empty());
        add("def f(x):\n    return [x + 1, []]");
        QCOMPARE(workedTasks(draft, run()).size(), std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestNanoDocuments)
#include "tst_nano_documents.moc"
