/// Which tokens of a GGUF file end a completion, as llama.cpp finds them: by keys, and by the texts that families use.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/weights/gguf/gguf.h"

namespace azr::weights {

/// In ascending order, the end of text among them.
[[nodiscard]] std::vector<std::int32_t> ggufStops(const GgufFile& file, const std::vector<std::string_view>& tokens);

/// Whether a token of this text is one of control whatever the file says: it ends a completion or marks a part of a
/// file.
[[nodiscard]] bool isControlText(std::string_view token);

}  // namespace azr::weights
