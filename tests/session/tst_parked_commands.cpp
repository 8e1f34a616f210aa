/// A run that is parked in the middle of a step takes commands there and then. A repetition of the step, behind a crash
/// or in a fork, takes each at the same moment: the same run, bit for bit.
#include <QtTest>
#include <atomic>
#include <future>
#include <semaphore>
#include <utility>

#include "tests/support/fake_executor.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::forkableRun;
using test::Killed;
using test::Paused;
using test::readerOf;
using test::trainOn;

namespace {

constexpr RunId kRun{1}, kFork{2};

enum class Moment { None, Validating, Flipping, Updating };

/// Holds the trainer at the next such moment once it is armed.
class Hold {
  public:
    void into(SessionParts& parts) {
        parts.openPolicy = [this, open = parts.openPolicy](const config::RunConfig& config) -> Result<OpenedPolicy> {
            AZR_TRY(OpenedPolicy opened, open(config));
            static_cast<test::ScriptedLearner&>(opened.engine->learner()).beforeUpdate = [this] { atUpdate(); };
            return opened;
        };
        parts.openExecutor = [this](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
            return std::make_unique<HeldExecutor>(*this);
        };
    }
    void arm(Moment moment) { m_moment = moment; }
    [[nodiscard]] bool reached() { return m_reached.try_acquire_for(std::chrono::seconds(60)); }
    /// Of the update alone: what the executor holds is given by answer().
    void letGo() { m_released.release(); }
    void answer() {
        if (m_held.valid()) m_promise.set_value(m_held.get());
    }

  private:
    using Outcome = execution::ValidateOutcome;

    /// Its outcomes are at once there, but for the one that is held.
    class HeldExecutor final : public test::FakeExecutor {
      public:
        explicit HeldExecutor(Hold& hold) : m_hold(hold) {}
        std::future<Outcome> validate(execution::ValidateRequest request, execution::Lane lane) override {
            const Moment asked = request.checkSafety ? Moment::Validating : Moment::Flipping;
            return m_hold.held(asked, FakeExecutor::validate(std::move(request), lane));
        }

      private:
        Hold& m_hold;
    };

    void atUpdate() {
        Moment wanted = Moment::Updating;
        if (!m_moment.compare_exchange_strong(wanted, Moment::None)) return;
        m_reached.release();
        m_released.acquire();
    }
    std::future<Outcome> held(Moment asked, std::future<Outcome> outcome) {
        if (!m_moment.compare_exchange_strong(asked, Moment::None)) return outcome;
        m_held = std::move(outcome);
        m_promise = {};
        auto later = m_promise.get_future();
        m_reached.release();
        return later;
    }

    std::atomic<Moment> m_moment{Moment::None};
    std::binary_semaphore m_reached{0}, m_released{0};
    std::promise<Outcome> m_promise;
    std::future<Outcome> m_held;
};

/// Parks in the middle of a step, at that moment.
void parkAt(Moment moment, Hold& hold, Paused& run) {
    hold.arm(moment);
    (void)run.session->drain();
    QVERIFY(run.session->post(Resume{}));
    QVERIFY(hold.reached());
    if (moment == Moment::Validating) {  // sampling goes on until all is sampled
        bool validates = false;
        const auto look = [&] {
            for (const Notice& notice : run.session->drain())
                if (const auto* progress = std::get_if<Progress>(&notice))
                    validates |= progress->phase == training::Phase::Validate;
            return validates;
        };
        QVERIFY(QTest::qWaitFor(look, test::kTimeout));
    }
    QVERIFY(run.session->post(Pause{}));
    if (moment == Moment::Updating) hold.letGo();
    QVERIFY(test::waitFor(*run.session, RunState::Paused));
    run.catchUp();
}

selfplay::Task someTask() {
    selfplay::Task task;
    task.program = "def f(x):\n    return x * 9";
    task.input = "3";
    task.output = "27";
    return task;
}

/// Valid proposals of a step that the model made.
std::vector<store::TaskRow> proposals(store::Reader& reader, int step) {
    store::TaskQuery query;
    query.filter.run = kRun;
    query.filter.step = step;
    query.filter.verdict = "ok";
    query.order = {{store::TaskSort::Id, false}};
    std::vector<store::TaskRow> rows;
    for (const auto page = reader.tasks(query); const store::TaskRow& row : page->rows)
        if (row.origin == "model") rows.push_back(row);
    return rows;
}

bool isEven(const store::TaskRow& row) {
    return (row.program.back() - '0') % 2 == 0;
}

}  // namespace

