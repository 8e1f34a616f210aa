#include "core/execution/chat/template_renderer.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "core/execution/pool/protocol.h"

namespace azr::execution {
namespace {

constexpr unsigned kHashSeed = 20240501;  ///< odd: with Python's own heap
constexpr int kMemoryMegabytes = 384;
constexpr double kWallSeconds = 100;  ///< compiling and rendering, each within the renderer's own bound
constexpr std::size_t kMaxRequest = 64U << 20;
constexpr std::size_t kMostTogether = 256, kBytesTogether = 4U << 20;  ///< conversations of one fork
constexpr const char* kOtherWrappers = "choose the prompt wrapper few-shot or r1";

/// The length of the template, the template, the rest as JSON.
Result<std::string> requestOf(const TemplateJob& job, std::span<const std::string> conversations) {
    std::string request = encodeFrame(job.source);
    request += R"({"date":)" + dumpLine(Json(job.date)) + R"(,"conversations":[)";
    for (std::size_t i = 0; i < conversations.size(); ++i) request += (i == 0 ? "" : ",") + conversations[i];
    request += "]}";
    if (request.size() > kMaxRequest)
        return fail(ErrorCode::InvalidArgument, "the conversation is too long to be rendered", job.place);
    return request;
}

/// As many of the first conversations as are rendered in one fork; at least one.
std::size_t countTogether(std::span<const std::string> conversations) {
    std::size_t count = 0, bytes = 0;
    while (count < std::min(conversations.size(), kMostTogether)) {
        bytes += conversations[count].size();
        if (count > 0 && bytes > kBytesTogether) break;
        ++count;
    }
    return count;
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

TemplateRenderer::TemplateRenderer(JailPlan plan, std::unique_ptr<WorkerProcess> worker, int level)
    : m_plan(std::move(plan)), m_worker(std::move(worker)), m_rng(std::random_device{}()), m_level(level) {}

Result<std::string> TemplateRenderer::exchange(std::string_view request) {
    if (m_worker == nullptr) {
        AZR_TRY(m_worker, WorkerProcess::start(m_plan, kHashSeed));
    }
    AZR_CHECK(m_worker->sendFrame(request));
    return m_worker->receiveFrame(kWallSeconds);
}

Result<TemplateReplies> TemplateRenderer::ask(const TemplateJob& job, std::span<const std::string> conversations) {
    AZR_TRY(const std::string request, requestOf(job, conversations));
    ++m_counts.requests;
    m_counts.conversations += conversations.size();
    auto frame = exchange(request);
    if (!frame) {
        m_worker.reset();
        frame = exchange(request);
    }
    if (!frame) m_worker.reset();
    AZR_TRY(const std::string bytes, std::move(frame));
    return decodeTemplateReplies(bytes, conversations.size());
}

/// Appends the texts of as many of the first conversations as a fork gave. What passed a bound beside others is left
/// for another fork. Fails where nothing more can be asked.
Status TemplateRenderer::takeSome(const TemplateJob& job, std::span<const std::string> conversations, Texts& texts) {
    AZR_TRY(auto replies, ask(job, conversations));
    if (replies.note && replies.note->kind == TemplateReply::Kind::TemplateError)
        return tl::make_unexpected(errorOf(*replies.note, job));
    for (TemplateReply& reply : replies.answers) {
        if (reply.kind == TemplateReply::Kind::Limit && conversations.size() > 1) return {};
        if (reply.kind == TemplateReply::Kind::Limit) return tl::make_unexpected(errorOf(reply, job));
        if (reply.kind == TemplateReply::Kind::Text)
            texts.emplace_back(std::move(reply.text));
        else
            texts.emplace_back(tl::make_unexpected(errorOf(reply, job)));
    }
    if (replies.note && conversations.size() == 1) return tl::make_unexpected(errorOf(*replies.note, job));
    return {};
}

void TemplateRenderer::compareOne(const TemplateJob& job, std::span<const std::string> conversations, Texts& texts) {
    const std::size_t one = m_rng.below(conversations.size());
    Texts alone;
    if (auto taken = takeSome(job, conversations.subspan(one, 1), alone); !taken) {
        texts.assign(texts.size(), tl::make_unexpected(std::move(taken).error()));
        return;
    }
    const auto read = [](const Result<std::string>& text) { return text ? "T" + *text : "E" + describe(text.error()); };
    if (read(alone.front()) == read(texts[one])) return;
    texts.assign(texts.size(),
                 fail(ErrorCode::Unsupported, "the chat template writes another text for a conversation beside others",
                      job.place, kOtherWrappers));
}

TemplateRenderer::Texts TemplateRenderer::renderSome(const TemplateJob& job,
                                                     std::span<const std::string> conversations) {
    Texts texts;
    for (bool alone = false; texts.size() < conversations.size();) {
        const auto left = conversations.subspan(texts.size());
        const std::size_t before = texts.size();
        const std::size_t asked = alone ? 1 : left.size();
        if (auto taken = takeSome(job, left.first(asked), texts); !taken) {
            texts.resize(conversations.size(), tl::make_unexpected(std::move(taken).error()));
            return texts;
        }
        alone = texts.size() - before < asked;
    }
    if (texts.size() > 1) compareOne(job, conversations, texts);
    return texts;
}

TemplateRenderer::Texts TemplateRenderer::render(const TemplateJob& job) {
    std::vector<std::string> distinct;
    std::map<std::string, std::size_t, std::less<>> known;
    std::vector<std::size_t> places;
    for (const Json& variables : job.variables) {
        std::string conversation = dumpLine(variables);
        const auto [entry, fresh] = known.emplace(std::move(conversation), distinct.size());
        if (fresh) distinct.push_back(entry->first);
        places.push_back(entry->second);
    }
    Texts rendered;
    const std::lock_guard lock(m_mutex);
    for (std::span<const std::string> left(distinct); !left.empty();) {
        const std::size_t count = countTogether(left);
        for (auto& text : renderSome(job, left.first(count))) rendered.push_back(std::move(text));
        left = left.subspan(count);
        if (!rendered.back() && rendered.back().error().code == ErrorCode::Exhausted) break;
    }
    if (rendered.size() < distinct.size()) rendered.resize(distinct.size(), rendered.back());
    Texts texts;
    for (const std::size_t place : places) texts.push_back(rendered[place]);
    return texts;
}

TemplateRenderer::Counts TemplateRenderer::counts() const {
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

}  // namespace azr::execution
