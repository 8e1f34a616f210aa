// Tokens in the window, on a run that the real engine made: tinted as they are kept, read at the pointer and the caret,
// worked out from a checkpoint where they are not.
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QMouseEvent>
#include <QProcess>
#include <QPushButton>
#include <QScrollBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <cmath>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/seen_facts.h"
#include "ui/labels.h"
#include "ui/main_window.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "ui/tokens/token_text.h"
#include "ui/tokens/token_view.h"

using namespace azr;
using test::buttonNamed;
using test::widgetNamed;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 120000;
constexpr RunId kRun{1};

session::ScoredToken tokenOf(const std::string& text, float logprob,
                             session::ScoredToken::Form form = session::ScoredToken::Form::Text) {
    session::ScoredToken token;
    token.id = 7;
    token.text = text;
    token.spelling = "spelt";
    token.logprob = logprob;
    token.form = form;
    return token;
}

}  // namespace

class TestTokens : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_page = nullptr;
    ui::TokenView* m_view = nullptr;
    ui::TokenText* m_text = nullptr;

    [[nodiscard]] std::unique_ptr<store::Reader> reader() {
        return std::move(*store::Reader::open(m_window->workspace().bridge().databasePath()));
    }
    [[nodiscard]] QLabel* reading() { return widgetNamed<QLabel>(*m_view, "The token at the pointer or the caret"); }
    [[nodiscard]] QLabel* figures() { return widgetNamed<QLabel>(*m_view, "Figures of the completion"); }
    [[nodiscard]] QLabel* state() {
        for (QLabel* label : m_view->findChildren<QLabel*>())
            if (label->accessibleName() == "Where the values come from") return label;
        return nullptr;
    }
    [[nodiscard]] QComboBox* listNamed(const QString& name) { return widgetNamed<QComboBox>(*m_view, name); }
    [[nodiscard]] QPushButton* workOut() {
        for (QPushButton* button : m_view->findChildren<QPushButton*>())
            if (button->isVisible() && button->text().startsWith("&Work out")) return button;
        return nullptr;
    }
    /// The attempt in the tab of tokens, once it was looked for.
    void showAttempt(const store::AttemptRow& attempt) {
        m_page->openTask(attempt.task);
        auto* detail = m_page->findChild<ui::TaskDetailView*>();
        QTRY_COMPARE_WITH_TIMEOUT(detail->task(), attempt.task, kPatienceMs);
        auto* tabs = detail->findChild<QTabWidget*>();
        for (int i = 0; i < tabs->count(); ++i)
            if (tabs->widget(i) == m_view) tabs->setCurrentIndex(i);
        QTRY_VERIFY(m_view->isVisible());
        m_view->choose(attempt.id);
        QTRY_VERIFY2_WITH_TIMEOUT(listNamed("Where the values come from")->count() > 0, qPrintable(state()->text()),
                                  kPatienceMs);
    }
    /// Nothing is cut off, hidden or faint, and no two controls have one letter; in both themes.
    void look(const QString& name) {
        const auto misfits = [&] {
            return testing::cutOff(*m_window) + testing::misplaced(*m_window) + testing::sharedMnemonics(*m_window);
        };
        QTRY_VERIFY2(misfits().isEmpty(), qPrintable(misfits().join("; ")));  // once it is laid out
        QStringList facts;
        for (const bool dark : {false, true}) {
            ui::applyTheme(*qApp, dark);
            facts += testing::faint(*m_window);
            testing::savePicture(*m_window, QStringLiteral("tokens-%1-%2").arg(name, dark ? "dark" : "light"));
        }
        ui::applyTheme(*qApp, false);
        QVERIFY2(facts.isEmpty(), qPrintable(facts.join("; ")));
    }
    void openWindow() {
        auto bridge = ui::SessionBridge::open([this](session::Session::Wakeup wakeup) {
            return session::Session::open(m_folder.filePath("w").toStdString(), std::move(wakeup));
        });
        QVERIFY(bridge.has_value());
        m_window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        m_window->resize(1024, 700);
        m_window->show();
        QTRY_VERIFY(m_window->workspace().loaded());
        m_window->workspace().show(kRun);
        m_window->showPage(ui::PageName::Tasks);
        m_page = m_window->findChild<ui::TasksPage*>();
        m_view = m_window->findChild<ui::TokenView*>();
        m_text = m_window->findChild<ui::TokenText*>();
        QVERIFY(m_page && m_view && m_text);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

  private Q_SLOTS:
    void initTestCase() {
        for (const char* file : {"azr-studio", "azr-sandbox", "libazr_engine_v3.so"})
            if (!fs::exists(fs::path(AZR_BINARY_FOLDER) / file)) QSKIP("not built");
        qputenv("AZR_ENGINE_DIR", AZR_BINARY_FOLDER);
        QLocale::setDefault(QLocale::c());
        ui::applyTheme(*qApp, false);
        QStringList words{"train", "--workspace", m_folder.filePath("w"), "--steps", "3", "--seed", "3"};
        for (const char* field :
             {"model.dtype=fp32", "model.threads=2", "selfplay.proposals_per_kind=3", "selfplay.solves_per_kind=3",
              "selfplay.rollouts=2", "selfplay.seed_factor=1", "evaluation.every_steps=0",
              "evaluation.items_per_kind=1", "executor.lanes=1", "telemetry.token_steps=1"})
            words << "--set" << field;
        QProcess program;
        program.setStandardOutputFile(QProcess::nullDevice());
        program.start(QStringLiteral(AZR_BINARY_FOLDER "/azr-studio"), words);
        QVERIFY(program.waitForFinished(2 * kPatienceMs));
        QCOMPARE(program.exitCode(), 0);
        openWindow();
    }

    void theKeptOnesAreShownAndRead() {
        const store::AttemptRow attempt = reader()->attemptsOfStep(kRun, 3)->back();
        showAttempt(attempt);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->shown().has_value(), kPatienceMs);
        const session::ScoredCompletion& shown = *m_view->shown();
        QVERIFY(!shown.from && static_cast<int>(shown.tokens.size()) == attempt.tokens);
        QCOMPARE(listNamed("Where the values come from")->currentText(), QString("As the sampler gave them"));
        QVERIFY2(figures()->text().contains(QString::number(shown.perplexity(), 'f', 2)),
                 qPrintable(figures()->text()));
        QString drawn;
        for (const session::ScoredToken& token : shown.tokens) drawn += ui::TokenText::drawn(token);
        QCOMPARE(m_text->toPlainText(), drawn.replace(QChar(QChar::LineSeparator), QLatin1Char('\n')));
        // A token at a time, and no farther than the ends.
        m_text->verticalScrollBar()->setValue(0);
        m_text->setFocus();
        m_text->setCurrent(0);
        QTest::keyClick(m_text, Qt::Key_Left);
        QCOMPARE(m_text->current(), 0);
        for (int i = 1; i < 4; ++i) {
            QTest::keyClick(m_text, Qt::Key_Right);
            QCOMPARE(m_text->current(), i);
        }
        const session::ScoredToken& third = shown.tokens[3];
        for (const QString& part :
             {QString("Token 4 of %1").arg(shown.tokens.size()), QString("id %1").arg(third.id),
              QString::number(double(third.logprob), 'f', 4), ui::labels::percent(std::exp(double(third.logprob))),
              QString("rank by improbability %1").arg(shown.ranksByImprobability()[3])})
            QVERIFY2(reading()->text().contains(part), qPrintable(reading()->text() + " lacks " + part));
        QCOMPARE(m_text->accessibleDescription(), reading()->text());
        QTest::keyClick(m_text, Qt::Key_End, Qt::ControlModifier);
        QCOMPARE(m_text->current(), attempt.tokens - 1);
        // What the pointer is at, until it leaves.
        m_text->verticalScrollBar()->setValue(0);
        int under = -1;
        QPoint point;
        for (int x = 2; x < m_text->viewport()->width() && under != 1; ++x) {
            point = QPoint(x, 8);
            under = m_text->tokenAt(point);
        }
        QCOMPARE(under, 1);
        QMouseEvent move(QEvent::MouseMove, point, m_text->viewport()->mapToGlobal(point), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(m_text->viewport(), &move);
        QVERIFY2(reading()->text().startsWith("Token 2 of"), qPrintable(reading()->text()));
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_text, &leave);
        QVERIFY(reading()->text().startsWith(QString("Token %1 of").arg(attempt.tokens)));
        // Copied is what was written, not the signs.
        m_text->selectAll();
        m_text->copy();
        QVERIFY(QApplication::clipboard()->text().startsWith(QString::fromStdString(attempt.completion)));
        m_text->setCurrent(5);
        look("kept");
    }

    /// At 1024x700 the text, its reading and the legend stand below each other, none over another.
    void nothingOverlapsInASmallWindow() {
        QCOMPARE(m_window->size(), QSize(1024, 700));
        auto* legend = m_view->findChild<ui::TokenLegend*>();
        const auto placeOf = [&](const QWidget* part) { return QRect(part->mapTo(m_view, QPoint()), part->size()); };
        QVERIFY(m_text->isVisible() && reading()->isVisible() && legend->isVisible() && figures()->isVisible());
        QVERIFY(placeOf(m_text).bottom() < placeOf(reading()).top());
        QVERIFY(placeOf(reading()).bottom() < placeOf(legend).top());
        QVERIFY(placeOf(legend).bottom() < m_view->height());
        QVERIFY(reading()->height() >= reading()->heightForWidth(reading()->width()));
        QVERIFY(figures()->height() >= figures()->heightForWidth(figures()->width()));
    }

    void entropiesAreWorkedOutFromTheCheckpoint() {
        auto* tint = listNamed("What tokens are tinted by");
        tint->setCurrentIndex(1);
        QVERIFY2(state()->text().contains("Entropies are not kept"), qPrintable(state()->text()));
        auto* from = listNamed("Where the values come from");
        QVERIFY(!workOut()->isEnabled());
        QCOMPARE(from->itemText(1), QString::fromUtf8("Checkpoint 2 (±0)"));
        QCOMPARE(from->itemText(2), QString::fromUtf8("Checkpoint 1 (−1)"));
        QVERIFY(from->itemData(2, Qt::ToolTipRole).toString().startsWith("checkpoint 1: 1 update"));
        from->setCurrentIndex(1);
        QCOMPARE(workOut()->accessibleName(), QString("Work out from checkpoint 2"));
        const std::vector<session::ScoredToken> kept = m_view->shown()->tokens;
        workOut()->click();
        QVERIFY(buttonNamed(*m_view, "Cancel working out the tokens")->isVisible());
        QTRY_VERIFY2_WITH_TIMEOUT(m_view->shown()->from.has_value(), qPrintable(state()->text()), kPatienceMs);
        QVERIFY2(state()->text().contains("Worked out again: checkpoint 2, the policy that wrote it"),
                 qPrintable(state()->text()));
        const auto& again = m_view->shown()->tokens;
        QCOMPARE(again.size(), kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i)
            QVERIFY(std::fabs(kept[i].logprob - again[i].logprob) < 2e-3F + std::fabs(kept[i].logprob) / 1000);
        QVERIFY(m_view->shown()->hasEntropy());
        QVERIFY2(reading()->text().contains("entropy"), qPrintable(reading()->text()));
        look("entropy");
        from->setCurrentIndex(0);
        QVERIFY(!m_view->shown()->from);
        tint->setCurrentIndex(0);
    }

    void anOlderStepIsWorkedOutFromItsCheckpoint() {
        const store::AttemptRow attempt = reader()->attemptsOfStep(kRun, 2)->front();
        showAttempt(attempt);
        QVERIFY2(state()->text().contains("not kept") && state()->text().contains("steps 3 to 3"),
                 qPrintable(state()->text()));
        QVERIFY(!m_view->shown() && m_text->toPlainText().isEmpty());
        look("old");
        QCOMPARE(workOut()->accessibleName(), QString("Work out from checkpoint 1"));
        workOut()->setFocus();
        QTest::keyClick(workOut(), Qt::Key_Space);
        QTRY_VERIFY2_WITH_TIMEOUT(m_view->shown().has_value(), qPrintable(state()->text()), kPatienceMs);
        QCOMPARE(m_view->shown()->from->step, 1);
        QVERIFY(!m_view->shown()->tokens.empty());
        QVERIFY2(state()->text().contains("text encodes to"), qPrintable(state()->text()));
    }

    void aCheckpointThatIsGoneIsTold() {
        const store::AttemptRow attempt = reader()->attemptsOfStep(kRun, 2)->back();
        showAttempt(attempt);
        QCOMPARE(workOut()->accessibleName(), QString("Work out from checkpoint 1"));
        const fs::path folder = m_folder.filePath("w/checkpoints/run-1/step-1").toStdString();
        fs::rename(folder, folder.string() + ".away");
        workOut()->click();
        QTRY_VERIFY2_WITH_TIMEOUT(state()->text().startsWith(QString::fromUtf8("✖")), qPrintable(state()->text()),
                                  kPatienceMs);
        QVERIFY2(state()->text().contains("there is no checkpoint of step 1") &&
                     state()->text().contains("there are those of steps"),
                 qPrintable(state()->text()));
        fs::rename(folder.string() + ".away", folder);
    }

    void workingOutIsCancelled() {
        const store::AttemptRow attempt = reader()->attemptsOfStep(kRun, 1)->front();
        showAttempt(attempt);
        workOut()->click();
        auto* cancel = buttonNamed(*m_view, "Cancel working out the tokens");
        QVERIFY(cancel->isVisible());
        cancel->click();
        QVERIFY(!cancel->isVisible() && workOut()->isEnabled());
        QCOMPARE(state()->text(), QString("Cancelled."));
        // And it can be asked for again.
        workOut()->click();
        QTRY_VERIFY2_WITH_TIMEOUT(m_view->shown().has_value(), qPrintable(state()->text()), kPatienceMs);
    }

    void theProposalStandsInTheListToo() {
        store::TaskQuery query;
        query.filter.run = kRun;
        query.filter.step = 3;
        query.filter.origin = "model";
        const store::TaskRow task = reader()->tasks(query)->rows.front();
        m_page->openTask(task.id);
        auto* which = listNamed("Completion whose tokens are shown");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->findChild<ui::TaskDetailView*>()->task(), task.id, kPatienceMs);
        QTRY_COMPARE(which->itemText(0), QString("Proposal, step 3"));
        which->setCurrentIndex(0);
        QTRY_VERIFY2_WITH_TIMEOUT(m_view->shown().has_value(), qPrintable(state()->text()), kPatienceMs);
        QCOMPARE(static_cast<int>(m_view->shown()->tokens.size()), task.tokens);
    }

    void germanFitsToo() {
        QTranslator german, core;
        QVERIFY(german.load(QStringLiteral(":/translations/azr_de.qm")));
        QVERIFY(core.load(QStringLiteral(":/translations/core_de.qm")));
        QApplication::installTranslator(&german);
        QApplication::installTranslator(&core);
        m_window.reset();
        openWindow();
        const store::AttemptRow attempt = reader()->attemptsOfStep(kRun, 3)->back();
        auto* detail = m_page->findChild<ui::TaskDetailView*>();
        m_page->openTask(attempt.task);
        QTRY_COMPARE_WITH_TIMEOUT(detail->task(), attempt.task, kPatienceMs);
        detail->findChild<QTabWidget*>()->setCurrentWidget(m_view);
        m_view->choose(attempt.id);
        QTRY_VERIFY_WITH_TIMEOUT(m_view->shown().has_value(), kPatienceMs);
        m_text->setCurrent(3);
        look("de-kept");
        if (QTest::currentTestFailed()) return;
        auto* from = m_view->findChildren<QComboBox*>().at(2);
        from->setCurrentIndex(1);
        look("de-again");
    }

    void whatCannotBeSeenHasASign() {
        using Form = session::ScoredToken::Form;
        const auto drawn = [](const session::ScoredToken& token) { return ui::TokenText::drawn(token); };
        QCOMPARE(drawn(tokenOf("a b", -1)), QString("a b"));
        QCOMPARE(drawn(tokenOf("   ", -1)), QString::fromUtf8("···"));
        QCOMPARE(drawn(tokenOf("\t", -1)), QString::fromUtf8("⇥"));
        QCOMPARE(drawn(tokenOf("x\n", -1)), QString::fromUtf8("x⏎") + QChar(QChar::LineSeparator));
        QCOMPARE(drawn(tokenOf("\x1b", -1)), QString::fromUtf8("␛"));
        QCOMPARE(drawn(tokenOf("a\u200bb", -1)), QString::fromUtf8("a‹U+200B›b"));
        QCOMPARE(drawn(tokenOf("🙂", -1)), QString::fromUtf8("🙂"));
        QCOMPARE(drawn(tokenOf("", -1, Form::Part)), QString::fromUtf8("▹"));
        QCOMPARE(drawn(tokenOf("", -1, Form::Special)), QString("spelt"));
        QCOMPARE(ui::TokenText::escaped("a\n\t\"\\\u200b"), QString("a\\n\\t\\\"\\\\\\u{200b}"));
    }

    void theTextIsReadableOnEveryTint() {
        for (const widgets::Colors& colors : {widgets::lightColors(), widgets::darkColors()})
            for (const ui::TintBy by : {ui::TintBy::LogProbability, ui::TintBy::Entropy}) {
                double before = 1e9;
                for (double tint = 0; tint <= 1; tint += 0.1) {
                    const QColor shade = ui::shade(tint, by, colors);
                    QVERIFY2(widgets::contrast(shade, colors.text) >= 4.5, qPrintable(shade.name()));
                    // Told apart by lightness alone, in one direction.
                    const double contrast = widgets::contrast(shade, colors.text);
                    QVERIFY(contrast < before);
                    before = contrast;
                }
            }
        QCOMPARE(ui::tintOf(tokenOf("a", 0), ui::TintBy::LogProbability), 0.0);
        QCOMPARE(ui::tintOf(tokenOf("a", -3), ui::TintBy::LogProbability), 0.5);
        QCOMPARE(ui::tintOf(tokenOf("a", -90), ui::TintBy::LogProbability), 1.0);
        QCOMPARE(ui::tintOf(tokenOf("a", -1), ui::TintBy::Entropy), 0.0);  // not known
    }
};

QTEST_MAIN(TestTokens)
#include "tst_tokens.moc"
