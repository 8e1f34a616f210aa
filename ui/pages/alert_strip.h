/// The newest warning of the shown run, until it is dismissed. UI thread.
#pragma once

#include <QFrame>

class QLabel;

namespace azr::ui {

class AlertStrip : public QFrame {
    Q_OBJECT
  public:
    explicit AlertStrip(QWidget* parent = nullptr);
    void raise(const QString& text);
    void clear();

  private:
    QLabel* m_text;
    int m_count = 0;
};

}  // namespace azr::ui
