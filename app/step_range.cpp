#include "app/step_range.h"

#include <charconv>
#include <string_view>

namespace azr::app {
namespace {

tl::unexpected<Error> notSteps(const std::string& text) {
    return fail(ErrorCode::InvalidArgument, "'" + text + "' is not a range of steps", "--steps",
                "such as 3..8, 3.., ..8 or 3; 0 is seeding");
}

}  // namespace

Result<StepRange> readSteps(const std::string& text) {
    StepRange range;
    const auto read = [](std::string_view digits, int& into) {
        if (digits.empty()) return true;
        const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), into);
        return code == std::errc() && end == digits.data() + digits.size() && into >= 0;
    };
    const auto dots = text.find("..");
    const std::string_view whole = text;
    if (whole.empty() || whole == "..") return notSteps(text);
    if (dots == std::string::npos) {
        if (!read(whole, range.first)) return notSteps(text);
        range.last = range.first;
        return range;
    }
    if (!read(whole.substr(0, dots), range.first) || !read(whole.substr(dots + 2), range.last) ||
        range.first > range.last)
        return notSteps(text);
    return range;
}

}  // namespace azr::app
