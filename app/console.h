/// Where a command reads and writes, and the shapes of what it writes: JSON lines with `v` and `type`, aligned tables,
/// errors on one line. One thread.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::app {

enum class ExitCode : int { Ok = 0, Failure = 1, Usage = 2, SomeLines = 3, Interrupted = 130 };

/// Raised when a field of a JSON line changes its meaning.
constexpr int kJsonVersion = 1;

struct Console {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool outIsTerminal = false;
    std::size_t columns = 80;  ///< of the terminal; 80 without one

    /// One line {"v":1,"type":…, and the fields}; flushed, so that a reader sees it at once.
    void json(std::string_view type, const Json& fields) const;
    void line(std::string_view text) const;  ///< on `out`
    /// "azr-studio: place: detail (remedy)" on `err`; Interrupted for Cancelled.
    ExitCode error(const Error& error) const;
    ExitCode usage(const Error& error, std::string_view command) const;
    /// usage() for what cannot be meant (InvalidArgument), error() for what can, but is not there.
    ExitCode refuse(const Error& error, std::string_view command) const;
};

/// Columns as wide as their widest cell; numbers (cells that start with a digit or sign) to the right.
/// With `columns`, cells of the widest ones are folded so that no line is longer, where that can be.
[[nodiscard]] std::string table(const std::vector<std::string>& header,
                                const std::vector<std::vector<std::string>>& rows, std::size_t columns = 0);
/// Folded between words; lines after the first begin with `indent` spaces.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t indent, std::size_t columns = 80);

/// A program on one line, its end alone where it is long: programs are told apart by what they return.
[[nodiscard]] std::string gist(const std::string& program);

/// "1 h 02 min", "3 min 20 s", "4.1 s"
[[nodiscard]] std::string duration(double seconds);

}  // namespace azr::app
