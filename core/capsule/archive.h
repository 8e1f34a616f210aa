/// The container of a capsule: an uncompressed tar archive whose every byte is determined by the names and contents of
/// its files. Written beside its place and renamed; read from front to back, with nothing of it believed. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr::capsule {

/// "checkpoints/run-1/step-2/state.json": parts of letters, digits, '.', '_' and '-', parted by '/'; none is "." or
/// "..".
[[nodiscard]] bool isSafeName(std::string_view name);

class ArchiveWriter {
  public:
    [[nodiscard]] static Result<ArchiveWriter> create(const std::filesystem::path& target);
    ArchiveWriter(ArchiveWriter&&) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;
    ~ArchiveWriter();

    /// A file that begins; its bytes follow, exactly `size` of them.
    Status begin(const std::string& name, std::int64_t size);
    Status write(std::string_view bytes);
    /// The archive stands in its place when it returns.
    Status finish();

  private:
    struct State;
    explicit ArchiveWriter(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

/// Takes the bytes of one file.
using Sink = std::function<Status(std::string_view bytes)>;
/// Called as each file begins.
using Opened = std::function<Result<Sink>(const std::string& name, std::int64_t size)>;

/// Where the archive is not, byte for byte, what ArchiveWriter writes of these files; empty: nowhere. Corrupt where it
/// cannot be read at all, or holds what no capsule holds: links, holes, unsafe names, a name twice.
[[nodiscard]] Result<std::string> readArchive(const std::filesystem::path& file, const Opened& opened);

}  // namespace azr::capsule
