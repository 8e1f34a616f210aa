/// Runs with the prompts of real models audited, their programs in the jail: composite functions, the error kind,
/// stripping and bans, each of which the built-in model has no words for. The policy is scripted.
#include <QtTest>

#include "tests/support/audited_run.h"
#include "tests/support/prose_run.h"

using namespace azr;
using audit::Check;
using test::AlteredCopy;
using test::Audited;
using test::AuditedRun;
using test::fenced;

namespace {

/// Of the last block of that kind in the prompt.
std::string lastBlock(const std::string& prompt, const std::string& tag) {
    return test::between(prompt, "```" + tag + "\n", "\n```");
}

/// What the program adds; 0 where it does something else.
long addend(const std::string& program) {
    return std::atol(test::between(program, "return x + ", "\n").c_str());
}

std::string plainProgram(std::uint64_t seed) {
    return fmt::format(
        "import math\nLIMIT = 7  # never used\n\ndef f(x):\n    \"\"\"Adds.\"\"\"\n    # quickly\n    print(x)\n"
        "    return x + {}",
        1 + (seed >> 8) % 5000);
}

std::string composedProgram(int given, std::uint64_t seed) {
    std::string sum;
    for (int i = 0; i < given; ++i) sum += fmt::format("{}g_{}(x)", i == 0 ? "" : " + ", i);
    switch (seed % 5) {
        case 0: return "def f(x):\n    return g_0(x)";  // degenerate, or too few where more are given
        case 1: return "def f(x):\n    return x";       // builds on nothing
        case 2: return "def g_0(x):\n    return 1\n\ndef f(x):\n    return " + sum;
        default: return fmt::format("def f(x):\n    y = {}\n    return y * 2 + {}", sum, (seed >> 8) % 50);
    }
}

std::string raisingProgram(std::uint64_t seed) {
    const auto number = 1 + (seed >> 8) % 5000;
    switch (seed % 6) {
        case 0: return fmt::format("def f(x):\n    raise ValueError(x + {})", number);  // a banned word
        case 1:
        case 2: return fmt::format("def f(x):\n    # past the end\n    return [1, 2][x + {}]", number);
        case 3: return fmt::format("def f(x):\n    assert x > {}\n    return x", number + 100);
        default: return fmt::format("def f(x):\n    return x * {}", number);
    }
}

std::string rightError(const std::string& prompt) {
    const std::string program = lastBlock(prompt, "python");
    if (program.find("[1, 2][") != std::string::npos) return "IndexError";
    return program.find("assert x") != std::string::npos ? "AssertionError" : "NoError";
}

std::string play(const std::string& prompt, std::uint64_t seed) {
    const auto says = [&](const char* text) { return prompt.find(text) != std::string::npos; };
    if (seed % 11 == 0) return "no answer at all";
    const bool right = seed % 2 == 0;
    const std::string number = std::to_string((seed >> 32) % 90);
    const int given = test::givenIn(prompt);
    std::string answer;
    if (says("must say which exception")) {
        answer = fenced("python", raisingProgram(seed)) + fenced("input", number);
    } else if (says("Work out how the call")) {
        answer = fenced("output", right ? rightError(prompt) : "KeyError");
    } else if (says("Invent one new Python puzzle")) {
        answer =
            fenced("python", given > 0 ? composedProgram(given, seed) : plainProgram(seed)) + fenced("input", number);
    } else if (says("Below stands a Python function")) {
        for (int i = 0; i < 6; ++i) answer += fenced("input", std::to_string(i * 3 + static_cast<int>(seed % 7)));
        answer += fenced("message", "a sum");
    } else if (says("Find an input")) {
        const long gold = std::atol(lastBlock(prompt, "output").c_str());
        answer = fenced("input", std::to_string(right ? gold - addend(lastBlock(prompt, "python")) : 12345));
    } else if (says("Write the Python")) {
        const long step =
            std::atol(lastBlock(prompt, "output").c_str()) - std::atol(lastBlock(prompt, "input").c_str());
        answer = fenced("python", fmt::format("def f(x):\n    return x + {}", right ? step : 1));
    } else {
        const long in = std::atol(lastBlock(prompt, "input").c_str());
        answer = fenced("output", std::to_string(right ? in + addend(lastBlock(prompt, "python")) : -1));
    }
    return "thought</think><answer>" + answer + "</answer>";
}

Result<std::unique_ptr<execution::Executor>> jailed(const config::RunConfig&) {
    execution::ExecutorOptions options;
    options.lanes = 1;
    options.proposalShare = 1;
    return execution::openExecutor(options);
}

session::SessionParts proseParts() {
    session::SessionParts parts = test::scriptedParts();
    parts.openPolicy = [](const config::RunConfig&) -> Result<session::OpenedPolicy> {
        session::OpenedPolicy opened;
        opened.engine = std::make_unique<test::ScriptedEngine>(std::function<void()>(), play);
        opened.codec = std::make_unique<test::ByteCodec>();
        opened.wrapper.style = selfplay::WrapperStyle::R1;
        opened.baseHash = "base";
        opened.threads = 1;
        return opened;
    };
    parts.openExecutor = jailed;
    return parts;
}

config::RunConfig with(const std::function<void(config::RunConfig&)>& change) {
    config::RunConfig config = test::proseRun();
    config.steps = 3;
    change(config);
    return config;
}

void composite(config::RunConfig& config) {
    config.selfplay.compositeStartStep = 1;
    config.selfplay.compositeChance = 0.7;
    config.selfplay.proposalsPerKind = 8;
}

void errors(config::RunConfig& config) {
    config.selfplay.error = true;
    config.selfplay.bannedKeywords = "raise";
}

void stripping(config::RunConfig& config) {
    config.selfplay.stripComments = config.selfplay.stripPrints = config.selfplay.stripGlobals = true;
    config.selfplay.stripSeeds = config.selfplay.sharedSeed = true;
    config.selfplay.bannedWords = "random, numpy";
}

}  // namespace

