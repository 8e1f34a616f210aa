/// The buffers as their events make them, replayed from the first one on: who was in which buffer when, how large it
/// was, and whether each event was one that the policy allows. One thread.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>

#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// Valid, but kept out as near-duplicate or coin flip where the settings say so.
[[nodiscard]] bool isBarred(const store::TaskRow& row, const config::SelfPlayConfig& config);

/// Valid, but not let into its buffer by the solve rate (selfplay.valid_filter).
[[nodiscard]] bool isFiltered(const store::TaskRow& row, const config::SelfPlayConfig& config);

/// What later steps need of a task.
struct TaskFact {
    std::string kind, origin, status;
    int step = 0;
    bool valid = false;
    double value = 1;  ///< what the policy lowest-value compares
};

class Buffers {
  public:
    /// Both outlive the object.
    Buffers(const History& history, Ledger& ledger) : m_history(history), m_ledger(ledger) {}

    void know(const store::TaskRow& row);
    [[nodiscard]] const TaskFact* fact(TaskId task) const;

    /// Replays what came before the proposals of a step; `config`: its settings, which outlive the step.
    void open(const StepRows& rows, const config::RunConfig& config);
    /// Seeding: replays what came before this task was made.
    void reach(TaskId task);
    /// Whether the task is in the buffer of that kind now; with an empty kind, in any.
    [[nodiscard]] bool holds(TaskId task, const std::string& kind = {}) const;
    /// Whether there ever was such an addition, up to now.
    [[nodiscard]] bool held(TaskId task) const { return m_ever.contains(task.value); }
    /// Replays the rest of the step, and compares what entered with what had to.
    void close(const StepRows& rows);
    [[nodiscard]] std::int64_t size(const std::string& kind) const;

    /// After the last step: what came behind it is replayed unchecked, then contents and statuses are compared.
    Status finish(store::Reader& reader);

  private:
    struct Content {
        std::deque<std::int64_t> order;  ///< oldest first
        std::set<std::int64_t> members;
    };
    void apply(const store::BufferEventRow& event);
    void add(const store::BufferEventRow& event, Content& content);
    void leave(const store::BufferEventRow& event, Content& content, const char* status);
    void evict(const store::BufferEventRow& event, Content& content);
    void veto(const store::BufferEventRow& event, Content& content);
    void checkVictim(const store::BufferEventRow& event, const Content& content);
    void checkEntries(const StepRows& rows);
    [[nodiscard]] const store::BufferEventRow* next(int step) const;
    [[nodiscard]] bool evictionFollows(const store::BufferEventRow& event) const;
    Status compareContents(store::Reader& reader);

    const History& m_history;
    Ledger& m_ledger;
    const config::RunConfig* m_config = nullptr;
    std::unordered_map<std::int64_t, TaskFact> m_facts;
    std::map<std::string, Content> m_contents;
    std::set<std::int64_t> m_ever;
    std::unordered_map<std::int64_t, std::string> m_last;  ///< what became of a task: admitted | evicted | vetoed
    std::map<int, std::set<std::int64_t>> m_added;         ///< by step
    std::size_t m_at = 0;
    bool m_checking = true;
};

}  // namespace azr::audit
