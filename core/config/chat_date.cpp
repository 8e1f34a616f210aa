#include "core/config/chat_date.h"

namespace azr::config {

namespace {

int daysOf(int year, int month) {
    constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return kDays[static_cast<std::size_t>(month - 1)] + (leap && month == 2 ? 1 : 0);
}

}  // namespace

Result<std::array<int, 3>> parseDate(std::string_view text, const std::string& place) {
    constexpr std::string_view kForm = "dddd-dd-dd";
    std::array<int, 3> parts = {};
    bool right = text.size() == kForm.size();
    for (std::size_t i = 0, part = 0; right && i < kForm.size(); ++i) {
        if (kForm[i] == '-') {
            right = text[i] == '-';
            ++part;
            continue;
        }
        right = text[i] >= '0' && text[i] <= '9';
        parts[part] = parts[part] * 10 + (text[i] - '0');
    }
    const auto [year, month, day] = parts;
    if (right && year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)) return parts;
    return fail(ErrorCode::InvalidArgument, "'" + std::string(text) + "' is no date", place,
                "write year, month and day, as in 2024-07-26");
}

}  // namespace azr::config
