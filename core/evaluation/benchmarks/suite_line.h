/// The lines of a suite's file: JSON as Python's json module writes it, that is with integers of any size, NaN and
/// Infinity, and the values in them as Python's. Plain or gzip. Errors name file, line and field.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/execution/values/value.h"

namespace azr::evaluation {

/// `text` as one value: objects become dicts, arrays lists, true, false and null Python's. At most 100 containers in
/// one another; a name twice in an object is an error. The error's detail says what is wrong, and at which byte.
[[nodiscard]] Result<execution::Value> parsePythonJson(std::string_view text);

/// One line, which is an object.
class SuiteLine {
  public:
    SuiteLine(execution::Value object, std::string raw, std::string place)
        : m_object(std::move(object)), m_raw(std::move(raw)), m_place(std::move(place)) {}

    [[nodiscard]] const std::string& place() const { return m_place; }  ///< "line 3 of FILE"
    [[nodiscard]] const std::string& raw() const { return m_raw; }      ///< the line as it stands in the file
    [[nodiscard]] bool has(std::string_view field) const { return find(field) != nullptr; }
    /// Null: it is not there, or null.
    [[nodiscard]] const execution::Value* find(std::string_view field) const;
    [[nodiscard]] Result<const execution::Value*> get(std::string_view field) const;
    [[nodiscard]] Result<std::string> text(std::string_view field) const;
    /// The text, or an integer as one; `fallback` where it is not there.
    [[nodiscard]] Result<std::string> label(std::string_view field, std::string fallback) const;
    [[nodiscard]] Result<double> number(std::string_view field, double fallback) const;
    [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view field) const;
    /// "field 'x' WHAT", at this line.
    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view field, const std::string& what) const;

  private:
    execution::Value m_object;
    std::string m_raw, m_place;
};

/// The lines of a file, blank ones left out. gzip is known by its first bytes. Blocking.
[[nodiscard]] Result<std::vector<SuiteLine>> readSuiteLines(const std::filesystem::path& file);
/// The whole file as text, unpacked where it is gzip (at most 1 GiB).
[[nodiscard]] Result<std::string> readPossiblyGzip(const std::filesystem::path& file);

}  // namespace azr::evaluation
