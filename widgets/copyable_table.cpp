#include "widgets/copyable_table.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <algorithm>

#include "widgets/colors.h"
#include "widgets/sort_header.h"

namespace azr::widgets {

namespace {

constexpr int kCellPadding = 20;  ///< what the style leaves free on both sides of a text

QString cell(const QString& text) {
    const bool quoted = std::any_of(text.begin(), text.end(), [](QChar c) {
        return c == QLatin1Char('\t') || c == QLatin1Char('\n') || c == QLatin1Char('\r') || c == QLatin1Char('"');
    });
    if (!quoted) return text;
    return QLatin1Char('"') + QString(text).replace(QLatin1String("\""), QLatin1String("\"\"")) + QLatin1Char('"');
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
    setHorizontalHeader(new SortHeader(this));
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(horizontalHeader(), &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QMenu* menu = columnMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->popup(horizontalHeader()->mapToGlobal(at));
    });
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
        lines.append(join([&](int column) {
            const QModelIndex index = model()->index(row, column);
            const QVariant whole = index.data(kCopyRole);
            return whole.isValid() ? whole : index.data();
        }));
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

bool CopyableTable::sortsBy(int column) const {
    return isSortingEnabled() && horizontalHeader()->sortIndicatorSection() == column;
}

QString CopyableTable::heading(int column) const {
    return model()->headerData(column, Qt::Horizontal).toString();
}

QMenu* CopyableTable::columnMenu(QWidget* parent) {
    auto* menu = new QMenu(tr("&Columns"), parent);
    for (int column = 1; model() && column < model()->columnCount(); ++column) {
        QAction* action = menu->addAction(heading(column));
        action->setCheckable(true);
        action->setChecked(!m_leftOut.contains(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) { chooseColumn(column, shown); });
    }
    return menu;
}

void CopyableTable::chooseColumn(int column, bool shown) {
    if (column < 1 || !model() || column >= model()->columnCount() || shown != m_leftOut.contains(column)) return;
    if (shown)
        m_leftOut.remove(column);
    else
        m_leftOut.insert(column);
    m_gaveWay.remove(column);
    setColumnHidden(column, !shown);
    giveWay();
}

void CopyableTable::leaveOut(int column) {
    m_leftOut.insert(column);
    setColumnHidden(column, true);
}

QByteArray CopyableTable::columnState() const {
    QJsonArray widths, headings, leftOut;
    for (int column = 0; model() && column < model()->columnCount(); ++column) {
        widths.append(m_gaveWay.value(column, isColumnHidden(column) ? 0 : columnWidth(column)));
        headings.append(heading(column));
    }
    for (const int column : m_leftOut) leftOut.append(column);
    const QJsonObject state{{QStringLiteral("widths"), widths},
                            {QStringLiteral("headings"), headings},
                            {QStringLiteral("hidden"), leftOut}};
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void CopyableTable::restoreColumnState(const QByteArray& state) {
    const QJsonObject json = QJsonDocument::fromJson(state).object();
    const QJsonArray widths = json.value(QStringLiteral("widths")).toArray();
    if (!model() || widths.size() != model()->columnCount()) return;
    QSet<int> hidden;
    for (const QJsonValue& column : json.value(QStringLiteral("hidden")).toArray()) hidden.insert(column.toInt());
    for (int column = 1; column < widths.size(); ++column) chooseColumn(column, !hidden.contains(column));
    const QJsonArray headings = json.value(QStringLiteral("headings")).toArray();
    for (int column = 0; column < widths.size(); ++column) {
        int width = widths.at(column).toInt();
        if (width <= 0) continue;
        // The widths of another language may be too narrow for what the columns are called now.
        if (headings.at(column).toString() != heading(column))
            width = std::max(width, horizontalHeader()->sectionSizeHint(column));
        if (m_gaveWay.contains(column))
            m_gaveWay.insert(column, width);
        else if (!isColumnHidden(column))
            setColumnWidth(column, width);
    }
    giveWay();
}

void CopyableTable::giveWay() {
    if (m_givingWay.isEmpty() || !model()) return;
    const int last = std::max(m_lastWidth, horizontalHeader()->sectionSizeHint(model()->columnCount() - 1));
    int left = viewport()->width();
    for (int column = 0; column + 1 < model()->columnCount(); ++column)
        left -= m_gaveWay.value(column, columnWidth(column));
    for (const int column : std::as_const(m_givingWay)) {
        if (m_leftOut.contains(column)) continue;
        const bool hide = left < last && !sortsBy(column);
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
