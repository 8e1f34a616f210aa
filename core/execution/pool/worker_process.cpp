#include "core/execution/pool/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <sstream>
#include <thread>
#include <utility>

namespace azr::execution {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kControlFd = 3, kStatusFd = 4;
// A loaded machine may not schedule the interpreter for a while; heartbeats come every second while it works.
constexpr std::chrono::seconds kPatience{30};

/// Closes what it holds.
class Descriptor {
  public:
    /// Takes `fd` under a number that never collides with those that the child wants; below zero: there was none left.
    explicit Descriptor(int fd) : m_fd(fcntl(fd, F_DUPFD_CLOEXEC, 10)), m_error(errno) { close(fd); }
    ~Descriptor() {
        if (m_fd >= 0) close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] int error() const { return m_error; }
    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

  private:
    int m_fd, m_error;
};

Error systemError(const char* what) {
    return {ErrorCode::Io, std::string(what) + ": " + std::strerror(errno), "azr-sandbox", {}};
}

std::vector<std::string> commandLine(const JailPlan& plan, unsigned hashSeed) {
    const auto flag = [](bool on) { return std::string(on ? "1" : "0"); };
    const auto bytes = static_cast<std::uint64_t>(plan.memoryMegabytes) << 20;
    // Over a child's whole life, as a backstop: the verdict comes from the CPU clock.
    const auto cpu = static_cast<std::uint64_t>(std::ceil(plan.cpuSeconds * 1024)) + 60;
    std::vector<std::string> line = {plan.launcher,
                                     "--python",
                                     plan.python,
                                     "--preload",
                                     plan.preload,
                                     "--safe-path",
                                     flag(plan.safePath),
                                     "--script",
                                     plan.rendersTemplates ? "templates" : "programs",
                                     "--lazy-imports",
                                     flag(plan.lazyImports),
                                     "--namespaces",
                                     flag(plan.namespaces),
                                     "--seccomp",
                                     flag(plan.seccomp),
                                     "--landlock",
                                     flag(plan.landlock),
                                     "--cgroup",
                                     flag(plan.cgroup),
                                     "--memory",
                                     std::to_string(bytes),
                                     "--cpu",
                                     std::to_string(cpu),
                                     "--plain-malloc",
                                     flag(hashSeed % 2 == 0),
                                     "--hash-seed",
                                     std::to_string(hashSeed)};
    for (const std::string& path : plan.readable) {
        line.emplace_back("--readable");
        line.push_back(path);
    }
    for (const std::string& path : plan.packages) {
        line.emplace_back("--package");
        line.push_back(path);
    }
    return line;
}

SandboxLayer parseLayer(const std::string& line) {
    std::istringstream fields(line);
    SandboxLayer layer;
    std::string state;
    std::getline(fields, layer.name, '\t');
    std::getline(fields, state, '\t');
    std::getline(fields, layer.note);
    layer.active = state == "ok";
    return layer;
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const JailPlan& plan, unsigned hashSeed) {
    int sockets[2], status[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
        return tl::make_unexpected(systemError("socketpair"));
    if (pipe2(status, O_CLOEXEC) != 0) {
        const Error error = systemError("pipe");
        for (const int fd : sockets) close(fd);
        return tl::make_unexpected(error);
    }
    Descriptor ours(sockets[0]), theirs(sockets[1]), statusRead(status[0]), statusWrite(status[1]);
    for (const Descriptor* each : {&ours, &theirs, &statusRead, &statusWrite}) {
        errno = each->error();
        if (each->get() < 0) return tl::make_unexpected(systemError("descriptors"));
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, theirs.get(), kControlFd);
    posix_spawn_file_actions_adddup2(&actions, statusWrite.get(), kStatusFd);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);  // a Ctrl-C in the terminal is for us, not for the jail
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    std::vector<std::string> line = commandLine(plan, hashSeed);
    std::vector<char*> arguments;
    for (std::string& one : line) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    char* noEnvironment[] = {nullptr};
    pid_t process = 0;
    const int failed = posix_spawn(&process, arguments[0], &actions, &attributes, arguments.data(), noEnvironment);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failed)
        return fail(ErrorCode::NotFound, std::string("cannot start azr-sandbox: ") + std::strerror(failed),
                    plan.launcher);
    std::unique_ptr<WorkerProcess> worker(new WorkerProcess);
    worker->m_socket = ours.release();
    worker->m_process = process;
    close(theirs.release());  // or the end of the child would not be seen
    close(statusWrite.release());
    AZR_CHECK(worker->readHello(statusRead.get()));
    return worker;
}

