/// The edge where LibTorch's exceptions become Results: nothing thrown inside core/engine may cross it.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace azr::engine {

/// Calls `work`, which returns a Result or Status; a c10::Error, bad_alloc or other exception becomes its error.
template <class Work>
auto guarded(Work&& work) -> decltype(work()) {
    try {
        return std::forward<Work>(work)();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::Exhausted, "not enough memory for this model and batch", {},
                    "lower loss.micro_batch_tokens or sampling.batch");
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        const bool memory =
            text.find("out of memory") != std::string::npos || text.find("can't allocate memory") != std::string::npos;
        return fail(memory ? ErrorCode::Exhausted : ErrorCode::Internal, text.substr(0, text.find('\n')), "LibTorch");
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, error.what(), "engine");
    }
}

}  // namespace azr::engine
