/// The rows of one run from one database into another: as they stand, for a file that others may read, or under new
/// numbers, into a workspace that has runs of its own. Which tables and columns belong to a run stands in
/// sql/carry.sql; tests/store/tst_carry compares it with the schema. Blocking; one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/store/database.h"

namespace azr::store {

/// What becomes of a command: its new number, and what names other numbers in it.
struct CarriedCommand {
    CommandId id, number, undoes;
    std::string body, answer;
};

/// A checkpoint whose files come along.
struct CarriedCheckpoint {
    int step = 0;
    std::int64_t bytes = 0;  ///< as its row says it from now on
};

/// Where the run's model lies from now on, and the settings that say so.
struct CarriedModel {
    std::string folder, config, settings;
};

struct Carry {
    std::filesystem::path from;  ///< a database of the newest version; only read
    RunId run, as;
    /// Nothing but the run's number changes where it has another one. For an empty database: rows keep their ids.
    bool keep = true;
    /// Without `keep`: all of the run, and which checkpoints are there; the others count as removed.
    std::vector<CarriedCommand> commands = {};
    std::vector<CarriedCheckpoint> checkpoints = {};
    std::optional<CarriedModel> model = {};  ///< empty: it lies where it lay
    bool searchable = false;                 ///< texts are found through an index
};

/// Asked now and then; false ends with Cancelled.
using Going = std::function<bool()>;

/// In one transaction: all rows or none. NotFound: there is no such run.
Status carry(Database& into, const Carry& what, const Going& going = {});

}  // namespace azr::store
