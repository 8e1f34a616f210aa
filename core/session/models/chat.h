/// The chat format of a model, ready to be rendered: its template, its special tokens, a jailed Jinja2. The one
/// function that training, evaluation, the window's preview and `generate --chat` get their text from.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/error.h"
#include "core/config/chat_date.h"
#include "core/config/run_config.h"
#include "core/tokenizer/chat/chat_template.h"

namespace azr::session {

struct ChatOptions {
    std::string date = config::kChatDate;  ///< what the template takes for today
    std::string python;                    ///< that has Jinja2; empty: Debian's, else the one on PATH
    std::string level = "auto";            ///< of isolation
};
[[nodiscard]] ChatOptions chatOptions(const config::RunConfig& config);

/// Starts the renderer, which takes about half a second, and tries it on one user turn. Thread-safe afterwards. Fails
/// without a template, Jinja2 or isolation, and when the template refuses a conversation of one user turn or leaves its
/// text out (it wants a list of parts).
[[nodiscard]] Result<std::shared_ptr<tokenizer::ChatRenderer>> openChat(const std::filesystem::path& model,
                                                                        const tokenizer::Tokenizer& tokenizer,
                                                                        const ChatOptions& options);

}  // namespace azr::session
