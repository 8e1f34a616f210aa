#include "core/tokenizer/tokenizer.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>

#include "core/tokenizer/added_tokens_p.h"
#include "core/tokenizer/decoder_p.h"
#include "core/tokenizer/model_p.h"
#include "core/tokenizer/normalizer_p.h"
#include "core/tokenizer/pre_tokenizer_p.h"
#include "core/tokenizer/tokenizer_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

constexpr std::size_t kCachedWords = 32768;
constexpr std::size_t kLongestCached = 64;  // bytes; longer words hardly repeat

/// Readable in a message, whatever it is.
std::string quoted(std::string_view text) {
    std::string shown = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    shown.front() = shown.back() = '\'';
    return shown;
}

}  // namespace

/// Words already encoded. Results do not depend on it: it is filled up to a bound and then only read.
class Tokenizer::Parts::WordCache {
  public:
    bool find(const std::string& word, std::vector<std::int32_t>& ids) const {
        const std::shared_lock lock(m_mutex);
        const auto found = m_words.find(word);
        if (found == m_words.end()) return false;
        ids.insert(ids.end(), found->second.begin(), found->second.end());
        return true;
    }
    void add(const std::string& word, std::span<const std::int32_t> ids) {
        const std::unique_lock lock(m_mutex);
        if (m_words.size() < kCachedWords) m_words.try_emplace(word, ids.begin(), ids.end());
    }

  private:
    mutable std::shared_mutex m_mutex;
    std::unordered_map<std::string, std::vector<std::int32_t>> m_words;
};

Tokenizer::Parts::Parts() : cache(std::make_unique<WordCache>()) {}
Tokenizer::Parts::~Parts() = default;

bool Tokenizer::Parts::encodePlain(std::string_view text, bool atStart, std::vector<std::int32_t>& ids) const {
    bool complete = true;
    for (const auto& word : preTokenizer.apply(std::string(text), atStart)) {
        const bool cached = word.size() <= kLongestCached;
        if (cached && cache->find(word, ids)) continue;
        const std::size_t before = ids.size();
        const bool whole = model.encodeWord(word, ids);
        if (cached && whole) cache->add(word, std::span(ids).subspan(before));
        complete = complete && whole;
    }
    return complete;
}

bool Tokenizer::Parts::encode(std::string_view text, std::vector<std::int32_t>& ids) const {
    std::string repaired;
    if (!isUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    bool complete = true;
    for (const auto& outer : rawTokens.split(text)) {
        if (outer.id >= 0) {
            ids.push_back(outer.id);
            continue;
        }
        const bool outerFirst = outer.text.data() == text.data();
        const std::string normal = normalizer.apply(outer.text);
        for (const auto& inner : normalizedTokens.split(normal)) {
            if (inner.id >= 0)
                ids.push_back(inner.id);
            else
                complete = encodePlain(inner.text, outerFirst && inner.text.data() == normal.data(), ids) && complete;
        }
    }
    return complete;
}

bool Tokenizer::Parts::knows(std::string_view text) const {
    std::vector<std::int32_t> ids;
    const bool whole = encode(text, ids);
    return whole && (special.unk < 0 || std::find(ids.begin(), ids.end(), special.unk) == ids.end());
}

Tokenizer::Tokenizer(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

std::vector<std::int32_t> Tokenizer::encode(std::string_view text) const {
    std::vector<std::int32_t> ids;
    m_parts->encode(text, ids);
    return ids;
}

Result<std::vector<std::int32_t>> Tokenizer::encodeStrict(std::string_view text) const {
    std::vector<std::int32_t> ids;
    const auto unknown = special().unk;
    const bool whole = m_parts->encode(text, ids);
    if (whole && (unknown < 0 || std::find(ids.begin(), ids.end(), unknown) == ids.end())) return ids;
    std::set<std::string_view> named;
    for (const TextSpan& span : withoutToken(text)) named.insert(text.substr(span.offset, span.length));
    std::string list;
    for (const std::string_view one : named) list += (list.empty() ? "" : " ") + quoted(one);
    return fail(ErrorCode::InvalidArgument, "the vocabulary has no token for: " + list);
}

std::vector<TextSpan> Tokenizer::withoutToken(std::string_view text) const {
    std::vector<TextSpan> found;
    for (const auto& part : m_parts->rawTokens.split(text)) {
        if (part.id >= 0 || m_parts->knows(part.text)) continue;
        const auto from = static_cast<std::size_t>(part.text.data() - text.data());
        const std::size_t before = found.size();
        for (std::size_t at = 0; at < part.text.size();) {
            const std::size_t length = std::max<std::size_t>(1, codePointAt(part.text, at).length);
            if (!m_parts->knows(part.text.substr(at, length))) found.push_back({from + at, length});
            at += length;
        }
        if (found.size() == before) found.push_back({from, part.text.size()});
    }
    return found;
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skipSpecial) const {
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const auto id : ids) {
        const auto text = textOf(id);
        if (text.empty() || (skipSpecial && isSpecial(id))) continue;
        tokens.emplace_back(text);
    }
    return m_parts->decoder.apply(std::move(tokens));
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view token) const {
    const auto found = m_parts->addedIds.find(token);
    if (found != m_parts->addedIds.end()) return found->second;
    return m_parts->model.idOf(token);
}

std::string_view Tokenizer::textOf(std::int32_t id) const {
    if (id < 0 || id >= size()) return {};
    return m_parts->tokens[static_cast<std::size_t>(id)];
}

bool Tokenizer::isSpecial(std::int32_t id) const {
    return m_parts->specialIds.contains(id);
}

std::int32_t Tokenizer::size() const {
    return static_cast<std::int32_t>(m_parts->tokens.size());
}

const SpecialTokens& Tokenizer::special() const {
    return m_parts->special;
}

const std::vector<std::int32_t>& Tokenizer::beginTokens() const {
    return m_parts->beginTokens;
}

}  // namespace azr::tokenizer
