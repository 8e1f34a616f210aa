#include "core/session/session.h"

namespace azr::session {

Result<std::vector<CommandId>> Session::postTogether(const std::vector<Command>& commands, CommandId& /*act*/) {
    std::vector<CommandId> ids;
    for (const Command& command : commands) {
        AZR_TRY(const CommandId id, post(command));
        ids.push_back(id);
    }
    return ids;
}

Result<std::vector<CommandId>> Session::takeBackTogether(const std::vector<CommandId>& commands, CommandId& /*act*/,
                                                         std::optional<Error>& refused) {
    std::vector<CommandId> ids;
    for (const CommandId command : commands) {
        const auto id = takeBack(command);
        if (!id && !refused) refused = id.error();
        ids.push_back(id.value_or(CommandId{}));
    }
    return ids;
}

}  // namespace azr::session
