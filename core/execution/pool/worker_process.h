/// One jailed interpreter: the azr-sandbox launcher, its socket and its frames. Used by one lane thread at a time;
/// every wait has a deadline. A worker that answers late, wrongly or not at all is lost: the caller starts another.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/execution/executor.h"
#include "core/execution/pool/protocol.h"

namespace azr::execution {

/// How to start a jail; the same for every worker of an executor.
struct JailPlan {
    std::string launcher;  ///< azr-sandbox
    std::string preload;   ///< libazr-jail.so
    std::string python;
    std::vector<std::string> readable;
    std::vector<std::string> packages;  ///< folders of Python packages that the script loads, shown as well
    bool rendersTemplates = false;      ///< the script: chat/render, else runner/
    bool safePath = false;
    bool lazyImports = false;  ///< programs may import modules that the interpreter does not hold yet
    bool namespaces = true, seccomp = true, landlock = true, cgroup = true;
    int memoryMegabytes = 400;
    double cpuSeconds = 2, wallSeconds = 8;
};

class WorkerProcess {
  public:
    /// An even hash seed also takes the C library's heap instead of Python's own: objects lie at other distances.
    [[nodiscard]] static Result<std::unique_ptr<WorkerProcess>> start(const JailPlan& plan, unsigned hashSeed);
    ~WorkerProcess();  ///< ends the jail and everything in it
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// receive() follows send() and is due while heartbeats come.
    Status send(const WorkerRequest& request);
    [[nodiscard]] Result<WorkerReply> receive(double wallSeconds);
    /// The same, as the bytes of a frame.
    Status sendFrame(std::string_view payload);
    [[nodiscard]] Result<std::string> receiveFrame(double wallSeconds);

    [[nodiscard]] const std::vector<SandboxLayer>& layers() const { return m_layers; }
    [[nodiscard]] const WorkerHello& hello() const { return m_hello; }
    [[nodiscard]] std::int64_t served() const { return m_served; }
    [[nodiscard]] std::chrono::steady_clock::duration age() const { return std::chrono::steady_clock::now() - m_born; }
    /// What the interpreter has gained since its start.
    [[nodiscard]] std::int64_t grownKb() const { return m_residentKb - m_hello.residentKb; }
    [[nodiscard]] int process() const { return m_process; }

  private:
    WorkerProcess() = default;
    Status readHello(int statusFd);
    Result<std::string> readFrame(std::chrono::steady_clock::duration patience);

    int m_process = 0;
    int m_socket = -1;
    std::vector<SandboxLayer> m_layers;
    WorkerHello m_hello;
    FrameDecoder m_incoming;
    std::chrono::steady_clock::time_point m_born = std::chrono::steady_clock::now();
    std::int64_t m_served = 0, m_residentKb = 0;
};

}  // namespace azr::execution
