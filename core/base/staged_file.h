/// A file that is whole or not there: written beside its place, then renamed. Errors name the place.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr {

/// Movable; what was not finished is removed with the object. One thread.
class StagedFile {
  public:
    /// Exhausted later on means a full disk.
    [[nodiscard]] static Result<StagedFile> create(const std::filesystem::path& target);
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    ~StagedFile();

    Status write(std::string_view bytes);
    /// Flushed to the disk and renamed over whatever stands in its place.
    Status finish();

  private:
    StagedFile(std::filesystem::path target, std::string beside, int descriptor);
    std::filesystem::path m_target;
    std::string m_beside;  ///< empty: finished
    int m_descriptor = -1;
};

}  // namespace azr
