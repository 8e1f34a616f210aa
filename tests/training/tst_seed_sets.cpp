/// Sets of seeds, followed through a run: stripped where they are brought in, and one set for two kinds.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "core/selfplay/composite.h"
#include "tests/support/prose_run.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using namespace azr::test;

namespace {

bool isOdd(const std::string& number) {
    return !number.empty() && number.back() >= '0' && number.back() <= '9' && (number.back() - '0') % 2 == 1;
}

/// A vocabulary in which nobody can be asked for an input that gives an odd number.
class CodecOfEvenOutputs final : public selfplay::TextCodec {
  public:
    Result<std::vector<policy::Token>> encode(std::string_view text) const override {
        const bool asksInput = text.starts_with("<solve><abduction>");
        if (asksInput && isOdd(test::between(std::string(text), "<output>", "<")))
            return fail(ErrorCode::InvalidArgument, "no token for odd numbers");
        return m_bytes.encode(text);
    }
    std::vector<tokenizer::TextSpan> withoutToken(std::string_view) const override { return {}; }
    std::string decode(std::span<const policy::Token> tokens) const override { return m_bytes.decode(tokens); }
    const std::vector<policy::Token>& endTokens() const override { return m_bytes.endTokens(); }

  private:
    test::ByteCodec m_bytes;
};

}  // namespace

Q_DECLARE_METATYPE(azr::selfplay::TaskKind)

