/// The drafts of the seed dialog, a line for each with what its check said. There is always one; the list is shown when
/// there are more. UI thread.
#pragma once

#include <QWidget>
#include <vector>

#include "core/session/draft.h"

class QListWidget;
class QPushButton;

namespace azr::ui {

struct DraftEntry {
    enum class State { Unchecked, Checking, Passed, Refused };
    session::Draft draft;
    State state = State::Unchecked;
    execution::ValidateOutcome outcome;  ///< of one that was checked
    QString said;                        ///< what the dialog says of it; empty: nothing yet
};

class SeedDrafts : public QWidget {
    Q_OBJECT
  public:
    explicit SeedDrafts(QWidget* parent = nullptr);

    [[nodiscard]] int count() const { return static_cast<int>(m_entries.size()); }
    [[nodiscard]] int current() const { return m_current; }
    [[nodiscard]] DraftEntry& at(int index) { return m_entries[static_cast<std::size_t>(index)]; }
    [[nodiscard]] DraftEntry& now() { return at(m_current); }
    /// Behind the others; `over`: the current one gives way. The first of them becomes the current one.
    void add(const std::vector<session::Draft>& drafts, bool over);
    void choose(int index);
    void drop(int index);  ///< not the only one
    void refresh(int index);

    /// Behind the others, while the current one stays.
    void append(DraftEntry entry);
    [[nodiscard]] int find(const session::Draft& draft) const;  ///< -1: it is not among them
    /// All but the current one, which the dialog keeps itself.
    [[nodiscard]] std::vector<session::Draft> others() const;

  Q_SIGNALS:
    void chosen(int index);
    void dropped();

  private:
    [[nodiscard]] QString lineOf(int index) const;
    void showAll();

    QListWidget* m_list;
    QPushButton* m_drop;
    std::vector<DraftEntry> m_entries;
    int m_current = 0;
};

}  // namespace azr::ui
