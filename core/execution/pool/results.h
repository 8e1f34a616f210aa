/// What the entries of a worker's reply say: results (index, kind, payload, detail, CPU microseconds, printed text) as
/// children write them, and fates (index, verdict name, detail) as the interpreter that watches them does. Results come
/// from processes that run model code, so every field is checked. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "core/execution/pool/run_types.h"

namespace azr::execution {

/// The item that an entry of a reply is about; empty when it is malformed or about none of the `items`.
[[nodiscard]] std::optional<std::size_t> resultIndex(const Value& result, std::size_t items);
[[nodiscard]] std::optional<std::size_t> fateIndex(const Value& fate, std::size_t items);

/// The item and the milliseconds that the interpreter measured for it in a fork.
[[nodiscard]] std::optional<std::pair<std::size_t, double>> readTime(const Value& time, std::size_t items);

/// For entries that have an index.
[[nodiscard]] RunResult readResult(const Value& result);
[[nodiscard]] RunResult readFate(const Value& fate);
[[nodiscard]] Inspection readInspection(const Value& result);

}  // namespace azr::execution