class TestSeedSets : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        if (auto opened = execution::openExecutor(options)) m_executor = std::move(*opened);
    }

    void importedSeedsOfEveryKindAreStripped() {
        if (!m_executor) QSKIP("no sandbox on this machine");
        const auto file = folder("commented.jsonl");
        QVERIFY(writeFileAtomic(file,
                                R"({"snippet": "N = 1\ndef f(x):\n    return x + 4  # sum", "input": "1", "output": "5"}
{"snippet": "N = 1\ndef f(x):\n    return x + 4  # sum", "inputs": ["1", "2"], "outputs": ["5", "6"], "message": "adds"}
)"));
        for (const bool strip : {true, false}) {
            config::RunConfig config = proseRun();
            config.selfplay.stripSeeds = strip;
            config.seedTasks = file.string();
            World world(folder(strip ? "stripped" : "unstripped"), config,
                        [](const std::string& prompt, std::uint64_t seed) {
                            return playProse(prompt, seed, [](int, std::uint64_t own) { return plain(own); });
                        });
            TrainerParts parts{world.sampler,  world.learner, world.codec,  *m_executor,
                               world.listener, world.mailbox, world.control};
            parts.checkpoints = world.checkpoints;
            parts.wrapper.style = selfplay::WrapperStyle::R1;
            VERIFY_OK(Trainer(world.config, std::move(parts)).seed());
            std::set<TaskKind> seen;
            for (const auto& told : world.listener.all<TaskProposed>()) {
                const selfplay::Task& task = told.proposal.task;
                if (task.origin != selfplay::Origin::Imported) continue;
                QVERIFY(told.admitted);
                QCOMPARE(task.program, std::string(strip ? "def f(x):\n    return x + 4"
                                                         : "N = 1\ndef f(x):\n    return x + 4  # sum"));
                seen.insert(task.kind);
            }
            QCOMPARE(seen.size(), 3U);
        }
    }

    void aSharedSeedCanBeShownToTheSolversOfBoth() {
        const auto file = folder("odd.jsonl");
        QVERIFY(writeFileAtomic(file, R"({"snippet": "def f(x):\n    return x + 4", "input": "1", "output": "5"}
{"snippet": "def f(x):\n    return x + 5", "input": "1", "output": "6"}
)"));
        config::RunConfig config = test::smallRun();
        config.selfplay.sharedSeed = true;
        config.selfplay.skipDuplicates = false;
        config.seedTasks = file.string();
        World world(folder("askable"), config);
        const CodecOfEvenOutputs codec;
        TrainerParts parts{world.sampler,  world.learner, codec,        world.executor,
                           world.listener, world.mailbox, world.control};
        parts.checkpoints = world.checkpoints;
        VERIFY_OK(Trainer(world.config, std::move(parts)).seed());
        std::map<TaskKind, std::multiset<std::string>> seeds;
        std::map<TaskKind, int> refused;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            if (task.kind == TaskKind::Induction) continue;
            if (told.admitted) {
                QVERIFY(!isOdd(task.output));
                seeds[task.kind].insert(task.program + task.input + task.output);
            } else if (told.proposal.reason == selfplay::kTooLongToAsk) {
                ++refused[task.kind];
            }
        }
        QCOMPARE(seeds[TaskKind::Deduction].size(), 8U);
        QCOMPARE(seeds[TaskKind::Deduction], seeds[TaskKind::Abduction]);
        QVERIFY(refused[TaskKind::Deduction] > 1 && refused[TaskKind::Abduction] > 1);
    }

    void oneSetOfSeedsFillsBothBuffers() {
        config::RunConfig config = test::smallRun();
        config.selfplay.sharedSeed = true;
        World world(folder("shared"), config);
        Trainer trainer(world.config, world.parts());
        VERIFY_OK(trainer.seed());
        std::map<TaskKind, std::multiset<std::string>> seeds;
        std::map<TaskKind, int> written;  // by whose prompt
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            if (!told.proposal.sample.tokens.empty()) ++written[task.kind];
            if (told.admitted) seeds[task.kind].insert(task.program + task.input + task.output);
        }
        QCOMPARE(seeds[TaskKind::Deduction].size(), 8U);
        QCOMPARE(seeds[TaskKind::Deduction], seeds[TaskKind::Abduction]);
        QVERIFY(written[TaskKind::Deduction] > 0 && written[TaskKind::Abduction] > 0);
        QCOMPARE(world.learner.updates, 0);
        // Apart, the two sets differ.
        World apart(folder("apart"), test::smallRun());
        VERIFY_OK(Trainer(apart.config, apart.parts()).seed());
        std::map<TaskKind, std::multiset<std::string>> own;
        for (const auto& told : apart.listener.all<TaskProposed>())
            if (told.admitted) own[told.proposal.task.kind].insert(told.proposal.task.program);
        QVERIFY(own[TaskKind::Deduction] != own[TaskKind::Abduction]);
    }

    /// Both tasks of a triplet are judged, whichever of them was written.
    void rulesJudgeTheTasksOfBothKinds_data() {
        QTest::addColumn<TaskKind>("kind");
        QTest::newRow("deduction") << TaskKind::Deduction;
        QTest::newRow("abduction") << TaskKind::Abduction;
    }
    void rulesJudgeTheTasksOfBothKinds() {
        QFETCH(const TaskKind, kind);
        config::RunConfig config = test::smallRun();
        config.selfplay.sharedSeed = true;
        World world(folder(kind == TaskKind::Deduction ? "ruled deduction" : "ruled abduction"), config);
        selfplay::Rule rule;
        rule.id = 7;
        rule.condition = fmt::format(R"(kind = {} and program ~ "[02468]$")", selfplay::name(kind));
        world.mailbox.post({{7}, SetRule{rule, {}, false}});
        VERIFY_OK(Trainer(world.config, world.parts()).seed());
        std::map<std::int64_t, selfplay::Task> tasks;
        for (const auto& told : world.listener.all<TaskProposed>())
            tasks[told.proposal.task.id.value] = told.proposal.task;
        std::map<TaskKind, int> entered, even, out;
        for (const auto& change : world.listener.all<BufferChanged>()) {
            const selfplay::Task& task = tasks.at(change.task.value);
            if (task.origin != selfplay::Origin::Model) continue;
            if (change.action == BufferAction::Veto) ++out[change.kind];
            if (change.action != BufferAction::Add) continue;
            ++entered[change.kind];
            even[change.kind] += isOdd(task.program) ? 0 : 1;
        }
        const TaskKind twin = kind == TaskKind::Deduction ? TaskKind::Abduction : TaskKind::Deduction;
        QVERIFY(entered[kind] > 0 && entered[twin] > 0);
        QCOMPARE(even[kind], 0);
        QVERIFY(even[twin] > 0);
        QVERIFY(out[kind] > 1);
        QCOMPARE(out[twin], 0);
    }

  private:
    std::filesystem::path folder(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    Status run(World& world) { return runProse(world, *m_executor); }

    QTemporaryDir m_folder;
    std::unique_ptr<execution::Executor> m_executor;
};

QTEST_GUILESS_MAIN(TestSeedSets)
#include "tst_seed_sets.moc"
