#include "core/selfplay/seeds/identity.h"

namespace azr::selfplay {

Task identityTask(TaskKind kind, WrapperStyle style) {
    const bool nano = style == WrapperStyle::Nano;
    Task task;
    task.kind = kind;
    task.origin = Origin::Identity;
    task.program = nano ? "def f(x):\n    return x" : "def f(text):\n    return text";
    task.input = nano ? "'Head'" : "'Hello world'";
    task.output = namesError(kind) ? std::string(execution::kNoError) : task.input;
    return task;
}

}  // namespace azr::selfplay
