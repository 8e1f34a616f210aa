/// Numbers as people type them: with a point or the decimal sign of their language, and never with signs between
/// thousands, as 0,125 and 0.125 would be 125 wherever the other sign groups digits. UI thread.
#pragma once

#include <QDoubleSpinBox>
#include <QLocale>
#include <QString>
#include <optional>

namespace azr::widgets {

/// Nothing for what is no finite number.
[[nodiscard]] std::optional<double> numberIn(const QString& text, const QLocale& locale);

/// The same number with a point, in its own digits; `text` where it is none.
[[nodiscard]] QString pointed(const QString& text, const QLocale& locale);

/// A point that is typed stands for the decimal sign; the sign that groups thousands cannot be typed.
class NumberBox : public QDoubleSpinBox {
    Q_OBJECT
  public:
    using QDoubleSpinBox::QDoubleSpinBox;

  protected:
    QValidator::State validate(QString& text, int& cursor) const override;
};

}  // namespace azr::widgets
