/// Lines with time and severity, newest at the bottom; follows the end unless the reader scrolled up. UI thread.
#pragma once

#include <QPlainTextEdit>

#include "widgets/colors.h"

namespace azr::widgets {

class LogView : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit LogView(QWidget* parent = nullptr);
    void append(const QString& time, Tone tone, const QString& text);

  private:
    static constexpr int kMaximalLines = 5000;
};

/// The sign and word of a tone, so that no meaning rests on colour: "✓", "▲", "✕", …
[[nodiscard]] QString toneSign(Tone tone);

}  // namespace azr::widgets
