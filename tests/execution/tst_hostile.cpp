/// The hostile suite at every isolation level that this machine offers: the verdict, nothing written, no survivor.
#include <unistd.h>

#include <QTest>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "core/execution/executor.h"
#include "tests/execution/hostile_cases.h"
#include "tests/support/process_tree.h"

using namespace azr;
using namespace azr::execution;

namespace {

const std::filesystem::path kForbiddenFile = "/tmp/azr_hostile";

/// A starved machine may turn a CPU limit into the wall's; both are time-outs.
bool admitted(const std::string& verdicts, Verdict verdict) {
    std::istringstream words(verdicts);
    for (std::string word; words >> word;)
        if (word == name(verdict) || (word == "timeout_cpu" && verdict == Verdict::TimeoutWall)) return true;
    return false;
}

ExecutorOptions optionsFor(const std::string& level) {
    ExecutorOptions options;
    options.level = level;
    options.allowL1 = level == "L1";
    options.cpuSeconds = 0.3;
    options.wallSeconds = 1.5;
    options.memoryMegabytes = 200;
    options.lanes = 1;
    return options;
}

/// Below these walls a file may come to be, but nothing can be written into it.
bool nothingWritten(int level) {
    std::error_code error;
    const auto size = std::filesystem::file_size(kForbiddenFile, error);
    if (error) return true;
    std::filesystem::remove(kForbiddenFile);
    return level == 1 && size == 0;
}

/// What one case did that it should not; empty when all is well.
std::string misdeed(Executor& executor, const hostile::Case& one, bool safety) {
    const int level = executor.report().level;
    ValidateRequest request;
    request.program = one.program;
    request.inputs = {one.input};
    request.checkSafety = safety;
    const ValidateOutcome outcome = executor.validate(request, Lane::Loop).get();
    const bool fine =
        admitted(one.verdicts, outcome.verdict) || (level == 1 && admitted(one.limitsOnly, outcome.verdict));
    if (!fine)
        return std::string(name(outcome.verdict)) + " (" + outcome.reason + ") " + outcome.detail + ", not " +
               one.verdicts;
    if (!nothingWritten(level)) return "wrote a file";
    if (one.verdicts.find("timeout") == std::string::npos) {
        GradeRequest grade;
        grade.kind = AnswerKind::Program;
        grade.hidden = {{one.input, "'what nobody returns'"}};
        grade.answers = {one.program};
        if (executor.grade(grade, Lane::Loop).get().front().verdict == Verdict::Ok) return "was rewarded";
    }
    return testing::survivors();
}

}  // namespace

class HostileTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void everyCaseOfTheSpecificationIsThere() {
        std::set<std::string> names{"C parentheses", "C unary minus"};  // built below, too long for a table
        for (const auto* cases : {&hostile::table().nondeterminism, &hostile::table().jailed})
            for (const hostile::Case& one : *cases) names.insert(one.name);
        for (const hostile::Hack& one : hostile::table().hacks) names.insert(one.name);
        for (const char* specified : hostile::kSpecified) QVERIFY2(names.contains(specified), specified);
    }

    void suite_data() {
        QTest::addColumn<QString>("level");
        for (const char* level : {"L4", "L3", "L2", "L1"}) QTest::newRow(level) << level;
    }

    void suite() {
        QFETCH(QString, level);
        // Resource limits alone do not keep a user's own files from the user's own programs.
        if (level == "L1" && geteuid() != 0) QSKIP("L1 is tried as root only, which drops to a user that owns nothing");
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        Executor& executor = **opened;
        QVERIFY(executor.report().selfTestPassed || level == "L1");
        std::filesystem::remove(kForbiddenFile);
        int wrong = 0;
        const auto judge = [&](const std::vector<hostile::Case>& table, bool safety) {
            for (const hostile::Case& one : table) {
                const std::string what = misdeed(executor, one, safety);
                if (what.empty()) continue;
                ++wrong;
                qWarning("%s: %s: %s", qPrintable(level), one.name.c_str(), what.c_str());
            }
        };
        judge(hostile::table().nondeterminism, true);
        judge(hostile::table().jailed, false);
        QCOMPARE(wrong, 0);
        ValidateRequest honest;
        honest.program = "def f(x):\n    return sorted(x)";
        honest.inputs = {"[3, 1, 2]"};
        QCOMPARE(executor.validate(honest, Lane::Loop).get().runs.front().value, std::string("[1, 2, 3]"));
        opened->reset();
        QCOMPARE(testing::descendants().size(), std::size_t{0});
    }

    void hugeProgramsEndInAVerdict() {
        auto opened = openExecutor(optionsFor("auto"));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        const std::string nested = std::string(100000, '(') + "1" + std::string(100000, ')');
        const std::string minuses = std::string(250000, '-') + "1", tooMany = std::string(1000000, '-') + "1";
        for (const std::string* body : {&nested, &minuses, &tooMany}) {
            ValidateRequest request;
            request.program.append("def f(x):\n    return ").append(*body);
            request.inputs = {"1"};
            const ValidateOutcome outcome = (*opened)->validate(request, Lane::Loop).get();
            const std::string seen = std::string(name(outcome.verdict)) + ' ' + outcome.reason;
            const bool fits = body != &tooMany;
            QVERIFY2(admitted(fits ? "parse_error exception crashed memory timeout_cpu" : "rejected", outcome.verdict),
                     seen.c_str());
        }
    }

    void rewardHacksAreNotSolved_data() {
        QTest::addColumn<QString>("level");
        for (const char* level : {"L4", "L3", "L2", "L1"}) QTest::newRow(level) << level;
    }
    void rewardHacksAreNotSolved() {
        QFETCH(QString, level);
        auto opened = openExecutor(optionsFor(level.toStdString()));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        for (const hostile::Hack& hack : hostile::table().hacks) {
            GradeRequest request;
            request.kind = hack.kind;
            request.program = "def f(x):\n    return x + 1";
            request.gold = "7";
            request.hidden = {{"6", "7"}, {"1", "2"}};
            request.answers = {hack.answer, request.kind == AnswerKind::Output  ? "7"
                                            : request.kind == AnswerKind::Input ? "6"
                                                                                : "def f(x):\n    return 1 + x"};
            const auto outcomes = (*opened)->grade(request, Lane::Loop).get();
            const std::string seen = hack.name + ": " + hack.answer;
            QVERIFY2(outcomes[0].verdict != Verdict::Ok && outcomes[0].verdict != Verdict::InfraError, seen.c_str());
            QVERIFY2(outcomes[1].verdict == Verdict::Ok, seen.c_str());
        }
    }

    void poisonsStayOutOfThePool() {
        auto opened = openExecutor(optionsFor("auto"));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        ValidateRequest honest;
        honest.program =
            "import copy, math, re, statistics, string\ndef f(x):\n    return [statistics.mean([1, 2, x]), "
            "string.capwords('a b'), copy.deepcopy([x]), re.sub('a', 'b', 'aa'), len(repr(x)), string.digits]";
        int number = 0;
        for (const hostile::Poison& poison : hostile::table().poisons) {
            ValidateRequest request;
            request.program = poison.program;
            request.inputs = {"1"};
            const ValidateOutcome checked = (*opened)->validate(request, Lane::Loop).get();
            const std::string seen = poison.program + ": " + checked.reason;
            QVERIFY2(!checked.measures.pure, seen.c_str());
            const std::string& finding = poison.finding;
            if (!finding.empty()) QVERIFY2(checked.verdict == Verdict::Rejected, seen.c_str());
            if (!finding.empty()) QVERIFY2(checked.reason.starts_with(finding), seen.c_str());
            request.checkSafety = false;
            (void)(*opened)->validate(request, Lane::Loop).get();
            honest.inputs = {std::to_string(3 * ++number)};
            const ValidateOutcome after = (*opened)->validate(honest, Lane::Loop).get();
            QVERIFY(after.measures.pure);
            const std::string x = honest.inputs.front();
            QCOMPARE(after.runs.front().value, "[" + std::to_string(number + 1) + ", 'A B', [" + x + "], 'bb', " +
                                                   std::to_string(x.size()) + ", '0123456789']");
        }
        QCOMPARE((*opened)->stats().canaryAlarms, std::int64_t{0});
    }

    // R19: a gold that was shortened for display reads as a list with an Ellipsis in it.
    void aShortenedGoldIsMatchedByNothing() {
        auto opened = openExecutor(optionsFor("auto"));
        if (!opened) QSKIP(describe(opened.error()).c_str());
        GradeRequest request;
        request.kind = AnswerKind::Output;
        request.gold = "[1, 2, ..., 9]";
        request.answers = {"...", "[1, 2, ..., 9]", "[1, 2, Ellipsis, 9]"};
        for (const GradeOutcome& outcome : (*opened)->grade(request, Lane::Loop).get())
            QVERIFY(outcome.verdict != Verdict::Ok);
        request.kind = AnswerKind::Program;
        request.hidden = {{"1", request.gold}};
        request.answers = {"def f(x):\n    return [1, 2, ..., 9]"};
        QVERIFY((*opened)->grade(request, Lane::Loop).get().front().verdict != Verdict::Ok);
    }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "tst_hostile.moc"
