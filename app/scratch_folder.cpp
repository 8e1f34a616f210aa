#include "app/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace azr::app {

Result<ScratchFolder> ScratchFolder::create() {
    std::error_code code;
    std::string name = (std::filesystem::temp_directory_path(code) / "azr-studio-XXXXXX").string();
    if (code) name = "/tmp/azr-studio-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return fail(ErrorCode::Io, std::strerror(errno), name);
    return ScratchFolder(name);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

ScratchFolder::~ScratchFolder() {
    if (m_path.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

}  // namespace azr::app
