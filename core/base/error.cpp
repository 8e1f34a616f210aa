#include "core/base/error.h"

namespace azr {

tl::unexpected<Error> fail(ErrorCode code, std::string detail, std::string place, std::string remedy) {
    return tl::make_unexpected(Error{code, std::move(detail), std::move(place), std::move(remedy)});
}

std::string describe(const Error& error) {
    std::string text = error.place.empty() ? error.detail : error.place + ": " + error.detail;
    if (!error.remedy.empty()) text += " (" + error.remedy + ")";
    return text;
}

const char* name(ErrorCode code) {
    switch (code) {
        case ErrorCode::InvalidArgument: return "invalid argument";
        case ErrorCode::NotFound: return "not found";
        case ErrorCode::Parse: return "parse";
        case ErrorCode::Io: return "io";
        case ErrorCode::Corrupt: return "corrupt";
        case ErrorCode::Conflict: return "conflict";
        case ErrorCode::Unsupported: return "unsupported";
        case ErrorCode::Cancelled: return "cancelled";
        case ErrorCode::Exhausted: return "exhausted";
        case ErrorCode::Internal: return "internal";
    }
    return "internal";
}

}  // namespace azr
