/// The layouts of published suites' files: which one a file has is read off its fields, and what no layout understands
/// is refused by file, line and field. README.md lists them with the fields that each reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/evaluation/benchmarks/problem.h"

namespace azr::evaluation {

/// Which part of a file's problems: of CRUXEval those that ask for inputs or for outputs, of evalplus' files the inputs
/// of the base suite alone, of MBPP the paper's test items.
enum class SuiteView : std::uint8_t { Everything, Inputs, Outputs, Base, Test };

[[nodiscard]] Result<Benchmark> loadBenchmark(const std::filesystem::path& file, std::string name,
                                              SuiteView view = SuiteView::Everything);

/// The first `limit` problems of every kind, in the file's order; 0: all. Sealed anew.
[[nodiscard]] Benchmark limited(Benchmark benchmark, int limit);

/// One line of the list of layouts, for messages and documents.
struct LayoutText {
    std::string_view name, fields;
};
[[nodiscard]] std::vector<LayoutText> layoutTexts();

}  // namespace azr::evaluation
