#include "core/session/session.h"

#include <fmt/format.h>

namespace azr::session {

std::vector<std::pair<std::string, std::string>> StartRequest::allSet() const {
    auto all = set;
    if (steps) all.emplace_back("steps", fmt::format("{}", *steps));
    if (minutes) all.emplace_back("minutes", fmt::format("{}", *minutes));
    return all;
}

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

Result<std::vector<CommandId>> Session::nextAct(Direction /*direction*/) {
    return fail(ErrorCode::Unsupported, "this session takes nothing back");
}

Result<CommandId> Session::takeBackNext(Direction direction) {
    AZR_TRY(const std::vector<CommandId> commands, nextAct(direction));
    if (commands.size() == 1) return takeBack(commands.front());
    CommandId act;
    std::optional<Error> refused;
    AZR_TRY(const std::vector<CommandId> ids, takeBackTogether(commands, act, refused));
    if (refused) return tl::make_unexpected(*refused);
    return ids.front();
}

Result<Forked> Session::fork(const ForkRequest& request) {
    return fail(ErrorCode::Unsupported, "this session forks no runs", fmt::format("run {}", request.run.value));
}

Result<std::uint64_t> Session::startFork(const ForkRequest& request) {
    return fail(ErrorCode::Unsupported, "this session forks no runs", fmt::format("run {}", request.run.value));
}

}  // namespace azr::session
