#include "core/execution/chat/template_reply.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace azr::execution {
namespace {

constexpr std::size_t kLongestMessage = 2000;  ///< bytes
constexpr std::size_t kLineBytes = 4, kLengthBytes = 4;
constexpr std::uint32_t kLastLine = 100'000'000;

/// The length of the character that the text begins with; 0 where it begins with none.
std::size_t characterLength(std::string_view text) {
    utf8proc_int32_t point = -1;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    return length > 0 ? static_cast<std::size_t>(length) : 0;
}

/// Of four bytes, the lowest first.
std::uint32_t number(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return value;
}

bool isText(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = characterLength(text.substr(at, 4));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

/// One line that a terminal can show, whatever was sent.
std::string shown(std::string_view message) {
    std::string line;
    message = message.substr(0, kLongestMessage);
    for (std::size_t at = 0; at < message.size();) {
        const std::size_t length = characterLength(message.substr(at, 4));
        const auto byte = static_cast<unsigned char>(message[at]);
        // Controls of one byte, and those of U+0080 to U+009F.
        const bool control = byte < 0x20 || byte == 0x7F ||
                             (length == 2 && byte == 0xC2 && static_cast<unsigned char>(message[at + 1]) < 0xA0);
        if (length == 0 || control)
            line += length == 0 ? "\xEF\xBF\xBD" : " ";
        else
            line += message.substr(at, length);
        at += std::max<std::size_t>(length, 1);
    }
    return line;
}

/// The bytes behind a length of four bytes, taken off the rest; nothing where they are not all there.
std::optional<std::string_view> takeSized(std::string_view& rest) {
    if (rest.size() < kLengthBytes) return std::nullopt;
    const std::size_t size = number(rest);
    if (rest.size() - kLengthBytes < size) return std::nullopt;
    const std::string_view taken = rest.substr(kLengthBytes, size);
    rest.remove_prefix(kLengthBytes + size);
    return taken;
}

auto corrupt(const char* what) {
    return fail(ErrorCode::Corrupt, what, "azr-sandbox");
}

}  // namespace

Result<TemplateReply> decodeTemplateReply(std::string_view frame) {
    if (frame.empty()) return corrupt("the renderer of chat templates sent nothing");
    const char kind = frame.front();
    frame.remove_prefix(1);
    TemplateReply reply;
    if (kind == 'T') {
        if (frame.size() > kMaxRenderedText) return corrupt("the renderer of chat templates sent too much");
        if (!isText(frame)) return corrupt("the renderer of chat templates sent no UTF-8");
        reply.text = frame;
        return reply;
    }
    if (kind == 'L') {
        reply.kind = TemplateReply::Kind::Limit;
    } else if (kind == 'E' && frame.size() >= kLineBytes) {
        reply.kind = TemplateReply::Kind::TemplateError;
        const std::uint32_t line = number(frame);
        reply.line = line > kLastLine ? 0 : static_cast<int>(line);
        frame.remove_prefix(kLineBytes);
    } else {
        return corrupt("the renderer of chat templates sent garbage");
    }
    reply.text = shown(frame);
    return reply;
}

Result<TemplateReplies> decodeTemplateReplies(std::string_view frame, std::size_t count) {
    TemplateReplies replies;
    const auto note = takeSized(frame);
    if (!note) return corrupt("the renderer of chat templates sent garbage");
    if (!note->empty()) {
        AZR_TRY(replies.note, decodeTemplateReply(*note));
        if (replies.note->kind == TemplateReply::Kind::Text)
            return corrupt("the renderer of chat templates sent a text that nobody asked for");
    }
    while (const auto answer = takeSized(frame)) {
        if (replies.answers.size() == count) return corrupt("the renderer of chat templates sent too many answers");
        AZR_TRY(auto reply, decodeTemplateReply(*answer));
        replies.answers.push_back(std::move(reply));
    }
    // A process that is ended may have begun an answer.
    if (!frame.empty() && !replies.note) return corrupt("the renderer of chat templates sent half an answer");
    if (replies.answers.size() < count && !replies.note)
        replies.note = {TemplateReply::Kind::Limit, "its process ended without a word", 0};
    return replies;
}

}  // namespace azr::execution
