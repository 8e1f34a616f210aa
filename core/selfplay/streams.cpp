#include "core/selfplay/streams.h"

namespace azr::selfplay {

std::string name(Stream stream) {
    return std::string(name(stream.role)) + "." + std::string(name(stream.kind));
}

}  // namespace azr::selfplay
