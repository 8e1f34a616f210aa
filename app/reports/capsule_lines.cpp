#include "app/reports/capsule_lines.h"

#include <fmt/format.h>

#include <algorithm>

namespace azr::app {
namespace {

constexpr std::size_t kRootDigits = 64;

std::int64_t differing(const capsule::Checked& checked) {
    return std::ranges::count(checked.lines, false, &capsule::Line::equal);
}

}  // namespace

Result<std::optional<std::string>> rootOf(const Arguments& arguments) {
    const auto root = arguments.value("--root");
    if (!root) return std::nullopt;
    if (root->size() == kRootDigits && root->find_first_not_of("0123456789abcdef") == std::string::npos) return root;
    return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no root", *root), "--root",
                "64 hexadecimal digits, as pack printed them");
}

void CapsuleLines::line(const capsule::Line& line) const {
    if (m_json)
        return m_console.json("capsule_part", {{"what", line.what}, {"equal", line.equal}, {"detail", line.detail}});
    m_console.line(fmt::format("{} {}: {}", line.equal ? "equal  " : "DIFFERS", line.what, line.detail));
}

void CapsuleLines::summary(const capsule::Checked& checked) const {
    const std::int64_t wrong = differing(checked);
    if (m_json)
        return m_console.json("capsule", {{"root", checked.root},
                                          {"run", checked.manifest ? Json(checked.manifest->run.value) : Json()},
                                          {"parts", checked.lines.size()},
                                          {"differences", wrong}});
    m_console.line(fmt::format("{} of {} parts are equal", static_cast<std::int64_t>(checked.lines.size()) - wrong,
                               checked.lines.size()));
    if (!checked.root.empty()) m_console.line("root " + checked.root);
    if (checked.manifest) m_console.line("");
}

void CapsuleLines::end(const capsule::Checked& checked, ExitCode audited) const {
    const bool right = checked.whole() && audited == ExitCode::Ok;
    if (m_json)
        return m_console.json(
            "verify_finished",
            {{"root", checked.root}, {"whole", checked.whole()}, {"audit", audited == ExitCode::Ok}, {"equal", right}});
    if (audited == ExitCode::Interrupted) return;
    m_console.line(fmt::format("\nThe capsule is {}, and the run {}.", checked.whole() ? "whole" : "NOT whole",
                               audited == ExitCode::Ok ? "agrees with itself" : "does NOT agree with itself"));
}

}  // namespace azr::app
