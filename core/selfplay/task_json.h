/// Tasks as JSON: the whole task (buffers in checkpoints), and the reference's seed fields (import and export).
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/selfplay/task.h"

namespace azr::selfplay {

[[nodiscard]] Json toJson(const Task& task);
[[nodiscard]] Result<Task> taskFromJson(const Json& json, const std::string& place = {});

/// One line of the reference's seed files: {snippet, input, output, imports} or, for induction, {snippet, inputs,
/// outputs, message, imports}; a triplet whose output is a bare name ("ValueError", "NoError"), or whose _kind says so,
/// is an error task; what is exported says so. The gold values are claims: the verifier recomputes them.
[[nodiscard]] Result<Task> taskFromSeed(const Json& json, const std::string& place = {});
[[nodiscard]] Json toSeed(const Task& task);

}  // namespace azr::selfplay