WorkerProcess::~WorkerProcess() {
    if (m_socket >= 0) close(m_socket);
    if (m_process <= 0) return;
    kill(m_process, SIGTERM);
    // The launcher ends at once; it is killed in turn if it does not.
    for (int i = 0; i < 2000; ++i) {
        if (waitpid(m_process, nullptr, WNOHANG) != 0) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    kill(m_process, SIGKILL);
    waitpid(m_process, nullptr, 0);
}

Status WorkerProcess::readHello(int statusFd) {
    std::string text;
    const auto deadline = Clock::now() + kPatience;
    while (true) {
        pollfd wait{statusFd, POLLIN, 0};
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0 || poll(&wait, 1, static_cast<int>(left)) == 0) break;
        char buffer[2048];
        const ssize_t got = read(statusFd, buffer, sizeof buffer);
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    std::istringstream lines(text);
    std::string failures;
    for (std::string line; std::getline(lines, line);) {
        m_layers.push_back(parseLayer(line));
        if (line.find("\tfailed\t") != std::string::npos)
            failures += (failures.empty() ? "" : "; ") + m_layers.back().name + ": " + m_layers.back().note;
    }
    auto frame = readFrame(kPatience);
    if (!frame) {
        frame.error().detail += failures.empty() ? "" : " (" + failures + ")";
        return tl::make_unexpected(frame.error());
    }
    AZR_TRY(m_hello, decodeHello(*frame));
    m_residentKb = m_hello.residentKb;
    return {};
}

Status WorkerProcess::send(const WorkerRequest& request) {
    return sendFrame(encodeRequest(request));
}

Status WorkerProcess::sendFrame(std::string_view payload) {
    const std::string frame = encodeFrame(payload);
    const auto deadline = Clock::now() + kPatience;
    for (std::size_t done = 0; done < frame.size();) {
        const ssize_t sent = ::send(m_socket, frame.data() + done, frame.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            done += static_cast<std::size_t>(sent);
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) return tl::make_unexpected(systemError("send"));
        pollfd wait{m_socket, POLLOUT, 0};
        if (Clock::now() > deadline) return fail(ErrorCode::Io, "the interpreter does not read", "azr-sandbox");
        poll(&wait, 1, 100);
    }
    ++m_served;
    return {};
}

Result<std::string> WorkerProcess::readFrame(Clock::duration patience) {
    auto deadline = Clock::now() + patience;
    std::int64_t beats = m_incoming.heartbeats();
    while (true) {
        AZR_TRY(auto frame, m_incoming.next());
        if (frame) return std::move(*frame);
        if (m_incoming.heartbeats() != beats) deadline = Clock::now() + patience;
        beats = m_incoming.heartbeats();
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (left <= 0) return fail(ErrorCode::Io, "the interpreter does not answer", "azr-sandbox");
        pollfd wait{m_socket, POLLIN, 0};
        if (poll(&wait, 1, static_cast<int>(left)) <= 0) continue;
        char buffer[65536];
        const ssize_t got = recv(m_socket, buffer, sizeof buffer, 0);
        if (got == 0) return fail(ErrorCode::Io, "the interpreter has ended", "azr-sandbox");
        if (got < 0 && errno != EINTR) return tl::make_unexpected(systemError("recv"));
        if (got > 0) m_incoming.feed({buffer, static_cast<std::size_t>(got)});
    }
}

Result<std::string> WorkerProcess::receiveFrame(double wallSeconds) {
    return readFrame(kPatience + std::chrono::milliseconds(static_cast<std::int64_t>(wallSeconds * 1000)));
}

Result<WorkerReply> WorkerProcess::receive(double wallSeconds) {
    AZR_TRY(const std::string frame, receiveFrame(wallSeconds));
    AZR_TRY(WorkerReply reply, decodeReply(frame));
    m_residentKb = reply.residentKb;
    return reply;
}

}  // namespace azr::execution
