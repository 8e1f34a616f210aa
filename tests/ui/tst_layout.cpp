// Nothing is cut off: in English and German, in the size the window opens with and in a small one, every text has the
// room it asks for. With AZR_SCREENSHOTS=folder the pages are also saved as pictures.
#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

#include "tests/support/filled_window.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/models/task_table_model.h"
#include "ui/opening_window.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"
#include "widgets/elided_label.h"

using namespace azr;
using namespace azr::testing;

namespace {

QString described(const QWidget& widget, const QString& text, const QSize& wanted) {
    return QStringLiteral("%1 “%2” in %3 has %4x%5 of %6x%7")
        .arg(widget.metaObject()->className(), text.left(40), widget.parentWidget()->metaObject()->className())
        .arg(widget.width())
        .arg(widget.height())
        .arg(wanted.width())
        .arg(wanted.height());
}

/// Texts that the user sees in part only. Tables scroll and elide by design; their headings must be readable.
QStringList cutOff(const QWidget& root) {
    QStringList found;
    const auto check = [&](const QWidget& widget, const QString& text, const QSize& wanted) {
        if (widget.width() < wanted.width() || widget.height() < wanted.height())
            found.append(described(widget, text, wanted));
    };
    for (const QLabel* label : root.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty() || qobject_cast<const widgets::ElidedLabel*>(label))
            continue;
        if (label->wordWrap())
            check(*label, label->text(), {0, label->heightForWidth(label->width())});
        else
            check(*label, label->text(), label->sizeHint());
    }
    for (const QAbstractButton* button : root.findChildren<QAbstractButton*>())
        if (button->isVisible() && !button->text().isEmpty() && !button->inherits("QToolBarExtension"))
            check(*button, button->text(), {button->sizeHint().width(), 0});
    for (const QComboBox* box : root.findChildren<QComboBox*>())
        if (box->isVisible() && !box->isEditable())
            check(*box, box->currentText(), {box->fontMetrics().horizontalAdvance(box->currentText()) + 30, 0});
    for (const QTabBar* tabs : root.findChildren<QTabBar*>())
        for (const QToolButton* arrow : tabs->findChildren<QToolButton*>())
            if (tabs->isVisible() && arrow->isVisible())
                found.append(QStringLiteral("the tabs need arrows: %1").arg(tabs->tabText(0)));
    for (const QTableView* table : root.findChildren<QTableView*>()) {
        const QHeaderView* header = table->horizontalHeader();
        for (int column = 0; table->isVisible() && column < header->count(); ++column) {
            if (header->isSectionHidden(column)) continue;
            const QString text = table->model()->headerData(column, Qt::Horizontal).toString();
            QFont bold = header->font();
            bold.setWeight(QFont::DemiBold);
            if (header->sectionSize(column) < QFontMetrics(bold).horizontalAdvance(text) + 14)
                found.append(QStringLiteral("heading “%1” of %2 is %3 wide")
                                 .arg(text, table->accessibleName())
                                 .arg(header->sectionSize(column)));
        }
    }
    return found;
}

/// Programs tell tasks apart: their column gets so much room, whatever else is shown.
QStringList crampedPrograms(const QWidget& page, int least) {
    QStringList found;
    for (const QTableView* table : page.findChildren<QTableView*>()) {
        if (!table->isVisible() || !qobject_cast<const ui::TaskTableModel*>(table->model())) continue;
        const int width = table->viewport()->width() - table->columnViewportPosition(ui::TaskTableModel::Program);
        if (width < least)
            found.append(QStringLiteral("programs of %1 have %2").arg(table->accessibleName()).arg(width));
    }
    return found;
}

}  // namespace

class TestLayout : public QObject {
    Q_OBJECT

    QTranslator m_plurals, m_german, m_core;

