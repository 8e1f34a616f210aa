/// Expected failures as values. A bug is an assertion; everything that can go wrong in a correct program is a Result.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace azr {

enum class ErrorCode {
    InvalidArgument,  ///< the caller or the user gave something unusable
    NotFound,
    Parse,        ///< malformed text or file
    Io,           ///< the operating system refused
    Corrupt,      ///< data on disk contradicts itself
    Conflict,     ///< somebody else holds it, or the state forbids it
    Unsupported,  ///< well formed, but this build or machine cannot do it
    Cancelled,    ///< Control asked to stop
    Exhausted,    ///< memory, disk or budget ran out
    Internal,     ///< a library failed in a way that has no better name
};

/// What failed, where, and what the user can do about it.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string detail;  ///< one sentence: what is wrong
    std::string place;   ///< file, field or statement; may be empty
    std::string remedy;  ///< what to do; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] tl::unexpected<Error> fail(ErrorCode code, std::string detail, std::string place = {},
                                         std::string remedy = {});

/// "place: detail (remedy)", for one line of a terminal or log.
[[nodiscard]] std::string describe(const Error& error);
[[nodiscard]] const char* name(ErrorCode code);

}  // namespace azr

#define AZR_CONCAT_(a, b) a##b
#define AZR_CONCAT(a, b) AZR_CONCAT_(a, b)

/// Evaluates a Result; returns its error from the enclosing function, or binds its value: AZR_TRY(auto x, parse(text));
#define AZR_TRY(declaration, expression)                                                \
    auto AZR_CONCAT(azrResult, __LINE__) = (expression);                                \
    if (!AZR_CONCAT(azrResult, __LINE__))                                               \
        return tl::make_unexpected(std::move(AZR_CONCAT(azrResult, __LINE__)).error()); \
    declaration = std::move(*AZR_CONCAT(azrResult, __LINE__))

/// The same for a Status.
#define AZR_CHECK(expression) \
    if (auto azrStatus = (expression); !azrStatus) return tl::make_unexpected(std::move(azrStatus).error())
