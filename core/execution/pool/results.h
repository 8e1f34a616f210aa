/// What the entries of a worker's reply say: results (index, kind, payload, detail, CPU microseconds, printed text) as
/// children write them, and fates (index, verdict name, detail) as the interpreter that watches them does. Results come
/// from processes that run model code, so every field is held against what an honest child can send. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "core/execution/pool/run_types.h"

namespace azr::execution {

/// The item that an entry of a reply is about; empty when it is about none of the `items`, or malformed: an unknown
/// kind, a payload of another type than the kind's, a detail or a printed text longer than children keep, a CPU time
/// that is negative or beyond an hour.
[[nodiscard]] std::optional<std::size_t> resultIndex(const Value& result, std::size_t items);
[[nodiscard]] std::optional<std::size_t> fateIndex(const Value& fate, std::size_t items);
/// Whether the item has come to nothing yet: there was no room for more results, or what it shared a fork with was seen
/// to change something. It is to be asked for in another request.
[[nodiscard]] bool isUnanswered(const Value& fate);

/// The item and the milliseconds that the interpreter measured for it in a fork.
[[nodiscard]] std::optional<std::pair<std::size_t, double>> readTime(const Value& time, std::size_t items);

/// For entries that have an index. Reasons are rules or names of types; other names, which a program can choose, are
/// shown as "Exception" or "object".
[[nodiscard]] RunResult readResult(const Value& result);
[[nodiscard]] RunResult readFate(const Value& fate);
[[nodiscard]] Inspection readInspection(const Value& result);

}  // namespace azr::execution
