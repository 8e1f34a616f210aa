/// The edge of a thread: what is thrown there becomes an error, as it would end the whole program.
#pragma once

#include <exception>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "core/base/error.h"

namespace azr {

/// The error of an exception that nobody expected, of the work named `what`. Within a catch block.
[[nodiscard]] inline Error unexpectedError(const std::string& what) {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return {ErrorCode::Exhausted, "out of memory", what, {}};
    } catch (const std::exception& error) {
        return {ErrorCode::Internal, std::string("unexpected: ") + error.what(), what, {}};
    } catch (...) {
        return {ErrorCode::Internal, "unexpected: an exception without a name", what, {}};
    }
}

/// What `work` gives, a Status or a Result, or the error of what it threw.
template <class Work>
[[nodiscard]] std::invoke_result_t<Work> guarded(const std::string& what, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (...) {
        return tl::make_unexpected(unexpectedError(what));
    }
}

}  // namespace azr
