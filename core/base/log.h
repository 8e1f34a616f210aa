/// Diagnostics on stderr, one line each, with time and level. Never used for results. Thread-safe.
#pragma once

#include <string_view>

namespace azr::log {

enum class Level { Debug, Info, Warning, Error };

/// Lines below the level are dropped; Warning by default, so that the command line stays quiet.
void setLevel(Level level);
void debug(std::string_view text);
void info(std::string_view text);
void warning(std::string_view text);
void error(std::string_view text);

}  // namespace azr::log
