/// The `post_processor` part of a tokenizer.json: the tokens that are put around a text. A value. Only what concerns
/// one text is read; pairs of texts are not asked for here.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

struct PostProcessor {
    std::vector<std::int32_t> before, after;

    /// Null or an object. TemplateProcessing, RobertaProcessing, BertProcessing, ByteLevel (which adds nothing) and a
    /// Sequence of these in which one adds tokens.
    [[nodiscard]] static Result<PostProcessor> parse(const Json& json, const std::string& place);
};

}  // namespace azr::tokenizer
