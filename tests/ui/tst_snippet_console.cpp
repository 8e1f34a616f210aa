// The executor page: the console sends a snippet the loop's way and shows what came of it; trouble and level are told.
#include <QLabel>
#include <QTest>

#include "tests/support/fake_session.h"
#include "ui/pages/executor_page.h"
#include "ui/pages/snippet_console.h"
#include "widgets/code_view.h"

using namespace azr;

class TestSnippetConsole : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSnippetIsCheckedAndItsOutcomeShown() {
        testing::FakeWorkspace workspace;
        ui::Workspace shared(*ui::SessionBridge::open(testing::openerOf(workspace)));
        ui::SnippetConsole console(shared);
        console.setSnippet("def f(x):\n    print('hello')\n    return x\n", "[1, 2], k=3");
        console.run();
        console.run();  // one at a time
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        QCOMPARE(workspace.drafts[0].inputs, std::vector<std::string>{"[1, 2], k=3"});
        execution::ValidateOutcome outcome;
        outcome.verdict = execution::Verdict::Ok;
        outcome.milliseconds = 12.5;
        outcome.measures.pure = true;
        outcome.runs = {{execution::Verdict::Ok, "", "", "[1, 2]", "list", 0.25, "hello\n"}};
        workspace.tell(session::CheckFinished{9, outcome});  // somebody else's
        QTest::qWait(120);
        QVERIFY(!console.result().contains("list"));
        workspace.tell(session::CheckFinished{1, outcome});
        QTRY_VERIFY(console.result().contains("[1, 2] (list)"));
        QVERIFY(console.result().startsWith(QStringLiteral("✔")));
        QVERIFY(console.result().contains("hello"));
        QVERIFY(console.result().contains("pooled"));
    }

    void safetyFindingsAreMarkedInTheCode() {
        testing::FakeWorkspace workspace;
        ui::Workspace shared(*ui::SessionBridge::open(testing::openerOf(workspace)));
        ui::SnippetConsole console(shared);
        console.setSnippet("import math\nimport os\ndef f(x):\n    return x.__class__\n", "1");
        console.run();
        execution::ValidateOutcome outcome;
        outcome.verdict = execution::Verdict::Rejected;
        outcome.reason = "banned_import:os";
        outcome.measures.findings = {"banned_import:2:0:os", "banned_name:4:11:eval",
                                     "dunder_attribute:4:16:__class__"};
        workspace.tell(session::CheckFinished{1, outcome});
        auto* code = console.findChild<widgets::CodeView*>();
        QTRY_VERIFY(code->annotation(1).contains("banned_import: os"));
        QVERIFY(code->annotation(3).contains("eval"));
        QVERIFY(code->annotation(3).contains("__class__"));
        QVERIFY(code->annotation(0).isEmpty());
        QVERIFY(console.result().startsWith(QStringLiteral("✖")));
    }

    void theStatusBarSaysWhatStandsBehindTheLevel() {
        execution::SandboxReport report;
        report.level = 3;
        report.explanation = "own namespaces";
        QCOMPARE(ui::isolationText(report), QStringLiteral("Isolation L3"));
        QVERIFY(ui::isolationExplanation(report).contains("own namespaces"));
        report.trouble = "no interpreter";
        QVERIFY(ui::isolationText(report).startsWith(QStringLiteral("▲")));
        QVERIFY(ui::isolationExplanation(report).contains("no interpreter"));
        QCOMPARE(ui::isolationText(std::nullopt), QStringLiteral("Sandbox not started"));
    }
};

QTEST_MAIN(TestSnippetConsole)
#include "tst_snippet_console.moc"
