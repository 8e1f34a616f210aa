#include "core/training/commands/mailbox.h"

#include <algorithm>
#include <utility>

namespace azr::training {

void Mailbox::post(LoopCommand command) {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(command));
}

std::vector<LoopCommand> Mailbox::take(const std::function<bool(const LoopCommand&)>& due) {
    const std::lock_guard lock(m_mutex);
    const auto first = std::stable_partition(m_waiting.begin(), m_waiting.end(),
                                             [&](const LoopCommand& command) { return !due(command); });
    std::vector<LoopCommand> taken(std::make_move_iterator(first), std::make_move_iterator(m_waiting.end()));
    m_waiting.erase(first, m_waiting.end());
    return taken;
}

bool Mailbox::withdraw(CommandId command) {
    const std::lock_guard lock(m_mutex);
    return std::erase_if(m_waiting, [&](const LoopCommand& one) { return one.id == command; }) > 0;
}

std::size_t Mailbox::size() const {
    const std::lock_guard lock(m_mutex);
    return m_waiting.size();
}

}  // namespace azr::training
