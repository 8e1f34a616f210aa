#include "app/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>

namespace azr::app {
namespace {

/// Columns on a terminal: bytes that do not go on a character.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
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

std::string table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& cell : header) widths.push_back(width(cell));
    std::vector<bool> right(header.size(), !rows.empty());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            widths[i] = std::max(widths[i], width(row[i]));
            if (!row[i].empty() && !isNumber(row[i])) right[i] = false;
        }
    }
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
            const std::string space(widths[i] - width(row[i]), ' ');
            line += (i > 0 ? "  " : "") + (right[i] ? space + row[i] : row[i] + space);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    add(header);
    for (const auto& row : rows) add(row);
    return text;
}

std::string duration(double seconds) {
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long>(std::lround(seconds));
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace azr::app
