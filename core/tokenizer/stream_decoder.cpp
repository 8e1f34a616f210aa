#include "core/tokenizer/stream_decoder.h"

#include <span>

namespace azr::tokenizer {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kLongestHold = 8;  // tokens; no character has more bytes than 4

}  // namespace

/// What the new tokens add to the text of those before: spaces at the start of a word depend on what stands before it.
std::string StreamDecoder::push(std::int32_t id) {
    m_ids.push_back(id);
    const std::string before = m_tokenizer.decode(std::span(m_ids).first(m_given), m_skipSpecial);
    const std::string all = m_tokenizer.decode(m_ids, m_skipSpecial);
    const bool partial = all.ends_with(kReplacement) && m_ids.size() - m_given < kLongestHold;
    if (partial || all.size() <= before.size()) return {};
    std::string fresh = all.substr(before.size());
    m_ids.erase(m_ids.begin(), m_ids.begin() + static_cast<std::ptrdiff_t>(m_given));
    m_given = m_ids.size();
    return fresh;
}

std::string StreamDecoder::finish() {
    const std::string before = m_tokenizer.decode(std::span(m_ids).first(m_given), m_skipSpecial);
    std::string all = m_tokenizer.decode(m_ids, m_skipSpecial);
    m_ids.clear();
    m_given = 0;
    return all.size() > before.size() ? all.substr(before.size()) : std::string();
}

}  // namespace azr::tokenizer
