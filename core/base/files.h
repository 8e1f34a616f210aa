/// Files: whole reads, atomic replacement, folders filled beside their place, read-only mappings, SHA-256, free space.
/// All errors name the path.
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
/// Links are followed. What is no regular file (a pipe, a terminal, a device) is written to and stays what it is.
Status writeFileAtomic(const std::filesystem::path& path, std::string_view bytes);
Status makeFolder(const std::filesystem::path& path);
/// fsync of a file or folder, for callers that write on their own.
Status syncPath(const std::filesystem::path& path);
/// Bytes that an ordinary user may still write on the file system of `path`.
[[nodiscard]] Result<std::uint64_t> freeSpace(const std::filesystem::path& path);

/// A folder that is whole or not there: filled under another name beside its place, then renamed. Movable; what was not
/// finished is removed with the object.
class StagedFolder {
  public:
    /// Conflict when there is something else in the place than an empty folder.
    [[nodiscard]] static Result<StagedFolder> create(const std::filesystem::path& target);
    StagedFolder(StagedFolder&& other) noexcept;
    StagedFolder& operator=(StagedFolder&&) = delete;
    ~StagedFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }  ///< until it is finished
    /// Failing, it leaves the folder where it is and says where that is: nobody does the work again.
    Status finish();

  private:
    StagedFolder(std::filesystem::path path, std::filesystem::path target);
    std::filesystem::path m_path, m_target;
};

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
