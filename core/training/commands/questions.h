/// What people ask the present model between two steps: a task that is in no buffer, solved a few times and graded.
/// Nothing of the run changes: the samples are drawn with a generator of their own, and enter no batch and no row.
/// Thread-safe but for answerAll().
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/selfplay/task.h"

namespace azr::training {

struct LoopContext;

class Questions {
  public:
    static constexpr int kTries = 4;  ///< attempts at each

    /// Called on the trainer's thread, or on that of cancel() or close(); Cancelled where nobody wants the answer.
    using Answered = std::function<void(std::uint64_t ticket, Result<std::vector<selfplay::Attempt>> attempts)>;
    explicit Questions(Answered answered) : m_answered(std::move(answered)) {}

    /// Answered between two steps. False: closed, and never answered.
    [[nodiscard]] bool ask(std::uint64_t ticket, selfplay::Task task);
    void cancel(std::uint64_t ticket);
    /// The run ends: everything that waits is cancelled, and nothing more is taken.
    void close();

    /// Trainer thread, between two steps.
    void answerAll(LoopContext& loop);

  private:
    struct Asked {
        std::uint64_t ticket = 0;
        selfplay::Task task;
        std::shared_ptr<Control> control;
    };
    [[nodiscard]] static Result<std::vector<selfplay::Attempt>> answer(const Asked& asked, LoopContext& loop);

    const Answered m_answered;
    std::mutex m_mutex;
    std::deque<Asked> m_waiting;         // guarded by m_mutex, as is all below
    std::uint64_t m_underway = 0;        // its ticket; 0: none
    std::shared_ptr<Control> m_control;  // of the one under way
    bool m_closed = false;
};

}  // namespace azr::training
