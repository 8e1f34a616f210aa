/// Which metrics are meant: names, in which `*` stands for any text. Values; pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace azr::exporting {

class MetricChoice {
  public:
    MetricChoice() = default;  ///< all of them
    explicit MetricChoice(std::vector<std::string> patterns) : m_patterns(std::move(patterns)) {}

    [[nodiscard]] bool includes(std::string_view name) const;
    /// Of these names those that are meant, in their order. NotFound for a pattern that none of them fits, with the
    /// nearest name.
    [[nodiscard]] Result<std::vector<std::string>> among(const std::vector<std::string>& names) const;

  private:
    std::vector<std::string> m_patterns;
};

}  // namespace azr::exporting
