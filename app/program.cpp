#include "app/program.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace azr::app {
namespace {

namespace fs = std::filesystem;

bool pathLeadsTo(const fs::path& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    std::error_code code;
    for (std::string folder; std::getline(folders, folder, ':');) {
        const auto found = fs::path(folder) / program.filename();
        if (::access(found.c_str(), X_OK) == 0) return fs::equivalent(found, program, code);
    }
    return false;
}

std::string programWord() {
    std::error_code code;
    const auto program = fs::read_symlink("/proc/self/exe", code);
    if (code || !fs::exists(program, code)) return "azr-studio";  // built anew meanwhile
    return pathLeadsTo(program) ? program.filename().string() : program.string();
}

bool isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

}  // namespace

std::string shellWord(std::string_view word) {
    if (!word.empty() && std::ranges::all_of(word, isPlain)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string commandLine(const std::vector<std::string>& words) {
    std::string line = shellWord(programWord());
    for (const auto& word : words) line += " " + shellWord(word);
    return line;
}

}  // namespace azr::app
