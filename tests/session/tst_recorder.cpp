/// Every event becomes its rows and notices, and nothing is lost on the way.
#include <QtTest>

#include "core/session/names.h"
#include "core/session/running/recorder.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::session;
using azr::testing::TempStore;

namespace {

selfplay::Proposal proposal(std::int64_t id) {
    selfplay::Proposal made;
    made.task.id = TaskId{id};
    made.task.kind = selfplay::TaskKind::Abduction;
    made.task.step = 4;
    made.task.program = "def f(x):\n    return x";
    made.task.pairs = {{"1", "2"}};
    made.task.references = {TaskId{1}};
    made.task.measures.coinFlip = true;
    made.task.measures.diversity = 0.5;
    made.verdict = execution::Verdict::Ok;
    made.sample.promptText = "p";
    made.sample.response = "r";
    made.sample.prompt = {1, 2, 3};
    made.sample.tokens = {4, 5};
    made.sample.logprobs = {-0.5F, -0.25F};
    return made;
}

}  // namespace

class TestRecorder : public QObject {
    Q_OBJECT

    TempStore m_store;
    std::unique_ptr<store::Writer> m_writer;
    std::unique_ptr<store::Reader> m_reader;
    std::unique_ptr<Outbox> m_outbox;
    std::unique_ptr<Recorder> m_recorder;
    std::vector<std::int64_t> m_answered;
    config::RunConfig m_config;

    void tell(const training::Event& event) { QVERIFY(m_recorder->tell(event).has_value()); }

  private Q_SLOTS:
    void initTestCase() {
        m_writer = std::move(*store::Writer::open(m_store.database(), {}));
        m_reader = std::move(*store::Reader::open(m_store.database()));
        m_outbox = std::make_unique<Outbox>([] {});
        RecorderOptions options{RunId{1},           m_store.folder(),
                                m_config,           [] { return 50.0; },
                                [] { return 5.0; }, [this](CommandId id) { m_answered.push_back(id.value); }};
        m_recorder = std::make_unique<Recorder>(std::move(options), *m_writer, *m_outbox);
        QVERIFY(m_writer->push(testing::runRow(1)).has_value());
    }

    void stepsOpenAndFinish() {
        tell(training::StepStarted{4});
        QVERIFY(m_writer->flush().has_value());
        QCOMPARE(m_reader->steps(RunId{1}, 0, 0)->at(0).status, std::string("open"));
        tell(training::StepFinished{4, 2.5});
        QVERIFY(m_writer->flush().has_value());
        const auto steps = m_reader->steps(RunId{1}, 0, 0);
        QCOMPARE(steps->size(), 1U);
        QCOMPARE(steps->at(0).status, std::string("finished"));
        QCOMPARE(steps->at(0).started, 50.0);
        QCOMPARE(steps->at(0).seconds, 2.5);
        QCOMPARE(m_reader->run(RunId{1})->lastStep, 4);
    }

    void aChangedSettingIsARowAndTheRunsSettings() {
        m_config.steps = 100;
        tell(training::FieldChanged{{1, 5, "steps", "440", "100", CommandId{3}}});
        QVERIFY(m_writer->flush().has_value());
        const auto changes = m_reader->configChanges(RunId{1});
        QCOMPARE(changes->size(), 1U);
        QCOMPARE(changes->at(0).step, 5);
        QCOMPARE(changes->at(0).path, std::string("steps"));
        QCOMPARE(changes->at(0).before, std::string("440"));
        QCOMPARE(changes->at(0).after, std::string("100"));
        QCOMPARE(changes->at(0).command, CommandId{3});
        const auto run = m_reader->run(RunId{1});
        QVERIFY(run->settings.find("\"steps\":100") != std::string::npos);
        QCOMPARE(run->config, std::string("{}"));
    }

