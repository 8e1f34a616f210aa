/// JSON lines of a file or the standard input, one answer per line in the same order: what the commands that read them
/// share. A line that is not understood gives an error line and does not stop the rest.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <optional>
#include <vector>

#include "app/console.h"
#include "app/options.h"
#include "core/base/control.h"

namespace azr::app {

/// FILE, the one positional of these commands.
[[nodiscard]] std::vector<Positional> lineFile();

/// The named file, or the console's input where none or "-" is named.
class LineInput {
  public:
    [[nodiscard]] static Result<LineInput> open(const std::optional<std::string>& file, const Console& console);
    [[nodiscard]] static Result<LineInput> open(const Arguments& arguments, const Console& console);
    /// Lets a stop end the wait for a next line of the standard input; `control` outlives the input.
    void endWith(const Control& control);
    [[nodiscard]] std::istream& stream() { return m_own ? *m_own : *m_console; }

  private:
    std::unique_ptr<std::streambuf> m_buffer;
    std::unique_ptr<std::istream> m_own;  ///< the file, or the standard input by way of m_buffer
    std::istream* m_console = nullptr;
};

/// Token ids of the field "ids": whole numbers from 0 to below `vocabulary`.
[[nodiscard]] Result<std::vector<std::int32_t>> tokenIdsOf(const Json& line, std::int64_t vocabulary);
/// The line's own "id", or null.
[[nodiscard]] Json nameOf(const Json& line);
/// {"v", "type": "error", "id", "line", "error"}
void writeErrorLine(const Json& id, std::int64_t number, const Error& error, const Console& console);

/// The fields of the answer to one line; `v`, `type` and the line's `id` are put before them.
using LineHandler = std::function<Result<Json>(const Json& line)>;

/// SomeLines when a line failed; the error of a handler that was Cancelled ends the command.
ExitCode answerLines(LineInput& input, std::string_view type, const LineHandler& handler, const Console& console,
                     Control& control);

}  // namespace azr::app
