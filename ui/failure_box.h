/// Failures told in one box, however many come: a full disk refuses row after row. UI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <QStringList>

class QMessageBox;

namespace azr::ui {

class FailureBox : public QObject {
    Q_OBJECT
  public:
    explicit FailureBox(QWidget* window);

    /// Opens the box, or adds the text to the one that is open; a few different ones at most.
    void tell(const QString& text);

  private:
    QWidget* m_window;
    QPointer<QMessageBox> m_box;  // the one that is open
    QStringList m_texts;
};

}  // namespace azr::ui
