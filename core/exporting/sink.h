/// Where an export writes to, piece by piece: a file that is whole or not there, or a stream.
#pragma once

#include <functional>
#include <ostream>
#include <string_view>

#include "core/base/error.h"
#include "core/base/staged_file.h"

namespace azr::exporting {

using Sink = std::function<Status(std::string_view)>;

/// `out` outlives it.
[[nodiscard]] inline Sink sinkOf(std::ostream& out) {
    return [&out](std::string_view bytes) -> Status {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return out ? Status{} : fail(ErrorCode::Io, "cannot be written to its end", "the output");
    };
}

[[nodiscard]] inline Sink sinkOf(StagedFile& file) {
    return [&file](std::string_view bytes) { return file.write(bytes); };
}

}  // namespace azr::exporting
