/// The buffers filled before the first step: from the identity task on, until each holds B x S, or not at all.
#include <QtTest>
#include <set>

#include "core/training/seeding.h"
#include "tests/support/loop_parts.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::LoopParts;

namespace {

struct Scene {
    explicit Scene(const config::RunConfig& config = test::smallRun(), test::Script script = test::playNano)
        : parts(config, std::move(script)),
          seeding(
              parts.loop, parts.kept, parts.jobs, parts.admission, parts.rules, [this] { return turn(); }, finishing) {}

    Status turn() {
        ++turns;
        return onTurn ? onTurn() : Status{};
    }

    LoopParts parts;
    std::atomic<bool> finishing{false};
    int turns = 0;
    std::function<Status()> onTurn;
    Seeding seeding;
};

/// B x S of smallRun().
constexpr std::size_t kTarget = 8;

}  // namespace

class TestSeeding : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyBufferIsFilledFromTheIdentityTaskOn() {
        Scene scene;
        const Status seeded = scene.seeding.run();
        QVERIFY2(seeded, seeded ? "" : describe(seeded.error()).c_str());
        QVERIFY(scene.parts.kept.seeded && scene.parts.kept.seedStarted);
        int rounds = 0;
        for (const TaskKind kind : {TaskKind::Deduction, TaskKind::Abduction, TaskKind::Induction}) {
            QCOMPARE(scene.parts.kept.buffer(kind).size(), kTarget);
            rounds += scene.parts.kept.seedRounds[kind];
        }
        QCOMPARE(scene.parts.kept.buffer(TaskKind::Error).size(), 0U);  // off
        QCOMPARE(scene.turns, rounds);
        const auto proposed = scene.parts.world.listener.all<TaskProposed>();
        QCOMPARE(proposed.at(0).proposal.task.program, std::string("def f(x):\n    return x"));
        QVERIFY(proposed.at(0).admitted);
    }

    void aModelThatWritesNothingValidIsGivenUp() {
        config::RunConfig config = test::smallRun();
        config.selfplay.seedRounds = 3;
        Scene scene(config, [](const std::string&, std::uint64_t) { return std::string("<think>lost"); });
        const Status seeded = scene.seeding.run();
        QVERIFY(!seeded);
        QCOMPARE(seeded.error().code, ErrorCode::Exhausted);
        QVERIFY(seeded.error().detail.find("after 3 rounds the deduction buffer holds 1 of 8") != std::string::npos);
        QCOMPARE(scene.turns, 3);
        QVERIFY(!scene.parts.kept.seeded);
    }

    void whoFinishesEarlyGoesOnWhereTheRoundsEnded() {
        Scene whole;
        QVERIFY(whole.seeding.run());
        Scene parted;
        parted.onTurn = [&]() -> Status {
            parted.finishing = parted.turns == 2;
            return {};
        };
        QVERIFY(parted.seeding.run());
        QVERIFY(!parted.parts.kept.seeded);
        parted.finishing = false;
        QVERIFY(parted.seeding.run());
        QVERIFY(parted.parts.kept.seeded);
        QCOMPARE(parted.parts.kept.bufferFiles(), whole.parts.kept.bufferFiles());
        QCOMPARE(parted.parts.kept.nextTask, whole.parts.kept.nextTask);  // the identity tasks came once
    }

    void aFailureBetweenTheRoundsEndsIt() {
        Scene scene;
        scene.onTurn = [] { return fail(ErrorCode::Exhausted, "the disk is full"); };
        const Status seeded = scene.seeding.run();
        QVERIFY(!seeded && seeded.error().detail == "the disk is full");
    }

    void oneSetOfSeedsIsWrittenInTurnsForBothKinds() {
        config::RunConfig config = test::smallRun();
        config.selfplay.sharedSeed = true;
        Scene scene(config);
        QVERIFY(scene.seeding.run());
        const auto& kept = scene.parts.kept;
        QCOMPARE(kept.buffer(TaskKind::Deduction).size(), kTarget);
        QCOMPARE(kept.buffer(TaskKind::Abduction).size(), kTarget);
        QVERIFY(kept.seedRounds[TaskKind::Deduction] > 1);
        QCOMPARE(kept.seedRounds[TaskKind::Abduction], 0);  // filled in the turn of the other
        std::set<TaskKind> writers;
        for (const auto& told : scene.parts.world.listener.all<TaskProposed>())
            if (!told.proposal.sample.tokens.empty()) writers.insert(told.proposal.sample.stream.kind);
        QVERIFY(writers.contains(TaskKind::Deduction) && writers.contains(TaskKind::Abduction));
        const auto keys = [&](TaskKind kind) {
            std::set<std::string> found;
            const auto& buffer = kept.buffer(kind);
            for (std::size_t i = 0; i < buffer.size(); ++i)
                found.insert(buffer.at(i).program + "|" + buffer.at(i).input + "|" + buffer.at(i).output);
            return found;
        };
        QCOMPARE(keys(TaskKind::Deduction), keys(TaskKind::Abduction));
    }
};

QTEST_GUILESS_MAIN(TestSeeding)
#include "tst_seeding.moc"
