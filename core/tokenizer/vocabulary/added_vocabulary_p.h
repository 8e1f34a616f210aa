/// The tokens beside a model's own: those that tokenizer.json lists and those that tokenizer_config.json adds. An id is
/// that of the content in the vocabulary, else the next free one, as the reference gives it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/tokenizer/parts/normalizer_p.h"
#include "core/tokenizer/vocabulary/added_tokens_p.h"
#include "core/tokenizer/vocabulary/model_p.h"

namespace azr::tokenizer {

class AddedVocabulary {
  public:
    /// A token of a content that is there already takes its place.
    Status add(const AddedToken& token, const Model& model, const Normalizer& normalizer);
    /// A token that is left out of texts as a special one, though a text that spells it is only a text.
    void markSpecial(std::int32_t id) {
        m_special.insert(id);
        m_marked.insert(id);
    }
    /// After the last add(). Unsupported when two tokens are one text after the normalizer, for which of them a text
    /// gets is left to chance in the reference, and when nothing is left of one.
    Status buildMatchers(const std::string& place);

    [[nodiscard]] const AddedTokenMatcher& raw() const { return m_raw; }
    [[nodiscard]] const AddedTokenMatcher& normalized() const { return m_normalized; }
    [[nodiscard]] const AddedToken* find(std::string_view content) const;  ///< null when there is none
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view content) const;
    [[nodiscard]] bool isSpecial(std::int32_t id) const { return m_special.contains(id); }
    /// Whether the id is left out of texts without special tokens. As the reference has it, that hangs on the text that
    /// is written: a special token which the normalizer rewrites stays.
    [[nodiscard]] bool isLeftOut(std::int32_t id, std::string_view written) const {
        return m_marked.contains(id) || m_specialTexts.contains(written);
    }
    struct Entry {
        AddedToken token;
        std::string spelling;  ///< what is looked for
        std::string written;   ///< by decoding
    };
    [[nodiscard]] const std::map<std::int32_t, Entry>& entries() const { return m_entries; }

  private:
    std::map<std::int32_t, Entry> m_entries;
    std::map<std::string, std::int32_t, std::less<>> m_ids;
    std::set<std::int32_t> m_special, m_marked;              ///< once special, always
    std::set<std::string, std::less<>> m_specialTexts = {};  ///< contents
    AddedTokenMatcher m_raw, m_normalized;
};

}  // namespace azr::tokenizer
