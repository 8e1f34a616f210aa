#include "app/serving/http_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

#include "app/serving/openai_answer.h"

namespace azr::app {
namespace {

constexpr const char* kAddress = "127.0.0.1";
constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kThreads = 64;
constexpr auto kJson = "application/json";

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

void refuse(httplib::Response& response, const Error& error) {
    response.status = statusOf(error);
    response.set_content(dumpLine(errorAnswer(error)), kJson);
}

/// Whether the request was meant for this machine: a page that had its own name point here is told apart by it.
bool meantForUs(const httplib::Request& request) {
    std::string host = request.get_header_value("Host");
    if (const auto colon = host.rfind(':'); colon != std::string::npos) host.resize(colon);
    return host.empty() || host == kAddress || host == "localhost";
}

std::string eventLine(const Json& chunk) {
    return "data: " + dumpLine(chunk) + "\n\n";
}

/// What a streamed answer is read from, one event at a time.
class EventStream {
  public:
    EventStream(std::shared_ptr<CompletionJob> job, AnswerHead head, const tokenizer::Tokenizer& tokenizer)
        : m_job(std::move(job)), m_head(std::move(head)), m_tokenizer(tokenizer) {}
    ~EventStream() { m_job->abandoned = true; }
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    /// False: the client has gone.
    bool send(httplib::DataSink& sink) {
        const auto event = m_job->events.pop();
        if (!event) return false;
        const std::string text = textOf(*event);
        if (!sink.write(text.data(), text.size())) return false;
        if (m_done) sink.done();
        return true;
    }

  private:
    std::string textOf(const CompletionJob::Event& event) {
        const auto& request = m_job->request;
        if (const auto* piece = std::get_if<AnswerPiece>(&event)) return eventLine(pieceChunk(m_head, request, *piece));
        if (const auto* error = std::get_if<Error>(&event)) {
            m_done = true;
            return eventLine(errorAnswer(*error));
        }
        m_answers.push_back(std::get<CompletionAnswer>(event));
        std::string text = eventLine(lastChunk(m_head, request, m_answers.back(), m_tokenizer));
        m_done = std::cmp_equal(m_answers.size(), m_job->choices());
        if (m_done && request.usageInStream) text += eventLine(usageChunk(m_head, request, m_answers));
        if (m_done) text += "data: [DONE]\n\n";
        return text;
    }

    std::shared_ptr<CompletionJob> m_job;
    AnswerHead m_head;
    const tokenizer::Tokenizer& m_tokenizer;
    std::vector<CompletionAnswer> m_answers;
    bool m_done = false;
};

/// Waits for every choice.
Result<std::vector<CompletionAnswer>> allAnswers(CompletionJob& job) {
    std::vector<CompletionAnswer> answers;
    while (std::cmp_less(answers.size(), job.choices())) {
        auto event = job.events.pop();
        if (!event) return fail(ErrorCode::Cancelled, "the server has been stopped");
        if (auto* error = std::get_if<Error>(&*event)) return tl::make_unexpected(std::move(*error));
        if (auto* answer = std::get_if<CompletionAnswer>(&*event)) answers.push_back(std::move(*answer));
    }
    std::ranges::sort(answers, {}, &CompletionAnswer::choice);
    return answers;
}

}  // namespace

struct HttpServer::Parts {
    CompletionService& service;
    const ServedModel& model;
    httplib::Server server = {};
    std::thread listener = {};
    std::atomic<std::int64_t> answered{0};

