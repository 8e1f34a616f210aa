/// An event file of TensorBoard that grows: made anew, only ever appended to, a step in one write, so that who reads it
/// meanwhile, or after a crash, finds whole frames and at most one cut one at the end. A run's folder holds one file
/// for each time that it was begun or gone on with; their names sort in that order. Movable; one thread. Errors name
/// the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "core/base/error.h"

namespace azr::exporting {

class EventFile {
  public:
    /// Makes the folder where it is missing. `wall` (seconds since 1970) goes into the name, which sorts behind those
    /// of all event files that are there, whatever the clock says.
    [[nodiscard]] static Result<EventFile> create(const std::filesystem::path& folder, double wall);
    EventFile(EventFile&& other) noexcept;
    EventFile& operator=(EventFile&& other) noexcept;
    ~EventFile();

    Status append(std::string_view frames);
    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

  private:
    EventFile(int file, std::filesystem::path path);
    int m_file = -1;
    std::filesystem::path m_path;
};

/// The greatest step that the event files of the folder speak of (event_records.h); -1: none, or there is no folder.
[[nodiscard]] Result<std::int64_t> lastStepIn(const std::filesystem::path& folder);

}  // namespace azr::exporting
