/// The `normalizer` part of a tokenizer.json: what happens to a text before it is split. A value; pure. What the
/// reference library has and this does not (BertNormalizer) is refused by name.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/parts/precompiled_p.h"
#include "core/tokenizer/parts/regex_p.h"
#include "core/tokenizer/vocabulary/word_p.h"

namespace azr::tokenizer {

/// Every match of `pattern` becomes `content`.
Status replaceAll(Word& word, const Regex& pattern, std::string_view content);
/// NFC, NFD, NFKC or NFKD as the reference has them: of Unicode 9.
[[nodiscard]] std::string normalForm(std::string_view text, bool compose, bool compatible);

class Normalizer {
  public:
    /// Null or an object; a Sequence is flattened.
    [[nodiscard]] static Result<Normalizer> parse(const Json& json, const std::string& place);
    /// Fails where a regular expression gives up.
    Status apply(Word& word) const;
    /// Of a text that stands alone.
    [[nodiscard]] Result<std::string> apply(std::string_view text) const;

  private:
    struct Form {
        bool compose = true, compatible = false;
    };
    struct Prepend {
        std::string text;
    };
    struct Replace {
        Regex pattern;
        std::string content;
    };
    struct Strip {
        bool left = true, right = true;
    };
    struct StripAccents {};
    struct Lowercase {};
    struct Nmt {};
    struct ByteLevel {};
    using Step = std::variant<Form, Prepend, Replace, Strip, StripAccents, Lowercase, Nmt, ByteLevel,
                              std::shared_ptr<const Precompiled>>;
    static Result<Step> parseStep(const Json& json, const std::string& type, const std::string& place);
    static Status applyStep(const Step& step, Word& word);
    static Status add(const Json& json, Normalizer& normalizer, const std::string& place);

    std::vector<Step> m_steps;
};

}  // namespace azr::tokenizer
