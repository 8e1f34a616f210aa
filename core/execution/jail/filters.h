/// The two seccomp filters as BPF in memory files: the interpreter's (an allow-list), and what its children lose on
/// top: fork, kill, limits, whatever tells who and where they are, and every call that takes a path, but for
/// `childMayOpen`.
#pragma once

namespace azr::sandbox {

struct FilterFiles {
    int interpreter = -1;  ///< descriptors, not close-on-exec; -1 when the filter could not be made
    int child = -1;
};

[[nodiscard]] FilterFiles makeFilters(bool childMayOpen);

}  // namespace azr::sandbox
