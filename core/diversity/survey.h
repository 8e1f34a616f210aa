/// How varied a run is, step by step: the figures of the page Diversity, of `azr-studio diversity` and of the early
/// warning, all from here. Tasks are added in the order of steps and ids, as a Reader or a running loop tells them. A
/// window is the step and the kWindow - 1 before it. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/diversity/clusters.h"
#include "core/diversity/lineages.h"
#include "core/diversity/narrowing.h"
#include "core/store/tables/survey_table.h"

namespace azr::diversity {

struct MeanLength {
    std::int64_t count = 0, tokens = 0;
    [[nodiscard]] double mean() const;  ///< NaN of none
};
using TypeCounts = std::map<std::string, std::int64_t>;

/// Of one step, NaN: nothing to measure. Complexity and what follows are of valid proposals of the kinds that choose a
/// program (not induction, whose programs are other tasks').
struct StepFigures {
    int step = 0;
    std::int64_t valid = 0;     ///< proposals, of all kinds
    std::int64_t admitted = 0;  ///< tasks that entered a buffer, whoever wrote them
    // Of the window.
    double lineages = 0;       ///< effective number, of admitted tasks
    double dominantShare = 0;  ///< of the largest lineage
    TaskId dominant;           ///< its seed
    double shapes = 0;         ///< effective number of outlines
    double shapesPerTask = 0;
    // Of the step.
    std::int64_t judged = 0, nearDuplicates = 0;
    double complexity = 0, halstead = 0, distance = 0;  ///< means
    std::int64_t composites = 0, degenerates = 0;       ///< valid ones, of all kinds
    TypeCounts inputTypes, outputTypes;
    std::array<MeanLength, 3> answers;    ///< tokens of attempts by store::Outcome
    std::array<MeanLength, 2> proposals;  ///< tokens of proposals: valid, not valid
    Narrowing narrowing;
};

/// A valid task on the map: what it asks of who reads it, and how often it was solved.
struct MapPoint {
    TaskId task;
    float complexity = 0, solveRate = 0;
};

class Survey {
  public:
    static constexpr std::size_t kMapPoints = 100'000;  ///< the youngest

    /// `bar`: the guard's, of near-duplicates. Without `whole` neither clusters nor the map are kept.
    explicit Survey(NearDuplicateBar bar, bool whole = true) : m_watch(std::move(bar)), m_whole(whole) {}
    /// As it is known by now, for the steps to come.
    [[nodiscard]] NearDuplicateBar& bar() { return m_watch.bar(); }

    void add(const store::SurveyTask& task);
    /// A task that was added before entered a buffer, in the step under way; of one that comes again nothing is heard.
    void entered(TaskId task);
    void add(const store::AttemptLengths& lengths);  ///< of the step under way
    /// The step under way is over; `step` is the last one, or follows it.
    const StepFigures& finish(int step);

    [[nodiscard]] const std::vector<StepFigures>& steps() const { return m_steps; }
    [[nodiscard]] const Clusters& clusters() const { return m_clusters; }
    [[nodiscard]] const std::deque<MapPoint>& points() const { return m_points; }
    [[nodiscard]] int lastStep() const { return m_lastStep; }  ///< finished; -1: not even the seeding

  private:
    /// What slides with the window.
    struct StepTasks {
        std::vector<std::uint32_t> outlines;
        std::vector<TaskId> admitted;
    };
    void addProposal(const store::SurveyTask& task);
    void addOwnProgram(const store::SurveyTask& task);
    [[nodiscard]] std::uint32_t outlineNumber(const std::string& program);
    void measureWindow(StepFigures& figures);

    Lineages m_lineages;
    std::unordered_set<std::int64_t> m_entered;
    Clusters m_clusters;
    std::deque<MapPoint> m_points;
    std::unordered_map<std::string, std::uint32_t> m_outlines;
    std::deque<StepTasks> m_window;
    StepTasks m_tasks;      // of the step under way
    StepFigures m_figures;  // of it; means are sums until it is over
    std::int64_t m_own = 0;
    NarrowingWatch m_watch;
    bool m_whole;
    std::vector<StepFigures> m_steps;  // without the seeding
    int m_lastStep = -1;
};

}  // namespace azr::diversity
