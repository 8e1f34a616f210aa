/// Strong integer ids: a TaskId cannot be passed where a RunId is meant. 0 means "none".
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace azr {

template <class Tag>
struct Id {
    std::int64_t value = 0;
    [[nodiscard]] bool valid() const { return value != 0; }
    auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr): a false alarm of clang-tidy 14
};

using RunId = Id<struct RunTag>;
using TaskId = Id<struct TaskTag>;  ///< unique in a workspace
using AttemptId = Id<struct AttemptTag>;
using CommandId = Id<struct CommandTag>;
using CheckpointId = Id<struct CheckpointTag>;

}  // namespace azr

template <class Tag>
struct std::hash<azr::Id<Tag>> {
    std::size_t operator()(const azr::Id<Tag>& id) const { return std::hash<std::int64_t>{}(id.value); }
};
