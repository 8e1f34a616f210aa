/// Finds Python interpreters and what the jail must show of each. Runs every candidate once (a version manager's shell
/// script is asked for the real binary). Blocking, a few tenths of a second; any thread.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"

namespace azr::execution {

struct PythonInstall {
    std::string executable;             ///< the real binary
    std::string version;                ///< "3.11.2"
    int minor = 0;                      ///< of 3.x
    std::vector<std::string> readable;  ///< binary, standard library and shared library folders
    std::vector<std::string> packages;  ///< folders of the packages that were asked for
};

/// What `command` (a path or a name on PATH) really is; Unsupported below 3.9.
[[nodiscard]] Result<PythonInstall> probePython(const std::string& command);
/// The first of `commands` that has the packages, with their folders in the same order; NotFound when none has.
[[nodiscard]] Result<PythonInstall> findPythonWith(const std::vector<std::string>& packages,
                                                   const std::vector<std::string>& commands);
/// Every distinct usable interpreter on PATH, newest first.
[[nodiscard]] std::vector<PythonInstall> findPythons();

}  // namespace azr::execution
