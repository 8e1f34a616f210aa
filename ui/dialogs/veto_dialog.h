/// Asks why some tasks are kept out of training, and says what a veto can and cannot do. UI thread.
#pragma once

#include <QDialog>

class QLineEdit;

namespace azr::ui {

class VetoDialog : public QDialog {
    Q_OBJECT
  public:
    VetoDialog(int tasks, QWidget* parent = nullptr);
    [[nodiscard]] QString reason() const;

  private:
    QLineEdit* m_reason;
};

}  // namespace azr::ui
