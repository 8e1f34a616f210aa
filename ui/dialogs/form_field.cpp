#include "ui/dialogs/form_field.h"

#include "ui/labels.h"

namespace azr::ui {

widgets::FormField formField(const config::Field& field, const config::RunConfig& config) {
    using Type = widgets::FormField::Type;
    widgets::FormField result;
    result.path = labels::text(field.path);
    result.label = result.path.section(QLatin1Char('.'), -1).replace(QLatin1Char('_'), QLatin1Char(' '));
    result.explanation = labels::said(field.doc);
    const QString group =
        result.path.contains(QLatin1Char('.')) ? result.path.section(QLatin1Char('.'), 0, 0) : QStringLiteral("run");
    result.group = labels::settingGroup(group);
    result.unit = labels::unit(labels::text(field.unit));
    switch (field.kind) {
        case config::FieldKind::Flag: result.type = Type::Flag; break;
        case config::FieldKind::Integer: result.type = Type::Integer; break;
        case config::FieldKind::Number: result.type = Type::Number; break;
        case config::FieldKind::Choice: result.type = Type::Choice; break;
        default: result.type = Type::Text;
    }
    for (const std::string& choice : field.choices) result.choices.append(labels::text(choice));
    result.minimum = field.low;
    result.maximum = field.high;
    if (const auto value = config::getField(config, field.path)) result.standard = labels::text(*value);
    return result;
}

}  // namespace azr::ui
