/// The buffers as their events make them, replayed from the first one on: who was in which buffer when, how large it
/// was, and whether each event was one that the policy allows. One thread.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/audit/history.h"
#include "core/audit/ledger.h"
#include "core/audit/rule_facts.h"

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
    double value = 1;                   ///< what the policy lowest-value compares
    std::size_t input = 0, output = 0;  ///< their hashes
};

/// How often each value occurs among the inputs, or the outputs, of a buffer.
struct ValueShares {
    std::unordered_map<std::size_t, std::int64_t> counts;  ///< by their hashes
    std::int64_t total = 0;
    [[nodiscard]] double of(const std::string& value) const;
};

class Buffers {
  public:
    /// Both outlive the object.
    Buffers(const History& history, Ledger& ledger) : m_history(history), m_ledger(ledger) {}

    void know(const store::TaskRow& row);
    [[nodiscard]] const TaskFact* fact(TaskId task) const;

    /// Replays what came before the proposals of a step; `config`: its settings, which outlive the step.
    Status open(const StepRows& rows, const config::RunConfig& config);
    /// Seeding: replays what came before this task was made.
    void reach(TaskId task);
    /// Whether the task is in the buffer of that kind now; with an empty kind, in any.
    [[nodiscard]] bool holds(TaskId task, const std::string& kind = {}) const;
    /// Whether there ever was such an addition, up to now.
    [[nodiscard]] bool held(TaskId task) const { return m_ever.contains(task.value); }
    /// Whether a person or a rule took it out while the buffers were seeded: the round under way had been shown it.
    [[nodiscard]] bool leftSeeding(TaskId task) const { return m_leftSeeding.contains(task.value); }
    /// Whether it waited for a person at the end of its step.
    [[nodiscard]] bool waited(TaskId task) const { return m_waited.contains(task.value); }
    /// Replays the rest of the step, and compares what entered with what had to.
    void close(const StepRows& rows);
    [[nodiscard]] std::int64_t size(const std::string& kind) const;
    /// Those made in the last `pastSteps` steps, as training draws them: all where there are none, or it is 0.
    [[nodiscard]] std::int64_t recent(const std::string& kind, int step, int pastSteps) const;
    /// Whether a task made in `made` may be drawn in `step` from the buffer of that kind.
    [[nodiscard]] bool drawable(const std::string& kind, int made, int step, int pastSteps) const;
    /// Of a buffer without induction tasks, as it stands.
    [[nodiscard]] const ValueShares& shares(const std::string& kind, bool ofInputs) const;
    /// Whether nobody reached into the step that was opened once it had begun to propose.
    [[nodiscard]] bool calm() const { return m_calm; }

    /// After the last step: what came behind it is replayed unchecked, then contents and statuses are compared.
    Status finish(store::Reader& reader);

  private:
    [[nodiscard]] std::int64_t madeSince(const std::string& kind, int step) const;

    struct Content {
        std::deque<std::int64_t> order;  ///< oldest first
        std::set<std::int64_t> members;
    };
    void apply(const store::BufferEventRow& event);
    void add(const store::BufferEventRow& event, Content& content);
    void leave(const store::BufferEventRow& event, Content& content, const char* status);
    void evict(const store::BufferEventRow& event, Content& content);
    void putBack(const store::BufferEventRow& event, Content& content);
    [[nodiscard]] bool mayComeIn(const store::BufferEventRow& event);
    [[nodiscard]] bool isOverdue(const store::BufferEventRow& event, config::ReviewDefault decision) const;
    [[nodiscard]] bool mayEnter(const store::TaskRow& row) const;
    [[nodiscard]] bool isDrawn(const store::TaskRow& row) const;
    void checkWaiting(const store::TaskRow& row, bool entered, bool mayBeOut);
    void veto(const store::BufferEventRow& event, Content& content);
    void checkRule(const store::BufferEventRow& event, std::int64_t rule);
    void checkVictim(const store::BufferEventRow& event, const Content& content);
    enum class Pin { No, Perhaps, Yes };
    [[nodiscard]] Pin pinned(std::int64_t task, int step) const;
    [[nodiscard]] bool mayMeet(const store::TaskRow& row) const;
    [[nodiscard]] bool wasAskedBack(const store::BufferEventRow& event) const;
    void checkEntries(const StepRows& rows);
    void checkRuled(const store::TaskRow& row, bool entered);
    [[nodiscard]] const store::BufferEventRow* next(int step) const;
    [[nodiscard]] bool evictionFollows(const store::BufferEventRow& event) const;
    Status compareContents(store::Reader& reader);

    const History& m_history;
    Ledger& m_ledger;
    const config::RunConfig* m_config = nullptr;
    std::unordered_map<std::int64_t, TaskFact> m_facts;
    std::map<std::string, Content> m_contents;
    std::set<std::int64_t> m_ever, m_waited, m_leftSeeding;
    std::set<std::int64_t> m_drawn;                        ///< to wait, unless they were taken out first
    std::unordered_map<std::int64_t, std::string> m_last;  ///< what became of a task: its status
    std::map<int, std::set<std::int64_t>> m_added;         ///< by step
    mutable std::map<std::pair<std::string, bool>, ValueShares> m_shares;  ///< of the step that was opened
    std::unordered_map<std::int64_t, std::size_t> m_stood;                 ///< where what was taken out stood
    std::vector<JudgingRule> m_rules;                                      ///< of the step that was opened
    std::int64_t m_newest = 0;                                             ///< the last that was added
    std::size_t m_at = 0;
    bool m_checking = true, m_calm = true;
};

}  // namespace azr::audit
