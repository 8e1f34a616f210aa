/// A buffer of valid tasks of one kind: bounded, sampled without replacement, emptied by policy and never silently.
/// One thread (the trainer). Randomness comes in as an argument.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/config/algorithm_choices.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

using Eviction = config::Eviction;

class Buffer {
  public:
    Buffer(TaskKind kind, std::size_t capacity, Eviction eviction);

    /// Adds the task; the id of the one that had to go, if any (maybe the newcomer's own).
    std::optional<TaskId> add(Task task, Rng& rng);
    bool remove(TaskId id);
    /// Where the task stands, from the oldest on; size() when it is not there.
    [[nodiscard]] std::size_t placeOf(TaskId id) const;
    /// Puts a task that was taken out back to where it stood, or to the end of a buffer that is shorter now. It does
    /// not count as offered. The id of the one that had to go, if any: never its own.
    std::optional<TaskId> putBack(Task task, std::size_t place, Rng& rng);
    /// A pinned task is never evicted. False when it is not there.
    bool pin(TaskId id, bool pinned);
    [[nodiscard]] std::size_t pinned() const { return m_pinned; }
    [[nodiscard]] const Task* find(TaskId id) const;
    [[nodiscard]] const Task& at(std::size_t index) const { return m_entries[index].task; }
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }
    [[nodiscard]] std::size_t capacity() const { return m_capacity; }
    [[nodiscard]] std::uint64_t offered() const { return m_offered; }  ///< tasks ever added
    [[nodiscard]] TaskKind kind() const { return m_kind; }

    /// min(count, size) different indices, in random order, uniformly.
    [[nodiscard]] std::vector<std::size_t> draw(std::size_t count, Rng& rng) const;

    /// Share of the buffered answer values (induction: outputs of all pairs) that equal `value`; 0 when empty.
    [[nodiscard]] double outputShare(const std::string& value) const;
    [[nodiscard]] double inputShare(const std::string& value) const;

    /// One JSON line per task, oldest first, after a line with the counters. Lines are made once per task.
    [[nodiscard]] std::string snapshot() const;
    [[nodiscard]] static Result<Buffer> restore(std::string_view snapshot, std::size_t capacity, Eviction eviction);

  private:
    struct Entry {
        Task task;
        mutable std::string line;
    };
    /// size(): the newcomer itself.
    [[nodiscard]] std::size_t victim(Rng& rng, bool newcomerMayGo) const;
    /// The first from `index` on that may go, after the last one from the beginning; size() where all are pinned.
    [[nodiscard]] std::size_t unpinned(std::size_t index) const;
    void erase(std::size_t index);
    void count(const Task& task, int change);

    TaskKind m_kind;
    std::size_t m_capacity;
    Eviction m_eviction;
    std::uint64_t m_offered = 0;
    std::size_t m_pinned = 0;
    std::deque<Entry> m_entries;
    std::map<std::string, int> m_outputs, m_inputs;
    int m_outputCount = 0, m_inputCount = 0;
};

}  // namespace azr::selfplay
