/// The types of arguments as they are written: "[1, 2], 'a'" is "list, str". What is no plain literal is "other". Pure.
#pragma once

#include <string>
#include <string_view>

namespace azr::diversity {

[[nodiscard]] std::string argumentTypes(std::string_view input);

}  // namespace azr::diversity
