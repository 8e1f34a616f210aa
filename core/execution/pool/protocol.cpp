#include "core/execution/pool/protocol.h"

#include <cstdlib>
#include <utility>

#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr std::size_t kHeader = 4;

std::int64_t integer(const Value& value) {
    return value.kind == ValueKind::Int ? std::strtoll(value.text.c_str(), nullptr, 10) : 0;
}

std::size_t lengthAt(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < kHeader; ++i)
        length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return length;
}

auto corrupt(const char* what) {
    return fail(ErrorCode::Corrupt, what, "azr-sandbox");
}

}  // namespace

std::string encodeFrame(std::string_view payload) {
    std::string frame(kHeader, '\0');
    for (std::size_t i = 0; i < kHeader; ++i) frame[i] = static_cast<char>(payload.size() >> (8 * i) & 0xFFU);
    frame += payload;
    return frame;
}

Result<std::optional<std::string>> FrameDecoder::next() {
    while (m_buffer.size() >= kHeader) {
        const std::size_t length = lengthAt(m_buffer);
        if (length > kMaxFrame) return corrupt("the interpreter sent garbage");
        if (length == 0) {
            m_buffer.erase(0, kHeader);
            ++m_heartbeats;
            continue;
        }
        if (m_buffer.size() - kHeader < length) break;
        std::string frame = m_buffer.substr(kHeader, length);
        m_buffer.erase(0, kHeader + length);
        return std::optional(std::move(frame));
    }
    return std::optional<std::string>();
}

std::string encodeRequest(const WorkerRequest& request) {
    MarshalWriter writer;
    writer.tuple(6).number(static_cast<int>(request.tier)).number(static_cast<std::int64_t>(request.items));
    writer.real(request.cpuSeconds).real(request.wallSeconds).number(request.recycle).bytes(request.body);
    return writer.take();
}

Result<WorkerHello> decodeHello(std::string_view frame) {
    const auto hello = decodeValue(frame, false);
    if (!hello || hello->kind != ValueKind::Tuple || hello->items.size() != 4)
        return corrupt("the interpreter's first message is malformed");
    WorkerHello out;
    out.version = hello->items[0].text;
    out.ownNamespace = hello->items[1].truth;
    for (const Value& one : hello->items[2].items) out.breaches.push_back(one.text);
    out.residentKb = integer(hello->items[3]);
    return out;
}

Result<WorkerReply> decodeReply(std::string_view frame) {
    const std::size_t length = frame.size() < kHeader ? 0 : lengthAt(frame);
    if (frame.size() < kHeader || frame.size() - kHeader < length)
        return corrupt("the interpreter's reply is cut short");
    auto reply = decodeValue(frame.substr(kHeader, length), false);
    if (!reply || reply->kind != ValueKind::Tuple || reply->items.size() != 5)
        return corrupt("the interpreter's reply is malformed");
    const std::string_view relayed = frame.substr(kHeader + length);
    WorkerReply out;
    out.canaryBroken = reply->items[2].truth;
    out.residentKb = integer(reply->items[3]);
    out.renewed = static_cast<int>(integer(reply->items[4]));
    for (const Value& place : reply->items[0].items) {
        const bool pair = place.kind == ValueKind::Tuple && place.items.size() == 2;
        const std::int64_t start = pair ? integer(place.items[0]) : -1, size = pair ? integer(place.items[1]) : -1;
        const auto bytes = static_cast<std::int64_t>(relayed.size());
        if (start < 0 || size < 0 || start > bytes || size > bytes - start)
            return corrupt("the interpreter's reply points outside itself");
        // What stands there comes from a child that runs model code: whatever is wrong in it is that child's fault
        // alone.
        auto results =
            decodeValue(relayed.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(size)), false);
        if (!results || results->kind != ValueKind::List) continue;
        for (Value& one : results->items) out.results.push_back(std::move(one));
    }
    out.fates = std::move(reply->items[1].items);
    return out;
}

}  // namespace azr::execution
