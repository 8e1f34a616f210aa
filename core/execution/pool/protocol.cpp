#include "core/execution/pool/protocol.h"

#include <cstdlib>
#include <utility>

#include "core/execution/values/value_codec.h"

namespace azr::execution {
namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kReplyFields = 8;

std::int64_t integer(const Value& value) {
    return value.kind == ValueKind::Int ? std::strtoll(value.text.c_str(), nullptr, 10) : 0;
}

std::size_t lengthAt(std::string_view bytes) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < kHeader; ++i)
        length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return length;
}

/// A fork's result: one entry, whose own number counts within its group.
bool isAbout(const Value& results, std::int64_t item) {
    if (results.items.size() != 1 || results.items[0].kind != ValueKind::Tuple || results.items[0].items.empty())
        return false;
    const std::int64_t own = integer(results.items[0].items[0]);
    return results.items[0].items[0].kind == ValueKind::Int && own >= 0 && own <= item;
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

// What was given out goes when more comes, all at once: many small frames cost no more than one large one.
void FrameDecoder::feed(std::string_view bytes) {
    m_buffer.erase(0, std::exchange(m_taken, 0));
    m_buffer += bytes;
}

Result<std::optional<std::string>> FrameDecoder::next() {
    while (m_buffer.size() - m_taken >= kHeader) {
        const std::string_view left = std::string_view(m_buffer).substr(m_taken);
        const std::size_t length = lengthAt(left);
        if (length > kMaxFrame) return corrupt("the interpreter sent garbage");
        if (left.size() - kHeader < length) break;
        m_taken += kHeader + length;
        if (length != 0) return std::optional(std::string(left.substr(kHeader, length)));
        ++m_heartbeats;
    }
    return std::optional<std::string>();
}

std::string encodeRequest(const WorkerRequest& request) {
    MarshalWriter writer;
    writer.tuple(6).number(static_cast<int>(request.tier)).number(static_cast<int>(request.purpose));
    writer.real(request.cpuSeconds).real(request.wallSeconds).number(request.recycle).list(request.groups.size());
    for (const RequestGroup& group : request.groups)
        writer.tuple(2)
            .number(static_cast<std::int64_t>(group.items))
            .number(static_cast<std::int64_t>(group.body.size()));
    std::string out = encodeFrame(writer.take());  // its length stands before the tuple, as before a frame
    for (const RequestGroup& group : request.groups) out += group.body;
    return out;
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
    if (!reply || reply->kind != ValueKind::Tuple || reply->items.size() != kReplyFields)
        return corrupt("the interpreter's reply is malformed");
    const std::string_view relayed = frame.substr(kHeader + length);
    WorkerReply out;
    std::vector<Value>& fields = reply->items;
    out.canaryBroken = fields[2].truth;
    out.residentKb = integer(fields[3]);
    out.renewed = static_cast<int>(integer(fields[4]));
    out.child = integer(fields[5]);
    out.childSeconds = fields[6].real;
    for (const Value& place : fields[0].items) {
        const bool triple = place.kind == ValueKind::Tuple && place.items.size() == 3;
        const std::int64_t item = triple ? integer(place.items[0]) : -1;
        const std::int64_t start = triple ? integer(place.items[1]) : -1, size = triple ? integer(place.items[2]) : -1;
        const auto bytes = static_cast<std::int64_t>(relayed.size());
        if (start < 0 || size < 0 || start > bytes || size > bytes - start)
            return corrupt("the interpreter's reply points outside itself");
        // What stands there comes from a child that runs model code: whatever is wrong in it is that child's fault
        // alone.
        auto results =
            decodeValue(relayed.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(size)), false);
        if (!results || results->kind != ValueKind::List) continue;
        if (item >= 0 && !isAbout(*results, item)) continue;
        for (Value& one : results->items) {
            if (item >= 0) one.items[0] = Value::integer(item);
            out.results.push_back(std::move(one));
        }
    }
    out.fates = std::move(fields[1].items);
    out.times = std::move(fields[7].items);
    return out;
}

}  // namespace azr::execution
