/// What a condition can ask of a task: every field with its meaning and an example, for choosing by a double click or
/// Enter; below the list, the whole of the current one. UI thread.
#pragma once

#include <QWidget>

class QLabel;
class QTreeWidget;

namespace azr::ui {

class ConditionFields : public QWidget {
    Q_OBJECT
  public:
    explicit ConditionFields(QWidget* parent = nullptr);

  Q_SIGNALS:
    void chosen(const QString& field);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void choose();
    void tell();

    QTreeWidget* m_list;
    QLabel* m_detail;
};

}  // namespace azr::ui
