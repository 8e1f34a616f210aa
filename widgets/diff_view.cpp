#include "widgets/diff_view.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/copyable_table.h"

namespace azr::widgets {

namespace {

constexpr int kDetailLines = 3;
constexpr int kDetailMargin = 14;  ///< of the style sheet
constexpr int kWidestValue = 170;
constexpr int kNameRole = Qt::UserRole + 1;
constexpr int kReasonRole = Qt::UserRole + 2;
constexpr int kExplanationRole = Qt::UserRole + 3;

/// A tool tip in lines instead of one as long as the screen.
QString wrapped(const QString& text) {
    return text.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(text.toHtmlEscaped());
}

}  // namespace

DiffView::DiffView(QWidget* parent)
    : QWidget(parent),
      m_model(new QStandardItemModel(this)),
      m_table(new CopyableTable(this)),
      m_all(new QCheckBox(tr("Show equal values too"), this)),
      m_summary(new QLabel(this)),
      m_detail(new QLabel(this)) {
    m_left = tr("Left");
    m_right = tr("Right");
    m_all->setAccessibleName(m_all->text());
    m_all->setToolTip(tr("List every value, not only those that differ"));
    m_summary->setObjectName(QStringLiteral("muted"));
    m_detail->setObjectName(QStringLiteral("detail"));
    m_detail->setWordWrap(true);
    m_detail->setTextFormat(Qt::PlainText);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_detail->setAccessibleName(tr("Why the value differs"));
    m_detail->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_detail->setMinimumHeight(kDetailLines * m_detail->fontMetrics().lineSpacing() +
                               kDetailMargin);  // rows must not jump
    m_detail->hide();
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
    layout->addWidget(m_detail);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { showDetail(); });
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

void DiffView::setReasonTitle(const QString& title) {
    m_reasonTitle = title;
    rebuild();
}

void DiffView::rebuild() {
    const QString current = m_model->data(m_table->currentIndex().siblingAtColumn(0), kNameRole).toString();
    const bool reasons = !m_reasonTitle.isEmpty() && std::any_of(m_rows.begin(), m_rows.end(), [](const DiffRow& row) {
        return row.left != row.right && !row.reason.isEmpty();
    });
    QStringList titles = {tr("Setting"), m_left, m_right};
    if (!m_noteTitle.isEmpty()) titles.append(m_noteTitle);
    if (reasons) titles.append(m_reasonTitle);
    fill(titles);
    m_summary->setText(m_rows.isEmpty() ? tr("Nothing to compare")
                                        : tr("%n setting(s) differ", nullptr, differences()));
    QHeaderView* header = m_table->horizontalHeader();
    m_table->resizeColumnToContents(0);
    const int last = static_cast<int>(titles.size()) - 1;
    for (int column = 1; column <= last; ++column) header->setSectionResizeMode(column, QHeaderView::Interactive);
    if (reasons) {
        for (int column = 1; column < last; ++column) {
            m_table->resizeColumnToContents(column);
            m_table->setColumnWidth(column, std::min(m_table->columnWidth(column), kWidestValue));
        }
    } else {
        header->setSectionResizeMode(1, QHeaderView::Stretch);
        header->setSectionResizeMode(2, QHeaderView::Stretch);
        if (!m_noteTitle.isEmpty()) header->setSectionResizeMode(3, QHeaderView::ResizeToContents);
    }
    const QModelIndexList found = m_model->match(m_model->index(0, 0), kNameRole, current, 1, Qt::MatchExactly);
    const int row = current.isEmpty() || found.isEmpty() ? 0 : found.front().row();
    if (m_model->rowCount() > 0 && !m_reasonTitle.isEmpty()) m_table->selectRow(row);
    showDetail();
}

void DiffView::fill(const QStringList& titles) {
    m_model->clear();
    m_model->setHorizontalHeaderLabels(titles);
    for (const bool different : {true, false}) {
        if (!different && !m_all->isChecked()) break;
        for (const DiffRow& row : std::as_const(m_rows)) {
            if ((row.left != row.right) != different) continue;
            // The sign says what the weight of the font says, too.
            QStringList texts = {(different ? QStringLiteral("≠  ") : QStringLiteral("    ")) + row.name, row.left,
                                 row.right};
            if (!m_noteTitle.isEmpty()) texts.append(row.note);
            if (texts.size() < titles.size()) texts.append(different ? row.reason : QString());
            QList<QStandardItem*> cells;
            for (const QString& text : std::as_const(texts)) {
                auto* item = new QStandardItem(text);
                item->setEditable(false);
                QFont font = item->font();
                font.setBold(different);
                if (cells.size() == 1 || cells.size() == 2) item->setFont(font);
                if (!text.isEmpty() && !cells.isEmpty()) item->setToolTip(wrapped(text));
                cells.append(item);
            }
            cells.front()->setToolTip(wrapped(row.explanation));
            cells.front()->setData(row.name, kNameRole);
            cells.front()->setData(different ? row.reason : QString(), kReasonRole);
            cells.front()->setData(row.explanation, kExplanationRole);
            m_model->appendRow(cells);
        }
    }
}

/// What the setting is, and why it differs.
void DiffView::showDetail() {
    const QModelIndex at = m_table->currentIndex().siblingAtColumn(0);
    QStringList lines;
    for (const int role : {kExplanationRole, kReasonRole})
        if (const QString text = at.data(role).toString(); !text.isEmpty()) lines.append(text);
    m_detail->setText(lines.join(QLatin1Char('\n')));
    m_detail->setVisible(!m_reasonTitle.isEmpty() && m_model->rowCount() > 0);
}

}  // namespace azr::widgets
