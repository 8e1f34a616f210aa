/// What runs under this process, read from /proc: for tests that no program outlives its verdict.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace azr::testing {

struct ProcessEntry {
    int id = 0, parent = 0;
    unsigned user = 0;
    char state = ' ';
    std::string name;
};

inline std::vector<ProcessEntry> allProcesses() {
    std::vector<ProcessEntry> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        ProcessEntry one;
        one.id = std::atoi(entry.path().filename().c_str());
        if (one.id <= 0) continue;
        std::ifstream file(entry.path() / "status");
        for (std::string line; std::getline(file, line);) {
            std::istringstream fields(line);
            std::string key;
            fields >> key;
            if (key == "Name:") fields >> one.name;
            if (key == "State:") fields >> one.state;
            if (key == "PPid:") fields >> one.parent;
            if (key == "Uid:") fields >> one.user;
        }
        found.push_back(std::move(one));
    }
    return found;
}

/// Descendants of `root`, this process unless given.
inline std::vector<ProcessEntry> descendants(int root = getpid()) {
    const std::vector<ProcessEntry> all = allProcesses();
    std::vector<ProcessEntry> found;
    std::vector<int> open{root};
    while (!open.empty()) {
        const int parent = open.back();
        open.pop_back();
        for (const ProcessEntry& one : all) {
            if (one.parent != parent) continue;
            found.push_back(one);
            open.push_back(one.id);
        }
    }
    return found;
}

inline bool isLauncher(const ProcessEntry& process) {
    return process.name == "azr-sandbox";
}

/// The warm interpreters: started by a launcher.
inline std::vector<ProcessEntry> interpreters() {
    const std::vector<ProcessEntry> all = descendants();
    std::vector<ProcessEntry> found;
    for (const ProcessEntry& one : all)
        for (const ProcessEntry& other : all)
            if (!isLauncher(one) && isLauncher(other) && one.parent == other.id) found.push_back(one);
    return found;
}

/// What should not be there once every request was answered: more than the three persistent children of an interpreter,
/// their own children, and processes elsewhere that run under an interpreter's own user. Empty when all is well.
inline std::string survivors() {
    constexpr std::size_t kPersistent = 3;  // the pooled children for proposals and for answers, and the inspector
    std::string text;
    const std::vector<ProcessEntry> all = allProcesses();
    for (const ProcessEntry& interpreter : interpreters()) {
        const std::vector<ProcessEntry> under = descendants(interpreter.id);
        const auto children = static_cast<std::size_t>(
            std::ranges::count_if(under, [&](const auto& one) { return one.parent == interpreter.id; }));
        if (children > kPersistent || under.size() != children)
            text += std::to_string(under.size()) + " processes under an interpreter; ";
        for (const ProcessEntry& one : all) {
            const bool ours = one.id == interpreter.id || isLauncher(one) ||
                              std::ranges::any_of(under, [&](const auto& other) { return other.id == one.id; });
            // Inside namespaces all share the unprivileged user of the outside.
            const bool own = interpreter.user >= 0x20000000U && one.user == interpreter.user;
            if (own && !ours) text += one.name + " is left; ";
        }
    }
    return text;
}

}  // namespace azr::testing
