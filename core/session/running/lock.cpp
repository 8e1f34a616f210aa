#include "core/session/running/lock.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <thread>
#include <utility>

#include "core/base/files.h"

namespace azr::session {

namespace {

constexpr const char* kFileName = "azr.lock";
constexpr int kTries = 20;
constexpr std::chrono::milliseconds kBetweenTries{50};  ///< a killed process lets go of its files a moment later

bool lockSoon(int descriptor) {
    for (int left = kTries;; std::this_thread::sleep_for(kBetweenTries)) {
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK || --left == 0) return false;
    }
}

/// What keeps a file from being made or written, told of the folder: that is what a person chose.
Error cannotWrite(const std::filesystem::path& workspace, int why) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(workspace, ignored))
        return {ErrorCode::Io, std::strerror(why), (workspace / kFileName).string(), {}};
    return {ErrorCode::Io, std::string("this folder cannot be written: ") + std::strerror(why), workspace.string(),
            "allow writing to it, or choose another folder"};
}

std::string describeThisProcess() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return fmt::format("process {} on {} since {:%Y-%m-%d %H:%M:%S}\n", ::getpid(), host.data(),
                       fmt::localtime(std::time(nullptr)));
}

}  // namespace

Result<WorkspaceLock> WorkspaceLock::take(const std::filesystem::path& workspace) {
    const std::filesystem::path file = workspace / kFileName;
    // Close-on-exec: the executor's children must not keep the workspace locked.
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return tl::make_unexpected(cannotWrite(workspace, errno));
    WorkspaceLock lock(descriptor);
    if (!lockSoon(descriptor)) {
        if (errno != EWOULDBLOCK) return fail(ErrorCode::Io, std::strerror(errno), file.string());
        return fail(ErrorCode::Conflict, "another process uses this workspace: " + holderOf(workspace),
                    workspace.string(), "stop it, or choose another workspace");
    }
    const std::string text = describeThisProcess();
    if (::ftruncate(descriptor, 0) != 0 || ::write(descriptor, text.data(), text.size()) < 0)
        return tl::make_unexpected(cannotWrite(workspace, errno));
    return lock;
}

bool WorkspaceLock::isFree(const std::filesystem::path& workspace) {
    const int descriptor = ::open((workspace / kFileName).c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return false;
    // Shared, so that two who look do not see each other.
    const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    ::close(descriptor);
    return free;
}

std::string WorkspaceLock::holderOf(const std::filesystem::path& workspace) {
    auto text = readFile(workspace / kFileName);
    if (!text) return {};
    while (!text->empty() && text->back() == '\n') text->pop_back();
    return *text;
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

WorkspaceLock& WorkspaceLock::operator=(WorkspaceLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

WorkspaceLock::~WorkspaceLock() {
    if (m_descriptor >= 0) ::close(m_descriptor);
}

}  // namespace azr::session
