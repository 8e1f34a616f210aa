/// Value trees as a child might send them: whatever decodes can be written, compared and refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"

using namespace azr::execution;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    (void)decodeValue(bytes, false);
    const auto value = decodeValue(bytes, true);
    if (!value) return 0;
    const std::string text = repr(*value);
    (void)typeName(*value);
    (void)goldRefusal(*value, text);
    (void)hashable(*value);
    if (strictlyEqual(*value, *value) && !equal(*value, *value)) std::abort();
    // The text of what a hostile child sends (repeated elements, unhashable keys) need not be a literal, but what it
    // parses to has a text of its own that parses to the same.
    const auto again = parseLiteral(text, 2 * kMaxValueBytes);
    if (!again || !goldRefusal(*again, repr(*again)).empty()) return 0;
    const auto third = parseLiteral(repr(*again), 2 * kMaxValueBytes);
    if (!third || !strictlyEqual(*again, *third)) std::abort();
    return 0;
}
