#include "core/session/draft.h"

#include "core/selfplay/rewards/intrinsic.h"

namespace azr::session {

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
