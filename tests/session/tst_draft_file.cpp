/// Drafts from files and from stored tasks.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/session/draft_file.h"

using namespace azr;
using namespace azr::session;

namespace {

Result<DraftFile> read(const std::string& text) {
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("seeds.jsonl").toStdString();
    if (!writeFileAtomic(file, text)) qFatal("the file cannot be written");
    return readDrafts(file);
}

}  // namespace

class TestDraftFile : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyLineBecomesADraft() {
        const auto file =
            read(R"({"snippet": "def f(x):\n    return x", "input": "1", "output": "1", "_kind": "abduction"}

{"snippet": "def f(x):\n    return x + 1", "inputs": ["1", "2"], "outputs": ["2", "3"], "message": "adds one"}
{"snippet": "def f(x):\n    return x * 2", "imports": ["import math"], "input": "3", "output": "6"}
)");
        QVERIFY2(file.has_value(), file ? "" : describe(file.error()).c_str());
        QVERIFY(file->problems.empty());
        QCOMPARE(file->drafts.size(), 4U);  // the last one seeds two kinds
        QCOMPARE(file->drafts[0].kind, selfplay::TaskKind::Abduction);
        QCOMPARE(file->drafts[1].kind, selfplay::TaskKind::Induction);
        QCOMPARE(file->drafts[1].inputs, (std::vector<std::string>{"1", "2"}));
        QCOMPARE(file->drafts[1].message, std::string("adds one"));
        QCOMPARE(file->drafts[2].kind, selfplay::TaskKind::Deduction);
        QCOMPARE(file->drafts[3].kind, selfplay::TaskKind::Abduction);
        QCOMPARE(file->drafts[3].imports, std::vector<std::string>{"import math"});
        QCOMPARE(file->drafts[3].claimed, std::vector<std::string>{"6"});
        QVERIFY(file->drafts[0].seed);
    }

    /// With file, line, field and what to do.
    void aBadLineIsToldAndTheOthersStay() {
        const auto file = read(
            "{\"snippet\": \"def f(x): return x\", \"input\": \"1\", \"output\": \"1\", \"_kind\": "
            "\"deduction\"}\n{\"snippet\": \"def f(x): return x\", \"input\": 1, \"output\": \"1\"}\n"
            "{broken\n");
        QVERIFY(file.has_value());
        QCOMPARE(file->drafts.size(), 1U);
        QCOMPARE(file->problems.size(), 2U);
        const std::string first = describe(file->problems[0]), second = describe(file->problems[1]);
        QVERIFY2(first.find("seeds.jsonl, line 2") != std::string::npos, first.c_str());
        QVERIFY2(first.find("input") != std::string::npos, first.c_str());
        QVERIFY2(first.find("snippet") != std::string::npos, first.c_str());  // the remedy shows a line
        QVERIFY2(second.find("seeds.jsonl, line 3") != std::string::npos, second.c_str());
    }

    void anEmptyFileAndNoneAreTold() {
        QVERIFY(!read("\n\n"));
        QVERIFY(!readDrafts("/nowhere/seeds.jsonl"));
    }

    void aTaskOfARunBecomesADraft() {
        store::TaskRow row;
        row.kind = "induction";
        row.program = "def f(x):\n    return -x";
        row.pairs = {{"1", "-1"}, {"2", "-2"}};
        row.message = "turns the sign";
        const auto draft = draftOf(row);
        QVERIFY(draft.has_value());
        QCOMPARE(draft->kind, selfplay::TaskKind::Induction);
        QCOMPARE(draft->inputs, (std::vector<std::string>{"1", "2"}));
        QVERIFY(draft->claimed.empty());
        row.kind = "riddle";
        QVERIFY(!draftOf(row));
    }

    void claimsAreComparedByValue() {
        Draft draft;
        draft.inputs = {"1", "2", "3"};
        draft.claimed = {"[1,2]", "{2, 1}", "'b'"};
        execution::ValidateOutcome outcome;
        outcome.runs.resize(3);
        outcome.runs[0].value = "[1, 2]";
        outcome.runs[1].value = "{1, 2}";
        outcome.runs[2].value = "'a'";
        QCOMPARE(falseClaims(draft, outcome), std::vector<std::size_t>{2});
    }
};

QTEST_GUILESS_MAIN(TestDraftFile)
#include "tst_draft_file.moc"
