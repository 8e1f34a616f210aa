/// A dialog that stays open, with all that was typed, until what it asks for was accepted. UI thread.
#pragma once

#include <QDialog>
#include <functional>
#include <utility>

#include "core/base/error.h"
#include "ui/labels.h"

namespace azr::ui {

class SendingDialog : public QDialog {
  public:
    using QDialog::QDialog;

    /// What accept() does before the dialog closes; where it fails, the dialog tells why and stays.
    void sendBy(std::function<Status()> send) { m_send = std::move(send); }
    void accept() override {
        if (m_send)
            if (const Status sent = m_send(); !sent) return showRefusal(labels::error(sent.error()));
        QDialog::accept();
    }

  protected:
    virtual void showRefusal(const QString& text) = 0;

  private:
    std::function<Status()> m_send;
};

}  // namespace azr::ui
