/// Commands whose tasks have other numbers: in a fork, and in a workspace that a run was brought into. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/session/command.h"

namespace azr::session {

/// The task that it is about, where it names one, is `by` further.
void shiftTask(training::LoopAction& action, std::int64_t by);

/// What the loop answered: a seed's answer names the task that came of it.
[[nodiscard]] std::string shiftedAnswer(const training::LoopAction& action, const std::string& answer, std::int64_t by);

/// The numbers that commands were given in place of others.
class CommandNumbers {
  public:
    void set(std::int64_t before, std::int64_t now) { m_now[before] = now; }
    [[nodiscard]] std::int64_t of(std::int64_t command) const;  ///< 0: it has none
    /// Of the youngest one up to `command`; 0: none.
    [[nodiscard]] std::int64_t lastUntil(std::int64_t command) const;

  private:
    std::map<std::int64_t, std::int64_t> m_now;  ///< by their old numbers
};

}  // namespace azr::session
