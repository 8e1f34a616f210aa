#include "app/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <sstream>

#include "core/base/size_text.h"

namespace azr::app {
namespace {

/// Columns on a terminal: bytes that do not go on a character.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The widest columns give until a line has room, down to a width that can still be read; the first, which names the
/// row, only when the others have nothing left.
void narrow(std::vector<std::size_t>& widths, std::size_t columns) {
    constexpr std::size_t kLeast = 12;
    std::size_t total = widths.empty() ? 0 : 2 * (widths.size() - 1);
    for (const std::size_t one : widths) total += one;
    for (std::size_t first : {std::size_t{1}, std::size_t{0}}) {
        while (total > columns && first < widths.size()) {
            const auto widest = std::max_element(widths.begin() + static_cast<std::ptrdiff_t>(first), widths.end());
            if (*widest <= kLeast) break;
            --*widest;
            --total;
        }
    }
}

/// How many bytes of `text` go on a line of `room` columns: up to a space or behind a comma, else what fits.
std::size_t lineEnd(std::string_view text, std::size_t room) {
    std::size_t columns = 0, fits = 0, nice = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t next = at + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
        if (text[at] == ' ') nice = at;
        if (++columns > room) break;
        fits = next;
        if (text[at] == ',') nice = next;
        at = next;
    }
    return nice > 0 ? nice : std::max<std::size_t>(fits, 1);
}

std::vector<std::string> folded(std::string_view text, std::size_t room) {
    std::vector<std::string> lines;
    while (width(text) > room) {
        const std::size_t end = lineEnd(text, room);
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    lines.emplace_back(text);
    return lines;
}

bool isNumber(std::string_view cell) {
    return !cell.empty() && (std::string_view("0123456789+-.").find(cell.front()) != std::string_view::npos);
}

}  // namespace

void Console::json(std::string_view type, const Json& fields) const {
    Json object = {{"v", kJsonVersion}, {"type", type}};
    object.update(fields);
    out << dumpLine(object) << '\n' << std::flush;
}

void Console::line(std::string_view text) const {
    out << text << '\n' << std::flush;
}

ExitCode Console::error(const Error& error) const {
    if (error.code == ErrorCode::Cancelled) {
        err << "azr-studio: interrupted\n" << std::flush;
        return ExitCode::Interrupted;
    }
    err << "azr-studio: " << describe(error) << '\n' << std::flush;
    return ExitCode::Failure;
}

ExitCode Console::usage(const Error& error, std::string_view command) const {
    err << "azr-studio" << (command.empty() ? "" : " ") << command << ": " << describe(error) << '\n' << std::flush;
    return ExitCode::Usage;
}

ExitCode Console::refuse(const Error& error, std::string_view command) const {
    return error.code == ErrorCode::InvalidArgument ? usage(error, command) : this->error(error);
}

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                  std::size_t columns) {
    std::vector<std::size_t> widths;
    for (const auto& cell : header) widths.push_back(width(cell));
    std::vector<bool> right(header.size(), !rows.empty());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width(row[i]));
            if (!row[i].empty() && !isNumber(row[i])) right[i] = false;
        }
    }
    if (columns > 0) narrow(widths, columns);
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        std::vector<std::vector<std::string>> cells;
        std::size_t lines = 1;
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i)
            lines = std::max(lines, cells.emplace_back(folded(row[i], widths[i])).size());
        for (std::size_t at = 0; at < lines; ++at) {
            std::string line;
            for (std::size_t i = 0; i < cells.size(); ++i) {
                const std::string cell = at < cells[i].size() ? cells[i][at] : std::string();
                const std::string space(widths[i] - width(cell), ' ');
                line += (i > 0 ? "  " : "") + (right[i] ? space + cell : cell + space);
            }
            line.erase(line.find_last_not_of(' ') + 1);
            text += line + "\n";
        }
    };
    add(header);
    for (const auto& row : rows) add(row);
    return text;
}

std::string wrapped(const std::string& text, std::size_t indent, std::size_t columns) {
    std::istringstream words(text);
    std::string out, line;
    for (std::string word; words >> word;) {
        if (!line.empty() && indent + line.size() + 1 + word.size() > columns) {
            out += line + "\n" + std::string(indent, ' ');
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    return out + line;
}

std::string gist(const std::string& program) {
    constexpr std::size_t kWidth = 44;
    std::string text;
    for (const char c : program) text += c == '\n' ? ' ' : c;
    if (text.size() > kWidth) text = "…" + text.substr(text.size() - kWidth);
    return text;
}

std::string duration(double seconds) {
    return durationText(seconds);
}

}  // namespace azr::app
