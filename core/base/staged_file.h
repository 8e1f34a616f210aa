/// A file that is whole or not there, written piece by piece: beside its place, and renamed over it when it is
/// finished. Readers see the old or the new whole file. Links are followed. What is no regular file (a pipe, a
/// terminal, a device) is written to as the pieces come, and stays what it is. Movable; one thread. Errors name the
/// path.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "core/base/error.h"

namespace azr {

class StagedFile {
  public:
    /// Beside its place or, where that is no regular file, opened. The folder must be there.
    [[nodiscard]] static Result<StagedFile> create(const std::filesystem::path& target);
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    ~StagedFile();  ///< what was not finished is removed

    Status write(std::string_view bytes);  ///< kept in memory until 64 KiB came together
    Status finish();                       ///< syncs, renames, syncs the folder

  private:
    struct State;
    explicit StagedFile(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace azr
