/// The `pre_tokenizer` part of a tokenizer.json: how a normalized text is cut into words before the model sees them. A
/// value; pure. What the reference library has and this does not (UnicodeScripts) is refused by name.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/parts/regex_p.h"
#include "core/tokenizer/vocabulary/word_p.h"

namespace azr::tokenizer {

/// What becomes of the separators that a text is split by.
enum class SplitBehavior { Removed, Isolated, MergedWithPrevious, MergedWithNext, Contiguous };
[[nodiscard]] Result<SplitBehavior> splitBehavior(const std::string& name, const std::string& place);
/// The pieces of a text of `size` bytes, empty ones left out. `invert`: what does not match separates.
void splitAt(const std::vector<Span>& matches, std::size_t size, SplitBehavior behavior, bool invert,
             std::vector<Span>& pieces);

class PreTokenizer {
  public:
    /// Null or an object; a Sequence is flattened.
    [[nodiscard]] static Result<PreTokenizer> parse(const Json& json, const std::string& place);
    /// The words of `text`, none empty. Fails where a regular expression gives up.
    Status apply(Word text, std::vector<Word>& words) const;

  private:
    struct Split {
        Regex pattern;
        SplitBehavior behavior = SplitBehavior::Isolated;
        bool invert = false;
    };
    /// Splits at every character of a class.
    struct ByClass {
        bool (*belongs)(char32_t) = nullptr;
        SplitBehavior behavior = SplitBehavior::Isolated;
    };
    struct ByCharacter {
        char32_t value = 0;
    };
    struct WordsAndSigns {};
    struct FixedLength {
        std::size_t characters = 0;
    };
    struct PrefixSpace {};
    struct ByteLevel {};
    struct Metaspace {
        std::string replacement;
        enum class Scheme { Always, First, Never } scheme = Scheme::Always;
        bool split = true;
    };
    using Step =
        std::variant<Split, ByClass, ByCharacter, WordsAndSigns, FixedLength, PrefixSpace, ByteLevel, Metaspace>;
    using Words = std::vector<Word>;
    static Status add(const Json& json, PreTokenizer& pre, const std::string& place);
    static Status addPart(const Json& json, const std::string& type, PreTokenizer& pre, const std::string& place);
    static Status addByteLevel(const Json& json, PreTokenizer& pre, const std::string& place);
    static Result<Step> parseMetaspace(const Json& json, const std::string& place);
    static Result<Step> parseSplit(const Json& json, const std::string& place);
    static Status applyStep(const Step& step, Word word, Words& out);
    static void applyMetaspace(const Metaspace& meta, Word word, Words& out);

    std::vector<Step> m_steps;
};

}  // namespace azr::tokenizer
