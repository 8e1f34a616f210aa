/// What a checkpoint keeps of the loop comes back as it was.
#include <QtTest>

#include "core/training/checkpoints/kept_state.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;

namespace {

KeptState busyState(const config::RunConfig& config) {
    KeptState state(config, {101}, {201});
    state.done = 7;
    state.seeded = state.seedStarted = true;
    state.seedRounds[TaskKind::Deduction] = 1;
    state.seedRounds[TaskKind::Induction] = 3;
    Rng rng(1);
    for (int i = 0; i < 3; ++i) {
        selfplay::Task task;
        task.id = state.newTask();
        task.output = std::to_string(i);
        task.measured.shape = std::to_string(i);
        state.window(task.kind).add(task.measured);
        state.buffer(task.kind).add(std::move(task), rng);
    }
    (void)state.guard.watch(1, {0.5, 0.5, 0.5, 0.5, 1.5}, config.guard);
    state.nextAttempt = 222;
    return state;
}

}  // namespace

class TestKeptState : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void itComesBackAsItWas() {
        const config::RunConfig config;
        const KeptState before = busyState(config);
        Json json = Json::object();
        before.write(json);
        KeptState after(config, {1}, {1});
        QVERIFY(after.readBuffers(before.bufferFiles(), config));
        QVERIFY(after.read(json, config));
        Json again = Json::object();
        after.write(again);
        QCOMPARE(again.dump(), json.dump());
        QCOMPARE(after.bufferFiles(), before.bufferFiles());
        QCOMPARE(after.newTask(), TaskId{104});
        QCOMPARE(after.buffer(TaskKind::Deduction).size(), 3U);
        QCOMPARE(after.guard.startEntropy(), std::optional(1.5));
    }

    void filesAreNamedByTheirKind() {
        const KeptState state(config::RunConfig{}, {1}, {1});
        std::vector<std::string> names;
        for (const auto& [name, text] : state.bufferFiles()) names.push_back(name);
        QCOMPARE(names, state.bufferFileNames());
        QCOMPARE(names.front(), std::string("buffer-deduction.jsonl"));
    }

    void listsOfOlderCheckpointsAreRead() {
        const config::RunConfig config;
        const KeptState before = busyState(config);
        Json json = Json::object();
        before.write(json);
        QVERIFY(!json["novelty"].contains("error"));
        // As it was before kinds were named: one entry each, in the order deduction, abduction, induction.
        Json old = json;
        old["seed_rounds"] = Json::array({4, 5, 6});
        old["novelty"] =
            Json::array({json["novelty"]["deduction"], json["novelty"]["abduction"], json["novelty"]["induction"]});
        KeptState after(config, {1}, {1});
        QVERIFY(after.read(old, config));
        QCOMPARE(after.seedRounds, (selfplay::PerKind<int>{4, 5, 6, 0}));
        Json again = Json::object();
        after.write(again);
        QCOMPARE(again["novelty"].dump(), json["novelty"].dump());
        QCOMPARE(again["seed_rounds"].dump(), std::string(R"({"deduction":4,"abduction":5,"induction":6})"));
        // Of error tasks such a checkpoint knows nothing.
        config::RunConfig withErrors;
        withErrors.selfplay.error = true;
        const Status read = KeptState(withErrors, {1}, {1}).read(old, withErrors);
        QVERIFY(!read && read.error().code == ErrorCode::Corrupt);
    }

    void whatIsMissingIsNamed() {
        const config::RunConfig config;
        const KeptState before = busyState(config);
        Json whole = Json::object();
        before.write(whole);
        for (const auto& [key, value] : whole.items()) {
            Json json = whole;
            json.erase(key);
            KeptState after(config, {1}, {1});
            const Status read = after.read(json, config);
            QVERIFY2(!read, key.c_str());
            QVERIFY2(read.error().code == ErrorCode::Corrupt, key.c_str());
        }
        KeptState after(config, {1}, {1});
        auto files = before.bufferFiles();
        files[0].second.resize(files[0].second.size() / 2);
        QVERIFY(!after.readBuffers(files, config));
        QCOMPARE(after.buffer(TaskKind::Deduction).size(), 0U);
    }
};

QTEST_GUILESS_MAIN(TestKeptState)
#include "tst_kept_state.moc"