Q_DECLARE_METATYPE(Moment)

class TestParkedCommands : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRepetitionTakesThemAtTheSameMoment_data() {
        QTest::addColumn<Moment>("moment");
        QTest::newRow("while proposals are validated") << Moment::Validating;
        QTest::newRow("while coin flips are looked for") << Moment::Flipping;
        QTest::newRow("in the update") << Moment::Updating;
    }

    void aRepetitionTakesThemAtTheSameMoment() {
        QFETCH(const Moment, moment);
        Hold hold;
        config::RunConfig config = forkableRun(0);
        config.optimizer.warmupSteps = config.optimizer.decaySteps = 0;
        Paused run(config, [&](SessionParts& parts) { hold.into(parts); });
        run.goOn(2);
        const int before = run.reader->run(kRun)->lastStep;
        parkAt(moment, hold, run);
        run.applied(SeedTask{someTask()});
        run.applied(SetField{"optimizer.learning_rate", "0.5"});
        run.applied(VetoTask{run.oldest().id, "dull"});
        if (moment == Moment::Updating) {
            const auto fresh = proposals(*run.reader, before + 1);
            QVERIFY(fresh.size() > 1);
            run.applied(VetoTask{fresh.front().id, "dull"});
            run.applied(VetoTask{fresh.back().id, "dull"});
        }
        Killed killed(run);
        hold.answer();
        run.goOn(2);
        run.end();
        const int last = run.reader->run(kRun)->lastStep;
        QVERIFY(last > before + 1);
        const std::string digest = *store::runDigest(*run.reader, kRun);
        QCOMPARE(QString::fromStdString(test::findingsOf(run.session->workspace())), QString());

        trainOn(*killed.session, kRun, last);
        QCOMPARE(*store::runDigest(*killed.reader, kRun), digest);
        ForkRequest request;
        request.run = kRun;
        request.step = before;
        QVERIFY(run.session->fork(request).has_value());
        trainOn(*run.session, kFork, last);
        QCOMPARE(*store::runDigest(*readerOf(*run.session), kFork), digest);
    }

    /// There is no checkpoint yet, and the buffers are seeded in several rounds.
    void aRepetitionOfSeedingTakesThemInTheSameRound() {
        Paused run(forkableRun(2), {}, 8);
        selfplay::Rule rule;
        rule.condition = test::kEven;
        const CommandId seeded = run.applied(SeedTask{someTask()});
        run.applied(SetField{"advantage.solver_weight", "0.25"});
        run.applied(VetoTask{run.oldest().id, "dull"});
        run.applied(SetRule{rule, {}, false});
        const store::CommandRow first = *run.reader->command(seeded);
        QCOMPARE(first.step, 0);
        QCOMPARE(first.phase, std::string("propose@2"));
        Killed killed(run);
        QVERIFY(killed.reader->checkpoints(kRun, false)->empty());
        QVERIFY(run.session->post(Resume{}));
        QVERIFY(test::waitFor(*run.session, RunState::Finished));
        trainOn(*killed.session, kRun, 2);
        const store::CommandRow again = *killed.reader->command(seeded);
        QCOMPARE(again.phase, first.phase);
        QCOMPARE(again.answer, first.answer);
        QCOMPARE(*store::runDigest(*killed.reader, kRun), *store::runDigest(*run.reader, kRun));
        QCOMPARE(QString::fromStdString(test::findingsOf(killed.session->workspace())), QString());
    }

    /// Asked for while a step was trained, they come at the beginning of the next one, which a crash then cuts off.
    void aSeedAtTheBeginningOfAStepIsInTheCheckpoint() {
        Hold hold;
        Paused run(forkableRun(0), [&](SessionParts& parts) { hold.into(parts); });
        run.goOn(2);
        const int step = run.reader->run(kRun)->lastStep + 1;
        hold.arm(Moment::Updating);
        QVERIFY(run.session->post(Resume{}));
        QVERIFY(hold.reached());
        const auto seeded = run.session->post(SeedTask{someTask()});
        const auto saved = run.session->post(SaveCheckpoint{});
        QVERIFY(seeded && saved);
        hold.arm(Moment::Updating);
        hold.letGo();
        QVERIFY(hold.reached());
        run.settle(*saved);
        const auto row = run.reader->command(*seeded);
        QCOMPARE(row->step, step + 1);
        QCOMPARE(row->phase, std::string("starting"));
        QCOMPARE(run.answer(*saved), fmt::format("applied: checkpoint of step {}", step));
        Killed killed(run);
        const auto seeds = [](store::Reader& reader) {
            store::TaskQuery query;
            query.filter.run = kRun;
            query.filter.origin = "user";
            std::string text;
            for (const auto page = reader.tasks(query); const store::TaskRow& task : page->rows)
                text += fmt::format("{} of {}: {}\n", task.id.value, task.step, task.status);
            return text;
        };
        QVERIFY(seeds(*killed.reader).ends_with("admitted\n"));
        QVERIFY(run.session->post(Pause{}));
        hold.letGo();
        QVERIFY(test::waitFor(*run.session, RunState::Paused));
        run.goOn(1);
        run.end();
        trainOn(*killed.session, kRun, run.reader->run(kRun)->lastStep);
        QCOMPARE(seeds(*killed.reader), seeds(*run.reader));
        QCOMPARE(*store::runDigest(*killed.reader, kRun), *store::runDigest(*run.reader, kRun));
    }

    /// The batch is made, but the proposals are not in their buffers yet.
    void aRuleThatIsMadeInTheUpdateJudgesTheStep() {
        Hold hold;
        Paused run(forkableRun(0), [&](SessionParts& parts) { hold.into(parts); });
        run.goOn(2);
        const int before = run.reader->run(kRun)->lastStep;
        parkAt(Moment::Updating, hold, run);
        selfplay::Rule rule;
        rule.condition = test::kEven;
        const CommandId made = run.applied(SetRule{rule, {}, false});
        rule.condition = R"(program ~ "[13579]$" and origin = model)";
        rule.act = selfplay::RuleAct::Tag;
        rule.tag = "odd";
        run.applied(SetRule{rule, {}, false});
        Killed killed(run);
        run.goOn(1);
        int even = 0, odd = 0;
        for (const store::TaskRow& row : proposals(*run.reader, before + 1)) {
            if (row.nearDuplicate || row.coinFlip) continue;  // barred
            if (isEven(row)) {
                ++even;
                QCOMPARE(row.status, std::string("vetoed"));
                QVERIFY(!row.masked);  // the update was under way
            } else {
                ++odd;
                QCOMPARE(row.tags, std::vector<std::string>{"odd"});
                QVERIFY(row.status != "vetoed");
            }
        }
        QVERIFY(even > 0 && odd > 0);
        run.end();
        const int last = run.reader->run(kRun)->lastStep;
        QCOMPARE(QString::fromStdString(test::findingsOf(run.session->workspace())), QString());
        const auto rules = run.reader->rules(kRun, false);
        trainOn(*killed.session, kRun, last);
        QCOMPARE(*store::runDigest(*killed.reader, kRun), *store::runDigest(*run.reader, kRun));
        QCOMPARE(killed.reader->rules(kRun, false)->at(0).hits, rules->at(0).hits);
        QCOMPARE(killed.reader->rules(kRun, false)->at(1).hits, rules->at(1).hits);
        QVERIFY(run.reader->command(made)->status == "applied");
    }
};

QTEST_GUILESS_MAIN(TestParkedCommands)
#include "tst_parked_commands.moc"
