/// Answers as a model might write them: whatever parses is written as a text that parses to an equal value.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/execution/values/literal.h"

using namespace azr::execution;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parseArguments(text);
    const auto value = parseLiteral(text);
    if (!value) return 0;
    const std::string written = repr(*value);
    if (!goldRefusal(*value, written).empty()) return 0;
    const auto again = parseLiteral(written, 2 * kMaxValueBytes);
    if (!again || !strictlyEqual(*value, *again)) std::abort();
    return 0;
}
