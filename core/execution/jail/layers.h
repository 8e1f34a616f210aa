/// The kernel's walls, one function each. All run in azr-sandbox before the interpreter starts; single-threaded; false
/// means that the layer could not be had, and the reason was reported on the status descriptor.
#pragma once

#include <string>
#include <vector>

#include "core/execution/jail/jail_options.h"

namespace azr::sandbox {

/// Root becomes an unprivileged user whose id nobody else has: the process limit does not hold root.
bool dropRoot();
/// New user, mount, pid, network, ipc and uts namespaces; the caller forks afterwards to enter the pid one.
bool enterNamespaces();
/// Writes the user maps of a process that entered its namespaces; called in the keeper, which root must stay for.
/// Inside, 1000 is the unprivileged user, and root's 0 stays mapped until the root folder is built: it walks to the
/// sources.
bool mapUsers(int process);
/// From the mapped root to 1000, for good.
bool becomeNobodyInside();
/// A tmpfs root with the readables bound read-only at their own paths, the preload library at /azr/jail.so; the old
/// root is detached. In the forked child.
bool buildRoot(const JailOptions& options);
/// Whether this kernel has Landlock.
[[nodiscard]] bool canRestrictFiles();
/// Read and execute under `paths`, nothing else; needs no_new_privs.
bool restrictFiles(const std::vector<std::string>& paths);
void dropCapabilities();

/// Moves this process into a new memory- and pid-limited group; the folders to remove later. Empty when not writable.
[[nodiscard]] std::vector<std::string> joinCgroup(unsigned long memoryBytes);

}  // namespace azr::sandbox
