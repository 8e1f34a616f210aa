/// A value of the database as a cell of a CSV file (csv.h): NULL is an empty cell, a BLOB X'…'. Pure.
#pragma once

#include <string>

#include "core/store/asking/query.h"

namespace azr::exporting {

[[nodiscard]] std::string csvValue(const store::SqlValue& value);

}  // namespace azr::exporting
