/// A model put to a published suite, with everything that it answers kept in the workspace: what is stored already is
/// not asked again, so that an evaluation that was broken off goes on where it stood. Blocking; the thread that calls
/// owns the sampler.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/config/run_config.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/session/running/parts.h"
#include "core/store/reader.h"
#include "core/store/writer.h"

namespace azr::session {

struct SuiteModel {
    std::string label;  ///< for people: RUN@STEP, a folder or a file
    std::filesystem::path weights, tokenizer;
    std::filesystem::path adapter = {};  ///< empty: none
    std::string weightsHash;
    RunId run;  ///< invalid: it belongs to no run
    int step = 0;
};

struct SuiteRun {
    config::RunConfig config;  ///< wrapper, limits, sampling, seed
    SuiteModel model;
    bool greedy = true;
    int samples = 0;  ///< at the temperature
};

struct SuiteProgress {
    std::size_t done = 0, total = 0;
    std::size_t known = 0;  ///< of those done: they were stored already
    double seconds = 0;     ///< since the model was asked
    /// By the mean of what was done; below zero: nothing was yet.
    [[nodiscard]] double secondsLeft() const;
};

struct SuiteParts {
    store::Writer& writer;
    store::Reader& reader;
    /// The model, and what judges it; asked for only where something is left to do.
    std::function<Result<OpenedPolicy>(const SuiteRun&)> openPolicy;
    std::function<Result<std::unique_ptr<execution::Executor>>(const config::RunConfig&)> openExecutor;
    std::function<double()> now;  ///< seconds since 1970
    std::function<void(const SuiteProgress&)> progress = [](const SuiteProgress&) {};
};
[[nodiscard]] SuiteParts realSuiteParts(store::Writer& writer, store::Reader& reader);

/// What an evaluation is known by: weights, suite and settings, wherever the model lies.
[[nodiscard]] std::string keyOf(const SuiteRun& run, const evaluation::Benchmark& benchmark);
/// The key. On an error, and when Control asks to stop, what was answered is stored.
[[nodiscard]] Result<std::string> runSuite(const SuiteRun& run, const evaluation::Benchmark& benchmark,
                                           const SuiteParts& parts, Control& control);

/// Tokenizer, wrapper, codec and an engine that cannot learn.
[[nodiscard]] Result<OpenedPolicy> openSuiteModel(const SuiteRun& run);

}  // namespace azr::session
