/// Fuzzed bytes as a file that readers can map: in memory, under one path.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace azr::fuzz {

class MemoryFile {
  public:
    MemoryFile() : m_file(::memfd_create("fuzzed", 0)) {
        if (m_file < 0) std::abort();
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(m_file); }

    /// The path of a file of these bytes, until the next call.
    std::filesystem::path holding(const std::uint8_t* data, std::size_t size) {
        if (::ftruncate(m_file, 0) != 0 || ::pwrite(m_file, data, size, 0) != static_cast<ssize_t>(size)) std::abort();
        return "/proc/self/fd/" + std::to_string(m_file);
    }

  private:
    int m_file;
};

}  // namespace azr::fuzz
