#include "core/selfplay/kinds.h"

namespace azr::selfplay {

std::vector<TaskKind> shownKinds(const config::SelfPlayConfig& config) {
    std::vector<TaskKind> kinds;
    for (const TaskKind kind : kKinds)
        if (isShown(kind, config)) kinds.push_back(kind);
    return kinds;
}

std::string name(Stream stream) {
    return std::string(name(stream.role)) + "." + std::string(name(stream.kind));
}

}  // namespace azr::selfplay
