/// What an audit found, check by check: how much was looked at, what differs, and what could not be looked at and why.
/// Of every check the first difference is kept whole, the others are counted. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace azr::audit {

enum class Check : std::uint8_t {
    Settings,
    Structure,
    Sample,
    Format,
    Shown,
    Split,
    Lineage,
    Drawn,
    Buffer,
    Status,
    Measure,
    Learnability,
    LearnReward,
    Reward,
    Mask,
    Stream,
    Advantage,
    Metric,
    Evaluation,
    Checkpoint,
    Verdict,
    Replay
};
constexpr int kCheckCount = static_cast<int>(Check::Replay) + 1;

/// The snake_case name of JSON lines, and what is checked as one sentence for people.
[[nodiscard]] std::string_view name(Check check);
[[nodiscard]] std::string_view meaning(Check check);

/// Where a value stands: "step 3, task 12, reward". Cheap to make: it becomes text only when there is a difference.
struct Place {
    int step = 0;
    std::string_view row;   ///< task | attempt | buffer event | metric | …
    std::int64_t id = 0;    ///< 0: the row has none
    std::string_view what;  ///< the column, or a metric's name
};
[[nodiscard]] std::string describe(const Place& place);

struct Difference {
    Check check{};
    int step = 0;
    std::string where, stored, recomputed;
};

struct Tally {
    std::int64_t checked = 0, differences = 0;
    std::optional<Difference> first;
    std::map<std::string, std::int64_t> unchecked;  ///< how often, by reason
};

/// Equal up to the rounding of another order of the same sums; two NaNs are equal.
[[nodiscard]] bool same(double stored, double recomputed);

class Ledger {
  public:
    /// `found` is told the first difference of each check, as soon as it is found.
    explicit Ledger(std::function<void(const Difference&)> found = {}) : m_found(std::move(found)) {}

    /// Counts one value; false, with a difference noted, where they are not the same.
    bool compare(Check check, const Place& place, double stored, double recomputed);
    bool compare(Check check, const Place& place, std::int64_t stored, std::int64_t recomputed);
    bool compare(Check check, const Place& place, std::string_view stored, std::string_view recomputed);
    bool compare(Check check, const Place& place, bool stored, bool recomputed);
    /// Counts one statement that must hold.
    bool expect(Check check, bool holds, const Place& place, std::string_view stored, std::string_view recomputed);
    void unchecked(Check check, const std::string& why, std::int64_t times = 1);

    [[nodiscard]] const Tally& tally(Check check) const { return m_tallies[static_cast<std::size_t>(check)]; }
    [[nodiscard]] std::int64_t checked() const;
    [[nodiscard]] std::int64_t differences() const;

  private:
    void note(Check check, const Place& place, std::string stored, std::string recomputed);

    std::array<Tally, kCheckCount> m_tallies;
    std::function<void(const Difference&)> m_found;
};

}  // namespace azr::audit
