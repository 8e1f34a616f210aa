/// What the jailed renderer of chat templates says (chat/render.py has the other half). The bytes come from a process
/// that ran a stranger's template, so nothing of them is believed: a text is UTF-8 and bounded, or the reply is
/// refused. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::execution {

constexpr std::size_t kMaxRenderedText = 32U << 20;

struct TemplateReply {
    enum class Kind {
        Text,
        TemplateError,  ///< the template is wrong, or refuses the conversation
        Limit,          ///< it passed a bound of time, memory or text
    };
    Kind kind = Kind::Text;
    std::string text;  ///< the rendered text, or one line of UTF-8 that says what is wrong
    int line = 0;      ///< of the template, where the error is; 0: not known
};
/// One answer. Corrupt for anything else than the renderer sends.
[[nodiscard]] Result<TemplateReply> decodeTemplateReply(std::string_view answer);

struct TemplateReplies {
    std::vector<TemplateReply> answers;  ///< to the conversations in their order; fewer where the process ended early
    std::optional<TemplateReply> note;   ///< TemplateError: no conversation can be rendered; Limit: what ended it early
};
/// Answers to `count` conversations. Corrupt for anything else than the renderer sends.
[[nodiscard]] Result<TemplateReplies> decodeTemplateReplies(std::string_view frame, std::size_t count);

}  // namespace azr::execution
