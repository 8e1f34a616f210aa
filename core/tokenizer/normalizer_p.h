/// The `normalizer` part of a tokenizer.json: what happens to a text before it is split. A value; pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/regex_p.h"

namespace azr::tokenizer {

/// {"String": …} or {"Regex": …}, as the file has it.
[[nodiscard]] Result<Regex> parsePattern(const Json& json, const std::string& place);
[[nodiscard]] std::string replaceAll(std::string_view text, const Regex& pattern, std::string_view content);

class Normalizer {
  public:
    /// Null or an object; a Sequence is flattened.
    [[nodiscard]] static Result<Normalizer> parse(const Json& json, const std::string& place);
    [[nodiscard]] std::string apply(std::string_view text) const;

  private:
    struct Unicode {
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
    using Step = std::variant<Unicode, Prepend, Replace, Strip>;
    static Result<Step> parseStep(const Json& json, const std::string& type, const std::string& place);
    static std::string applyStep(const Step& step, std::string text);
    static Status add(const Json& json, Normalizer& normalizer, const std::string& place);

    std::vector<Step> m_steps;
};

}  // namespace azr::tokenizer
