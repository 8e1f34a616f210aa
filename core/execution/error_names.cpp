#include "core/execution/error_names.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/execution/values/character_names.h"

namespace azr::execution {
namespace {

/// Exceptions that say more about this machine or its jail than about the program.
constexpr std::array kOfTheDepth = {"RecursionError", "MemoryError"};
constexpr std::array kOfTheSandbox = {"ImportError",
                                      "ModuleNotFoundError",
                                      "OSError",
                                      "PermissionError",
                                      "FileNotFoundError",
                                      "FileExistsError",
                                      "IsADirectoryError",
                                      "NotADirectoryError",
                                      "BlockingIOError",
                                      "ChildProcessError",
                                      "ConnectionError",
                                      "BrokenPipeError",
                                      "TimeoutError",
                                      "InterruptedError",
                                      "ProcessLookupError",
                                      "SystemError",
                                      "EOFError",
                                      "UnsupportedOperation"};
constexpr std::string_view kNoEntry = "the program defines no f";  // of runner/child.py

/// Without its module: "json.decoder.JSONDecodeError" is called JSONDecodeError where it is raised.
std::string_view bareName(std::string_view text) {
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return {};
    text = text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
    return text.substr(text.rfind('.') + 1);
}

constexpr std::size_t kMaxNameBytes = 400;

/// Programs choose the names of their types: one that gradeNames() reads as another, or not at all, is no gold.
bool isAnswerable(std::string_view reason) {
    const std::string_view name = bareName(reason);
    return name.size() <= kMaxNameBytes && pythonIdentifier(name) == name && name != kNoError;
}

GradeOutcome refused(Verdict verdict, std::string reason, std::string detail) {
    GradeOutcome out;
    out.verdict = verdict;
    out.reason = std::move(reason);
    out.detail = std::move(detail);
    return out;
}

template <class Names>
bool isAmong(const Names& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

}  // namespace

RunOutcome raisedBy(const RunResult& result) {
    RunOutcome out;
    out.verdict = result.verdict;
    out.reason = result.reason;
    out.detail = result.detail;
    out.cpuMs = result.cpuMs;
    out.printed = result.printed;
    // A value that is no literal was returned all the same.
    const bool returned = result.value || (result.verdict == Verdict::Rejected && result.reason.starts_with("not_a_"));
    if (returned) {
        out.verdict = Verdict::Ok;
        out.value = kNoError;
        out.reason.clear();
        out.detail.clear();
    } else if (result.verdict == Verdict::Exception && result.detail == kNoEntry) {
        out.verdict = Verdict::Rejected;
        out.reason = "no_entry";
    } else if (result.verdict == Verdict::Exception && isAmong(kOfTheDepth, out.reason)) {
        out.verdict = Verdict::Nondeterministic;
        out.detail = "where it ends depends on the depth of the stack and the memory of this machine";
    } else if (result.verdict == Verdict::Exception && isAmong(kOfTheSandbox, out.reason)) {
        out.verdict = Verdict::Rejected;
        out.detail = out.reason + ": " + out.detail;
        out.reason = "error_of_the_sandbox";
    } else if (result.verdict == Verdict::Exception && (result.unnamed || !isAnswerable(out.reason))) {
        out.verdict = Verdict::Rejected;
        out.detail = "the type of its exception has a name that no answer could give";
        out.reason = "error_name";
    } else if (result.verdict == Verdict::Exception) {
        out.verdict = Verdict::Ok;
        out.value = std::move(out.reason);
        out.reason.clear();
    }
    return out;
}

std::vector<GradeOutcome> gradeNames(const GradeRequest& request) {
    const std::string_view gold = bareName(request.gold);
    std::vector<GradeOutcome> out;
    for (const std::string& text : request.answers) {
        const std::string_view answer = bareName(text);
        if (answer.size() > kMaxNameBytes || pythonIdentifier(answer) != answer) {
            out.push_back(refused(Verdict::ParseError, "not_a_name", "the answer is not the name of a type"));
        } else if (answer != gold) {
            out.push_back(refused(Verdict::Wrong, {}, "got " + std::string(answer.substr(0, 400))));
        } else {
            GradeOutcome solved;
            solved.verdict = Verdict::Ok;
            solved.share = 1;
            out.push_back(std::move(solved));
        }
    }
    return out;
}

}  // namespace azr::execution
