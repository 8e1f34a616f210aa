// Which published suites are installed, and how to get the others.
#include <fmt/format.h>

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "app/command.h"
#include "core/evaluation/benchmarks/catalogue.h"

namespace azr::app {
namespace {

struct Found {
    const evaluation::PublishedSuite* suite = nullptr;
    std::optional<evaluation::InstalledSuite> installed;
    Result<evaluation::Benchmark> benchmark = fail(ErrorCode::NotFound, "it is not installed");
};

std::vector<Found> look(const std::filesystem::path& folder) {
    std::vector<Found> all;
    for (const evaluation::PublishedSuite& suite : evaluation::publishedSuites()) {
        Found found;
        found.suite = &suite;
        found.installed = evaluation::findInstalled(suite, folder);
        if (found.installed)
            found.benchmark =
                evaluation::loadBenchmark(found.installed->file, std::string(suite.name), found.installed->view);
        all.push_back(std::move(found));
    }
    return all;
}

void showJson(const std::vector<Found>& all, const Console& console) {
    for (const Found& found : all)
        console.json("suite",
                     {{"suite", found.suite->name},
                      {"asks", found.suite->asks},
                      {"installed", found.installed ? Json(found.installed->file.string()) : Json()},
                      {"items", found.benchmark ? Json(found.benchmark->problems.size()) : Json()},
                      {"error", found.installed && !found.benchmark ? Json(describe(found.benchmark.error())) : Json()},
                      {"file", found.suite->files.front().name},
                      {"source", found.suite->source},
                      {"licence", found.suite->licence}});
}

void showTable(const std::vector<Found>& all, const std::filesystem::path& folder, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    bool missing = false;
    for (const Found& found : all) {
        const std::string items = found.benchmark   ? std::to_string(found.benchmark->problems.size())
                                  : found.installed ? "broken"
                                                    : "-";
        rows.push_back({std::string(found.suite->name), items, std::string(found.suite->asks),
                        found.installed ? found.installed->file.filename().string() : "not installed"});
        missing = missing || !found.installed;
    }
    console.out << table({"suite", "items", "asks for", "file"}, rows) << "\n";
    console.line("folder: " + folder.string());
    for (const Found& found : all)
        if (found.installed && !found.benchmark) console.line(describe(found.benchmark.error()));
    if (!missing) return;
    console.line("Nothing is downloaded. To install one, put its file into that folder:");
    for (const Found& found : all)
        if (!found.installed)
            console.line(fmt::format("  {:<24}{}  from {} ({})", found.suite->name, found.suite->files.front().name,
                                     found.suite->source, found.suite->licence));
    console.line("Any other file of a known layout is measured by its path:");
    for (const evaluation::LayoutText& layout : evaluation::layoutTexts())
        console.line(fmt::format("  {}: {}", layout.name, layout.fields));
}

ExitCode runSuites(const Arguments& arguments, const Console& console) {
    const std::filesystem::path folder =
        arguments.valueOr("--suites-folder", evaluation::defaultSuiteFolder().string());
    const std::vector<Found> all = look(folder);
    if (arguments.has("--json"))
        showJson(all, console);
    else
        showTable(all, folder, console);
    return ExitCode::Ok;
}

}  // namespace

Command suitesCommand() {
    return {"suites",
            "List the published suites that eval and runs can measure, and how to get those that are missing.",
            "A suite is a file that a person puts into the folder suites beside the default workspace, or into the one "
            "that evaluation.folder names. Nothing is downloaded.",
            {},
            {{"--suites-folder", "DIR", "Look here instead."}, jsonOption()},
            runSuites};
}

}  // namespace azr::app
