/// Rules before they are in force: what a condition compares with is looked up, and a dry run over the tasks that are
/// there tells what the rule would have done. Reads, and changes nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "core/session/command.h"
#include "core/store/reader.h"

namespace azr::session {

/// Looks up the programs of the tasks that the condition names: in it `like(12)` is the twelfth task of the run, as
/// windows number them; larger numbers are ids. An error names the place in the condition.
Status findPrograms(store::Reader& reader, RunId run, selfplay::Rule& rule);

/// The same for a rule that is about to be posted, and how it stood before. Its number is that of the command that
/// makes it. Other commands stay as they are.
Status completeRule(const std::filesystem::path& database, RunId run, CommandId number, Command& command);

struct RuleTrial {
    static constexpr std::size_t kExamples = 20;
    std::int64_t tasks = 0;     ///< proposals of the model that a rule would have judged: valid and not barred
    std::int64_t met = 0;       ///< of them
    std::int64_t buffered = 0;  ///< met it, and are in a buffer now, or wait for a person: of any origin
    double meanSolveRate = -1;  ///< of the proposals that met it, where it is known; -1: of none
    std::vector<store::TaskRow> examples;  ///< the youngest that met it
    bool whole = true;                     ///< false: only the youngest tasks were looked at
};
/// Judges what a loop judges: proposals of the model, and, of any origin, what the buffers hold when the rule is made.
/// Over the valid tasks, youngest first, `most` at most. `goesOn` is asked between pages; false
/// ends the trial with what it has.
[[nodiscard]] Result<RuleTrial> tryRule(store::Reader& reader, RunId run, selfplay::Rule rule,
                                        std::int64_t most = 200'000, const std::function<bool()>& goesOn = {});

}  // namespace azr::session
