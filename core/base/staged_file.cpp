#include "core/base/staged_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/base/files_p.h"

namespace azr {
namespace {

constexpr int kMostLinks = 40;  // as the kernel's own limit
constexpr std::size_t kBuffer = 65536;

/// What the links at the end of a path lead to, whether that is there or not.
std::filesystem::path behindLinks(std::filesystem::path path) {
    std::error_code code;
    for (int left = kMostLinks; left > 0 && std::filesystem::is_symlink(path, code); --left)
        path = path.parent_path() / std::filesystem::read_symlink(path, code);
    return path;
}

/// The descriptor of this process behind a path such as /dev/stdout; -1: there is none.
int descriptorNamed(std::filesystem::path path) {
    std::error_code code;
    const auto own = std::filesystem::canonical("/proc/self/fd", code);
    for (int left = kMostLinks; left > 0 && std::filesystem::is_symlink(path, code); --left) {
        if (!own.empty() && std::filesystem::canonical(path.parent_path() / ".", code) == own)
            return std::atoi(path.filename().c_str());
        path = path.parent_path() / std::filesystem::read_symlink(path, code);
    }
    return -1;
}

/// Whether another file may take the place of `file`, as which `target` was found. Not that of a pipe or a device; nor
/// is there a place to take where /proc alone leads to the file (/dev/stdout).
bool mayBeReplaced(const struct stat& file, const std::filesystem::path& target) {
    struct stat there {};
    return S_ISREG(file.st_mode) && ::stat(target.c_str(), &there) == 0 && there.st_dev == file.st_dev &&
           there.st_ino == file.st_ino;
}

}  // namespace

struct StagedFile::State {
    std::filesystem::path path;    ///< as it was asked for
    std::filesystem::path target;  ///< that the file beside it is renamed to; empty: written through
    std::string beside;
    Descriptor file;
    std::string buffer;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (!beside.empty()) ::unlink(beside.c_str());
    }

    /// Where a descriptor stands: what a shell led there before and leads there after stays.
    Status openThrough(int descriptor) {
        file = Descriptor(descriptor >= 0 ? ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
                                          : ::open(path.c_str(), O_WRONLY | O_TRUNC | O_NOCTTY | O_CLOEXEC));
        return file.get() < 0 ? osError("cannot open", path) : Status{};
    }

    Status openBeside() {
        std::string name = target.string() + ".XXXXXX";
        file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
        if (file.get() < 0) return osError("cannot create a file beside", path);
        beside = std::move(name);
        return {};
    }

    Status flush() {
        AZR_CHECK(writeAll(file.get(), buffer, path));
        buffer.clear();
        return {};
    }

    Status moveIntoPlace() {
        if (::fchmod(file.get(), 0644) != 0) return osError("cannot set permissions", path);
        if (::fsync(file.get()) != 0) return osError("cannot sync", path);
        if (::rename(beside.c_str(), target.c_str()) != 0) return osError("cannot rename into place", path);
        beside.clear();
        return syncPath(target.parent_path().empty() ? std::filesystem::path(".") : target.parent_path());
    }
};

Result<StagedFile> StagedFile::create(const std::filesystem::path& target) {
    auto state = std::make_unique<State>();
    state->path = target;
    if (const int descriptor = descriptorNamed(target); descriptor >= 0) {
        AZR_CHECK(state->openThrough(descriptor));
        return StagedFile(std::move(state));
    }
    std::filesystem::path place = behindLinks(target);
    struct stat there {};
    if (::stat(target.c_str(), &there) == 0 && !mayBeReplaced(there, place)) {
        AZR_CHECK(state->openThrough(-1));
        return StagedFile(std::move(state));
    }
    state->target = std::move(place);
    AZR_CHECK(state->openBeside());
    return StagedFile(std::move(state));
}

StagedFile::StagedFile(std::unique_ptr<State> state) : m_state(std::move(state)) {}
StagedFile::StagedFile(StagedFile&& other) noexcept = default;
StagedFile::~StagedFile() = default;

Status StagedFile::write(std::string_view bytes) {
    if (bytes.size() >= kBuffer) {
        AZR_CHECK(m_state->flush());
        return writeAll(m_state->file.get(), bytes, m_state->path);
    }
    m_state->buffer.append(bytes);
    return m_state->buffer.size() < kBuffer ? Status{} : m_state->flush();
}

Status StagedFile::finish() {
    AZR_CHECK(m_state->flush());
    return m_state->beside.empty() ? Status{} : m_state->moveIntoPlace();
}

}  // namespace azr
