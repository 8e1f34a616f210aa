/// The runs that a session puts into the bin: their marks are written first, together with those of the same act, and
/// their folders follow (run_bin.h). Owner's thread.
#pragma once

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "core/session/command.h"
#include "core/store/writer.h"

namespace azr::session {

class Binning {
  public:
    explicit Binning(const std::filesystem::path& workspace) : m_workspace(workspace) {}

    /// Before the mark is written: out of the bin at once, into it later. Conflict while the run is at work.
    /// Other marks are none of its business.
    Status prepare(const MarkCommand& command, bool atWork);
    void drop() { m_marked.clear(); }  ///< their marks were not written after all
    /// Moves what was marked, and gives `done` back. What cannot be moved is moved when the workspace is opened again.
    template <class Done>
    [[nodiscard]] Done filled(Done done, const std::unique_ptr<store::Writer>& writer) {
        if (!m_marked.empty()) fill(*writer);
        return done;
    }

  private:
    void fill(store::Writer& writer);

    const std::filesystem::path& m_workspace;
    std::vector<RunId> m_marked;
};

}  // namespace azr::session
