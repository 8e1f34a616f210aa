/// Tasks as JSON lines in the fields of the reference's seed files, and back: {snippet, input, output, imports} for
/// deduction and abduction, {snippet, inputs, outputs, message, imports} for induction; CRUXEval's {code, input,
/// output} is read too. What is ours stands under names with an underscore. Errors name the line and the field.
#pragma once

#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/exporting/progress.h"
#include "core/store/reader.h"

namespace azr::exporting {

/// One line of such a file. `pairs` are empty but for induction; input and output are empty for it.
struct DataLine {
    std::string program;
    std::vector<std::string> imports;
    std::string input, output;
    std::string message;
    std::vector<store::PairRow> pairs;
    std::string id;  ///< CRUXEval's own, where there is one
    [[nodiscard]] bool isInduction() const { return !pairs.empty(); }
};

[[nodiscard]] Json taskLine(const store::TaskRow& task);
/// `place`: "line 12 of seeds.jsonl".
[[nodiscard]] Result<DataLine> parseLine(const Json& json, const std::string& place);
/// Every line; blank ones are skipped, the first bad one is an error.
[[nodiscard]] Result<std::vector<DataLine>> readLines(const std::filesystem::path& file);

/// The tasks of the ids, in their order; or, without ids, all that the filter lets through, by id. Returns how many.
/// Tasks that are not valid have no output to tell and are left out.
[[nodiscard]] Result<std::int64_t> writeTasks(store::Reader& reader, const store::TaskFilter& filter,
                                              const std::vector<TaskId>& ids, std::ostream& out,
                                              const Progress& progress = {});
/// The same into a file that is whole or not there.
[[nodiscard]] Result<std::int64_t> exportTasks(store::Reader& reader, const store::TaskFilter& filter,
                                               const std::vector<TaskId>& ids, const std::filesystem::path& file,
                                               const Progress& progress = {});

/// The seeds of a run in the reference's files, into a folder that is made where it is missing: seed_io.jsonl (triplets
/// of deduction and abduction, each once), code_f_seed_io.jsonl (induction) and error_seed_io.jsonl (error). A kind
/// without seeds has no file. Returns how many lines were written. Conflict, and nothing written, where one of the
/// files is there already, unless `overwrite`.
[[nodiscard]] Result<std::int64_t> exportSeeds(store::Reader& reader, RunId run, const std::filesystem::path& folder,
                                               bool overwrite);

/// That Conflict, ahead of the work.
Status seedsHaveRoom(const std::filesystem::path& folder);

}  // namespace azr::exporting
