/// The rows behind run_fields.h: a documented field and the way to its value.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/run_fields.h"

namespace azr::config {

template <class T>
using Access = std::function<T&(RunConfig&)>;

/// Of an enum, by its names.
struct ChoiceAccess {
    std::function<std::string_view(const RunConfig&)> read;
    std::function<bool(RunConfig&, std::string_view)> write;  ///< false: no such name, nothing is changed
};

struct FieldRow {
    Field field;
    std::variant<Access<bool>, Access<int>, Access<std::uint64_t>, Access<double>, Access<std::string>, ChoiceAccess>
        access;
};

[[nodiscard]] const std::vector<FieldRow>& fieldTable();

}  // namespace azr::config
