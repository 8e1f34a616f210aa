/// What the jailed renderer of chat templates might send.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/execution/chat/template_reply.h"

using namespace azr::execution;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr std::size_t kAsked = 3;
    if (const auto all = decodeTemplateReplies(bytes, kAsked)) {
        if (all->answers.size() > kAsked || (all->answers.size() < kAsked && !all->note)) std::abort();
        if (all->note && all->note->kind == TemplateReply::Kind::Text) std::abort();
    }
    const auto reply = decodeTemplateReply(bytes);
    if (!reply) return 0;
    if (reply->kind == TemplateReply::Kind::Text) {
        if (reply->text != bytes.substr(1) || reply->line != 0) std::abort();
        return 0;
    }
    if (reply->line < 0 || reply->text.size() > 3 * size) std::abort();
    for (const char c : reply->text)
        if (static_cast<unsigned char>(c) < 0x20) std::abort();
    return 0;
}
