/// Commands for a run that trains in the terminal: JSON lines that others append to a file, each a command as table
/// commands stores it ({"command": "veto_task", "task": 12}), or {"command": "take_back", "of": 7}. One thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "app/console.h"
#include "core/session/session.h"

namespace azr::app {

class SteeringFile {
  public:
    /// The file may come later; lines that are in it already count, too. An empty path: nothing is ever read.
    SteeringFile(std::filesystem::path file, bool asJson, const Console& console)
        : m_file(std::move(file)), m_json(asJson), m_console(console) {}

    /// Posts the lines that were completed since the last call; what is refused is told and passed over.
    Status follow(session::Session& session);

  private:
    void post(session::Session& session, const std::string& line);

    const std::filesystem::path m_file;
    const bool m_json;
    const Console& m_console;
    std::size_t m_read = 0;  ///< bytes
    int m_line = 0;
};

}  // namespace azr::app
