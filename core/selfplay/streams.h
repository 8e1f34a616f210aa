/// The streams of the batch: one per role and kind. Values.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/selfplay/kinds.h"

namespace azr::selfplay {

enum class Role : std::uint8_t { Propose, Solve };
constexpr std::size_t kRoleCount = 2;

constexpr std::array<std::string_view, kRoleCount> kRoleNames = {"propose", "solve"};
constexpr std::string_view name(Role role) {
    return kRoleNames[static_cast<std::size_t>(role)];
}

/// One of the role x kind streams of the batch.
struct Stream {
    Role role = Role::Propose;
    TaskKind kind{};
    /// First all proposers, then all solvers. Of this process alone: what is stored is name().
    [[nodiscard]] constexpr int index() const {
        return static_cast<int>(role) * static_cast<int>(kKindCount) + static_cast<int>(kind);
    }
    bool operator==(const Stream&) const = default;
};
constexpr int kStreamCount = static_cast<int>(kRoleCount * kKindCount);

/// Of an index from 0 to kStreamCount - 1.
[[nodiscard]] constexpr Stream streamAt(int index) {
    constexpr int kKindsEach = static_cast<int>(kKindCount);
    return {static_cast<Role>(index / kKindsEach), static_cast<TaskKind>(index % kKindsEach)};
}

/// "propose.deduction", as it ends the names of metrics.
[[nodiscard]] std::string name(Stream stream);

}  // namespace azr::selfplay