    void addRoutes();
    void models(httplib::Response& response) const;
    void complete(const httplib::Request& from, httplib::Response& response, bool chat);
    [[nodiscard]] Result<CompletionRequest> read(const httplib::Request& from, bool chat) const;
};

void HttpServer::Parts::models(httplib::Response& response) const {
    const Json one = {{"id", model.name},
                      {"object", "model"},
                      {"created", 0},
                      {"owned_by", "azr-studio"},
                      {"max_model_len", model.context}};
    response.set_content(dumpLine({{"object", "list"}, {"data", Json::array({one})}}), kJson);
}

Result<CompletionRequest> HttpServer::Parts::read(const httplib::Request& from, bool chat) const {
    if (!from.get_header_value("Content-Type").starts_with(kJson))
        return fail(ErrorCode::InvalidArgument, "is not application/json", "Content-Type");
    AZR_TRY(const auto body, parseStrictJson(from.body, "the request"));
    return chat ? chatRequestOf(body, model) : completionRequestOf(body, model);
}

void HttpServer::Parts::complete(const httplib::Request& from, httplib::Response& response, bool chat) {
    auto request = read(from, chat);
    if (!request) return refuse(response, request.error());
    const auto job = std::make_shared<CompletionJob>();
    job->request = std::move(*request);
    AnswerHead head{fmt::format("{}-{}", chat ? "chatcmpl" : "cmpl", ++answered), model.name, now()};
    service.post(job);
    if (job->request.stream) {
        const auto stream = std::make_shared<EventStream>(job, std::move(head), *model.tokenizer);
        response.set_chunked_content_provider(
            "text/event-stream", [stream](std::size_t, httplib::DataSink& sink) { return stream->send(sink); });
        return;
    }
    const auto answers = allAnswers(*job);
    if (!answers) return refuse(response, answers.error());
    response.set_content(dumpLine(wholeAnswer(head, job->request, *answers, *model.tokenizer)), kJson);
}

void HttpServer::Parts::addRoutes() {
    server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
        if (meantForUs(request)) return httplib::Server::HandlerResponse::Unhandled;
        refuse(response, {ErrorCode::InvalidArgument, "is not this machine", "Host", "ask 127.0.0.1"});
        return httplib::Server::HandlerResponse::Handled;
    });
    server.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
        if (!response.body.empty()) return;
        const int status = response.status;
        const std::string detail = status == 404
                                       ? fmt::format("there is nothing at {} {}", request.method, request.path)
                                   : status == 413 ? "the request is larger than 16 MiB"
                                                   : fmt::format("HTTP status {}", status);
        refuse(response, {ErrorCode::InvalidArgument, detail, {}, {}});
        response.status = status;
    });
    server.set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
        refuse(response, {ErrorCode::Internal, "the request could not be answered", {}, {}});
    });
    server.Get("/v1/models", [this](const auto&, auto& response) { models(response); });
    server.Post("/v1/completions", [this](const auto& request, auto& response) { complete(request, response, false); });
    server.Post("/v1/chat/completions",
                [this](const auto& request, auto& response) { complete(request, response, true); });
}

HttpServer::HttpServer(CompletionService& service, const ServedModel& model)
    : m_parts(std::make_unique<Parts>(service, model)) {
    auto& server = m_parts->server;
    server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };  // the library deletes it
    // The library's own lets a second server share the port.
    server.set_socket_options([](socket_t socket) {
        const int yes = 1;
        ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    server.set_payload_max_length(kMostBytes);
    server.set_keep_alive_timeout(1);  // what stop() may have to wait for
    m_parts->addRoutes();
}

HttpServer::~HttpServer() {
    stop();
}

Result<int> HttpServer::start(int port) {
    auto& server = m_parts->server;
    const bool any = port == 0;
    if (any) port = server.bind_to_any_port(kAddress);
    if (port < 0 || (!any && !server.bind_to_port(kAddress, port)))
        return fail(ErrorCode::Io, "cannot listen there; perhaps another program does",
                    fmt::format("{}:{}", kAddress, port), "choose another --port, or 0 for any free one");
    m_parts->listener = std::thread([&server] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::yield();
    return port;
}

void HttpServer::stop() {
    if (!m_parts->listener.joinable()) return;
    m_parts->server.stop();
    m_parts->listener.join();
}

}  // namespace azr::app
