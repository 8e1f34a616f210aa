#include "core/execution/chat/template_renderer.h"

#include <utility>

#include "core/execution/chat/template_reply.h"
#include "core/execution/pool/protocol.h"

namespace azr::execution {
namespace {

constexpr unsigned kHashSeed = 20240501;  ///< odd: with Python's own heap
constexpr int kMemoryMegabytes = 384;
constexpr double kWallSeconds = 100;  ///< compiling and rendering, each within the renderer's own bound
constexpr std::size_t kMaxRequest = 64U << 20;
constexpr const char* kOtherWrappers = "choose the prompt wrapper few-shot or r1";

/// The length of the template, the template, the rest as JSON.
Result<std::string> requestOf(const TemplateJob& job) {
    std::string request = encodeFrame(job.source);
    request += dumpLine(Json{{"variables", job.variables}, {"date", job.date}});
    if (request.size() > kMaxRequest)
        return fail(ErrorCode::InvalidArgument, "the conversation is too long to be rendered", job.place);
    return request;
}

Error errorOf(const TemplateReply& reply, const TemplateJob& job) {
    if (reply.kind == TemplateReply::Kind::Limit)
        return {ErrorCode::Exhausted, "the chat template was stopped: " + reply.text, job.place, kOtherWrappers};
    std::string place = job.place;
    if (reply.line > 0) place += ", line " + std::to_string(reply.line);
    return {ErrorCode::InvalidArgument, "the chat template cannot be rendered: " + reply.text, std::move(place),
            kOtherWrappers};
}

}  // namespace

Result<std::unique_ptr<TemplateRenderer>> TemplateRenderer::start(const TemplateRendererOptions& options) {
    const std::vector<std::string> commands = options.python.empty()
                                                  ? std::vector<std::string>{"/usr/bin/python3", "python3"}
                                                  : std::vector<std::string>{options.python};
    auto python = findPythonWith({"markupsafe", "jinja2"}, commands);
    if (!python)
        return fail(ErrorCode::NotFound, "chat templates need Jinja2, which no Python here has", commands.back(),
                    std::string("install python3-jinja2, or ") + kOtherWrappers);
    ExecutorOptions jail;
    jail.level = options.level;
    jail.allowL1 = options.allowL1;
    jail.memoryMegabytes = kMemoryMegabytes;
    auto isolation = findIsolation(jail, *python);
    if (!isolation) {
        Error error = std::move(isolation).error();
        error.detail = "chat templates are rendered in the sandbox alone: " + error.detail;
        error.remedy += std::string(error.remedy.empty() ? "" : ", or ") + kOtherWrappers;
        return tl::make_unexpected(std::move(error));
    }
    return std::unique_ptr<TemplateRenderer>(
        new TemplateRenderer(std::move(isolation->plan), std::move(isolation->worker), isolation->report.level));
}

Result<std::string> TemplateRenderer::exchange(std::string_view request) {
    if (m_worker == nullptr) {
        AZR_TRY(m_worker, WorkerProcess::start(m_plan, kHashSeed));
    }
    AZR_CHECK(m_worker->sendFrame(request));
    return m_worker->receiveFrame(kWallSeconds);
}

Result<std::string> TemplateRenderer::render(const TemplateJob& job) {
    AZR_TRY(const std::string request, requestOf(job));
    const std::lock_guard lock(m_mutex);
    auto frame = exchange(request);
    if (!frame) {
        m_worker.reset();
        frame = exchange(request);
    }
    if (!frame) m_worker.reset();
    AZR_TRY(const std::string bytes, std::move(frame));
    AZR_TRY(TemplateReply reply, decodeTemplateReply(bytes));
    if (reply.kind == TemplateReply::Kind::Text) return std::move(reply.text);
    return tl::make_unexpected(errorOf(reply, job));
}

}  // namespace azr::execution
