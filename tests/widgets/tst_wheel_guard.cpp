// The wheel scrolls and never edits: over every control that holds a value, with and without the focus.
#include <QApplication>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDial>
#include <QLineEdit>
#include <QListView>
#include <QScrollArea>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTest>
#include <QVBoxLayout>

#include "tests/support/turn_wheel.h"
#include "widgets/forms/field_form.h"
#include "widgets/forms/wheel_guard.h"

using namespace azr::widgets;
using azr::testing::turnWheel;

namespace {

constexpr int kMiddle = 50;

/// A page that scrolls, with a control in its middle and a line of text above.
struct Page {
    explicit Page(QWidget* control) : edit(new QLineEdit) {
        auto* body = new QWidget;
        auto* column = new QVBoxLayout(body);
        column->addWidget(edit);
        column->addSpacing(400);
        column->addWidget(control);
        column->addSpacing(1200);
        area.setWidget(body);
        area.setWidgetResizable(true);
        area.resize(320, 900);
        area.show();
    }
    [[nodiscard]] int scrolled() const { return area.verticalScrollBar()->value(); }

    QScrollArea area;
    QLineEdit* edit;
};

template <class Control>
Control* filled(Control* control) {
    control->setRange(0, 100);
    control->setValue(kMiddle);
    return control;
}

QComboBox* choices(bool editable) {
    auto* box = new QComboBox;
    for (int i = 0; i <= 100; ++i) box->addItem(QString::number(i));
    box->setEditable(editable);
    box->setCurrentIndex(kMiddle);
    return box;
}

QWidget* controlNamed(const QString& name) {
    if (name == "drop-down") return choices(false);
    if (name == "drop-down with text") return choices(true);
    if (name == "spin box") return filled(new QSpinBox);
    if (name == "fractional spin box") return filled(new QDoubleSpinBox);
    if (name == "slider") return filled(new QSlider(Qt::Horizontal));
    if (name == "dial") return filled(new QDial);
    if (name == "date") return new QDateEdit(QDate(2024, 6, 15));
    auto* tabs = new QTabBar;
    for (int i = 0; i < 3; ++i) tabs->addTab(QString::number(i));
    tabs->setCurrentIndex(1);
    return tabs;
}

QVariant valueOf(QWidget& control) {
    for (const char* name : {"currentIndex", "date", "value"})
        if (QVariant value = control.property(name); value.isValid()) return value;
    return {};
}

}  // namespace

class TestWheelGuard : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { WheelGuard::install(*qApp); }

    void theWheelScrollsAndNeverEdits_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("focused");
        for (const char* name :
             {"drop-down", "drop-down with text", "spin box", "fractional spin box", "slider", "dial", "date", "tabs"})
            for (const bool focused : {false, true})
                QTest::addRow("%s, %s", name, focused ? "focused" : "not focused") << QString(name) << focused;
    }

    void theWheelScrollsAndNeverEdits() {
        QFETCH(const QString, name);
        QFETCH(const bool, focused);
        QWidget* control = controlNamed(name);
        const Page page(control);
        QVERIFY(QTest::qWaitForWindowActive(const_cast<QScrollArea*>(&page.area)));
        QWidget* focus = focused ? control : page.edit;
        focus->setFocus(Qt::MouseFocusReason);
        QCOMPARE(QApplication::focusWidget(), focus);
        const QVariant before = valueOf(*control);
        QVERIFY(before.isValid());
        turnWheel(*control, false);
        QVERIFY(page.scrolled() > 0);
        turnWheel(*control, true);
        QCOMPARE(page.scrolled(), 0);
        turnWheel(*control, true);
        QCOMPARE(valueOf(*control), before);
        QCOMPARE(QApplication::focusWidget(), focus);
    }

    void listsAndScrollBarsScroll() {
        auto* box = choices(false);
        const Page page(box);
        QVERIFY(QTest::qWaitForWindowActive(const_cast<QScrollArea*>(&page.area)));
        turnWheel(*page.area.verticalScrollBar(), false);
        QVERIFY(page.scrolled() > 0);
        page.area.verticalScrollBar()->setValue(0);
        box->setMaxVisibleItems(5);
        box->setStyleSheet("combobox-popup: 0");
        box->showPopup();
        auto* list = box->view();
        QTRY_VERIFY(list->isVisible());
        const int before = list->verticalScrollBar()->value();
        turnWheel(*list->viewport(), false);
        QVERIFY(list->verticalScrollBar()->value() > before);
        QCOMPARE(box->currentIndex(), kMiddle);
        box->hidePopup();
    }

    void aFormIsScrolledWithoutAChange() {
        FieldForm form;
        QList<FormField> fields;
        for (int i = 0; i < 40; ++i)
            fields.append({QStringLiteral("group.field_%1").arg(i),
                           "",
                           QStringLiteral("field %1").arg(i),
                           "explained",
                           "",
                           FormField::Type::Choice,
                           {"one", "two", "three"},
                           0,
                           0,
                           "two"});
        form.setFields(fields);
        form.resize(700, 400);
        form.show();
        QVERIFY(QTest::qWaitForWindowActive(&form));
        auto* bar = form.findChild<QScrollArea*>()->verticalScrollBar();
        // The pointer rests while the drop-downs pass under it; one of them has the focus.
        auto* first = form.findChild<QComboBox*>();
        QTest::mouseClick(first, Qt::LeftButton);
        first->hidePopup();
        QCOMPARE(QApplication::focusWidget(), first);
        const QPoint rest = first->mapTo(&form, first->rect().center());
        int before = -1;
        while (bar->value() > before) {
            before = bar->value();
            turnWheel(form, false, rest);
        }
        QCOMPARE(bar->value(), bar->maximum());
        QVERIFY(bar->maximum() > 0);
        QCOMPARE(form.changes().size(), 0);
    }
};

QTEST_MAIN(TestWheelGuard)
#include "tst_wheel_guard.moc"
