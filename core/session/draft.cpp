#include "core/session/draft.h"

#include "core/execution/values/literal.h"
#include "core/execution/values/value.h"
#include "core/selfplay/rewards/intrinsic.h"

namespace azr::session {

std::vector<std::size_t> falseClaims(const Draft& draft, const execution::ValidateOutcome& outcome) {
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < draft.claimed.size() && i < outcome.runs.size(); ++i) {
        const std::string& claimed = draft.claimed[i];
        const std::string& value = outcome.runs[i].value;
        const auto one = execution::parseLiteral(claimed), other = execution::parseLiteral(value);
        const bool same = one && other ? execution::equal(*one, *other) : claimed == value;
        if (!same) wrong.push_back(i);
    }
    return wrong;
}

selfplay::Task taskOf(const Draft& draft, const execution::ValidateOutcome& outcome) {
    selfplay::Task task;
    task.kind = draft.kind;
    task.origin = selfplay::Origin::User;
    task.program = outcome.program.empty() ? draft.program : outcome.program;
    task.imports = draft.imports;
    task.message = draft.message;
    selfplay::takeMeasures(outcome.measures, task);
    if (selfplay::hasPairs(draft.kind)) {
        for (std::size_t i = 0; i < draft.inputs.size() && i < outcome.runs.size(); ++i)
            task.pairs.push_back({draft.inputs[i], outcome.runs[i].value});
    } else if (!draft.inputs.empty() && !outcome.runs.empty()) {
        task.input = draft.inputs.front();
        task.output = outcome.runs.front().value;
        task.outputType = outcome.runs.front().type;
    }
    return task;
}

}  // namespace azr::session
