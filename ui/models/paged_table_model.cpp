#include "ui/models/paged_table_model.h"

#include <QScrollBar>
#include <QTableView>

#include "ui/labels.h"

namespace azr::ui {

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

}  // namespace azr::ui
