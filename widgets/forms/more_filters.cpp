#include "widgets/forms/more_filters.h"

#include <QComboBox>
#include <QFrame>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScreen>

#include "widgets/forms/number_entry.h"

namespace azr::widgets {

namespace {

constexpr int kEndWidth = 84;

std::optional<double> numberOf(const QLineEdit& field) {
    return numberIn(field.text(), field.locale());
}

bool unreadable(const QLineEdit& field) {
    return !field.text().trimmed().isEmpty() && !numberOf(field);
}

}  // namespace

MoreFilters::MoreFilters(QWidget* parent)
    : QToolButton(parent), m_panel(new QFrame(this, Qt::Popup)), m_wrong(new QLabel(m_panel)) {
    m_panel->setFrameShape(QFrame::StyledPanel);
    m_panel->installEventFilter(this);
    auto* layout = new QVBoxLayout(m_panel);
    layout->setContentsMargins(14, 12, 14, 12);
    m_grid = new QGridLayout;
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(8);
    layout->addLayout(m_grid);
    m_wrong->setObjectName(QStringLiteral("problem"));
    m_wrong->setWordWrap(true);
    m_wrong->hide();
    layout->addWidget(m_wrong);
    auto* clear = new QPushButton(tr("Clear"), m_panel);
    clear->setToolTip(tr("Take these filters away"));
    layout->addWidget(clear, 0, Qt::AlignRight);
    connect(clear, &QPushButton::clicked, this, [this] {
        reset();
        tell();
    });
    connect(this, &QToolButton::clicked, this, &MoreFilters::open);
    setPopupMode(QToolButton::DelayedPopup);
    describe();
}

QLineEdit* MoreFilters::addEnd(const QString& name, const QString& hint) {
    auto* field = new QLineEdit(m_panel);
    field->setPlaceholderText(hint);
    field->setAccessibleName(name);
    field->setToolTip(name);
    field->setFixedWidth(kEndWidth);
    field->setClearButtonEnabled(true);
    connect(field, &QLineEdit::editingFinished, this, &MoreFilters::tell);
    return field;
}

void MoreFilters::addRange(const QString& id, const QString& label, const QString& hint) {
    const int row = m_grid->rowCount();
    auto* text = new QLabel(label, m_panel);
    text->setToolTip(hint);
    const Range range{label, addEnd(tr("%1, at least").arg(label), tr("from")),
                      addEnd(tr("%1, at most").arg(label), tr("to"))};
    m_grid->addWidget(text, row, 0);
    m_grid->addWidget(range.least, row, 1);
    m_grid->addWidget(new QLabel(QStringLiteral("–"), m_panel), row, 2);
    m_grid->addWidget(range.most, row, 3);
    auto* hints = new QLabel(hint, m_panel);
    hints->setObjectName(QStringLiteral("muted"));
    m_grid->addWidget(hints, row, 4);
    m_ranges.insert(id, range);
    m_order.append(id);
}

void MoreFilters::addChoice(const QString& id, const QString& label, const QString& any,
                            const QList<FilterChoice>& choices) {
    const int row = m_grid->rowCount();
    auto* box = new QComboBox(m_panel);
    box->addItem(any, QString());
    for (const FilterChoice& one : choices) box->addItem(one.label, one.key);
    box->setAccessibleName(label);
    m_grid->addWidget(new QLabel(label, m_panel), row, 0);
    m_grid->addWidget(box, row, 1, 1, 4);
    m_choices.insert(id, box);
    connect(box, &QComboBox::currentIndexChanged, this, &MoreFilters::tell);
}

FilterRange MoreFilters::range(const QString& id) const {
    const auto found = m_ranges.constFind(id);
    if (found == m_ranges.cend()) return {};
    return {numberOf(*found->least), numberOf(*found->most)};
}

QString MoreFilters::choice(const QString& id) const {
    const QComboBox* box = m_choices.value(id);
    return box != nullptr ? box->currentData().toString() : QString();
}

int MoreFilters::active() const {
    int count = 0;
    for (const QString& id : m_order) count += range(id).any() ? 1 : 0;
    for (const QComboBox* box : m_choices) count += box->currentIndex() > 0 ? 1 : 0;
    return count;
}

void MoreFilters::reset() {
    setState({});
}

QVariantMap MoreFilters::state() const {
    QVariantMap state;
    const auto keep = [&state](const QString& name, const QLineEdit& field) {
        if (const auto number = numberOf(field)) state.insert(name, *number);
    };
    for (const QString& id : m_order) {
        keep(id + QStringLiteral(".least"), *m_ranges[id].least);
        keep(id + QStringLiteral(".most"), *m_ranges[id].most);
    }
    for (auto one = m_choices.cbegin(); one != m_choices.cend(); ++one)
        if (one.value()->currentIndex() > 0) state.insert(one.key(), one.value()->currentData());
    return state;
}

void MoreFilters::setState(const QVariantMap& state) {
    const QSignalBlocker quiet(this);
    const auto show = [&state](const QString& name, QLineEdit& field) {
        field.setText(state.contains(name) ? QLocale::c().toString(state.value(name).toDouble(), 'g', 8) : QString());
    };
    for (const QString& id : m_order) {
        show(id + QStringLiteral(".least"), *m_ranges[id].least);
        show(id + QStringLiteral(".most"), *m_ranges[id].most);
    }
    for (auto one = m_choices.begin(); one != m_choices.end(); ++one)
        one.value()->setCurrentIndex(qMax(0, one.value()->findData(state.value(one.key()).toString())));
    m_told = this->state();
    describe();
}

void MoreFilters::open() {
    m_panel->adjustSize();
    QPoint at = mapToGlobal(QPoint(0, height() + 2));
    const QRect room = screen()->availableGeometry();
    at.setX(qMax(room.left(), qMin(at.x(), room.right() - m_panel->width())));
    if (at.y() + m_panel->height() > room.bottom()) at.setY(mapToGlobal(QPoint(0, -m_panel->height() - 2)).y());
    m_panel->move(at);
    m_panel->show();
    if (!m_order.isEmpty()) m_ranges[m_order.first()].least->setFocus(Qt::PopupFocusReason);
}

/// A closing panel gives the keyboard back; what was typed counts.
bool MoreFilters::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_panel && event->type() == QEvent::Hide) {
        tell();
        setFocus(Qt::PopupFocusReason);
    }
    if (watched == m_panel && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_panel->hide();
            return true;
        }
    }
    return QToolButton::eventFilter(watched, event);
}

void MoreFilters::tell() {
    describe();
    QVariantMap now = state();
    if (now == m_told) return;  // leaving a field that was not changed changes nothing
    m_told = std::move(now);
    Q_EMIT changed();
}

void MoreFilters::describe() {
    const int count = active();
    setText(count > 0 ? tr("More filters (%1)").arg(count) : tr("More filters"));
    setAccessibleName(text());
    QStringList wrong;
    for (const QString& id : std::as_const(m_order)) {
        const Range& one = m_ranges[id];
        const FilterRange bounds = range(id);
        if (unreadable(*one.least) || unreadable(*one.most))
            wrong.append(tr("%1: a number is needed.").arg(one.label));
        else if (bounds.least && bounds.most && *bounds.least > *bounds.most)
            wrong.append(tr("%1: nothing lies in this range.").arg(one.label));
    }
    m_wrong->setText(wrong.join(QLatin1Char('\n')));
    m_wrong->setVisible(!wrong.isEmpty());
}

}  // namespace azr::widgets