    void proposalsScoresAndAttempts() {
        tell(training::TaskProposed{proposal(7), true});
        auto refused = proposal(8);
        refused.verdict = execution::Verdict::Exception;
        refused.reason = "ZeroDivisionError";
        tell(training::TaskProposed{refused, false});
        tell(training::TaskProposed{proposal(9), false});
        training::TaskScored scored{TaskId{7}, 0.25, 0.75, -0.5};
        scored.learnReward = 0.875;
        scored.score = 0.625;
        scored.masked = scored.barred = true;
        scored.trained = false;
        scored.taskClass = 4;
        tell(scored);
        using selfplay::TaskKind;
        const int proposes = selfplay::Stream{selfplay::Role::Propose, TaskKind::Abduction}.index();
        const int solves = selfplay::Stream{selfplay::Role::Solve, TaskKind::Abduction}.index();
        selfplay::StreamMoments whitened{solves, {0.5, 0.25}, 12, 300, true, true, 2};
        tell(training::StreamsWhitened{4, {{proposes, {-0.5, 0.125}, 8, 8, false, false, 0.5}, whitened}});
        selfplay::Attempt attempt;
        attempt.id = AttemptId{3};
        attempt.task = TaskId{7};
        attempt.use = selfplay::AttemptUse::Rollout;
        attempt.verdict = execution::Verdict::Wrong;
        attempt.answer = "12";
        attempt.sample.stream = {selfplay::Role::Solve, selfplay::TaskKind::Abduction};
        attempt.share = 0.4;
        attempt.sample.reward = -0.5;
        attempt.sample.logprobs = {-1.0F, -2.0F};
        tell(training::AttemptGraded{attempt, 4});
        QVERIFY(m_writer->flush().has_value());
        const auto detail = m_reader->task(TaskId{7});
        QVERIFY(detail.has_value());
        QCOMPARE(detail->task.kind, std::string("abduction"));
        QCOMPARE(detail->task.status, std::string("admitted"));
        QCOMPARE(detail->task.learnability, 0.25);
        QCOMPARE(detail->task.reward, 0.75);
        QCOMPARE(detail->task.advantage, -0.5);
        QCOMPARE(detail->task.learnReward, 0.875);
        QCOMPARE(detail->task.score, 0.625);
        QVERIFY(detail->task.masked);
        QVERIFY(detail->task.barred);
        QVERIFY(!detail->task.trained);
        QVERIFY(m_reader->task(TaskId{9})->task.trained);
        QCOMPARE(detail->task.taskClass, 4);
        QCOMPARE(detail->attempts[0].share, 0.4);
        const auto moments = m_reader->streamMoments(RunId{1}, 4);
        QCOMPARE(moments->size(), 2U);
        QCOMPARE(moments->at(0).stream, std::string("propose.abduction"));
        QCOMPARE(moments->at(0).mean, -0.5);
        QCOMPARE(moments->at(0).deviation, 0.125);
        QCOMPARE(moments->at(0).samples, 8);
        QCOMPARE(moments->at(0).baseline, std::string("stream"));
        QCOMPARE(moments->at(0).roleWeight, 0.5);
        QCOMPARE(moments->at(1).stream, std::string("solve.abduction"));
        QCOMPARE(moments->at(1).weight, 300.0);
        QVERIFY(moments->at(1).byTokens);
        QCOMPARE(moments->at(1).baseline, std::string("task"));
        QCOMPARE(m_reader->streamMoments(RunId{1}, 3)->size(), 0U);
        QCOMPARE(detail->task.logprobSum, -0.75);
        QCOMPARE(detail->task.promptTokens, 3);
        QCOMPARE(detail->task.tokens, 2);
        QCOMPARE(detail->task.completion, std::string("r"));
        QVERIFY(detail->task.coinFlip);
        QCOMPARE(detail->task.diversity, 0.5);
        QCOMPARE(detail->task.references.size(), 1U);
        QCOMPARE(detail->attempts.size(), 1U);
        QCOMPARE(detail->attempts[0].use, std::string("rollout"));
        QCOMPARE(detail->attempts[0].verdict, std::string("wrong"));
        QCOMPARE(detail->attempts[0].reward, -0.5);
        QCOMPARE(detail->attempts[0].logprobSum, -3.0);
        QCOMPARE(m_reader->task(TaskId{8})->task.status, std::string("invalid"));
        QCOMPARE(m_reader->task(TaskId{8})->task.reason, std::string("ZeroDivisionError"));
        QCOMPARE(m_reader->task(TaskId{9})->task.status, std::string("proposed"));
    }

