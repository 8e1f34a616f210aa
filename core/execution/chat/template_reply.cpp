#include "core/execution/chat/template_reply.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>

namespace azr::execution {
namespace {

constexpr std::size_t kLongestMessage = 2000;  ///< bytes
constexpr std::size_t kLineBytes = 4;
constexpr std::uint32_t kLastLine = 100'000'000;

/// The length of the character that the text begins with; 0 where it begins with none.
std::size_t characterLength(std::string_view text) {
    utf8proc_int32_t point = -1;
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &point);
    return length > 0 ? static_cast<std::size_t>(length) : 0;
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
        std::uint32_t line = 0;
        for (std::size_t i = 0; i < kLineBytes; ++i)
            line |= static_cast<std::uint32_t>(static_cast<unsigned char>(frame[i])) << (8 * i);
        reply.line = line > kLastLine ? 0 : static_cast<int>(line);
        frame.remove_prefix(kLineBytes);
    } else {
        return corrupt("the renderer of chat templates sent garbage");
    }
    reply.text = shown(frame);
    return reply;
}

}  // namespace azr::execution
