/// The lines of `check` and `grade`: JSON in, verdicts out, one line per line, order kept; a broken line gives an error
/// line and does not stop the rest. Fields: core/README.md. Lines are submitted ahead of the one being written, so that
/// the lanes stay busy. Thread-safe as far as the executor is; one caller per stream.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>

#include "core/base/json.h"
#include "core/execution/executor.h"

namespace azr::execution {

enum class LineCommand { Check, Grade };

struct LineOptions {
    bool strictTypes = false;
    bool trace = false;  ///< adds findings, measures and CPU times
    int runs = 0;        ///< differently seeded interpreters that must agree, at least; 0: as the rules say
    int ahead = 256;     ///< lines under way at once
    Lane lane = Lane::Loop;
};

struct LineTotals {
    std::int64_t lines = 0, errors = 0;      ///< errors: lines that could not be understood
    std::int64_t matched = 0, compared = 0;  ///< check: lines (or pairs) with an output; grade: solved, graded
    std::array<std::int64_t, kVerdictCount> verdicts{};
    double seconds = 0;
};

/// {"id", "program"|"snippet"|"code", "input" | "inputs", "imports"?, "output"? | "outputs"?} to {"v", "id", "verdict",
/// "reason", "value", "type", "matches"?, "mismatch"?, "detail", "ms"}; with "inputs" the runs stand in "pairs".
[[nodiscard]] Json checkLine(Executor& executor, const Json& line, const LineOptions& options);
/// {"id", "kind", "program", "input"?, "output"?, "answer", "hidden"?, "imports"?} to {"v", "type", "id", "solved",
/// "verdict", "reason", "detail", "loose"?, "share"?}. Deduction without "output" takes the program's own on "input".
[[nodiscard]] Json gradeLine(Executor& executor, const Json& line, const LineOptions& options);
/// {"v", "type": "error", "id", "line", "error"}
[[nodiscard]] Json errorLine(const Json& id, std::int64_t number, const Error& error);

/// Reads to the end of `in` or until `control` stops; answers are written as they come. `progress` is called after each
/// line, on the thread that writes. Fails only when stopped.
[[nodiscard]] Result<LineTotals> processLines(Executor& executor, LineCommand command, std::istream& in,
                                              std::ostream& out, const LineOptions& options, Control& control,
                                              const std::function<void(const LineTotals&)>& progress = {});

}  // namespace azr::execution
