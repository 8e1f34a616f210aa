/// Tables over the database, newest rows first, fetched in keyset pages of at most 200 rows as the view scrolls. A
/// refresh fetches the head again and the page that is looked at, and changes only what differs, so that selection and
/// scrolling stay. Where the pages come from, and on which thread, is the subclass's business. UI thread.
#pragma once

#include <QSet>
#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/store/reader.h"
#include "ui/models/paged_table.h"

namespace azr::ui {

template <class Row, class Cursor>
class PagedTableModel : public PagedTable {
  public:
    struct Page {
        std::vector<Row> rows;
        std::optional<Cursor> next;
    };
    using Reply = std::function<void(Result<Page>)>;

    using PagedTable::PagedTable;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override {
        return !parent.isValid() && m_next && !m_pending;
    }
    void fetchMore(const QModelIndex& parent) override {
        if (!canFetchMore(parent)) return;
        ask(m_next, [this](Page page) { append(std::move(page)); });
    }
    [[nodiscard]] const Row& row(int index) const { return m_rows[static_cast<std::size_t>(index)]; }
    [[nodiscard]] int rowOf(std::int64_t key) const {
        const auto at = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& r) { return keyOf(r) == key; });
        return at == m_rows.end() ? -1 : static_cast<int>(at - m_rows.begin());
    }

    void refresh() override {
        if (m_pending) {
            m_again = true;
            return;
        }
        ask(std::nullopt, [this](Page page) {
            const bool fits = mergeHead(std::move(page));
            if (fits && m_lastVisible >= store::kPageLimit) refreshVisible();
        });
    }

    /// Forgets everything and starts over (another run, filter or order).
    void reload() {
        ++m_generation;
        m_pending = false;
        m_again = false;
        beginResetModel();
        m_rows.clear();
        m_next.reset();
        endResetModel();
        refresh();
    }

  protected:
    /// Fetch the page after the cursor (empty: the first) and call reply on the UI thread, at once or later.
    virtual void request(const std::optional<Cursor>& after, Reply reply) = 0;
    [[nodiscard]] virtual std::int64_t keyOf(const Row& row) const = 0;
    [[nodiscard]] virtual Cursor cursorOf(const Row& row) const = 0;
    /// Whether both look the same in the table, so that nothing has to be painted again.
    [[nodiscard]] virtual bool looksTheSame(const Row& one, const Row& other) const = 0;

  private:
    template <class Apply>
    void ask(const std::optional<Cursor>& after, Apply apply) {
        m_pending = true;
        request(after, [this, generation = m_generation, apply](Result<Page> page) {
            if (generation != m_generation) return;
            m_pending = false;
            if (page)
                apply(std::move(*page));
            else
                tell(page.error());
            Q_EMIT loaded();
            if (m_again && !m_pending) {
                m_again = false;
                refresh();
            }
        });
    }

    void append(Page page) {
        m_next = page.next;
        if (page.rows.empty()) return;
        const int first = rowCount();
        beginInsertRows({}, first, first + static_cast<int>(page.rows.size()) - 1);
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(m_rows));
        endInsertRows();
    }

    /// Replaces the rows above (and with) the fetched page's last one. False when the loaded rows were too far away
    /// and had to go.
    bool mergeHead(Page page) {
        const int last = page.rows.empty() ? -1 : rowOf(keyOf(page.rows.back()));
        const bool overlaps = last >= 0 && page.next;
        const int replaced = overlaps ? last + 1 : rowCount();
        replaceRows(replaced, std::move(page.rows));
        if (!overlaps) m_next = page.next;
        return overlaps;
    }

    void replaceRows(int count, std::vector<Row> fresh) {
        QSet<std::int64_t> kept;
        for (const Row& one : fresh) kept.insert(keyOf(one));
        for (int i = count - 1; i >= 0; --i)
            if (!kept.contains(keyOf(row(i)))) removeOne(i);
        const int size = static_cast<int>(fresh.size());
        for (int i = 0; i < size;) {
            const int at = rowOf(keyOf(fresh[static_cast<std::size_t>(i)]));
            if (at == i) {
                renew(i, std::move(fresh[static_cast<std::size_t>(i)]));
                ++i;
                continue;
            }
            if (at >= 0) {
                moveUp(at, i);  // the order changed; selected, it stays so
                continue;
            }
            int end = i;
            while (end < size && rowOf(keyOf(fresh[static_cast<std::size_t>(end)])) < 0) ++end;
            beginInsertRows({}, i, end - 1);
            m_rows.insert(m_rows.begin() + i, std::make_move_iterator(fresh.begin() + i),
                          std::make_move_iterator(fresh.begin() + end));
            endInsertRows();
            i = end;
        }
    }

    void renew(int at, Row fresh) {
        const bool same = looksTheSame(row(at), fresh);
        m_rows[static_cast<std::size_t>(at)] = std::move(fresh);
        if (!same) Q_EMIT dataChanged(index(at, 0), index(at, columnCount() - 1));
    }

    void moveUp(int from, int to) {
        beginMoveRows({}, from, from, {}, to);
        std::rotate(m_rows.begin() + to, m_rows.begin() + from, m_rows.begin() + from + 1);
        endMoveRows();
    }

    void removeOne(int at) {
        beginRemoveRows({}, at, at);
        m_rows.erase(m_rows.begin() + at);
        endRemoveRows();
    }

    /// Of the rows in sight those behind the head.
    void refreshVisible() {
        const int first = std::min(std::max(m_firstVisible, store::kPageLimit), rowCount() - 1);
        if (first < 1) return;
        ask(cursorOf(row(first - 1)), [this](Page page) {
            for (Row& fresh : page.rows) {
                const int at = rowOf(keyOf(fresh));
                if (at >= 0) renew(at, std::move(fresh));
            }
        });
    }

    std::vector<Row> m_rows;
    std::optional<Cursor> m_next;
    std::uint64_t m_generation = 0;
    bool m_pending = false;
    bool m_again = false;
};

}  // namespace azr::ui
