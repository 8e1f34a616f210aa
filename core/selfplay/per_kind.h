/// The kinds of task and one value for each of them: the only place that knows how many kinds there are. What the kinds
/// are like stands in kinds.h. Values, known at compile time.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace azr::selfplay {

/// Stored by their names; the numbers are of this process alone.
enum class TaskKind : std::uint8_t { Deduction, Abduction, Induction, Error };

constexpr std::size_t kKindCount = 4;

/// One value per kind.
template <class T>
class PerKind {
  public:
    constexpr PerKind() = default;
    /// In the order of TaskKind; too few or too many do not compile.
    template <class... Values>
    requires(sizeof...(Values) == kKindCount && (std::convertible_to<Values, T> && ...)) constexpr explicit(false)
        PerKind(Values&&... values)
        : m_values{static_cast<T>(std::forward<Values>(values))...} {}
    /// The value of each kind from `make(kind)`.
    template <class Make>
    [[nodiscard]] static constexpr PerKind made(const Make& make) {
        return []<std::size_t... kIndex>(const Make& of, std::index_sequence<kIndex...>) {
            return PerKind(of(static_cast<TaskKind>(kIndex))...);
        }
        (make, std::make_index_sequence<kKindCount>());
    }

    [[nodiscard]] constexpr T& operator[](TaskKind kind) { return m_values[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] constexpr const T& operator[](TaskKind kind) const {
        return m_values[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] constexpr auto begin() { return m_values.begin(); }
    [[nodiscard]] constexpr auto end() { return m_values.end(); }
    [[nodiscard]] constexpr auto begin() const { return m_values.begin(); }
    [[nodiscard]] constexpr auto end() const { return m_values.end(); }
    bool operator==(const PerKind&) const = default;

  private:
    std::array<T, kKindCount> m_values{};
};

/// All kinds, in the order of the enumeration.
constexpr PerKind<TaskKind> kKinds = PerKind<TaskKind>::made([](TaskKind kind) { return kind; });

}  // namespace azr::selfplay
