#include "widgets/copyable_table.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr int kCellPadding = 24;  ///< what the style leaves free on both sides of a text

QString cell(QString text) {
    return text.replace(QLatin1Char('\t'), QLatin1Char(' ')).replace(QLatin1Char('\n'), QLatin1Char(' '));
}

}  // namespace

CopyableTable::CopyableTable(QWidget* parent) : QTableView(parent) {
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setCornerButtonEnabled(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 12);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setStretchLastSection(true);
    setAccessibleName(tr("Table"));
    setToolTip(tr("Ctrl+C copies the selected rows, Ctrl+Shift+C with headings"));
    connect(this, &QTableView::activated, this, [this](const QModelIndex& index) { Q_EMIT activatedRow(index.row()); });
}

QString CopyableTable::selectionAsText(bool withHeadings) const {
    if (!model() || !selectionModel()) return {};
    QList<int> rows;
    for (const QModelIndex& index : selectionModel()->selectedRows()) rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    const int columns = model()->columnCount();
    const auto join = [&](auto&& textOf) {
        QStringList cells;
        for (int column = 0; column < columns; ++column)
            if (!isColumnHidden(column) || m_gaveWay.contains(column)) cells.append(cell(textOf(column).toString()));
        return cells.join(QLatin1Char('\t'));
    };
    QStringList lines;
    if (withHeadings) lines.append(join([&](int column) { return model()->headerData(column, Qt::Horizontal); }));
    for (const int row : std::as_const(rows))
        lines.append(join([&](int column) { return model()->index(row, column).data(); }));
    return lines.join(QLatin1Char('\n'));
}

void CopyableTable::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

int CopyableTable::widthOf(const QStringList& texts) const {
    int widest = 0;
    for (const QString& text : texts) widest = std::max(widest, fontMetrics().horizontalAdvance(text));
    return widest + kCellPadding;
}

int CopyableTable::sizeHintOfColumn(int column) const {
    return std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
}

void CopyableTable::setColumnWidths(const QList<int>& widths) {
    ensurePolished();
    horizontalHeader()->ensurePolished();
    for (int column = 0; column < widths.size(); ++column)
        setColumnWidth(column, std::max(widths.at(column), horizontalHeader()->sectionSizeHint(column)));
}

void CopyableTable::keepLastColumn(int width, const QList<int>& givingWay) {
    m_lastWidth = width;
    m_givingWay = givingWay;
}

void CopyableTable::giveWay() {
    if (m_givingWay.isEmpty() || !model()) return;
    int left = viewport()->width();
    for (int column = 0; column + 1 < model()->columnCount(); ++column)
        left -= m_gaveWay.value(column, columnWidth(column));
    for (const int column : std::as_const(m_givingWay)) {
        const bool hide = left < m_lastWidth;
        const int width = m_gaveWay.value(column, columnWidth(column));
        if (hide) left += width;
        if (hide == m_gaveWay.contains(column)) continue;
        if (hide)
            m_gaveWay.insert(column, width);
        else
            m_gaveWay.remove(column);
        setColumnHidden(column, hide);
    }
}

void CopyableTable::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    giveWay();
}

void CopyableTable::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers() & Qt::ControlModifier;
    if (control && event->key() == Qt::Key_C) {
        QApplication::clipboard()->setText(selectionAsText(event->modifiers() & Qt::ShiftModifier));
        return;
    }
    QTableView::keyPressEvent(event);
}

void CopyableTable::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (m_emptyText.isEmpty() || (model() && model()->rowCount() > 0)) return;
    QPainter painter(viewport());
    painter.setPen(colorsOf(*this).muted);
    const int margin = std::min(24, viewport()->height() / 8);  // a low table has its room for the words
    painter.drawText(viewport()->rect().adjusted(12, margin, -12, -margin), Qt::AlignCenter | Qt::TextWordWrap,
                     m_emptyText);
}

}  // namespace azr::widgets
