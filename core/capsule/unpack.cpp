#include "core/capsule/unpack.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

#include "core/base/files.h"
#include "core/capsule/archive.h"
#include "core/capsule/layout.h"

namespace azr::capsule {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLargestText = std::int64_t{256} << 20;  // they are read whole

/// The file that is being written.
struct Written {
    fs::path path;
    std::ofstream out;
    Sha256 hash;
};

class Unpacking {
  public:
    Unpacking(const fs::path& folder, std::int64_t total, const Progress& progress)
        : m_folder(folder), m_total(total), m_progress(progress) {}

    Result<Sink> begin(const std::string& name, std::int64_t size) {
        AZR_CHECK(end());
        const std::string below = name.starts_with(kFolder) ? name.substr(kFolder.size()) : std::string();
        if (!hasPlace(below))
            return fail(ErrorCode::Corrupt, fmt::format("'{}' has no place in a capsule", name), name,
                        "core/capsule/README.md lists what has");
        if (size > kLargestText && below != kDatabase && !below.starts_with(kCheckpoints))
            return fail(ErrorCode::Corrupt, fmt::format("'{}' is larger than such a file can be", name), name);
        m_name = below;
        m_now = std::make_unique<Written>();
        m_now->path = m_folder / below;
        AZR_CHECK(makeFolder(m_now->path.parent_path()));
        m_now->out.open(m_now->path, std::ios::binary | std::ios::trunc);
        return [this](std::string_view bytes) { return write(bytes); };
    }

    Status end() {
        if (!m_now) return {};
        m_now->out.close();
        if (!m_now->out) return cannotWrite();
        m_found.names.push_back(m_name);
        m_found.sums[m_name] = m_now->hash.hex();
        m_now.reset();
        return {};
    }

    [[nodiscard]] Unpacked take(std::string flaw) {
        m_found.flaw = std::move(flaw);
        return std::move(m_found);
    }

  private:
    Status write(std::string_view bytes) {
        m_now->hash.add(bytes);
        m_now->out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (!m_now->out) return cannotWrite();
        m_done += static_cast<std::int64_t>(bytes.size());
        if (!tell(m_progress, "reading", m_done, m_total)) return ended();
        return {};
    }
    [[nodiscard]] tl::unexpected<Error> cannotWrite() const {
        const int code = errno;
        return fail(code == ENOSPC ? ErrorCode::Exhausted : ErrorCode::Io,
                    std::string("cannot write: ") + std::strerror(code), m_now->path.string());
    }

    const fs::path& m_folder;
    const std::int64_t m_total;
    const Progress& m_progress;
    std::int64_t m_done = 0;
    std::string m_name;
    std::unique_ptr<Written> m_now;
    Unpacked m_found;
};

}  // namespace

Result<Unpacked> unpack(const fs::path& file, const fs::path& folder, const Progress& progress) {
    std::error_code missing;  // is told when it is opened
    const auto size = fs::file_size(file, missing);
    AZR_TRY(const std::uint64_t room, freeSpace(folder));
    if (!missing && size > room)
        return fail(ErrorCode::Exhausted, fmt::format("{} bytes are free, unpacked the capsule takes {}", room, size),
                    folder.string(), "free some space, or set TMPDIR to a folder that has it");
    Unpacking unpacking(folder, missing ? 0 : static_cast<std::int64_t>(size), progress);
    AZR_TRY(std::string flaw, readArchive(file, [&](const std::string& name, std::int64_t bytes) {
                return unpacking.begin(name, bytes);
            }));
    AZR_CHECK(unpacking.end());
    return unpacking.take(std::move(flaw));
}

}  // namespace azr::capsule
