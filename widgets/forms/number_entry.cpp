#include "widgets/forms/number_entry.h"

namespace azr::widgets {

namespace {

QLocale withoutGroups(QLocale locale) {
    locale.setNumberOptions(QLocale::RejectGroupSeparator);
    return locale;
}

}  // namespace

std::optional<double> numberIn(const QString& text, const QLocale& locale) {
    bool fine = false;
    double number = withoutGroups(QLocale::c()).toDouble(text.trimmed(), &fine);
    if (!fine) number = withoutGroups(locale).toDouble(text.trimmed(), &fine);
    if (!fine || !qIsFinite(number)) return std::nullopt;
    return number;
}

QString pointed(const QString& text, const QLocale& locale) {
    bool fine = false;
    (void)withoutGroups(QLocale::c()).toDouble(text.trimmed(), &fine);
    if (fine || !numberIn(text, locale)) return text;
    return QString(text).replace(locale.decimalPoint(), QStringLiteral("."));
}

QValidator::State NumberBox::validate(QString& text, int& cursor) const {
    const QString decimal = locale().decimalPoint();
    if (decimal != QStringLiteral(".")) text.replace(QLatin1Char('.'), decimal);
    const QString groups = locale().groupSeparator();
    if (groups != decimal && text.contains(groups)) return QValidator::Invalid;
    return QDoubleSpinBox::validate(text, cursor);
}

}  // namespace azr::widgets
