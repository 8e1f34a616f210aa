#include "core/session/forking/renumbered.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <variant>

namespace azr::session {
namespace {

constexpr std::string_view kSeedAnswer = "task ";  ///< how the loop answers a seed

}  // namespace

void shiftTask(training::LoopAction& action, std::int64_t by) {
    std::visit(
        [by]<class Each>(Each& each) {
            if constexpr (requires { each.task.value; }) each.task.value += by;
        },
        action);
}

std::string shiftedAnswer(const training::LoopAction& action, const std::string& answer, std::int64_t by) {
    if (!std::holds_alternative<SeedTask>(action) || !answer.starts_with(kSeedAnswer)) return answer;
    std::int64_t task = 0;
    const char* const end = answer.data() + answer.size();
    const auto read = std::from_chars(answer.data() + kSeedAnswer.size(), end, task);
    if (read.ec != std::errc() || read.ptr != end) return answer;
    return fmt::format("{}{}", kSeedAnswer, task + by);
}

std::int64_t CommandNumbers::of(std::int64_t command) const {
    const auto found = m_now.find(command);
    return found == m_now.end() ? 0 : found->second;
}

std::int64_t CommandNumbers::lastUntil(std::int64_t command) const {
    const auto after = m_now.upper_bound(command);
    return after == m_now.begin() ? 0 : std::prev(after)->second;
}

}  // namespace azr::session
