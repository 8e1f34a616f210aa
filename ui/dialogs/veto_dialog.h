/// Asks why some tasks are kept out of training, and says what a veto can and cannot do. UI thread.
#pragma once

#include "ui/dialogs/sending_dialog.h"

class QLabel;
class QLineEdit;

namespace azr::ui {

class VetoDialog : public SendingDialog {
    Q_OBJECT
  public:
    VetoDialog(int tasks, QWidget* parent = nullptr);
    [[nodiscard]] QString reason() const;

  protected:
    void showRefusal(const QString& text) override;

  private:
    QLineEdit* m_reason;
    QLabel* m_problem;
};

}  // namespace azr::ui