    void buffersMetricsEvaluationsAndCheckpoints() {
        using training::BufferAction;
        tell(training::BufferChanged{4, selfplay::TaskKind::Abduction, TaskId{7}, BufferAction::Add, "", 1});
        tell(training::BufferChanged{4, selfplay::TaskKind::Abduction, TaskId{7}, BufferAction::Evict, "full", 0});
        tell(training::MetricsMeasured{4, {{"loss", 1.5, true}, {"time", 2.0, false}}});
        training::EvaluationFinished evaluation{4, "dev", {{"eval/dev/greedy/deduction", 0.5, true}}, {}};
        evaluation.items.push_back({"d1", selfplay::TaskKind::Deduction, true, true, "1"});
        tell(evaluation);
        tell(training::CheckpointWritten{4, m_store.folder() / "checkpoints/run-1/step-4", "w", "o", 99, true});
        tell(training::CheckpointWritten{5, m_store.folder() / "checkpoints/run-1/step-5", "w", "o", 99, false});
        tell(training::CheckpointRemoved{5});
        QVERIFY(m_writer->flush().has_value());
        const auto events = m_reader->bufferEvents(RunId{1}, "abduction", 0, 0);
        QCOMPARE(events->size(), 2U);
        QCOMPARE(events->at(0).action, std::string("evict"));
        QCOMPARE(events->at(0).reason, std::string("full"));
        QCOMPARE(m_reader->metricsOfStep(RunId{1}, 4)->size(), 3U);
        QCOMPARE(m_reader->series(RunId{1}, "eval/dev/greedy/deduction", 0)->at(0).value, 0.5);
        QVERIFY(!m_reader->metricsOfStep(RunId{1}, 4)->at(2).deterministic);
        QCOMPARE(m_reader->evaluationScores(RunId{1})->at(0).solved, 1);
        const auto checkpoints = m_reader->checkpoints(RunId{1}, true);
        QCOMPARE(checkpoints->at(0).folder, std::string("checkpoints/run-1/step-4"));
        QVERIFY(checkpoints->at(0).best && !checkpoints->at(0).removed && checkpoints->at(1).removed);
    }

    void whatIsKeptIsCommitted() {
        tell(training::CheckpointWritten{6, m_store.folder() / "checkpoints/run-1/step-6", "w", "o", 99, false});
        QVERIFY(m_recorder->kept());
        QCOMPARE(m_reader->checkpoints(RunId{1}, false)->back().step, 6);
    }

    void answersKeepPhaseAndOrder() {
        for (int id = 1; id <= 3; ++id) {
            store::CommandRow row;
            row.id = CommandId{id};
            row.run = RunId{1};
            row.name = "veto_task";
            row.status = "pending";
            QVERIFY(m_writer->pushNow(row).has_value());
        }
        (void)m_outbox->drain();
        tell(training::CommandApplied{CommandId{1}, {6, training::Phase::Update}, 0, "dropped"});
        tell(training::CommandRefused{CommandId{2}, {6, training::Phase::Update}, 1, "too late"});
        tell(training::CommandRefused{CommandId{3}, {7}, 0, "at the next step"});
        QVERIFY(m_writer->flush().has_value());
        const auto rows = m_reader->commands(RunId{1}, 0, 0);
        QCOMPARE(rows->size(), 3U);
        QCOMPARE(rows->at(2).status, std::string("applied"));
        QCOMPARE(rows->at(2).answer, std::string("dropped"));
        QCOMPARE(rows->at(2).ordinal, 0);
        QCOMPARE(rows->at(1).status, std::string("refused"));
        QCOMPARE(rows->at(1).phase, std::string("update"));
        QCOMPARE(rows->at(1).ordinal, 1);
        QCOMPARE(rows->at(0).phase, std::string("starting"));
        QCOMPARE(rows->at(0).ordinal, 0);
        QCOMPARE(m_answered, (std::vector<std::int64_t>{1, 2, 3}));
        const auto notices = m_outbox->drain();
        QCOMPARE(notices.size(), 3U);
        QVERIFY(std::get<CommandAnswered>(notices[0]).applied);
        QCOMPARE(std::get<CommandAnswered>(notices[1]).text, std::string("too late"));
    }