class ProseAuditTest : public QObject {
    Q_OBJECT

    const test::AuditWorld m_world{proseParts, jailed};

  private Q_SLOTS:
    void initTestCase() {
        if (const auto executor = jailed({}); !executor) QSKIP(describe(executor.error()).c_str());
    }

    void nothingDiffers_data() {
        QTest::addColumn<config::RunConfig>("config");
        QTest::newRow("composite functions") << with(composite);
        QTest::newRow("the error kind beside the others") << with(errors);
        QTest::newRow("stripping and bans") << with(stripping);
        QTest::newRow("all of them, from young references, in small buffers") << with([](auto& config) {
            composite(config);
            errors(config);
            stripping(config);
            config.selfplay.compositeSchedule = config::CompositeSchedule::Linear;
            config.selfplay.compositeInterval = 1;
            config.selfplay.pastSteps = 1;
            config.selfplay.referenceWeighting = config::ReferenceWeighting::Step;
            config.selfplay.validFilter = config::ValidFilter::NonOne;
            config.buffer.capacity = 20;
            config.reward.intrinsicCombine = config::IntrinsicCombine::Sum;
            config.reward.diversityWeight = config.reward.halsteadWeight = 1;
        });
    }
    void nothingDiffers() {
        QFETCH(config::RunConfig, config);
        const AuditedRun run(config, {}, proseParts());
        const Audited found =
            audited(run, run.database(), 2, {RunId{1}, 0, 1'000'000, test::kEveryVerdict, 1}, m_world);
        QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
        QVERIFY2(found.replayed.has_value(), found.replayed ? "" : describe(found.replayed.error()).c_str());
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        for (const Check check : {Check::Shown, Check::Lineage, Check::Drawn, Check::Measure, Check::Verdict,
                                  Check::Replay, Check::Learnability, Check::Advantage})
            QVERIFY2(found.ledger.tally(check).checked > 0, std::string(audit::name(check)).c_str());
        countThem(run, config.selfplay);
    }

    void anAlteredCompositeOrErrorIsFound() {
        const AuditedRun run(with([](auto& config) {
                                 composite(config);
                                 errors(config);
                             }),
                             {}, proseParts());
        const auto found = [&](const char* sql) -> QString {
            const AlteredCopy copy(run, sql);
            return audited(run, copy.path(), 0, {RunId{1}, 0, 1'000'000, test::kEveryVerdict, 1}, m_world)
                .differing()
                .c_str();
        };
        QCOMPARE(
            found("UPDATE task_given SET given = (SELECT max(id) FROM tasks WHERE kind = 'deduction') WHERE task = "
                  "(SELECT min(task) FROM task_given) AND position = 0"),
            QString("lineage"));
        QCOMPARE(
            found("DELETE FROM task_given WHERE task = (SELECT min(g.task) FROM task_given g JOIN tasks t ON t.id = "
                  "g.task WHERE t.verdict = 'ok')"),
            QString("sample format metric"));
        QCOMPARE(
            found("UPDATE tasks SET output = 'KeyError' WHERE id = (SELECT min(id) FROM tasks WHERE kind = 'error' "
                  "AND output = 'IndexError')"),
            QString("shown measure verdict"));
        QCOMPARE(
            found("UPDATE tasks SET output_type = 'str' WHERE id = (SELECT min(id) FROM tasks WHERE kind = 'error' "
                  "AND output = 'IndexError')"),
            QString("sample verdict"));
    }

  private:
    /// That the run has what it was made for.
    static void countThem(const AuditedRun& run, const config::SelfPlayConfig& play) {
        auto reader = std::move(*store::Reader::open(run.database()));
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.withTexts = true;
        query.order = {{store::TaskSort::Id, false}};
        std::map<std::string, int> counts;
        for (;;) {
            const auto page = reader->tasks(query);
            for (const store::TaskRow& row : page->rows) {
                if (row.verdict == "ok" && !row.given.empty()) ++counts[row.degenerate ? "degenerate" : "composite"];
                if (row.kind == "error") ++counts[row.verdict == "ok" ? row.output : row.reason];
                if (row.program != row.completion && row.completion.find("# quickly") != std::string::npos)
                    ++counts[row.program.find("# quickly") == std::string::npos ? "stripped" : "whole"];
            }
            if (!page->next) break;
            query.after = page->next;
        }
        if (play.compositeStartStep > 0) QVERIFY(counts["composite"] > 2 && counts["degenerate"] > 0);
        if (play.error)
            QVERIFY(counts["IndexError"] > 0 && counts["NoError"] > 0 && counts["banned_keyword:raise"] > 0);
        if (play.stripComments) QVERIFY(counts["stripped"] > 5 && counts["whole"] == 0);
    }
};

QTEST_GUILESS_MAIN(ProseAuditTest)
#include "tst_prose_audit.moc"
