/// Completions read again by a parser of its own. The nano form is read here from its definition; the fenced and plain
/// forms of the other wrappers are read by selfplay's parser, and the report says so. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// What a completion says, as far as it is well formed.
struct CompletionParts {
    bool wellFormed = false;
    std::string program, input, output, message;
    std::vector<std::string> inputs;
    std::vector<std::string> imports;  ///< of the program; the nano form has no words for any
};

/// `proposes`: a proposal's completion, else a solver's; `kind` as in the database.
[[nodiscard]] CompletionParts readNano(bool proposes, std::string_view kind, std::string_view completion,
                                       int inductionInputs);

/// Format verdicts and parts of every completion of the step. What turns out malformed is left so in `rows`: it is told
/// once, and not again by what it earned.
void checkFormat(StepRows& rows, const config::RunConfig& config, Ledger& ledger);

}  // namespace azr::audit
