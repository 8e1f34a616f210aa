/// manifest.json and settings.json: what a capsule's database says, for people and for those who cannot read SQLite.
/// Both are functions of the database, so that whoever has it can make them again and compare.
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/store/reader.h"

namespace azr::capsule {

struct Manifest {
    int format = 0;
    std::string packedBy;  ///< the version of AZR Studio
    int databaseVersion = 0;
    RunId run;
    std::string name;
    std::string digest;            ///< core/store/digest.h
    std::vector<int> checkpoints;  ///< the steps of those that are in the capsule
};

/// `steps`: of the checkpoints that come along.
[[nodiscard]] Result<Json> manifestOf(store::Reader& reader, RunId run, const std::vector<int>& steps,
                                      const std::string& packedBy, int databaseVersion);
/// Unsupported: of a format that this version does not know.
[[nodiscard]] Result<Manifest> manifestFrom(const Json& json);

[[nodiscard]] Result<Json> settingsOf(store::Reader& reader, RunId run);

}  // namespace azr::capsule
