/// What lines give alone, each found out once: the reference runs a line in processes of its own, so its answer holds
/// for every mutant that the line occurs in. Forgets what was not asked for lately. One thread.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/execution/redteam/line.h"

namespace azr::execution::redteam {

class ReferenceBook {
  public:
    /// The executor outlives it.
    explicit ReferenceBook(Executor& reference) : m_reference(reference) {}

    /// Hands the line to the reference unless it is known or under way.
    void ask(const Line& line);
    /// Empty while it is under way; the line was asked for.
    /// Waits for it that long.
    [[nodiscard]] std::optional<Seen> answer(const Line& line, std::chrono::microseconds patience = {});
    /// What the reference was seen to say of a line that it does not always say the same of, this included.
    void addOutcomes(const Line& line, const std::vector<Seen>& outcomes);
    [[nodiscard]] const std::vector<Seen>* varying(const Line& line) const;
    [[nodiscard]] std::int64_t asked() const { return m_asked; }

  private:
    struct Entry {
        std::optional<Seen> seen;
        std::optional<Flight> flight;
    };
    using Entries = std::unordered_map<std::uint64_t, Entry>;
    [[nodiscard]] Entry* find(std::uint64_t key);

    Executor& m_reference;
    Entries m_now, m_before;  ///< two generations: what is asked for again moves into the younger one
    std::unordered_map<std::uint64_t, std::vector<Seen>> m_varying;
    std::int64_t m_asked = 0;
};

}  // namespace azr::execution::redteam
