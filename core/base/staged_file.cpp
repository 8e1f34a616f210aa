#include "core/base/staged_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/base/files.h"

namespace azr {

namespace {

constexpr mode_t kReadableByAll = 0644;

tl::unexpected<Error> osError(const char* what, const std::filesystem::path& path) {
    const int code = errno;
    return fail(code == ENOENT   ? ErrorCode::NotFound
                : code == ENOSPC ? ErrorCode::Exhausted
                                 : ErrorCode::Io,
                std::string(what) + ": " + std::strerror(code), path.string());
}

}  // namespace

Result<StagedFile> StagedFile::create(const std::filesystem::path& target) {
    std::string beside = target.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(beside.data(), O_CLOEXEC);
    if (descriptor < 0) return osError("cannot create a file beside", target);
    return StagedFile(target, std::move(beside), descriptor);
}

StagedFile::StagedFile(std::filesystem::path target, std::string beside, int descriptor)
    : m_target(std::move(target)), m_beside(std::move(beside)), m_descriptor(descriptor) {}

StagedFile::StagedFile(StagedFile&& other) noexcept
    : m_target(std::move(other.m_target)),
      m_beside(std::exchange(other.m_beside, {})),
      m_descriptor(std::exchange(other.m_descriptor, -1)) {}

StagedFile::~StagedFile() {
    if (m_descriptor >= 0) ::close(m_descriptor);
    if (!m_beside.empty()) ::unlink(m_beside.c_str());
}

Status StagedFile::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(m_descriptor, bytes.data(), bytes.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return osError("cannot write", m_target);
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Status StagedFile::finish() {
    if (::fchmod(m_descriptor, kReadableByAll) != 0) return osError("cannot set permissions", m_target);
    if (::fsync(m_descriptor) != 0) return osError("cannot sync", m_target);
    if (::rename(m_beside.c_str(), m_target.c_str()) != 0) return osError("cannot rename into place", m_target);
    m_beside.clear();
    return syncPath(m_target.has_parent_path() ? m_target.parent_path() : std::filesystem::path("."));
}

}  // namespace azr
