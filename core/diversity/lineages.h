/// Which seeds tasks descend from. A lineage begins with a task of the seeding (step 0), or with one that nothing was
/// shown for; a task that was proposed from k others belongs with 1/k to the lineages of each. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "core/base/ids.h"

namespace azr::diversity {

class Lineages {
  public:
    /// The seed's id, and which share of a task comes from it; by id, adding up to 1. Shares below kLeast are given to
    /// the others, so that tasks with many ancestors stay small.
    using Line = std::vector<std::pair<std::int64_t, double>>;
    static constexpr double kLeast = 1.0 / 512;

    /// Parents come before their children; those that are not known do not count.
    void add(TaskId task, bool seed, std::span<const TaskId> parents);
    /// Empty for a task that is not known.
    [[nodiscard]] const Line& of(TaskId task) const;

  private:
    [[nodiscard]] std::uint32_t mixed(std::vector<std::uint32_t> lines);

    std::vector<Line> m_lines;            // shared by the tasks that have the same
    std::vector<std::uint32_t> m_lineOf;  // by number in the run; 0: not known
    std::map<std::vector<std::uint32_t>, std::uint32_t> m_mixed;
};

}  // namespace azr::diversity
