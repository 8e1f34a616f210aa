/// Files: whole reads, atomic replacement, read-only mappings, SHA-256, free space. All errors name the path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr {

[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path);
/// Writes beside the target, fsyncs, renames over it and fsyncs the folder: readers see the old or the new whole file.
Status writeFileAtomic(const std::filesystem::path& path, std::string_view bytes);
Status makeFolder(const std::filesystem::path& path);
/// fsync of a file or folder, for callers that write on their own.
Status syncPath(const std::filesystem::path& path);
/// Bytes that an ordinary user may still write on the file system of `path`.
[[nodiscard]] Result<std::uint64_t> freeSpace(const std::filesystem::path& path);

/// Lower-case hexadecimal SHA-256.
[[nodiscard]] std::string sha256(std::string_view bytes);
[[nodiscard]] Result<std::string> sha256File(const std::filesystem::path& path);

class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    [[nodiscard]] std::string hex();  ///< ends the computation

  private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// A whole file mapped read-only; the bytes live as long as the object. Movable.
class MappedFile {
  public:
    [[nodiscard]] static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile() = default;
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    ~MappedFile();
    [[nodiscard]] std::span<const std::byte> bytes() const { return {m_data, m_size}; }

  private:
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

/// Where the program's read-only files lie (weights of the nano model, helper scripts): AZR_RESOURCES if set, else
/// beside the executable, else the installed share folder, else the source tree it was built from.
[[nodiscard]] std::filesystem::path resourceFolder();

}  // namespace azr
