#include "core/session/running/binning.h"

#include <fmt/format.h>

#include "core/base/log.h"
#include "core/session/running/run_bin.h"

namespace azr::session {

Status Binning::prepare(const MarkCommand& command, bool atWork) {
    const auto* const binning = std::get_if<BinRun>(&command);
    if (binning == nullptr) return {};
    if (atWork)
        return fail(ErrorCode::Conflict, "the run is at work", fmt::format("run {}", binning->run.value),
                    "stop it first");
    if (!binning->on) return moveOutOfBin(m_workspace, binning->run);
    m_marked.push_back(binning->run);
    return {};
}

void Binning::fill(store::Writer& writer) {
    const std::vector<RunId> runs = std::exchange(m_marked, {});
    Status done = writer.flush();
    for (const RunId run : runs)
        if (done) done = moveIntoBin(m_workspace, run);
    if (!done) log::error("bin: " + describe(done.error()));
}

}  // namespace azr::session
