#include "core/evaluation/contamination.h"

#include <cctype>
#include <utility>

namespace azr::evaluation {
namespace {

/// Texts in three quotes, which in programs of this size are docstrings.
std::string withoutDocstrings(std::string_view program) {
    std::string text;
    for (std::size_t at = 0; at < program.size();) {
        const std::string_view rest = program.substr(at);
        if (!rest.starts_with("\"\"\"") && !rest.starts_with("'''")) {
            text += program[at++];
            continue;
        }
        const std::size_t end = program.find(rest.substr(0, 3), at + 3);
        at = end == std::string_view::npos ? program.size() : end + 3;
    }
    return text;
}

/// Lines without the space at their end, and no blank ones.
std::string essence(std::string_view program) {
    std::string text, line;
    const auto endLine = [&] {
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())) != 0) line.pop_back();
        if (!line.empty()) text += line + "\n";
        line.clear();
    };
    for (const char c : program) {
        if (c == '\n')
            endLine();
        else
            line += c;
    }
    endLine();
    return text;
}

}  // namespace

SuitePrograms::SuitePrograms(const Benchmark& benchmark) {
    for (std::size_t i = 0; i < benchmark.problems.size(); ++i) {
        const std::string& program = programOf(benchmark.problems[i]);
        if (program.empty()) continue;
        const std::string text = essence(withoutDocstrings(program));
        m_texts.emplace(text, i);
        selfplay::Outline outline = selfplay::outlineOf(text);
        if (outline.size() >= kTellingOutline) m_outlines.emplace(std::move(outline), i);
    }
}

std::optional<SuiteMatch> SuitePrograms::find(std::string_view program) const {
    const std::string text = essence(withoutDocstrings(program));
    if (const auto same = m_texts.find(text); same != m_texts.end()) return SuiteMatch{same->second, true};
    if (const auto like = m_outlines.find(selfplay::outlineOf(text)); like != m_outlines.end())
        return SuiteMatch{like->second, false};
    return std::nullopt;
}

}  // namespace azr::evaluation
