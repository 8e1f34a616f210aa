#include "widgets/diff_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/copyable_table.h"

namespace azr::widgets {

DiffView::DiffView(QWidget* parent)
    : QWidget(parent),
      m_model(new QStandardItemModel(this)),
      m_table(new CopyableTable(this)),
      m_all(new QCheckBox(tr("Show equal values too"), this)),
      m_summary(new QLabel(this)) {
    m_left = tr("Left");
    m_right = tr("Right");
    m_all->setAccessibleName(m_all->text());
    m_all->setToolTip(tr("List every value, not only those that differ"));
    m_summary->setObjectName(QStringLiteral("muted"));
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Differences"));
    m_table->setEmptyText(tr("No value differs"));
    auto* top = new QHBoxLayout;
    top->addWidget(m_summary, 1);
    top->addWidget(m_all);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 10, 0, 0);
    layout->addLayout(top);
    layout->addWidget(m_table, 1);
    connect(m_all, &QCheckBox::toggled, this, [this] { rebuild(); });
    rebuild();
}

void DiffView::setSides(const QString& left, const QString& right) {
    m_left = left;
    m_right = right;
    rebuild();
}

void DiffView::setRows(const QList<DiffRow>& rows) {
    m_rows = rows;
    rebuild();
}

void DiffView::setNoteTitle(const QString& title) {
    m_noteTitle = title;
    rebuild();
}

int DiffView::differences() const {
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const DiffRow& row) { return row.left != row.right; }));
}

void DiffView::rebuild() {
    m_model->clear();
    QStringList titles = {tr("Setting"), m_left, m_right};
    if (!m_noteTitle.isEmpty()) titles.append(m_noteTitle);
    m_model->setHorizontalHeaderLabels(titles);
    for (const bool different : {true, false}) {
        if (!different && !m_all->isChecked()) break;
        for (const DiffRow& row : std::as_const(m_rows)) {
            if ((row.left != row.right) != different) continue;
            // The sign says what the weight of the font says, too.
            auto* name = new QStandardItem((different ? QStringLiteral("≠  ") : QStringLiteral("    ")) + row.name);
            auto* left = new QStandardItem(row.left);
            auto* right = new QStandardItem(row.right);
            for (QStandardItem* item : {name, left, right}) {
                item->setEditable(false);
                QFont bold = item->font();
                bold.setBold(different);
                if (item != name) item->setFont(bold);
            }
            QList<QStandardItem*> cells = {name, left, right};
            if (!m_noteTitle.isEmpty()) {
                cells.append(new QStandardItem(row.note));
                cells.last()->setEditable(false);
            }
            m_model->appendRow(cells);
        }
    }
    m_summary->setText(m_rows.isEmpty() ? tr("Nothing to compare")
                                        : tr("%n setting(s) differ", nullptr, differences()));
    m_table->resizeColumnToContents(0);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch);
    if (!m_noteTitle.isEmpty()) m_table->horizontalHeader()->setSectionResizeMode(3, QHeaderView::ResizeToContents);
}

}  // namespace azr::widgets
