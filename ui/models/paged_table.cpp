#include "ui/models/paged_table.h"

#include <QItemSelectionModel>
#include <QList>
#include <QPersistentModelIndex>
#include <QScrollBar>
#include <QTableView>
#include <memory>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

/// A row and where it was in the view. Several, as the first one may go.
using Places = QList<std::pair<QPersistentModelIndex, int>>;

Places placesIn(const QTableView& view) {
    const QItemSelectionModel& selection = *view.selectionModel();
    const int first = view.rowAt(0);
    if (first < 0) return {};
    if (view.verticalScrollBar()->value() == view.verticalScrollBar()->minimum() && !selection.hasSelection())
        return {};
    const int bottom = view.rowAt(view.viewport()->height() - 1);
    const int last = bottom < 0 ? view.model()->rowCount() - 1 : bottom;
    Places places;
    const auto add = [&](const QModelIndex& index) {
        places.append({QPersistentModelIndex(index), view.rowViewportPosition(index.row())});
    };
    const QModelIndex current = view.currentIndex();
    if (selection.isSelected(current) && current.row() >= first && current.row() <= last) add(current);
    for (int row = first; row <= last; ++row) add(view.model()->index(row, 0));
    return places;
}

void putBack(QTableView& view, const Places& places) {
    for (const auto& [index, y] : places) {
        if (!index.isValid()) continue;
        view.doItemsLayout();  // the scroll bar does not know of the new rows yet
        const int off = view.rowViewportPosition(index.row()) - y;
        const bool byRows = view.verticalScrollMode() == QAbstractItemView::ScrollPerItem;
        QScrollBar* bar = view.verticalScrollBar();
        bar->setValue(bar->value() + (byRows ? off / qMax(1, view.rowHeight(index.row())) : off));
        return;
    }
}

}  // namespace

void PagedTable::tell(const Error& error) {
    Q_EMIT failed(labels::error(error));
}

void followScrolling(QTableView& view, PagedTable& model) {
    const auto tell = [&view, &model] {
        const int first = view.rowAt(0);
        const int last = view.rowAt(view.viewport()->height() - 1);
        model.setVisibleRows(qMax(0, first), last < 0 ? model.rowCount() - 1 : last);
    };
    QObject::connect(view.verticalScrollBar(), &QScrollBar::valueChanged, &model, tell);
    QObject::connect(view.verticalScrollBar(), &QScrollBar::rangeChanged, &model, tell);
}

void keepInPlace(QTableView& view, PagedTable& model) {
    const auto places = std::make_shared<Places>();
    const auto note = [&view, places] {
        if (places->isEmpty()) *places = placesIn(view);
    };
    QObject::connect(&model, &QAbstractItemModel::rowsAboutToBeInserted, &view, note);
    QObject::connect(&model, &QAbstractItemModel::rowsAboutToBeRemoved, &view, note);
    QObject::connect(&model, &QAbstractItemModel::rowsAboutToBeMoved, &view, note);
    QObject::connect(&model, &QAbstractItemModel::modelAboutToBeReset, &view, [places] { places->clear(); });
    QObject::connect(&model, &PagedTable::loaded, &view,
                     [&view, places] { putBack(view, std::exchange(*places, {})); });
}

}  // namespace azr::ui
