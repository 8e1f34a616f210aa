/// A tokenizer.json of a stranger, then a zero byte and a text: whatever is read encodes and decodes without a fault,
/// and what is streamed is what is decoded.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/json.h"
#include "core/tokenizer/stream_decoder.h"
#include "core/tokenizer/tokenizer.h"

using azr::tokenizer::StreamDecoder;
using azr::tokenizer::Tokenizer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const auto json = azr::parseJson(input.substr(0, end));
    if (!json) return 0;
    const auto tokenizer = Tokenizer::parse(*json, "fuzz");
    if (!tokenizer) return 0;
    const auto ids = tokenizer->encodeWithSpecial(input.substr(std::min(end + 1, input.size())));
    if (!ids) return 0;
    StreamDecoder stream(*tokenizer);
    std::string text;
    for (const auto id : *ids) text += stream.push(id);
    if (text + stream.finish() != tokenizer->decode(*ids)) std::abort();
    return 0;
}
