// Runs programs on inputs in the sandbox.
#include "app/lines/executor_lines.h"
#include "app/lines/json_lines.h"

namespace azr::app {

Command checkCommand() {
    return {
        "check",
        "Run programs in the sandbox: JSON lines in, verdicts out.",
        "In: id, program (or snippet, or code), input, or a list inputs, and if known imports and output, or outputs. "
        "Out: "
        "id as it was written, verdict, reason, value, type, matches, detail, ms. A wrong output is verdict ok with "
        "matches false. With kind error, what counts is the type of the exception that ends the run: value is its "
        "name, or "
        "NoError. given says how many functions g_0, g_1, ... the program begins with, each of which f must call. "
        "Fields of another type, or that contradict each other, are refused, and unknown ones ignored. "
        "Refused are also programs of more than 256 KiB, inputs and outputs of more than 128 KiB, imports of more than "
        "64 KiB, "
        "more than 1000 inputs, and lines of more than 16 MiB. Ends with 3 when some lines could not be understood.",
        lineFile(),
        lineOptions(),
        [](const Arguments& arguments, const Console& console) {
            return runLines(execution::LineCommand::Check, "check", arguments, console);
        }};
}

}  // namespace azr::app
