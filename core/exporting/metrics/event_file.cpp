#include "core/exporting/metrics/event_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/files.h"
#include "core/exporting/metrics/event_records.h"

namespace azr::exporting {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "events.out.tfevents.";  // what TensorBoard looks for
constexpr std::size_t kSecondsDigits = 10;

tl::unexpected<Error> refused(const char* what, const fs::path& path) {
    const int code = errno;
    return fail(code == ENOSPC ? ErrorCode::Exhausted : ErrorCode::Io, fmt::format("{}: {}", what, std::strerror(code)),
                path.string());
}

/// In the order in which TensorBoard reads them.
std::vector<fs::path> eventFiles(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code code;
    for (fs::directory_iterator it(folder, code), end; it != end; it.increment(code))
        if (it->path().filename().string().find("tfevents") != std::string::npos) files.push_back(it->path());
    std::ranges::sort(files);
    return files;
}

/// Of the name of a file that is there: the seconds that it carries.
std::int64_t secondsOf(const fs::path& file) {
    const std::string name = file.filename().string();
    return name.starts_with(kPrefix) ? std::atoll(name.substr(std::strlen(kPrefix), kSecondsDigits).c_str()) : 0;
}

}  // namespace

Result<EventFile> EventFile::create(const fs::path& folder, double wall) {
    AZR_CHECK(makeFolder(folder));
    const auto files = eventFiles(folder);
    auto seconds = static_cast<std::int64_t>(std::max(0.0, wall));
    if (!files.empty()) seconds = std::max(seconds, secondsOf(files.back()));
    for (std::size_t number = files.size();; ++number) {
        fs::path path = folder / fmt::format("{}{:0{}}.{:04}.azr", kPrefix, seconds, kSecondsDigits, number);
        const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644);
        if (file >= 0) return EventFile(file, std::move(path));
        if (errno != EEXIST) return refused("cannot create the file", path);
    }
}

EventFile::EventFile(int file, fs::path path) : m_file(file), m_path(std::move(path)) {}

EventFile::EventFile(EventFile&& other) noexcept
    : m_file(std::exchange(other.m_file, -1)), m_path(std::move(other.m_path)) {}

EventFile& EventFile::operator=(EventFile&& other) noexcept {
    std::swap(m_file, other.m_file);
    std::swap(m_path, other.m_path);
    return *this;
}

EventFile::~EventFile() {
    if (m_file >= 0) ::close(m_file);
}

Status EventFile::append(std::string_view frames) {
    while (!frames.empty()) {
        const ssize_t written = ::write(m_file, frames.data(), frames.size());
        if (written < 0) {
            if (errno == EINTR) continue;
            return refused("cannot write", m_path);
        }
        frames.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<std::int64_t> lastStepIn(const fs::path& folder) {
    std::int64_t last = -1;
    for (const fs::path& path : eventFiles(folder)) {
        AZR_TRY(const MappedFile file, MappedFile::open(path));
        const auto bytes = file.bytes();
        last = lastStepOf({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, last);
    }
    return last;
}

}  // namespace azr::exporting
