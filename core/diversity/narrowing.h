/// The early warning of a collapse: what the proposer writes narrows, some steps before the guard's bar of
/// near-duplicates speaks. Three signs over the last kWindow steps, each against how the run was before; any of them
/// raises the warning. Pure; one step after the other. Why these constants: DECISIONS.md, A15.
///
/// - Shapes: the effective number of program outlines per task falls below kShapesBar of its median over earlier
///   windows, each compared at as many tasks as both have (rarefied.h): among more tasks there are fewer outlines a
///   task.
/// - Near-duplicates: their share reaches the guard's bar and lies kSurely standard errors above the steps before the
///   window, or kNearBar of the bar and kVerySurely standard errors.
/// - Lineages: the effective number of lineages falls below kLineagesBar of its median over earlier windows, and one
///   seed's lineage holds kDominant of the tasks.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/diversity/rarefied.h"

namespace azr::diversity {

constexpr int kWindow = 5;                                   ///< steps
constexpr std::int64_t kFewestTasks = 20;                    ///< in a window; of fewer nothing is said
constexpr double kShapesBar = 0.9, kShapesBack = 0.95;       ///< of the level before; back above the second, it is over
constexpr double kLineagesBar = 0.5, kLineagesBack = 0.6;    ///< the same
constexpr double kDominant = 0.2;                            ///< share of one lineage
constexpr double kSurely = 2.0, kVerySurely = 3.0;           ///< standard errors
constexpr double kNearBar = 5.0 / 6.0, kNearBack = 2.0 / 3;  ///< of the guard's bar

/// What the signs are read off: a step, and the window that ends with it. NaN: not measured.
struct NarrowingReading {
    int step = 0;
    std::int64_t tasks = 0;  ///< valid proposals of the window that bring a program of their own
    double shapesPerTask = 0, lineages = 0, dominantShare = 0;
    std::int64_t judged = 0, nearDuplicates = 0;  ///< of this step alone
    Rarefied shapes = {};                         ///< shapesPerTask of fewer tasks; empty: compared as it stands
};

/// The guard's bar of near-duplicates, which may change while a run trains.
class NearDuplicateBar {
  public:
    NearDuplicateBar(double start) : m_start(start) {}  // NOLINT(google-explicit-constructor): a bar that never changes
    void change(int fromStep, double bar) { m_later[fromStep] = bar; }
    [[nodiscard]] double at(int step) const;

  private:
    double m_start;
    std::map<int, double> m_later;
};

/// The signs that stand, with the levels they were held against.
struct Narrowing {
    bool shapes = false, duplicates = false, lineages = false;
    double shapesNow = 0, shapesBefore = 0;
    double duplicatesNow = 0, duplicatesBefore = 0;
    double lineagesNow = 0, lineagesBefore = 0;
    [[nodiscard]] bool any() const { return shapes || duplicates || lineages; }
};

class NarrowingWatch {
  public:
    explicit NarrowingWatch(NearDuplicateBar bar) : m_bar(std::move(bar)) {}
    [[nodiscard]] NearDuplicateBar& bar() { return m_bar; }
    /// Step after step; a step without tasks counts as one.
    Narrowing watch(const NarrowingReading& reading);

  private:
    void judgeShapes(const NarrowingReading& reading);
    void judgeDuplicates(int step);
    void judgeLineages(const NarrowingReading& reading);

    struct Judged {
        std::int64_t judged = 0, near = 0;
    };
    /// Of an earlier window.
    struct Shapes {
        double perTask = 0;
        Rarefied rarefied;
    };
    NearDuplicateBar m_bar;
    Narrowing m_now;
    std::vector<Shapes> m_shapes;
    std::vector<double> m_lineages;       // of earlier windows
    std::deque<NarrowingReading> m_late;  // not yet earlier: the last windows overlap this one
    std::deque<Judged> m_recent;          // of the window
    Judged m_before;                      // of the steps before it
};

/// "the programs of the last 5 steps have 0.741 outlines per task, 0.948 before"; of no sign: that it is over.
[[nodiscard]] std::string describe(const Narrowing& narrowing);

}  // namespace azr::diversity
