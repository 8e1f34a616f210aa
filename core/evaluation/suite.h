/// Held-out tasks, told apart by kind. The built-in nano suites are committed files (resources/suites): "dev", on which
/// recipes are chosen, and "report", which nothing is chosen on. Both come from the grammar with seeds of their own and
/// from programs that the bootstrap corpus never contains (selfplay::poolOf: hash classes of program texts, disjoint
/// for corpus, dev and report). Values; loading is the only thing that can fail.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/execution/executor.h"
#include "core/selfplay/nano/grammar.h"
#include "core/selfplay/task.h"

namespace azr::evaluation {

struct SuiteItem {
    std::string id;  ///< "report/deduction/17"
    int statements = 0;
    selfplay::Task task;
};

struct Suite {
    std::string name;
    std::vector<SuiteItem> items;
};

constexpr std::uint64_t kDevSeed = 0xde7;
constexpr std::uint64_t kReportSeed = 0x4e907;

/// One line of such a file. `place` names it in errors.
[[nodiscard]] Result<SuiteItem> itemFromJson(const Json& row, const std::string& place);
/// JSONL, one item a line: id, kind, statements, program, then input and output, or message and pairs.
[[nodiscard]] Result<Suite> loadSuite(const std::filesystem::path& file, std::string name);
Status saveSuite(const Suite& suite, const std::filesystem::path& file);
/// "dev" or "report" from the resources.
[[nodiscard]] Result<Suite> builtinSuite(std::string_view name);
/// The first `perKind` items of every kind.
[[nodiscard]] Suite subset(const Suite& suite, int perKind);

/// Generates and executes; every program occurs once. A pure function of (name, pool, seed, perKind).
[[nodiscard]] Result<Suite> makeNanoSuite(std::string name, selfplay::ProgramPool pool, std::uint64_t seed, int perKind,
                                          execution::Executor& executor, Control& control);

}  // namespace azr::evaluation
