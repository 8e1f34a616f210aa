/// Value trees as a child might send them: whatever decodes is what a child could have encoded, and can be written,
/// read again, compared and refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/value_encoder.h"

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
    // What is accepted is what an honest child can have sent: its encoding is these bytes.
    if (azr::testing::ValueEncoder::encoded(*value) != bytes) std::abort();
    Value settled = *value;
    if (makeDistinct(settled) != Elements::Distinct) std::abort();
    if (!goldRefusal(*value, text).empty()) return 0;
    const auto again = parseLiteral(text, 2 * kMaxValueBytes);
    if (!again || !strictlyEqual(*value, *again)) std::abort();
    return 0;
}
