/// The published suites that are known by name: which files hold them, where those come from and under which licence.
/// Nothing is fetched; a suite is there when a person has put its file into the folder. Blocking looks at folders.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/evaluation/benchmarks/layouts.h"

namespace azr::evaluation {

/// A file that may hold a suite, and which part of it is meant.
struct SuiteFile {
    std::string_view name;
    SuiteView view = SuiteView::Everything;
};

struct PublishedSuite {
    std::string_view name;
    std::string_view asks;             ///< one line
    std::vector<SuiteFile> files;      ///< the first that is there is taken
    std::string_view source, licence;  ///< an address to fetch the first of them from
};
[[nodiscard]] const std::vector<PublishedSuite>& publishedSuites();
[[nodiscard]] const PublishedSuite* findPublished(std::string_view name);

/// $XDG_DATA_HOME/azr-studio/suites, or ~/.local/share/azr-studio/suites.
[[nodiscard]] std::filesystem::path defaultSuiteFolder();

struct InstalledSuite {
    std::filesystem::path file;
    SuiteView view = SuiteView::Everything;
};
[[nodiscard]] std::optional<InstalledSuite> findInstalled(const PublishedSuite& suite,
                                                          const std::filesystem::path& folder);

/// By name, or by the path of a file, whose suite is called by its name without endings; nano and report are the
/// built-in suite, dev the one for choosing. NotFound says how to get it.
[[nodiscard]] Result<Benchmark> openBenchmark(const std::string& nameOrFile, const std::filesystem::path& folder);

}  // namespace azr::evaluation
