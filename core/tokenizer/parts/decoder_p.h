/// The `decoder` part of a tokenizer.json: tokens back to one text. A value; pure. What the reference library has and
/// this does not (WordPiece, CTC, Replace by a regular expression) is refused by name.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

class Decoder {
  public:
    /// Null (tokens joined by spaces, as Hugging Face does) or an object; a Sequence is flattened.
    [[nodiscard]] static Result<Decoder> parse(const Json& json, const std::string& place);
    [[nodiscard]] std::string apply(std::vector<std::string> tokens) const;
    /// Whether what this token becomes depends on the next one: a byte whose run is not over.
    [[nodiscard]] bool waitsAfter(std::string_view token) const;

  private:
    struct Replace {
        std::string text, content;
    };
    struct Suffix {
        std::string text;
    };
    struct ByteFallback {};
    struct Fuse {};
    struct ByteLevel {};
    struct Strip {
        std::string content;
        int start = 0, stop = 0;
    };
    struct Metaspace {
        std::string replacement;
        bool dropFirst = true;
    };
    using Step = std::variant<Replace, ByteFallback, Fuse, ByteLevel, Strip, Metaspace, Suffix>;
    static Status add(const Json& json, Decoder& decoder, const std::string& place);
    static Result<Step> parseStep(const Json& json, const std::string& type, const std::string& place);
    static std::vector<std::string> applyStep(const Step& step, std::vector<std::string> tokens);

    bool m_joinBySpace = true;
    std::vector<Step> m_steps;
};

}  // namespace azr::tokenizer
