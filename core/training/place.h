/// Where in a run something is done: the step, its phase, and while the buffers are seeded the round. Values.
#pragma once

#include <compare>
#include <cstdint>
#include <tuple>

namespace azr::training {

/// Where a step stands. What people ask for is written down, and done again, by step and phase: so the loop reads what
/// they may change (buffers, settings, rules) only where a phase begins or ends, never between two waits within one.
enum class Phase : std::uint8_t {
    Starting,
    Seeding,
    Propose,
    Validate,
    Judge,  ///< valid proposals got their ids and measures; coin flips among them are looked for
    Estimate,
    Solve,
    Verify,
    Update,  ///< the rules judge the proposals, and the batch is made; of older versions also what follows
    Train,   ///< the batch is made
    Store,
    Evaluate,
    Paused,
    Finished
};

/// Where a command is applied, and where it is applied again behind a crash and in a fork.
struct Place {
    int step = 0;  ///< 0: the buffers are seeded, round by round, and what they came to is evaluated
    Phase phase = Phase::Starting;
    int round = 0;  ///< of seeding, whose phases come again and again (isRound()); 0: the tasks it begins with

    /// In the order in which a run comes to them.
    friend auto operator<=>(const Place& a, const Place& b) { return a.order() <=> b.order(); }
    friend bool operator==(const Place& a, const Place& b) { return a.order() == b.order(); }

  private:
    [[nodiscard]] std::tuple<int, bool, int, Phase> order() const {
        return {step, phase >= Phase::Evaluate, round, phase};
    }
};

/// Whether it belongs to the rounds of seeding: its evaluation lies behind them all.
constexpr bool isRound(int step, Phase phase) {
    return step == 0 && phase < Phase::Evaluate;
}

}  // namespace azr::training
