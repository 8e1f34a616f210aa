#include "core/evaluation/benchmarks/catalogue.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "core/base/files.h"
#include "core/config/nearest.h"

namespace azr::evaluation {
namespace {

std::filesystem::path builtinFile(std::string_view name) {
    return resourceFolder() / "suites" / ("nano_" + std::string(name) + ".jsonl");
}

std::string nameOfFile(const std::filesystem::path& file) {
    std::filesystem::path name = file.filename();
    if (name.extension() == ".gz") name.replace_extension();
    return name.stem().string();
}

Error notInstalled(const PublishedSuite& suite, const std::filesystem::path& folder) {
    std::string names;
    for (const SuiteFile& file : suite.files) names += (names.empty() ? "" : " or ") + std::string(file.name);
    return {ErrorCode::NotFound, "the suite " + std::string(suite.name) + " is not installed", folder.string(),
            "put " + names + " there; it is found at " + std::string(suite.source)};
}

}  // namespace

const std::vector<PublishedSuite>& publishedSuites() {
    constexpr std::string_view kCruxeval =
        "https://raw.githubusercontent.com/facebookresearch/cruxeval/main/data/cruxeval.jsonl";
    constexpr std::string_view kHumanEval = "https://github.com/openai/human-eval/raw/master/data/HumanEval.jsonl.gz";
    constexpr std::string_view kMbppPlus =
        "https://github.com/evalplus/mbppplus_release/releases/download/v0.2.0/MbppPlus.jsonl.gz";
    static const std::vector<PublishedSuite> kSuites = {
        {"cruxeval-i",
         "an input for which a program gives its output",
         {{"cruxeval.jsonl", SuiteView::Inputs}},
         kCruxeval,
         "MIT"},
        {"cruxeval-o", "what a program gives for an input", {{"cruxeval.jsonl", SuiteView::Outputs}}, kCruxeval, "MIT"},
        {"humaneval",
         "functions from their docstrings, by check functions",
         {{"HumanEval.jsonl.gz"},
          {"HumanEval.jsonl"},
          {"HumanEvalPlus.jsonl.gz", SuiteView::Base},
          {"HumanEvalPlus.jsonl", SuiteView::Base}},
         kHumanEval,
         "MIT"},
        {"humaneval+",
         "the same on many more inputs",
         {{"HumanEvalPlus.jsonl.gz"}, {"HumanEvalPlus.jsonl"}},
         "https://github.com/evalplus/humanevalplus_release/releases/download/v0.1.10/HumanEvalPlus.jsonl.gz",
         "Apache-2.0"},
        {"mbpp",
         "short programs from one sentence",
         {{"mbpp.jsonl", SuiteView::Test}, {"MbppPlus.jsonl", SuiteView::Base}, {"MbppPlus.jsonl.gz", SuiteView::Base}},
         "https://github.com/google-research/google-research/raw/master/mbpp/mbpp.jsonl",
         "CC-BY-4.0"},
        {"mbpp+",
         "378 of them on many more inputs",
         {{"MbppPlus.jsonl"}, {"MbppPlus.jsonl.gz"}},
         kMbppPlus,
         "Apache-2.0"},
        {"livecodebench-execution",
         "what young programs give for an input",
         {{"livecodebench-execution.jsonl"}, {"execution-v2.jsonl"}},
         "https://huggingface.co/datasets/livecodebench/execution-v2 (test.jsonl)",
         "CC-BY-4.0"},
        {"gsm8k",
         "word problems whose answer is a number",
         {{"gsm8k_test.jsonl"}, {"gsm8k.jsonl"}},
         "https://github.com/openai/grade-school-math/raw/master/grade_school_math/data/test.jsonl",
         "MIT"},
        {"math500",
         "500 problems of MATH",
         {{"math500.jsonl"}, {"MATH-500.jsonl"}},
         "https://huggingface.co/datasets/HuggingFaceH4/MATH-500 (test.jsonl)",
         "MIT"},
    };
    return kSuites;
}

const PublishedSuite* findPublished(std::string_view name) {
    const auto& all = publishedSuites();
    const auto found = std::ranges::find(all, name, &PublishedSuite::name);
    return found == all.end() ? nullptr : &*found;
}

std::filesystem::path defaultSuiteFolder() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return std::filesystem::path(data) / "azr-studio/suites";
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home == nullptr || *home == '\0' ? "." : home) / ".local/share/azr-studio/suites";
}

std::optional<InstalledSuite> findInstalled(const PublishedSuite& suite, const std::filesystem::path& folder) {
    std::error_code code;
    for (const SuiteFile& file : suite.files)
        if (std::filesystem::exists(folder / file.name, code)) return InstalledSuite{folder / file.name, file.view};
    return std::nullopt;
}

Result<Benchmark> openBenchmark(const std::string& nameOrFile, const std::filesystem::path& folder) {
    const std::filesystem::path at = folder.empty() ? defaultSuiteFolder() : folder;
    if (nameOrFile == "nano" || nameOrFile == "report") return loadBenchmark(builtinFile("report"), "report");
    if (nameOrFile == "dev") return loadBenchmark(builtinFile("dev"), "dev");
    if (const PublishedSuite* suite = findPublished(nameOrFile)) {
        const auto installed = findInstalled(*suite, at);
        if (!installed) return tl::make_unexpected(notInstalled(*suite, at));
        return loadBenchmark(installed->file, nameOrFile, installed->view);
    }
    std::error_code code;
    if (std::filesystem::is_regular_file(nameOrFile, code)) return loadBenchmark(nameOrFile, nameOfFile(nameOrFile));
    std::vector<std::string> names = {"report", "dev", "nano"};
    for (const PublishedSuite& suite : publishedSuites()) names.emplace_back(suite.name);
    const std::string close = config::nearest(nameOrFile, names);
    return fail(ErrorCode::NotFound, "there is no such suite and no such file", nameOrFile,
                close.empty() ? "azr-studio suites lists the names" : "did you mean '" + close + "'?");
}

}  // namespace azr::evaluation
