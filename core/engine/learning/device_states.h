/// The 8-bit states of block_states_kernels.h in plain ATen operations, for any device: one tensor at a time.
#pragma once

#include <ATen/core/Tensor.h>

#include "core/engine/kernels/block_states_kernels.h"

namespace azr::engine {

class DeviceStates {
  public:
    DeviceStates(const kernels::StateCodes& codes, const at::Device& device);

    /// codes [n], scales of their blocks; [n] in fp32.
    [[nodiscard]] at::Tensor numbers(const at::Tensor& codes, const at::Tensor& scales) const;
    /// Overwrites both. `least`: the lowest code of a number above zero.
    void encode(const at::Tensor& numbers, at::Tensor codes, at::Tensor scales, int least) const;

  private:
    at::Tensor m_table, m_middles;
};

}  // namespace azr::engine
