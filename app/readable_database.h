/// The database of a workspace that must stay as it is: read where it lies, or through a copy in the temporary folder
/// where it is of an older version or lies where SQLite cannot write its log.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "app/scratch_folder.h"
#include "core/store/reader.h"

namespace azr::app {

class ReadableDatabase {
  public:
    /// NotFound: there is no workspace. Conflict: it is of a newer version.
    [[nodiscard]] static Result<ReadableDatabase> open(const std::filesystem::path& workspace);

    [[nodiscard]] store::Reader& reader() const { return *m_reader; }
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }  ///< of the newest version
    [[nodiscard]] int version() const { return m_version; }                     ///< of the file as it was found
    [[nodiscard]] bool copied() const { return m_scratch.has_value(); }

  private:
    ReadableDatabase() = default;
    Status makeScratch();

    std::filesystem::path m_file;
    int m_version = 0;
    std::optional<ScratchFolder> m_scratch;
    std::unique_ptr<store::Reader> m_reader;
};

}  // namespace azr::app
