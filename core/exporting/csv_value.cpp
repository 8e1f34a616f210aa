#include "core/exporting/csv_value.h"

#include <variant>

#include "core/exporting/csv.h"

namespace azr::exporting {

std::string csvValue(const store::SqlValue& value) {
    if (const auto* const real = std::get_if<double>(&value)) return csvNumber(*real);
    if (std::holds_alternative<std::int64_t>(value) || std::holds_alternative<std::monostate>(value))
        return store::textOf(value);
    return csvText(store::textOf(value));
}

}  // namespace azr::exporting
