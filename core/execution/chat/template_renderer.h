/// Chat templates are programs of strangers, written in Jinja2: they run in Jinja2 itself (Debian's python3-jinja2),
/// set up as the transformers library does, inside the jail. One warm process; every rendering happens in a fork of it,
/// so no text depends on another. Thread-safe: one rendering at a time.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json.h"
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
    Json variables;                ///< an object: messages, tools, add_generation_prompt, bos_token, …
    std::array<int, 3> date = {};  ///< year, month, day: what strftime_now() takes for now
};

class TemplateRenderer {
  public:
    /// NotFound without Jinja2, Unsupported where no isolation can be had. About half a second.
    [[nodiscard]] static Result<std::unique_ptr<TemplateRenderer>> start(const TemplateRendererOptions& options);

    /// The text; InvalidArgument, with the template's line, when the template is wrong or refuses the conversation,
    /// Exhausted when it passes a bound. A renderer that was lost is started again once.
    [[nodiscard]] Result<std::string> render(const TemplateJob& job);
    [[nodiscard]] int level() const { return m_level; }
    [[nodiscard]] const std::string& python() const { return m_plan.python; }

  private:
    TemplateRenderer(JailPlan plan, std::unique_ptr<WorkerProcess> worker, int level)
        : m_plan(std::move(plan)), m_worker(std::move(worker)), m_level(level) {}
    Result<std::string> exchange(std::string_view request);

    JailPlan m_plan;
    std::mutex m_mutex;
    std::unique_ptr<WorkerProcess> m_worker;  // guarded by m_mutex
    int m_level;
};

}  // namespace azr::execution