    void speak(const QString& language) {
        for (QTranslator* german : {&m_german, &m_core}) {
            QApplication::removeTranslator(german);
            if (language == QLatin1String("de")) QApplication::installTranslator(german);
        }
        QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany)
                                                            : QLocale(QLocale::English, QLocale::UnitedStates));
    }

    static void look(QWidget& widget, const QString& name, QStringList& wrong) {
        for (const QString& one : cutOff(widget)) wrong.append(name + QStringLiteral(": ") + one);
        savePicture(widget, name);
    }

    static void lookAtPages(ui::MainWindow& window, const QString& name, QStringList& wrong) {
        for (int page = 0; page < ui::kPageCount; ++page) {
            window.showPage(static_cast<ui::PageName>(page));
            if (page == 1) {
                auto* table = window.findChild<ui::TasksPage*>()->findChild<widgets::CopyableTable*>();
                QTRY_VERIFY(table->model()->rowCount() > 2);
                table->selectRow(2);
            }
            if (page == 3) window.findChild<ui::RunsPage*>()->compare(RunId{1}, RunId{2});
            QTest::qWait(150);
            QVERIFY(settled(window));
            QTest::qWait(50);
            look(window, QStringLiteral("%1-page-%2").arg(name).arg(page + 1), wrong);
            const bool wide = window.width() > 1000;
            if (page == 1) wrong.append(crampedPrograms(window, wide ? 180 : 110));
            if (page == 2) wrong.append(crampedPrograms(window, wide ? 130 : 90));
            if (page > 0) continue;
            auto* scroll = window.findChild<ui::TrainingPage*>()->findChild<QScrollArea*>();
            scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
            QTest::qWait(50);
            look(window, QStringLiteral("%1-page-1-end").arg(name), wrong);
        }
    }

    static void lookAtDialogs(ui::MainWindow& window, const QString& name, QStringList& wrong) {
        ui::NewRunDialog newRun(window.workspace().background(), &window);
        ui::SeedDialog seed(window.workspace().bridge(), &window);
        ui::VetoDialog veto(2, &window);
        ui::OpeningWindow opening(&window);
        const std::pair<QDialog*, const char*> dialogs[] = {
            {&newRun, "new-run"}, {&seed, "seed"}, {&veto, "veto"}, {&opening, "opening"}};
        for (const auto& [dialog, what] : dialogs) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog));
            QVERIFY(settled(window));
            auto* tabs = dialog->findChild<QTabWidget*>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs) tabs->setCurrentIndex(tab);
                QTest::qWait(50);
                QVERIFY(settled(window));
                QTest::qWait(50);  // what came last is laid out
                look(*dialog, QStringLiteral("%1-%2-%3").arg(name, QLatin1String(what)).arg(tab + 1), wrong);
            }
            dialog->hide();
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        QVERIFY(m_plurals.load(QStringLiteral(":/translations/azr_en.qm")));
        QVERIFY(m_german.load(QStringLiteral(":/translations/azr_de.qm")));
        QVERIFY(m_core.load(QStringLiteral(":/translations/core_de.qm")));
        QApplication::installTranslator(&m_plurals);
    }

    void everyTextHasRoom_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        for (const char* language : {"en", "de"})
            for (const QSize size : {QSize(1280, 800), QSize(1000, 700)})
                QTest::addRow("%s %d", language, size.width()) << QString::fromLatin1(language) << size;
    }

    void everyTextHasRoom() {
        QFETCH(const QString, language);
        QFETCH(const QSize, size);
        speak(language);
        FakeWorkspace workspace;
        QStringList wrong;
        {
            auto welcome = openWindow(workspace);
            welcome->resize(size);
            QVERIFY(settled(*welcome));
            look(*welcome, QStringLiteral("%1-%2-welcome").arg(language).arg(size.width()), wrong);
        }
        fill(workspace);
        auto window = openWindow(workspace);
        window->resize(size);
        QVERIFY(settled(*window));
        const bool pictures = qEnvironmentVariableIsSet("AZR_SCREENSHOTS");
        for (const bool dark : {false, true}) {
            if (dark && !pictures) continue;  // another colour takes no other room
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            const QString name =
                QStringLiteral("%1-%2-%3").arg(language).arg(size.width()).arg(dark ? "dark" : "light");
            lookAtPages(*window, name, wrong);
            if (size.width() > 1000) lookAtDialogs(*window, name, wrong);
        }
        for (const QString& one : std::as_const(wrong)) qWarning("%s", qPrintable(one));
        QVERIFY(wrong.isEmpty());
    }
};

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
