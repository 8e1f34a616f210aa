// The layouts of the four caches. Each scanner appends what it finds; a folder that is not there holds nothing.
#pragma once

#include "core/weights/local_models.h"

namespace azr::weights {

void scanHuggingFace(const std::filesystem::path& cache, std::vector<LocalModel>& found);
void scanLmStudio(const std::filesystem::path& folder, std::vector<LocalModel>& found);
void scanLlamaCpp(const std::filesystem::path& folder, std::vector<LocalModel>& found);
void scanOllama(const std::filesystem::path& folder, std::vector<LocalModel>& found);

/// The snapshot of a revision: a ref, or a commit or its beginning. `repository` is a folder models--ORG--NAME.
[[nodiscard]] Result<std::filesystem::path> snapshotOf(const std::filesystem::path& repository,
                                                       std::string_view revision);
/// models--ORG--NAME for "ORG/NAME".
[[nodiscard]] std::string repositoryFolder(std::string_view name);

}  // namespace azr::weights
