#include "core/base/log.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <atomic>
#include <cstdio>
#include <ctime>

namespace azr::log {
namespace {

// The one process-wide setting: stderr is process-wide too.
std::atomic<Level> threshold{Level::Warning};

void write(Level level, const char* tag, std::string_view text) {
    if (level < threshold.load(std::memory_order_relaxed)) return;
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    // One call, so that lines of several threads never interleave.
    const std::string line = fmt::format("{:%H:%M:%S} {} {}\n", local, tag, text);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace

void setLevel(Level level) {
    threshold = level;
}
void debug(std::string_view text) {
    write(Level::Debug, "debug", text);
}
void info(std::string_view text) {
    write(Level::Info, "info", text);
}
void warning(std::string_view text) {
    write(Level::Warning, "warning", text);
}
void error(std::string_view text) {
    write(Level::Error, "error", text);
}

}  // namespace azr::log
