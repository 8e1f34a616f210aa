#include "core/tokenizer/stream_decoder.h"

#include <algorithm>
#include <span>

namespace azr::tokenizer {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kMostContext = 256, kLeastContext = 64;  // tokens already given out

}  // namespace

/// What the tokens since then add to the text of those given out: spaces at the start of a word depend on what stands
/// before it.
std::string StreamDecoder::fresh() const {
    const std::string before = m_tokenizer.decode(std::span(m_ids).first(m_given), m_skipSpecial);
    std::string all = m_tokenizer.decode(m_ids, m_skipSpecial);
    return all.size() > before.size() ? all.substr(before.size()) : std::string();
}

std::string StreamDecoder::push(std::int32_t id) {
    if (m_tokenizer.isSkipped(id, m_skipSpecial)) return {};
    m_ids.push_back(id);
    // A run of bytes is text or not as a whole, and the last character may lack bytes.
    if (m_tokenizer.waitsAfter(id)) return {};
    std::string text = fresh();
    if (text.empty() || text.ends_with(kReplacement)) return {};
    m_given = m_ids.size();
    if (m_given > kMostContext) {
        m_ids.erase(m_ids.begin(), m_ids.end() - static_cast<std::ptrdiff_t>(kLeastContext));
        m_given = m_ids.size();
    }
    return text;
}

std::string StreamDecoder::finish() {
    std::string text = fresh();
    m_ids.clear();
    m_given = 0;
    return text;
}

}  // namespace azr::tokenizer
