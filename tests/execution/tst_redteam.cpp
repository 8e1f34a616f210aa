/// The red team: mutants are functions of seed and number and mostly parse; a pool that lies is found out and its lie
/// shrunk; what the reference does not say twice is no difference; the real pool and the real forks agree.
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <memory>

#include "core/base/files.h"
#include "core/execution/redteam/duel.h"
#include "core/execution/redteam/mutations.h"
#include "core/execution/redteam/shrink.h"
#include "core/execution/redteam/source_text.h"
#include "tests/support/lying_executor.h"

using namespace azr;
using namespace azr::execution;
using namespace azr::execution::redteam;
using test::LyingExecutor;
using test::lyingRivals;

namespace {

const Corpus& corpus() {
    static const Corpus kCorpus = [] {
        auto read = readCorpus(resourceFolder() / "redteam");
        if (!read) qFatal("%s", describe(read.error()).c_str());
        return std::move(*read);
    }();
    return kCorpus;
}

std::string textOf(const Mutant& mutant) {
    std::string text = mutant.together ? "together\n" : "";
    for (std::size_t k = 0; k < mutant.lines.size(); ++k) text += dumpLine(toJson(mutant.played(k))) + '\n';
    return text;
}

/// How many of these programs Python parses.
int parsed(const std::vector<std::string>& programs) {
    const QTemporaryDir folder;
    const std::string file = folder.filePath("programs").toStdString();
    std::ofstream(file) << dumpLine(Json(programs));
    QProcess python;
    const QString script =
        "import ast, json, sys\nn = 0\nfor p in json.load(open(sys.argv[1])):\n"
        "    try: ast.parse(p); n += 1\n    except (SyntaxError, ValueError): pass\nprint(n)";
    python.start("python3", {"-W", "ignore", "-c", script, QString::fromStdString(file)});
    if (!python.waitForFinished()) qFatal("python3 did not end");
    return python.readAllStandardOutput().trimmed().toInt();
}

struct Search {
    DuelFigures figures;
    std::vector<Finding> findings;
};

Search search(Rivals rivals, std::int64_t count, std::size_t most = 1) {
    Search out;
    DuelOptions options;
    options.seed = 3;
    options.count = count;
    options.freshEvery = 50;
    options.maxFindings = most;
    DuelCallbacks callbacks;
    callbacks.found = [&](const Finding& finding) { out.findings.push_back(finding); };
    Duel duel(corpus(), std::move(rivals), options, callbacks);
    Control control;
    const Status status = duel.run(control);
    if (!status) qFatal("%s", describe(status.error()).c_str());
    out.figures = duel.figures();
    return out;
}

Line check(std::string program) {
    Line line;
    line.program = std::move(program);
    line.inputs = {"1"};
    return line;
}

}  // namespace

class RedteamTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void tokensAndStatementsKeepEveryByte() {
        for (const Sample& sample : corpus().ordinary) {
            QCOMPARE(joined(tokensOf(sample.program)), sample.program);
            std::size_t end = 0;
            for (const Statement& one : statementsOf(sample.program)) {
                QCOMPARE(one.begin, end);
                end = one.end;
            }
            QCOMPARE(end, sample.program.size());
        }
        const auto statements = statementsOf("def f(x):\n    return [\n        1,\n    ]\nelse:\n");
        QCOMPARE(statements.size(), std::size_t{3});
        QVERIFY(statements[0].opensBlock && !statements[1].opensBlock && !statements[2].begins());
        QCOMPARE(joined(tokensOf("x = '''a\n'b''' + rb'\\'' # it's")), std::string("x = '''a\n'b''' + rb'\\'' # it's"));
    }

    void linesReadBackAsTheyWereWritten() {
        Mutator mutator(corpus(), 1);
        for (std::int64_t i = 0; i < 300; ++i)
            for (const MutantLine& one : mutator.at(i).lines) {
                const auto json = parseJson(dumpLine(toJson(one.line)));
                QVERIFY(json);
                const auto back = lineFromJson(*json, "");
                QVERIFY2(back, back ? "" : describe(back.error()).c_str());
                // Bytes that are no UTF-8 do not survive JSON.
                if (dumpLine(toJson(one.line)).find("\xef\xbf\xbd") == std::string::npos) QVERIFY(*back == one.line);
            }
    }

    void aMutantIsAFunctionOfSeedAndNumber() {
        Mutator inOrder(corpus(), 11), alone(corpus(), 11), other(corpus(), 12);
        std::vector<std::string> texts;
        for (std::int64_t i = 0; i < 4 * kBlock; ++i) texts.push_back(textOf(inOrder.at(i)));
        int same = 0;
        for (std::int64_t i = 4 * kBlock - 1; i >= 0; --i) {
            QCOMPARE(textOf(alone.at(i)), texts[static_cast<std::size_t>(i)]);
            same += textOf(other.at(i)) == texts[static_cast<std::size_t>(i)] ? 1 : 0;
        }
        QVERIFY(same < 2);
        std::ranges::sort(texts);
        const auto repeated = static_cast<std::size_t>(texts.end() - std::ranges::unique(texts).begin());
        QVERIFY2(repeated < texts.size() / 10, std::to_string(repeated).c_str());
    }

    void everyKindOfChangeOccursAndMostMutantsParse() {
        Mutator mutator(corpus(), 5);
        std::array<int, kChanges> changes{};
        std::vector<std::string> programs;
        int together = 0, named = 0, answered = 0, composites = 0;
        constexpr int kMutants = 50 * static_cast<int>(kBlock);
        for (int i = 0; i < kMutants; ++i) {
            const Mutant mutant = mutator.at(i);
            together += mutant.together ? 1 : 0;
            for (std::size_t k = 0; k < kChanges; ++k) changes[k] += mutant.changes[k] ? 1 : 0;
            for (const MutantLine& one : mutant.lines) {
                named += one.line.errors ? 1 : 0;
                answered += one.line.command == Command::Grade && one.line.kind == AnswerKind::Error ? 1 : 0;
                composites += one.line.given > 0 ? 1 : 0;
            }
            if (i % 4 == 0)
                for (std::size_t k = 0; k < mutant.lines.size(); ++k)
                    if (!programOf(mutant.lines[k].line).empty()) programs.push_back(programOf(mutant.played(k)));
        }
        for (const int one : changes) QVERIFY(one > kMutants / 20);
        for (const int one : {named, answered, composites}) QVERIFY2(one > kMutants / 50, std::to_string(one).c_str());
        QVERIFY(together > kMutants / 3 && together < 2 * kMutants / 3);
        const int fine = parsed(programs);
        QVERIFY2(fine > static_cast<int>(0.7 * static_cast<double>(programs.size())), std::to_string(fine).c_str());
    }

    void eachChangeAloneMostlyParses() {
        Rng rng(2);
        std::vector<std::string> renames, nests, tokens;
        for (int round = 0; round < 4; ++round)
            for (const Sample& sample : corpus().ordinary) {
                renames.push_back(renamed(sample.program, rng));
                nests.push_back(renested(sample.program, rng));
                tokens.push_back(withOtherTokens(sample.program, rng));
                QVERIFY(nests.back() != sample.program);
            }
        const auto share = [](const std::vector<std::string>& programs) {
            return static_cast<double>(parsed(programs)) / static_cast<double>(programs.size());
        };
        QVERIFY2(share(renames) > 0.85, std::to_string(share(renames)).c_str());
        QVERIFY2(share(nests) > 0.85, std::to_string(share(nests)).c_str());
        QVERIFY2(share(tokens) > 0.6, std::to_string(share(tokens)).c_str());
    }

    void aSequenceIsShrunkToWhatDiffers() {
        std::vector<Line> lines(37, check("a = 1\ndef f(x):\n    return x"));
        lines[20] = check("import math\nif True:\n    poison = 1\n    b = 2\ndef f(x):\n    return x");
        lines.back() = check("c = 3\ndef f(x):\n    victim = x\n    return x");
        int tests = 0;
        const auto differs = [&](const std::vector<Line>& all) -> Result<bool> {
            ++tests;
            const bool poisoned = std::ranges::any_of(
                all, [](const Line& one) { return one.program.find("poison = 1") != std::string::npos; });
            return poisoned && all.back().program.find("victim") != std::string::npos;
        };
        const auto small = shrunk(lines, differs, 500);
        QVERIFY(small);
        QCOMPARE(small->size(), std::size_t{2});
        QCOMPARE(small->front().program, std::string("if True:\n    poison = 1"));
        QCOMPARE(small->back().program, std::string("def f(x):\n    victim = x"));
        QVERIFY(tests < 100);
    }

    void aLieAboutOneProgramIsFoundAndShrunkToIt() {
        const auto lie = [] {
            return [](const std::string& program, Verdict honest) {
                return program.find("most_common") != std::string::npos ? Verdict::Ok : honest;
            };
        };
        const Search found = search(lyingRivals(lie), 2000);
        QCOMPARE(found.findings.size(), std::size_t{1});
        const Finding& finding = found.findings.front();
        QVERIFY(finding.reproduced && finding.passes);
        QCOMPARE(finding.lines.size(), std::size_t{1});
        const std::string& program = programOf(finding.lines.front());
        QVERIFY2(statementsOf(program).size() <= 2, program.c_str());  // the one that it needs, and what holds it
        QVERIFY(program.find("most_common") != std::string::npos);
        QCOMPARE(found.figures.passes, std::int64_t{1});
    }

    void aPoisonedPoolIsFoundAndShrunkToAttackAndVictim() {
        const auto lie = [] {
            return [poisoned = false](const std::string& program, Verdict honest) mutable {
                if (program.find("gi_frame") != std::string::npos) poisoned = true;
                return poisoned && program.find("sorted(") != std::string::npos ? Verdict::Ok : honest;
            };
        };
        const Search found = search(lyingRivals(lie), 20000);
        QCOMPARE(found.findings.size(), std::size_t{1});
        const std::vector<Line>& lines = found.findings.front().lines;
        QVERIFY(found.findings.front().passes);
        QVERIFY2(lines.size() <= 2, std::to_string(lines.size()).c_str());  // one line may be both
        QVERIFY(programOf(lines.front()).find("gi_frame") != std::string::npos);
        QVERIFY(programOf(lines.back()).find("sorted(") != std::string::npos);
        const auto json = toJson(found.findings.front());
        QCOMPARE(json.size(), lines.size());
        QCOMPARE(json.back()["pooled"]["verdict"].get<std::string>(), std::string("ok"));
    }

    void anHonestPoolIsNotAccused() {
        const Search found = search(lyingRivals({}), 3000);
        QCOMPARE(found.figures.mutants, std::int64_t{3000});
        QCOMPARE(found.figures.differences, std::int64_t{0});
        QCOMPARE(found.figures.suspicions, std::int64_t{0});
        QCOMPARE(found.figures.freshLines, std::int64_t{60});
        QVERIFY(found.figures.referenceLines < found.figures.lines / 2);
    }

    // Which of the two limits of time ends a program depends on how busy the machine is.
    void eitherClockMayEndAProgram() {
        const auto ended = [](Verdict by) {
            return [by](const std::string& program, Verdict honest) {
                return program.find("most_common") != std::string::npos ? by : honest;
            };
        };
        Rivals rivals = lyingRivals([ended] { return ended(Verdict::TimeoutCpu); });
        const auto slow = [ended]() -> Result<std::unique_ptr<Executor>> {
            return std::make_unique<LyingExecutor>(ended(Verdict::TimeoutWall));
        };
        rivals.reference = rivals.renewed = rivals.patient = slow;
        QCOMPARE(search(rivals, 2000).figures.suspicions, std::int64_t{0});
    }

    // A program about which nobody says the same twice is counted, not reported, unless it is rewarded.
    void whatVariesAloneIsUnstable_data() {
        QTest::addColumn<int>("pooled");
        QTest::addColumn<bool>("difference");
        QTest::newRow("not rewarded") << static_cast<int>(Verdict::Rejected) << false;
        QTest::newRow("rewarded") << static_cast<int>(Verdict::Ok) << true;
    }
    void whatVariesAloneIsUnstable() {
        QFETCH(int, pooled);
        QFETCH(bool, difference);
        const auto shared = std::make_shared<int>(0);
        Rivals rivals = lyingRivals([pooled] {
            return [pooled](const std::string& program, Verdict honest) {
                return program.find("bisect") != std::string::npos ? static_cast<Verdict>(pooled) : honest;
            };
        });
        const auto varying = [shared]() -> Result<std::unique_ptr<Executor>> {
            return std::make_unique<LyingExecutor>([shared](const std::string& program, Verdict honest) {
                if (program.find("bisect") == std::string::npos) return honest;
                return ++*shared % 2 == 0 ? Verdict::Exception : Verdict::Nondeterministic;
            });
        };
        rivals.reference = rivals.renewed = rivals.patient = varying;
        const Search found = search(rivals, 2000);
        QCOMPARE(found.figures.differences, std::int64_t{difference ? 1 : 0});
        QCOMPARE(found.figures.unstable > 0, !difference);
    }

    /// The first interpreter may find a nondeterministic answer wrong: the reference says so, too, if asked often
    /// enough.
    void aWrongAnswerThatIsSeldomWrongIsUnstable_data() {
        QTest::addColumn<int>("everySoOften");
        QTest::addColumn<bool>("difference");
        QTest::newRow("now and then") << 20 << false;
        QTest::newRow("never") << 1'000'000 << true;
    }
    void aWrongAnswerThatIsSeldomWrongIsUnstable() {
        QFETCH(int, everySoOften);
        QFETCH(bool, difference);
        const auto told = [](const std::function<Verdict()>& verdict) {
            return [verdict](const std::string& program, Verdict honest) {
                return program.find("bisect") != std::string::npos ? verdict() : honest;
            };
        };
        Rivals rivals = lyingRivals([told] { return told([] { return Verdict::Wrong; }); });
        const auto asked = std::make_shared<int>(0);
        const auto seldom = [told, asked, everySoOften]() -> Result<std::unique_ptr<Executor>> {
            return std::make_unique<LyingExecutor>(told([asked, everySoOften] {
                return ++*asked % everySoOften == 0 ? Verdict::Wrong : Verdict::Nondeterministic;
            }));
        };
        rivals.reference = rivals.renewed = rivals.patient = seldom;
        QCOMPARE(search(rivals, 300).figures.differences, std::int64_t{difference ? 1 : 0});
    }

    /// Of a wrong answer one interpreter tells what came instead: an address there is nobody's fault.
    void aWrongAnswersAddressIsNoDifference_data() {
        QTest::addColumn<QString>("body");
        QTest::addColumn<bool>("difference");
        QTest::newRow("address") << "(id([x]) >> 12) & 1" << false;
        QTest::newRow("steady") << "x" << true;
    }
    void aWrongAnswersAddressIsNoDifference() {
        QFETCH(QString, body);
        QFETCH(bool, difference);
        const auto opener = [](bool pooled) -> Rivals::Open {
            return [pooled] {
                ExecutorOptions options;
                options.lanes = 1;
                options.pooled = options.cached = pooled;
                return openExecutor(options);
            };
        };
        if (const auto pool = opener(true)(); !pool) QSKIP(describe(pool.error()).c_str());
        Suspicion suspicion;
        Line& line = suspicion.own.emplace_back();
        line.command = Command::Grade;
        line.kind = AnswerKind::Input;
        line.program = "def f(x):\n    return " + body.toStdString();
        line.output = "7";
        line.answer = "1";
        suspicion.pooled = {Verdict::Wrong, "", "got 99", 0};  // no interpreter gives it
        Control control;
        const auto judgement =
            Trial({opener(true), opener(false), opener(false), opener(false)}).judge(suspicion, control);
        QVERIFY2(judgement, judgement ? "" : describe(judgement.error()).c_str());
        QCOMPARE(judgement->ruling == Ruling::Difference, difference);
    }

    void theRealPoolAndItsForksAgreeOnOrdinaryPrograms() {
        ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 0.5;
        const auto pool = openExecutor(options);
        if (!pool) QSKIP(describe(pool.error()).c_str());
        options.pooled = options.cached = false;
        const auto forks = openExecutor(options);
        QVERIFY(forks);
        for (const Sample& sample : corpus().ordinary) {
            Line line = check(sample.program);
            line.inputs = sample.inputs;
            Flight pooled(**pool, line, Lane::Loop), alone(**forks, line, Lane::Loop);
            const Seen here = pooled.wait(), there = alone.wait();
            const std::string seen = sample.program + "\n" + dumpLine(toJson(here)) + dumpLine(toJson(there));
            QVERIFY2(here == there, seen.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(RedteamTest)
#include "tst_redteam.moc"
