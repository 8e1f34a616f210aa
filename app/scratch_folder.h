/// A folder of its own below the system's temporary one, gone with the object.
#pragma once

#include <filesystem>

#include "core/base/error.h"

namespace azr::app {

class ScratchFolder {
  public:
    [[nodiscard]] static Result<ScratchFolder> create();
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ~ScratchFolder();
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    explicit ScratchFolder(std::filesystem::path path) : m_path(std::move(path)) {}
    std::filesystem::path m_path;
};

}  // namespace azr::app
