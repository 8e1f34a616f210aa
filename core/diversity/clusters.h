/// Clusters of near-duplicates: a task belongs to the first founder that it is a near-duplicate of (selfplay/rules/
/// outline.h, the rule's `near(N)`), and founds a cluster where there is none. One thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/ids.h"
#include "core/selfplay/rules/outline.h"
#include "core/store/tables/survey_table.h"

namespace azr::diversity {

struct Cluster {
    static constexpr std::size_t kExamples = 6;
    struct Example {
        TaskId task;
        std::string program;
    };
    TaskId founder;
    std::string program;        ///< the founder's
    std::int64_t size = 0;      ///< valid tasks, the founder among them
    std::int64_t buffered = 0;  ///< of them in a buffer now
    double meanSolveRate = -1;  ///< of those that were tried; -1: none
    int firstStep = 0, lastStep = 0;
    std::set<std::string> kinds;
    std::vector<Example> examples;  ///< the youngest whose texts differ, the last one first
};

class Clusters {
  public:
    void add(const store::SurveyTask& task);
    /// Those with at least `least` tasks, the largest first, at most `most`.
    [[nodiscard]] std::vector<Cluster> largest(std::size_t most, std::int64_t least = 3) const;
    [[nodiscard]] std::size_t count() const { return m_clusters.size(); }

  private:
    struct Founder {
        selfplay::Outline outline;
        std::uint64_t tokens = 0;  ///< which occur, as a set of bits: far apart, no edit distance is asked for
        std::size_t cluster = 0;
    };
    struct Growing {
        Cluster cluster;
        double solved = 0;
        std::int64_t tried = 0;
    };
    [[nodiscard]] std::size_t clusterOf(const store::SurveyTask& task);

    std::vector<Growing> m_clusters;
    std::vector<std::vector<Founder>> m_small;             // by length of their outlines
    std::unordered_map<std::string, std::size_t> m_known;  // programs and outlines, as bytes
};

}  // namespace azr::diversity
