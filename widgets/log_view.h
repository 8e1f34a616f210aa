/// Lines with time and severity, newest at the bottom, in the colours of the present theme; follows the end unless the
/// reader scrolled up. UI thread.
#pragma once

#include <QPlainTextEdit>

#include "widgets/colors.h"

namespace azr::widgets {

class LogView : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit LogView(QWidget* parent = nullptr);
    void append(const QString& time, Tone tone, const QString& text);

  protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void repaintLines();

    static constexpr int kMaximalLines = 5000;

    bool m_faded = false;  // the theme changed while nobody looked
};

/// The sign and word of a tone, so that no meaning rests on colour: "✓", "▲", "✕", …
[[nodiscard]] QString toneSign(Tone tone);

}  // namespace azr::widgets
