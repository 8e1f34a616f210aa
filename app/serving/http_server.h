/// The HTTP side of `azr-studio serve`: /v1/models, /v1/completions, /v1/chat/completions on 127.0.0.1 alone. A page in
/// a browser cannot use it: a body must be declared as JSON, no origin is allowed, and the Host must name this machine.
#pragma once

#include <memory>

#include "app/serving/completion_service.h"

namespace azr::app {

class HttpServer {
  public:
    /// Both outlive the server.
    HttpServer(CompletionService& service, const ServedModel& model);
    ~HttpServer();  ///< stop()
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// Begins to listen, on threads of its own; 0 takes any free port. The port it got. Io: the port is taken.
    [[nodiscard]] Result<int> start(int port);
    /// Takes no more requests and waits for those under way: their jobs must be answered, so the service ends first.
    void stop();

  private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace azr::app
