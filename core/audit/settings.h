/// The settings of a run: the changes that were made to them, against the commands that asked for them and against each
/// other, and what they add up to. One thread.
#pragma once

#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// Every change has somebody who asked for it, and every request that was granted its change; each goes out from the
/// value that the changes before it left; together they make the settings that the run says are in force. Also that the
/// run's own columns say what its configuration says. InvalidArgument where a stored configuration cannot be read.
Status checkSettings(const History& history, Ledger& ledger);

}  // namespace azr::audit
