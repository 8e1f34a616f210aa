/// One line of text that gives way: where it does not fit it ends in "…" and its tooltip says the rest. Screen readers
/// get the whole. UI thread.
#pragma once

#include <QLabel>

namespace azr::widgets {

class ElidedLabel : public QLabel {
    Q_OBJECT
  public:
    explicit ElidedLabel(QWidget* parent = nullptr);

    [[nodiscard]] QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

}  // namespace azr::widgets
