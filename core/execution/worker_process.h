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
#include "core/execution/value.h"

namespace azr::execution {

/// How to start a jail; the same for every worker of an executor.
struct JailPlan {
    std::string launcher;  ///< azr-sandbox
    std::string preload;   ///< libazr-jail.so
    std::string python;
    std::vector<std::string> readable;
    bool safePath = false;
    bool namespaces = true, seccomp = true, landlock = true, cgroup = true;
    int memoryMegabytes = 400;
    double cpuSeconds = 2, wallSeconds = 8;
};

/// Numbers are the protocol's (runner/host.py).
enum class Tier { Pool = 0, Fork = 1, Single = 2, Inspect = 3 };

struct WorkerReply {
    std::vector<Value> results;  ///< tuples (index, kind, payload, detail, cpu microseconds), undecoded payloads
    std::vector<Value> fates;    ///< tuples (index, verdict name, detail)
    bool canaryBroken = false;
};

class WorkerProcess {
  public:
    [[nodiscard]] static Result<std::unique_ptr<WorkerProcess>> start(const JailPlan& plan, unsigned hashSeed);
    ~WorkerProcess();  ///< ends the jail and everything in it
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    /// `cpuSeconds`, `wallSeconds` per item. receive() follows send() and is due while heartbeats come.
    Status send(Tier tier, std::size_t items, double cpuSeconds, double wallSeconds, const std::string& body);
    [[nodiscard]] Result<WorkerReply> receive(double wallSeconds);

    [[nodiscard]] const std::vector<SandboxLayer>& layers() const { return m_layers; }
    [[nodiscard]] const std::string& pythonVersion() const { return m_version; }
    [[nodiscard]] bool ownNamespace() const { return m_ownNamespace; }
    /// What the self-test could do but should not.
    [[nodiscard]] const std::vector<std::string>& breaches() const { return m_breaches; }
    [[nodiscard]] std::int64_t served() const { return m_served; }
    [[nodiscard]] int process() const { return m_process; }

  private:
    WorkerProcess() = default;
    Status readHello(int statusFd);
    Status readExactly(char* out, std::size_t count, std::chrono::steady_clock::time_point deadline);
    Result<std::string> readFrame(std::chrono::steady_clock::duration patience);

    int m_process = 0;
    int m_socket = -1;
    std::vector<SandboxLayer> m_layers;
    std::string m_version;
    bool m_ownNamespace = false;
    std::vector<std::string> m_breaches;
    std::int64_t m_served = 0;
};

}  // namespace azr::execution
