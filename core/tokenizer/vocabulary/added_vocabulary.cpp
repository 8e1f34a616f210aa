#include <algorithm>

#include "core/tokenizer/vocabulary/added_vocabulary_p.h"

namespace azr::tokenizer {

const AddedToken* AddedVocabulary::find(std::string_view content) const {
    const auto id = idOf(content);
    return id ? &m_entries.at(*id).token : nullptr;
}

std::optional<std::int32_t> AddedVocabulary::idOf(std::string_view content) const {
    const auto found = m_ids.find(content);
    if (found == m_ids.end()) return std::nullopt;
    return found->second;
}

Status AddedVocabulary::add(const AddedToken& token, const Model& model, const Normalizer& normalizer) {
    if (token.content.empty()) return {};
    std::int32_t id = static_cast<std::int32_t>(model.count());
    if (!m_entries.empty()) id = std::max(id, m_entries.rbegin()->first + 1);
    if (const auto known = idOf(token.content))
        id = *known;
    else if (const auto own = model.idOf(token.content))
        id = *own;
    Entry entry{token, token.content, token.content};
    if (token.normalized) {
        AZR_TRY(entry.spelling, normalizer.apply(token.content));
    }
    // The reference keeps what it once found a content to become.
    if (const auto earlier = m_entries.find(id); earlier != m_entries.end()) entry.written = earlier->second.written;
    if (entry.spelling != token.content) entry.written = entry.spelling;
    m_ids.insert_or_assign(token.content, id);
    if (token.special) {
        m_special.insert(id);
        m_specialTexts.insert(token.content);
    }
    m_entries.insert_or_assign(id, std::move(entry));
    return {};
}

Status AddedVocabulary::buildMatchers(const std::string& place) {
    m_raw = {};
    m_normalized = {};
    std::map<std::string_view, std::string_view> contents;  // by spelling
    for (const auto& [id, entry] : m_entries) {
        (entry.token.normalized ? m_normalized : m_raw).add(id, entry.token, entry.spelling);
        if (!entry.token.normalized) continue;
        if (entry.spelling.empty())
            return fail(ErrorCode::Unsupported,
                        "of the added token '" + entry.token.content + "' nothing is left after the normalizer", place,
                        "write \"normalized\": false for it");
        const auto [at, fresh] = contents.emplace(entry.spelling, entry.token.content);
        if (!fresh)
            return fail(ErrorCode::Unsupported,
                        "the added tokens '" + std::string(at->second) + "' and '" + entry.token.content +
                            "' are one text after the normalizer",
                        place, "write \"normalized\": false for one of them");
    }
    return {};
}

}  // namespace azr::tokenizer
