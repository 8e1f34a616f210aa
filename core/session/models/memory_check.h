/// Whether a run fits into the memory of this machine before it starts, and which settings would make it fit. The
/// engine's part is weights::memoryAccount(); the processor's memory alone is judged. Pure but for checkMemory().
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/policy/engine.h"
#include "core/weights/hf_config.h"
#include "core/weights/memory_estimate.h"

namespace azr::session {

/// Batch, lengths, micro-batch, number types and what is trained of the configuration, for the kernels that it would
/// get on this processor.
[[nodiscard]] weights::MemoryQuestion memoryQuestion(const config::RunConfig& config);
/// Adapters or everything.
[[nodiscard]] weights::Trains trainedPart(const config::RunConfig& config);
/// Bytes of the whole process and its interpreters.
[[nodiscard]] std::int64_t memoryOfRun(const config::RunConfig& config, const weights::HfConfig& model);

/// A setting that saves memory.
struct Saving {
    std::string path, value;
};

struct MemoryVerdict {
    std::int64_t needed = 0, available = 0;
    std::vector<Saving> savings;  ///< when it does not fit: a small set that would make it fit; empty: none would
    std::int64_t neededThen = 0;  ///< with those
    [[nodiscard]] bool fits() const { return needed <= available; }
};
[[nodiscard]] MemoryVerdict judgeMemory(const config::RunConfig& config, const weights::HfConfig& model,
                                        std::int64_t available);
/// "model.lora_rank = 16, sampling.batch = 32"
[[nodiscard]] std::string savingsText(const std::vector<Saving>& savings);

/// The devices that the engine can use (policy::listDevices).
using DeviceList = std::function<Result<std::vector<policy::DeviceInfo>>()>;

/// Exhausted, with advice, when the run would not fit into `available` bytes. A model that cannot be read passes: the
/// run itself says what is wrong with it. So does a run on an accelerator, whose memory is its own; `devices` says
/// whether `auto` is one.
Status checkMemory(const config::RunConfig& config, std::int64_t available, const DeviceList& devices);

}  // namespace azr::session
