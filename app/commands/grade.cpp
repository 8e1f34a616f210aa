// Grades answers to tasks.
#include <fmt/format.h>

#include "app/lines/executor_lines.h"
#include "app/lines/json_lines.h"
#include "core/execution/verdict.h"

namespace azr::app {

Command gradeCommand() {
    return {"grade",
            "Grade answers to tasks: JSON lines in, verdicts out.",
            fmt::format("In: id, kind ({}), program, input or output, answer, hidden pairs for induction. ",
                        fmt::join(execution::kAnswerNames, ", ")) +
                "Out: id as it was written, solved, verdict, reason, detail, loose. The limits of check hold; an "
                "answer beyond "
                "its own is a parse_error. Ends with 3 when some lines could not be understood.",
            lineFile(),
            lineOptions(),
            [](const Arguments& arguments, const Console& console) {
                return runLines(execution::LineCommand::Grade, "grade", arguments, console);
            }};
}

}  // namespace azr::app
