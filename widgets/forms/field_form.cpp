#include "widgets/forms/field_form.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include "widgets/forms/number_entry.h"
#include "widgets/forms/wheel_guard.h"

namespace azr::widgets {

namespace {

constexpr int kLabelWidth = 210;
constexpr int kEditorWidth = 190;

}  // namespace

FieldForm::FieldForm(QWidget* parent)
    : QWidget(parent),
      m_search(new QLineEdit(this)),
      m_onlyChanged(new QCheckBox(tr("Only changed"), this)),
      m_scroll(new QScrollArea(this)),
      m_body(new QWidget) {
    WheelGuard::install(*qApp);  // or scrolling past a drop-down changes the experiment
    m_search->setPlaceholderText(tr("Search settings…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setToolTip(tr("Finds names and explanations"));
    m_onlyChanged->setAccessibleName(m_onlyChanged->text());
    m_onlyChanged->setToolTip(tr("Show only the settings that differ from the preset"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_search, 1);
    top->addWidget(m_onlyChanged);
    m_scroll->setWidgetResizable(true);
    m_scroll->setWidget(m_body);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Settings"));
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 8, 0);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_scroll, 1);
    connect(m_search, &QLineEdit::textChanged, this, [this] { applySearch(); });
    connect(m_onlyChanged, &QCheckBox::toggled, this, [this] { applySearch(); });
}

void FieldForm::setFields(const QList<FormField>& fields) {
    qDeleteAll(m_groups);
    m_groups.clear();
    m_entries.clear();
    m_index.clear();
    auto* column = static_cast<QVBoxLayout*>(m_body->layout());
    while (QLayoutItem* stale = column->takeAt(0)) delete stale;
    QString current;
    QVBoxLayout* into = nullptr;
    for (const FormField& field : fields) {
        const QString group =
            field.path.contains(QLatin1Char('.')) ? field.path.section(QLatin1Char('.'), 0, 0) : tr("run");
        if (!into || group != current) {
            current = group;
            auto* box = new QGroupBox(field.group.isEmpty() ? group : field.group, m_body);
            into = new QVBoxLayout(box);
            into->setSpacing(2);
            column->addWidget(box);
            m_groups.append(box);
        }
        addEntry(field, into, static_cast<int>(m_groups.size()) - 1);
    }
    column->addStretch(1);
    refresh();
}

void FieldForm::addEntry(const FormField& field, QVBoxLayout* into, int group) {
    Entry entry;
    entry.field = field;
    entry.group = group;
    entry.row = new QWidget(m_groups.back());
    auto* row = new QHBoxLayout(entry.row);
    row->setContentsMargins(0, 1, 0, 1);
    auto* label = new QLabel(field.label, entry.row);
    label->setFixedWidth(kLabelWidth);
    label->setToolTip(field.path);
    entry.mark = new QLabel(entry.row);
    entry.mark->setFixedWidth(14);
    entry.editor = makeEditor(field, entry.row);
    entry.editor->setFixedWidth(kEditorWidth);
    entry.editor->setAccessibleName(field.label);
    entry.editor->setAccessibleDescription(field.explanation);
    entry.editor->setToolTip(QStringLiteral("%1\n%2").arg(field.path, field.explanation));
    label->setBuddy(entry.editor);
    auto* notes = new QVBoxLayout;
    notes->setSpacing(0);
    auto* explanation = new QLabel(
        field.unit.isEmpty() ? field.explanation : tr("%1 · %2").arg(field.unit, field.explanation), entry.row);
    explanation->setObjectName(QStringLiteral("muted"));
    explanation->setWordWrap(true);
    entry.problem = new QLabel(entry.row);
    entry.problem->setObjectName(QStringLiteral("problem"));
    entry.problem->setWordWrap(true);
    entry.problem->hide();
    notes->addWidget(explanation);
    notes->addWidget(entry.problem);
    row->addWidget(entry.mark);
    row->addWidget(label);
    row->addWidget(entry.editor);
    row->addSpacing(8);
    row->addLayout(notes, 1);
    into->addWidget(entry.row);
    m_index.insert(field.path, static_cast<int>(m_entries.size()));
    m_entries.append(entry);
    put(entry, field.standard);
}

QWidget* FieldForm::makeEditor(const FormField& field, QWidget* parent) {
    if (field.type == FormField::Type::Flag) {
        auto* box = new QCheckBox(tr("on"), parent);
        connect(box, &QCheckBox::toggled, this, &FieldForm::refresh);
        return box;
    }
    if (field.type == FormField::Type::Choice) {
        auto* box = new QComboBox(parent);
        box->addItems(field.choices);
        connect(box, &QComboBox::currentIndexChanged, this, &FieldForm::refresh);
        return box;
    }
    auto* edit = new QLineEdit(parent);
    connect(edit, &QLineEdit::textChanged, this, &FieldForm::refresh);
    return edit;
}

QString FieldForm::textOf(const Entry& entry) {
    if (const auto* flag = qobject_cast<const QCheckBox*>(entry.editor))
        return flag->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    if (const auto* choice = qobject_cast<const QComboBox*>(entry.editor)) return choice->currentText();
    const auto* line = static_cast<const QLineEdit*>(entry.editor);
    const QString text = line->text().trimmed();
    return entry.field.type == FormField::Type::Number ? pointed(text, line->locale()) : text;
}

void FieldForm::put(const Entry& entry, const QString& value) {
    if (auto* flag = qobject_cast<QCheckBox*>(entry.editor))
        flag->setChecked(value == QLatin1String("true"));
    else if (auto* choice = qobject_cast<QComboBox*>(entry.editor))
        choice->setCurrentText(value);
    else
        static_cast<QLineEdit*>(entry.editor)->setText(value);
}

QString FieldForm::problemOf(const Entry& entry) {
    const FormField& field = entry.field;
    if (field.type != FormField::Type::Integer && field.type != FormField::Type::Number) return {};
    const QString text = textOf(entry);
    bool usable = false;
    const double value =
        field.type == FormField::Type::Integer ? double(text.toLongLong(&usable)) : text.toDouble(&usable);
    if (!usable)
        return field.type == FormField::Type::Integer ? tr("a whole number is needed") : tr("a number is needed");
    if (field.minimum < field.maximum && (value < field.minimum || value > field.maximum))
        return tr("between %1 and %2").arg(field.minimum).arg(field.maximum);
    return {};
}

void FieldForm::setStandards(const QHash<QString, QString>& standards) {
    const bool quiet = blockSignals(true);
    for (Entry& entry : m_entries) {
        const auto at = standards.constFind(entry.field.path);
        if (at == standards.constEnd()) continue;
        const bool untouched = textOf(entry) == entry.field.standard;
        entry.field.standard = *at;
        if (untouched) put(entry, *at);
    }
    blockSignals(quiet);
    refresh();
}

QString FieldForm::value(const QString& path) const {
    const auto at = m_index.constFind(path);
    return at == m_index.constEnd() ? QString() : textOf(m_entries.at(*at));
}

void FieldForm::setValue(const QString& path, const QString& value) {
    const auto at = m_index.constFind(path);
    if (at != m_index.constEnd()) put(m_entries.at(*at), value);
}

QList<QPair<QString, QString>> FieldForm::changes() const {
    QList<QPair<QString, QString>> result;
    for (const Entry& entry : m_entries) {
        const QString text = textOf(entry);
        if (text != entry.field.standard) result.append({entry.field.path, text});
    }
    return result;
}

QStringList FieldForm::problems() const {
    QStringList result;
    for (const Entry& entry : m_entries) {
        const QString problem = problemOf(entry);
        if (!problem.isEmpty()) result.append(QStringLiteral("%1: %2").arg(entry.field.path, problem));
    }
    return result;
}

void FieldForm::refuse(const QString& path, const QString& value, const QString& reason) {
    const auto at = m_index.constFind(path);
    if (at == m_index.constEnd()) return;
    Entry& entry = m_entries[*at];
    put(entry, value);
    entry.refused = textOf(entry);
    entry.reason = reason;
    m_onlyChanged->setChecked(false);
    m_search->clear();
    refresh();
    entry.editor->setFocus(Qt::OtherFocusReason);
    m_body->layout()->activate();
    m_scroll->ensureWidgetVisible(entry.row);
}

void FieldForm::refresh() {
    for (const Entry& entry : std::as_const(m_entries)) {
        const bool different = textOf(entry) != entry.field.standard;
        entry.mark->setText(different ? QStringLiteral("●") : QString());
        entry.mark->setToolTip(different ? tr("Changed; the preset has %1").arg(entry.field.standard) : QString());
        const bool refused = !entry.reason.isEmpty() && textOf(entry) == entry.refused;
        const QString problem = refused ? entry.reason : problemOf(entry);
        entry.problem->setText(problem.isEmpty() ? QString() : QStringLiteral("✖ ") + problem);
        entry.problem->setVisible(!problem.isEmpty());
    }
    if (m_onlyChanged->isChecked()) applySearch();
    Q_EMIT changed();
}

void FieldForm::showField(const QString& path) {
    if (!m_index.contains(path)) return;
    m_onlyChanged->setChecked(false);
    m_search->setText(path);
    m_entries[m_index.value(path)].editor->setFocus(Qt::OtherFocusReason);
}

void FieldForm::applySearch() {
    const QString wanted = m_search->text().trimmed();
    QList<bool> used(m_groups.size(), false);
    for (const Entry& entry : std::as_const(m_entries)) {
        const FormField& field = entry.field;
        const bool found = wanted.isEmpty() || field.path.contains(wanted, Qt::CaseInsensitive) ||
                           field.label.contains(wanted, Qt::CaseInsensitive) ||
                           field.explanation.contains(wanted, Qt::CaseInsensitive);
        const bool shown = found && (!m_onlyChanged->isChecked() || textOf(entry) != field.standard);
        entry.row->setVisible(shown);
        if (shown) used[entry.group] = true;
    }
    for (qsizetype group = 0; group < m_groups.size(); ++group) m_groups[group]->setVisible(used[group]);
}

}  // namespace azr::widgets
