#include "ui/dialogs/steering/condition_fields.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "core/selfplay/rules/condition_help.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

enum FieldColumn { FieldName, FieldMeaning, FieldExample, FieldColumns };
constexpr int kFieldValuesRole = Qt::UserRole;
constexpr int kFieldWidth = 130, kExampleWidth = 200, kFieldRows = 3;

QString fieldText(std::string_view text) {
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

QString fieldValues(const selfplay::ConditionField& field) {
    if (field.words.empty()) return labels::said(std::string(field.values));
    QStringList words;
    for (const std::string_view word : field.words) words.append(fieldText(word));
    return words.join(QStringLiteral(", "));
}

}  // namespace

ConditionFields::ConditionFields(QWidget* parent)
    : QWidget(parent), m_list(new QTreeWidget(this)), m_detail(new QLabel(this)) {
    m_list->setAccessibleName(tr("Fields of a condition"));
    m_list->setColumnCount(FieldColumns);
    m_list->setHeaderLabels({tr("Field"), tr("Meaning"), tr("Example")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setTabKeyNavigation(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setToolTip(tr("Enter or a double click puts the field where the caret of the condition is"));
    for (const selfplay::ConditionField& field : selfplay::conditionFields()) {
        auto* item = new QTreeWidgetItem(
            m_list, {fieldText(field.name), labels::said(std::string(field.meaning)), fieldText(field.example)});
        item->setData(FieldName, kFieldValuesRole, fieldValues(field));
    }
    QHeaderView* header = m_list->header();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(FieldMeaning, QHeaderView::Stretch);
    header->resizeSection(FieldName, kFieldWidth);
    header->resizeSection(FieldExample, kExampleWidth);
    m_list->setMinimumHeight(header->sizeHint().height() + kFieldRows * m_list->sizeHintForRow(0) + 4);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    m_list->installEventFilter(this);
    m_detail->setObjectName(QStringLiteral("muted"));
    m_detail->setWordWrap(true);
    m_detail->setAccessibleName(tr("The chosen field"));
    // Two lines, whatever is chosen: what stands below does not jump.
    m_detail->setMinimumHeight(2 * m_detail->fontMetrics().lineSpacing());
    m_detail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_detail);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusProxy(m_list);
    connect(m_list, &QTreeWidget::itemDoubleClicked, this, &ConditionFields::choose);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ConditionFields::tell);
    tell();
}

void ConditionFields::choose() {
    if (const QTreeWidgetItem* item = m_list->currentItem()) Q_EMIT chosen(item->text(FieldName));
}

void ConditionFields::tell() {
    const QTreeWidgetItem* item = m_list->currentItem();
    if (item == nullptr) return;
    m_detail->setText(tr("%1: %2. Values: %3. For example: %4")
                          .arg(item->text(FieldName), item->text(FieldMeaning),
                               item->data(FieldName, kFieldValuesRole).toString(), item->text(FieldExample)));
}

/// Enter chooses, instead of pressing a button of the dialog.
bool ConditionFields::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace azr::ui
