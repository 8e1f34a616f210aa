/// Deterministic randomness. A generator is a value; independent streams are split off by name or number, so that
/// adding a consumer never shifts another one's numbers. xoshiro256++ seeded through splitmix64; the same on every
/// platform.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace azr {

class Rng {
  public:
    using result_type = std::uint64_t;
    using State = std::array<std::uint64_t, 4>;

    explicit Rng(std::uint64_t seed);
    [[nodiscard]] static Rng fromState(const State& state);
    [[nodiscard]] const State& state() const { return m_state; }

    /// A new independent generator, a pure function of this one's seed state and the name; does not advance this one.
    [[nodiscard]] Rng split(std::string_view name) const;
    [[nodiscard]] Rng split(std::uint64_t number) const;

    std::uint64_t next();
    /// Uniform in [0, bound), unbiased; bound >= 1.
    std::uint64_t below(std::uint64_t bound);
    /// Uniform integer in [low, high].
    std::int64_t between(std::int64_t low, std::int64_t high);
    /// Uniform in [0, 1), 53 bits.
    double uniform();
    double normal();
    bool chance(double probability) { return uniform() < probability; }

    template <class T>
    void shuffle(std::span<T> items) {
        for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
    }
    template <class Container>
    auto& pick(Container& items) {
        return items[below(items.size())];
    }

    static constexpr std::uint64_t min() { return 0; }
    static constexpr std::uint64_t max() { return ~std::uint64_t{0}; }
    std::uint64_t operator()() { return next(); }

  private:
    State m_state{};
};

/// Mixes numbers and names into a seed (per-request seeds: mix of run seed, step, stream, index).
[[nodiscard]] std::uint64_t mixSeed(std::uint64_t a, std::uint64_t b);
[[nodiscard]] std::uint64_t mixSeed(std::uint64_t a, std::string_view name);

}  // namespace azr
