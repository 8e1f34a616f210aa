/// A headline number: caption, large value, a small note under it. Those side by side have their values in one line,
/// also where a caption takes two. UI thread.
#pragma once

#include <QFrame>

class QLabel;

namespace azr::widgets {

class StatTile : public QFrame {
    Q_OBJECT
  public:
    explicit StatTile(const QString& caption, const QString& explanation, QWidget* parent = nullptr);
    void setValue(const QString& value, const QString& note = {});
    [[nodiscard]] QString value() const;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    QLabel* m_caption;
    QLabel* m_value;
    QLabel* m_note;
};

}  // namespace azr::widgets
