#include "core/base/files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/files_p.h"
#include "core/base/staged_file.h"

namespace azr {
namespace {

/// The folder itself cannot be renamed over then.
bool isMountPoint(const std::filesystem::path& folder) {
    struct stat here {};
    struct stat above {};
    return ::stat(folder.c_str(), &here) == 0 && ::stat((folder / "..").c_str(), &above) == 0 &&
           here.st_dev != above.st_dev;
}

/// A new folder with the permissions that any new folder gets; nobody else's is touched.
Result<std::filesystem::path> makeFolderBeside(const std::filesystem::path& target) {
    for (int number = 0;; ++number) {
        std::filesystem::path beside = target;
        beside += ".partial-" + std::to_string(::getpid()) + "-" + std::to_string(number);
        if (::mkdir(beside.c_str(), 0777) == 0) return beside;
        if (errno != EEXIST) return osError("cannot create a folder beside", target);
    }
}

}  // namespace

Result<std::string> readFile(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return osError("cannot open", path);
    std::string bytes;
    std::array<char, 65536> chunk;
    for (;;) {
        const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
        if (got < 0) {
            if (errno == EINTR) continue;
            return osError("cannot read", path);
        }
        if (got == 0) return bytes;
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

Status writeFileAtomic(const std::filesystem::path& path, std::string_view bytes) {
    AZR_TRY(auto file, StagedFile::create(path));
    AZR_CHECK(file.write(bytes));
    return file.finish();
}

Status makeFolder(const std::filesystem::path& path) {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) return fail(ErrorCode::Io, "cannot create the folder: " + code.message(), path.string());
    return {};
}

Status syncPath(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return osError("cannot open", path);
    if (::fsync(file.get()) != 0) return osError("cannot sync", path);
    return {};
}

Result<std::uint64_t> freeSpace(const std::filesystem::path& path) {
    struct statvfs fs {};
    if (::statvfs(path.c_str(), &fs) != 0) return osError("cannot read the free space", path);
    return static_cast<std::uint64_t>(fs.f_bavail) * fs.f_frsize;
}

Result<StagedFolder> StagedFolder::create(const std::filesystem::path& target) {
    namespace fs = std::filesystem;
    std::error_code code;
    fs::path place = fs::absolute(target, code).lexically_normal();
    if (!place.has_filename()) place = place.parent_path();
    if (fs::exists(fs::symlink_status(place, code))) {
        if (!fs::is_directory(place, code) || !fs::is_empty(place, code))
            return fail(ErrorCode::Conflict, "is there already", target.string(), "choose another folder");
        place = fs::canonical(place, code);
        if (isMountPoint(place))
            return fail(ErrorCode::Conflict, "is a file system of its own and cannot be replaced", target.string(),
                        "choose a folder in it");
    }
    AZR_CHECK(makeFolder(place.parent_path()));
    AZR_TRY(fs::path beside, makeFolderBeside(place));
    return StagedFolder(std::move(beside), std::move(place));
}

StagedFolder::StagedFolder(std::filesystem::path path, std::filesystem::path target)
    : m_path(std::move(path)), m_target(std::move(target)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : m_path(std::exchange(other.m_path, {})), m_target(std::move(other.m_target)) {}

StagedFolder::~StagedFolder() {
    std::error_code code;
    if (!m_path.empty()) std::filesystem::remove_all(m_path, code);
}

Status StagedFolder::finish() {
    const std::filesystem::path path = std::exchange(m_path, {});
    // An empty folder in its place gives way.
    if (::rename(path.c_str(), m_target.c_str()) != 0) {
        auto error = osError("cannot rename into place", m_target);
        error.value().remedy = "it lies whole in " + path.string();
        return error;
    }
    return syncPath(m_target.parent_path());
}

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    State() { EVP_DigestInit_ex(context, EVP_sha256(), nullptr); }
    ~State() { EVP_MD_CTX_free(context); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

Sha256::Sha256() : m_state(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
    EVP_DigestUpdate(m_state->context, bytes.data(), bytes.size());
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(m_state->context, digest.data(), &size);
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(std::size_t{size} * 2);
    for (unsigned int i = 0; i < size; ++i) {
        text += kDigits[digest[i] >> 4];
        text += kDigits[digest[i] & 15];
    }
    return text;
}

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

Result<std::string> sha256File(const std::filesystem::path& path) {
    AZR_TRY(const MappedFile file, MappedFile::open(path));
    const auto bytes = file.bytes();
    return sha256({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return osError("cannot open", path);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return osError("cannot read the size", path);
    if (!S_ISREG(info.st_mode)) return fail(ErrorCode::Io, "is not a regular file", path.string());
    MappedFile mapped;
    mapped.m_size = static_cast<std::size_t>(info.st_size);
    if (mapped.m_size == 0) return mapped;
    void* data = ::mmap(nullptr, mapped.m_size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (data == MAP_FAILED) return osError("cannot map", path);
    mapped.m_data = static_cast<const std::byte*>(data);
    return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr)), m_size(std::exchange(other.m_size, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(m_data, other.m_data);
    std::swap(m_size, other.m_size);
    return *this;
}

MappedFile::~MappedFile() {
    if (m_data != nullptr) ::munmap(const_cast<std::byte*>(m_data), m_size);
}

std::filesystem::path resourceFolder() {
    if (const char* set = std::getenv("AZR_RESOURCES"); set != nullptr && *set != '\0') return set;
    std::error_code code;
    const auto here = std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
    for (const auto& candidate : {here / "resources", here / "../share/azr-studio/resources"})
        if (std::filesystem::is_directory(candidate, code)) return candidate.lexically_normal();
    return AZR_SOURCE_RESOURCES;
}

}  // namespace azr
