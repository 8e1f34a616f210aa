/// Drafts from a file of seeds: JSON lines in the fields of the reference's seed files, as export and seed_tasks have
/// them. Blocking reads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/session/draft.h"
#include "core/store/rows.h"

namespace azr::session {

struct DraftFile {
    std::vector<Draft> drafts;    ///< in the file's order
    std::vector<Error> problems;  ///< lines that are none: place (file and line), field, remedy
};

/// A triplet that does not name its kind seeds deduction and abduction alike and gives two drafts. Fails where the file
/// cannot be read, or holds nothing.
[[nodiscard]] Result<DraftFile> readDrafts(const std::filesystem::path& file);

/// A task of any run as a draft.
[[nodiscard]] Result<Draft> draftOf(const store::TaskRow& row);

}  // namespace azr::session
