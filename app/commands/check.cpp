// Runs programs on inputs in the sandbox.
#include "app/executor_lines.h"
#include "app/json_lines.h"

namespace azr::app {

Command checkCommand() {
    return {
        "check",
        "Run programs in the sandbox: JSON lines in, verdicts out.",
        "In: id, program (or snippet, or code), input or inputs, and if known imports and output or outputs. Out: id, "
        "verdict, reason, value, type, matches, detail, ms. A wrong output is verdict ok with matches false. Ends "
        "with 3 when some lines could not be understood.",
        lineFile(),
        lineOptions(),
        [](const Arguments& arguments, const Console& console) {
            return runLines(execution::LineCommand::Check, "check", arguments, console);
        }};
}

}  // namespace azr::app
