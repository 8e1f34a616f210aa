#include "core/selfplay/kinds.h"

#include <utility>

#include "core/config/kind_switches.h"

namespace azr::selfplay {

// A kind without a row, or with the row of another, does not compile, nor one whose solver is shown what it is asked
// for, or neither shown nor spared a part. Where the lines of `grade` have its name, they mean its verifier; the
// settings know the same kinds; places in the batch are distinct.
static_assert([] {
    PerKind<bool> placed;
    for (const TaskKind kind : kKinds) {
        const KindTraits& traits = traitsOf(kind);
        if (traits.kind != kind || kindFromName(traits.name) != kind) return false;
        if (execution::answerKindFromName(traits.name).value_or(traits.verified) != traits.verified) return false;
        const config::KindSwitch& known = config::kKindSwitches[static_cast<std::size_t>(kind)];
        if (known.name != traits.name || known.on != traits.enabled) return false;
        if (known.lends != traits.lends || known.nano != traits.nano) return false;
        if (traits.batchPlace < 0 || traits.batchPlace >= static_cast<int>(kKindCount)) return false;
        if (std::exchange(placed[static_cast<TaskKind>(traits.batchPlace)], true)) return false;
        if (traits.shown.has(traits.asked) || !traits.hidden.has(traits.asked)) return false;
        for (const TaskPart part : traits.proposed)
            if (!traits.shown.has(part) && !traits.hidden.has(part)) return false;
        if ((traits.references == References::LentProgram) == ownsProgram(kind)) return false;
    }
    return static_cast<std::size_t>(TaskKind::Error) + 1 == kKindCount && config::kKindSwitches.size() == kKindCount;
}());

std::vector<TaskKind> shownKinds(const config::SelfPlayConfig& config) {
    std::vector<TaskKind> kinds;
    for (const TaskKind kind : kKinds)
        if (isShown(kind, config)) kinds.push_back(kind);
    return kinds;
}

}  // namespace azr::selfplay
