/// Every key of the window and its pages, read off the actions themselves, and searched. UI thread.
#pragma once

#include <QDialog>
#include <QList>

#include "ui/finding/found_actions.h"

class QLineEdit;
class QTreeWidget;

namespace azr::ui {

class ShortcutsDialog : public QDialog {
    Q_OBJECT
  public:
    ShortcutsDialog(const QList<FoundAction>& actions, QWidget* parent = nullptr);

  private:
    void search(const QString& text);
    void addCharts();

    QLineEdit* m_search;
    QTreeWidget* m_tree;
};

}  // namespace azr::ui
