/// Finds the strongest jail that this machine allows by building it and testing it (executor specification, sandbox).
/// Blocking, about a second; any thread.
#pragma once

#include <memory>

#include "core/execution/jail/python_finder.h"
#include "core/execution/pool/worker_process.h"

namespace azr::execution {

struct Isolation {
    JailPlan plan;
    SandboxReport report;
    std::unique_ptr<WorkerProcess> worker;  ///< the one that passed the test, ready for use
};

/// Fails with the reason where not even the permitted minimum can be had.
[[nodiscard]] Result<Isolation> findIsolation(const ExecutorOptions& options);
/// The same for the renderer of chat templates, in this Python with its packages.
[[nodiscard]] Result<Isolation> findIsolation(const ExecutorOptions& options, const PythonInstall& renderer);

}  // namespace azr::execution
