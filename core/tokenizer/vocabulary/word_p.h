/// A piece of text on its way through normalizer and pre-tokenizer.
#pragma once

#include <cstddef>
#include <string>

namespace azr::tokenizer {

/// `origin`: how many of the leading bytes stem from the very first character of the input; Metaspace's prepend_scheme
/// "first" asks.
struct Word {
    std::string text;
    std::size_t origin = 0;
};

}  // namespace azr::tokenizer
