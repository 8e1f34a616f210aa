/// Which instructions the libraries that multiply for the engine settled on, in their own words. Any thread.
#pragma once

#include <string>

namespace azr::engine {

/// "OpenBLAS Haswell, oneDNN AVX2, LibTorch AVX2"; a library that does not tell is left out.
[[nodiscard]] std::string libraries();

}  // namespace azr::engine
