/// Every field that may change while a run trains takes effect when it does. Whoever adds such a field adds a case.
#include <QTemporaryDir>
#include <QtTest>
#include <map>
#include <set>

#include "core/config/run_fields.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::training;
using test::World;

namespace {

/// Duplicates, coin flips and endless answers now and then, so that every bar of the guard can be crossed.
std::string playBadly(const std::string& prompt, std::uint64_t seed) {
    if (prompt.starts_with("<solve>") && seed % 11 == 0) return "<think>" + std::string(500, 'x');
    std::string text = test::playNano(prompt, prompt.starts_with("<propose><deduction>") && seed % 5 == 0 ? 512 : seed);
    const std::size_t plus = text.find("x + ");
    if (prompt.starts_with("<propose><abduction>") && seed % 3 == 0 && plus != std::string::npos)
        text.replace(plus, text.find("<input>") - plus, "x % 2");
    return text;
}

using Prepare = std::function<void(config::RunConfig&)>;

/// Some tasks wait for a person.
void reviewed(config::RunConfig& config) {
    config.selfplay.reviewShare = 0.5;
    config.selfplay.reviewTimeout = 3;
}

/// Twelve steps on a clock that goes a second at each look; the change comes after the first.
struct Trial {
    Trial(const QTemporaryDir& folder, const std::string& path, const std::string& value, const Prepare& prepare = {})
        : world(std::filesystem::path(folder.path().toStdString()), test::smallRun(), playBadly) {
        if (prepare) prepare(world.config);
        world.config.steps = 12;
        world.config.checkpoint.everySteps = 5;
        world.config.optimizer.warmupSteps = 0;
        world.evaluate = [](int step) -> Result<EvaluationOutcome> {
            return EvaluationOutcome{{step, "dev", {}, {}}, 0.5};
        };
        world.control.setParkedCallback([this](bool parked) {
            parks += parked ? 1 : 0;
            if (parked) world.control.resume();
        });
        world.listener.onEvent = [this, path, value](const Event& event) {
            const auto* step = std::get_if<StepFinished>(&event);
            if (step && step->step == 1 && !path.empty()) world.mailbox.post({{1}, SetField{path, value}});
            if (step) world.learner.entropy = 0.5;
        };
        TrainerParts parts = world.parts();
        parts.now = [this] { return clock += 1; };
        Trainer trainer(world.config, std::move(parts));
        const Status ended = trainer.run();
        if (!ended) qFatal("%s", describe(ended.error()).c_str());
        steps = trainer.stepsDone();
    }
    World world;
    double clock = 0;
    int parks = 0, steps = 0;
};

using Look = std::function<std::string(const Trial&)>;

template <class E>
std::string countOf(const Trial& trial) {
    return std::to_string(trial.world.listener.all<E>().size());
}

std::string steps(const Trial& trial) {
    return std::to_string(trial.steps);
}

std::string alerts(const Trial& trial) {
    std::string text;
    for (const auto& alert : trial.world.listener.all<AlertRaised>())
        text += fmt::format("{} {} at {}; ", alert.code, alert.severity, alert.step);
    return text;
}

std::string rewards(const Trial& trial) {
    std::string text;
    for (const auto& scored : trial.world.listener.all<TaskScored>()) text += fmt::format("{} ", scored.reward);
    return text;
}

std::string proposerAdvantages(const Trial& trial) {
    std::string text;
    for (const auto& scored : trial.world.listener.all<TaskScored>()) text += fmt::format("{} ", scored.advantage);
    return text;
}

std::string solverAdvantages(const Trial& trial) {
    std::string text;
    for (const auto& graded : trial.world.listener.all<AttemptGraded>())
        text += fmt::format("{} ", graded.attempt.sample.advantage);
    return text;
}

std::string buffered(const Trial& trial) {
    std::string text;
    for (const auto& change : trial.world.listener.all<BufferChanged>())
        text += fmt::format("{} {} {}\n", change.step, change.task.value, int(change.action));
    return text;
}

std::string learningRates(const Trial& trial) {
    std::string text;
    for (const auto& measured : trial.world.listener.all<MetricsMeasured>())
        for (const auto& metric : measured.metrics)
            if (metric.name == "update/learning_rate") text += fmt::format("{} ", metric.value);
    return text;
}

struct Case {
    std::string value;
    Look look;             ///< says something else once the field has that value
    Prepare prepare = {};  ///< of a field that says nothing by itself
};

const std::map<std::string, Case>& trainerCases() {
    static const std::map<std::string, Case> kCases = {
        {"steps", {"3", steps}},
        {"minutes", {"1", steps}},
        {"reward.novelty_count", {"0.01", rewards}},
        {"advantage.proposer_weight", {"0.1", proposerAdvantages}},
        {"advantage.solver_weight", {"0.1", solverAdvantages}},
        {"loss.entropy_bonus",
         {"0.5", [](const Trial& trial) { return std::to_string(trial.world.learner.lastLoss.entropyBonus); }}},
        {"optimizer.learning_rate", {"0.5", learningRates}},
        {"evaluation.every_steps", {"1", countOf<EvaluationFinished>}},
        {"checkpoint.every_steps", {"1", countOf<CheckpointWritten>}},
        {"checkpoint.every_minutes", {"0.1", countOf<CheckpointWritten>}},
        {"checkpoint.keep_last", {"1", countOf<CheckpointRemoved>}},
        {"selfplay.review_share", {"0.5", countOf<TaskWaits>}},
        {"selfplay.review_timeout", {"1", buffered, reviewed}},
        {"selfplay.review_default", {"veto", buffered, reviewed}},
        {"guard.min_valid_rate", {"1", alerts}},
        {"guard.max_near_duplicates", {"0.001", alerts}},
        {"guard.max_clipped_length", {"0.001", alerts}},
        {"guard.max_coin_flips", {"0.001", alerts}},
        {"guard.min_entropy_share", {"0.9", alerts}},
        {"guard.window", {"3", alerts}},
        {"guard.pause_on_alert", {"true", [](const Trial& trial) { return std::to_string(trial.parks); }}},
    };
    return kCases;
}

/// Those that take effect outside the trainer, each with a test of its own below.
const std::set<std::string> kElsewhere = {"evaluation.items_per_kind", "executor.redteam",
                                          "telemetry.token_steps",   // tst_tokens
                                          "telemetry.tensorboard"};  // tst_tensorboard

}  // namespace

