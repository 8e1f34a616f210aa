/// Everything that can be done, found by typing some of its letters: what fits in one piece first, of these what was
/// used recently. Keys alone: up and down choose, Enter does it, Escape closes. The keyboard then is where it was
/// before. UI thread.
#pragma once

#include <QDialog>
#include <QList>
#include <QPointer>

#include "ui/finding/palette_entry.h"

class QAccessibleInterface;
class QLabel;
class QLineEdit;
class QStandardItemModel;
class QTableView;

namespace azr::ui {

class CommandPalette : public QDialog {
    Q_OBJECT
  public:
    CommandPalette(QList<PaletteEntry> entries, QWidget* window);

    [[nodiscard]] const QList<PaletteEntry>& entries() const { return m_entries; }
    /// In the order in which they are offered for what was typed.
    [[nodiscard]] QList<PaletteEntry> shown() const;
    /// The chosen line as a screen reader is told of it; null: none is chosen.
    [[nodiscard]] QAccessibleInterface* chosenLine() const;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void done(int result) override;

  private:
    void search();
    void choose(int row);
    void tellChosen();
    void tellReader();
    void use();

    QList<PaletteEntry> m_entries;
    QList<int> m_shown;  // places in m_entries
    QPointer<QWidget> m_before;
    QLineEdit* m_typed;
    QTableView* m_list;
    QStandardItemModel* m_rows;
    QLabel* m_note;
};

/// Ids, the last one first; kept in the user's settings.
[[nodiscard]] QStringList recentlyUsed();

}  // namespace azr::ui
