/// A base model with a LoRA adapter worked into it, read like any other model: an adapted matrix gives the rows of
/// W + scale * B A, computed in fp32 as they are asked for. Nothing is held in memory but a few rows, and of PiSSA and
/// OLoRA the part of each matrix that was read, which is computed when it is first asked for.
#pragma once

#include <memory>

#include "core/weights/adapters/adapter.h"
#include "core/weights/weight_source.h"

namespace azr::weights {

/// The adapter was opened for the config of `base`. Tensors keep their names, shapes and types.
[[nodiscard]] std::unique_ptr<WeightSource> mergedWeights(std::unique_ptr<WeightSource> base, Adapter adapter);
/// An adapter's folder, with the base that it names.
[[nodiscard]] Result<std::unique_ptr<WeightSource>> openMerged(const std::filesystem::path& adapter);

}  // namespace azr::weights
