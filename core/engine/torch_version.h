/// What the LibTorch at hand offers, by its version: Debian's 1.13 up to the newest 2.x.
#pragma once

#include <torch/version.h>

#define AZR_TORCH_AT_LEAST(major, minor) \
    (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

/// scaled_dot_product_attention as it is called today.
#define AZR_TORCH_HAS_FUSED_ATTENTION AZR_TORCH_AT_LEAST(2, 1)
#define AZR_TORCH_HAS_RMS_NORM AZR_TORCH_AT_LEAST(2, 4)