class TestLiveFields : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyOneTakesEffect_data() {
        QTest::addColumn<QString>("path");
        for (const config::Field& field : config::runFields())
            if (field.live && !kElsewhere.contains(field.path))
                QTest::newRow(field.path.c_str()) << QString::fromStdString(field.path);
    }
    void everyOneTakesEffect() {
        QFETCH(QString, path);
        const auto found = trainerCases().find(path.toStdString());
        QVERIFY2(found != trainerCases().end(), "a live field without a test that it takes effect");
        const QTemporaryDir with, without;
        const Trial changed(with, found->first, found->second.value, found->second.prepare);
        const Trial plain(without, {}, {}, found->second.prepare);
        QCOMPARE(changed.world.listener.all<FieldChanged>().size(), 1U);
        QVERIFY(found->second.look(changed) != found->second.look(plain));
    }

    void casesAreOfFieldsThatMayChange() {
        for (const auto& [path, each] : trainerCases())
            QVERIFY2(config::findField(path) != nullptr && config::findField(path)->live, path.c_str());
        for (const std::string& path : kElsewhere)
            QVERIFY2(config::findField(path) != nullptr && config::findField(path)->live, path.c_str());
    }

    void itemsPerKindDecideHowManyAreTried() {
        config::EffectiveConfig settings(test::smallRun());
        auto policy = test::scriptedParts().openPolicy(settings.value());
        QVERIFY(policy);
        test::FakeExecutor executor;
        Control control;
        const auto evaluate = session::realParts().evaluation(settings.value(), *policy, executor, control);
        QVERIFY(evaluate && *evaluate);
        const auto itemsTried = [&] {
            std::set<std::string> items;
            const auto outcome = (*evaluate)(0);
            if (!outcome) qFatal("%s", describe(outcome.error()).c_str());
            for (const auto& item : outcome->finished.items) items.insert(item.item);
            return items.size();
        };
        QVERIFY(settings.change("evaluation.items_per_kind", "3", 1, CommandId{1}));
        QCOMPARE(itemsTried(), 9U);
        QVERIFY(settings.change("evaluation.items_per_kind", "5", 2, CommandId{2}));
        QCOMPARE(itemsTried(), 15U);
    }

    void heldOutAnswersAreReadAsTheRunReadsThem() {
        config::RunConfig config = test::smallRun();
        config.evaluation.suite = config::EvaluationSuite::Builtin;
        config.evaluation.itemsPerKind = 1;
        config.prompt.wrapper = config::WrapperStyle::R1;
        config.prompt.promptLimit = 100'000;
        config.prompt.responseLimit = 1000;
        auto policy = test::scriptedParts().openPolicy(config);
        policy->wrapper.style = selfplay::WrapperStyle::R1;
        policy->engine =
            std::make_unique<test::ScriptedEngine>(std::function<void()>(), [](const std::string&, std::uint64_t) {
                return std::string("t</think> So: <answer>```output\n'nothing'\n```</answer>");
            });
        test::FakeExecutor executor;
        Control control;
        const auto evaluate = session::realParts().evaluation(config, *policy, executor, control);
        QVERIFY(evaluate && *evaluate);
        const auto answers = [&] {
            const auto outcome = (*evaluate)(0);
            if (!outcome) qFatal("%s", describe(outcome.error()).c_str());
            return std::ranges::count_if(outcome->finished.items,
                                         [](const auto& item) { return !item.answer.empty(); });
        };
        config.selfplay.textBetweenTags = true;
        QVERIFY(answers() > 0);
        config.selfplay.textBetweenTags = false;
        QCOMPARE(answers(), 0);
    }

    void theSuiteFitsTheModelOrThereIsNone_data() {
        QTest::addColumn<int>("suite");
        QTest::addColumn<int>("wrapper");
        QTest::addColumn<bool>("measured");
        using config::EvaluationSuite, config::WrapperStyle;
        const auto row = [](const char* name, EvaluationSuite suite, WrapperStyle wrapper, bool measured) {
            QTest::newRow(name) << int(suite) << int(wrapper) << measured;
        };
        row("nano", EvaluationSuite::Auto, WrapperStyle::Nano, true);
        row("another model", EvaluationSuite::Auto, WrapperStyle::R1, false);
        row("another model, asked for", EvaluationSuite::Builtin, WrapperStyle::R1, true);
        row("nano, switched off", EvaluationSuite::None, WrapperStyle::Nano, false);
    }
    void theSuiteFitsTheModelOrThereIsNone() {
        QFETCH(int, suite);
        QFETCH(int, wrapper);
        QFETCH(bool, measured);
        config::RunConfig config = test::smallRun();
        config.evaluation.suite = static_cast<config::EvaluationSuite>(suite);
        config.prompt.wrapper = static_cast<config::WrapperStyle>(wrapper);
        auto policy = test::scriptedParts().openPolicy(config);
        test::FakeExecutor executor;
        Control control;
        const auto evaluate = session::realParts().evaluation(config, *policy, executor, control);
        QVERIFY(evaluate);
        QCOMPARE(static_cast<bool>(*evaluate), measured);
    }

    void theRedTeamIsSetFree() {
        const QTemporaryDir folder;
        std::atomic<int> opened = 0;
        session::SessionParts parts = test::scriptedParts();
        parts.rivals = [&](const config::RunConfig&) {
            const execution::redteam::Rivals::Open open = [&]() -> Result<std::unique_ptr<execution::Executor>> {
                ++opened;
                return fail(ErrorCode::Unsupported, "none here");
            };
            return execution::redteam::Rivals{open, open, open, open};
        };
        auto session = std::move(*session::openSession(
            folder.path().toStdString(), [] {}, std::move(parts)));
        session::StartRequest request;
        request.config = test::sessionRun(0);
        QVERIFY(session->start(request));
        QVERIFY(test::waitFor(*session, session::RunState::Running));
        QCOMPARE(opened.load(), 0);
        QVERIFY(session->post(session::SetField{"executor.redteam", "true"}));
        QTRY_VERIFY_WITH_TIMEOUT(opened > 0, 30000);
        session->stop();
    }
};

QTEST_GUILESS_MAIN(TestLiveFields)
#include "tst_live_fields.moc"