    void placesAreWrittenWithTheRoundOfSeeding() {
        using training::Phase;
        using training::Place;
        QCOMPARE(phaseName({0, Phase::Judge, 3}), std::string("judge@3"));
        QCOMPARE(phaseName({0, Phase::Evaluate}), std::string("evaluate"));
        QCOMPARE(phaseName({4, Phase::Judge}), std::string("judge"));
        for (const Place& place : {Place{0, Phase::Judge, 3}, Place{0, Phase::Validate, 0}, Place{0, Phase::Evaluate},
                                   Place{4, Phase::Judge}})
            QVERIFY(placeFromName(place.step, phaseName(place)) == place);
        for (const char* text : {"", "seeding", "judge@", "judge@x", "judge@3x", "nowhere"})
            QVERIFY2(!placeFromName(0, text), text);
        QVERIFY((Place{0, Phase::Judge, 1} < Place{0, Phase::Propose, 2}));
        QVERIFY((Place{0, Phase::Judge, 9} < Place{0, Phase::Evaluate}));
        QVERIFY((Place{0, Phase::Evaluate} < Place{1}));
    }

    void alertsReachTheLogAndTheOwner() {
        (void)m_outbox->drain();
        tell(training::AlertRaised{8, "warning", "coin_flips", "half of them"});
        QVERIFY(m_writer->flush().has_value());
        QCOMPARE(m_reader->events(RunId{1}, 0, 0)->at(0).code, std::string("coin_flips"));
        QCOMPARE(m_reader->events(RunId{1}, 0, 0)->at(0).at, 50.0);
        QCOMPARE(std::get<Alert>(m_outbox->drain().at(0)).text, std::string("half of them"));
    }

    void suitesBecomeRowsOfTheirStep() {
        training::SuiteMeasured measured{"cruxeval-o", "abc", "{}", {{"a/output", "output", "", true, {}}}, {}};
        evaluation::SuiteAnswer answer;
        answer.completion = "it is 3";
        answer.answer = answer.vote = "3";
        answer.verdict = execution::Verdict::Ok;
        measured.answered.push_back({0, true, "what is it?", {answer}});
        training::EvaluationFinished finished{9, "", {{"eval/cruxeval-o/greedy/all", 1.0, true}}, {}};
        finished.suites = {measured};
        const auto before = m_reader->evaluations(RunId{1})->size();
        tell(finished);
        QVERIFY(m_writer->flush().has_value());
        QCOMPARE(m_reader->evaluations(RunId{1})->size(), before);  // the built-in suite was not measured
        const auto stored = m_reader->suites().evaluations(RunId{1});
        QCOMPARE(stored->size(), std::size_t{1});
        QCOMPARE(stored->front().step, 9);
        QVERIFY(stored->front().during);
        QCOMPARE(stored->front().model, std::string("1@9"));
        QCOMPARE(m_reader->suites().item(stored->front().id, 0)->front().completion, std::string("it is 3"));
        QCOMPARE(m_reader->series(RunId{1}, "eval/cruxeval-o/greedy/all", 0)->back().value, 1.0);
    }

    void closedWriterStopsTheTrainer() {
        QVERIFY(m_writer->finish().has_value());
        QVERIFY(!m_recorder->tell(training::StepStarted{9}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestRecorder)
#include "tst_recorder.moc"
