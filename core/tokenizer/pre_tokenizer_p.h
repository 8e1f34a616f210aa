/// The `pre_tokenizer` part of a tokenizer.json: how a normalized text is cut into words before the model sees them. A
/// value; pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/regex_p.h"

namespace azr::tokenizer {

class PreTokenizer {
  public:
    /// Null or an object; a Sequence is flattened.
    [[nodiscard]] static Result<PreTokenizer> parse(const Json& json, const std::string& place);
    /// `atStart`: the text stands at the very beginning of the input (Metaspace's prepend_scheme "first").
    [[nodiscard]] std::vector<std::string> apply(std::string text, bool atStart) const;

  private:
    enum class Behavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };
    struct Split {
        Regex pattern;
        Behavior behavior = Behavior::Isolated;
        bool invert = false;
    };
    struct ByteLevel {
        bool prefixSpace = false;
    };
    struct Metaspace {
        std::string replacement;
        std::string scheme;  ///< always | first | never
        bool split = true;
    };
    using Step = std::variant<Split, ByteLevel, Metaspace>;
    using Words = std::vector<std::string>;
    static Status add(const Json& json, PreTokenizer& pre, const std::string& place);
    static Status addByteLevel(const Json& json, PreTokenizer& pre, const std::string& place);
    static Result<Step> parseMetaspace(const Json& json, const std::string& place);
    static Result<Step> parseSplit(const Json& json, const std::string& place);
    static void cut(const Split& split, const std::string& word, Words& out);
    static void applyMetaspace(const Metaspace& meta, std::string word, bool first, Words& out);

    std::vector<Step> m_steps;
};

}  // namespace azr::tokenizer
