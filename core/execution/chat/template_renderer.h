/// Chat templates are programs of strangers, written in Jinja2: they run in Jinja2 itself (Debian's python3-jinja2),
/// set up as the transformers library does, inside the jail. One warm process; the conversations of a job are rendered
/// in a fork of it. No text depends on another: what fails beside others is rendered again alone, and of every fork one
/// text, chosen at random, is compared with what it is alone. Thread-safe: one job at a time.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/rng.h"
#include "core/execution/chat/template_reply.h"
#include "core/execution/jail/isolation.h"

namespace azr::execution {

struct TemplateRendererOptions {
    std::string python;  ///< empty: Debian's, else the first on PATH that has Jinja2
    std::string level = "auto";
    bool allowL1 = false;  ///< the user consented to rlimits only
};

struct TemplateJob {
    std::string_view source;       ///< the template
    std::string place;             ///< where it stands, for errors: "chat_template.jinja"
    std::vector<Json> variables;   ///< of each conversation: messages, tools, add_generation_prompt, bos_token, …
    std::array<int, 3> date = {};  ///< year, month, day: what strftime_now() takes for now
};

class TemplateRenderer {
  public:
    /// NotFound without Jinja2, Unsupported where no isolation can be had. About half a second.
    [[nodiscard]] static Result<std::unique_ptr<TemplateRenderer>> start(const TemplateRendererOptions& options);

    /// A text for each conversation, equal ones being rendered once; InvalidArgument, with the template's line, when
    /// the template is wrong or refuses the conversation, Exhausted when it passes a bound, and then for all that stand
    /// behind it as well; Unsupported when a text depends on other conversations. A renderer that was lost is started
    /// again once.
    [[nodiscard]] std::vector<Result<std::string>> render(const TemplateJob& job);
    /// Conversations that stood in requests to the jail, and requests: what became of a job, for tests and `bench`.
    struct Counts {
        std::size_t conversations = 0, requests = 0;
    };
    [[nodiscard]] Counts counts() const;
    [[nodiscard]] int level() const { return m_level; }
    [[nodiscard]] const std::string& python() const { return m_plan.python; }

  private:
    using Texts = std::vector<Result<std::string>>;

    TemplateRenderer(JailPlan plan, std::unique_ptr<WorkerProcess> worker, int level);
    Result<std::string> exchange(std::string_view request);
    Result<TemplateReplies> ask(const TemplateJob& job, std::span<const std::string> conversations);
    Texts renderSome(const TemplateJob& job, std::span<const std::string> conversations);
    Status takeSome(const TemplateJob& job, std::span<const std::string> conversations, Texts& texts);
    void compareOne(const TemplateJob& job, std::span<const std::string> conversations, Texts& texts);

    JailPlan m_plan;
    mutable std::mutex m_mutex;
    std::unique_ptr<WorkerProcess> m_worker;  // guarded by m_mutex, as are the next two
    Rng m_rng;                                // which text is compared: what no template can know
    Counts m_counts;
    int m_level;
};

}  // namespace azr::execution
