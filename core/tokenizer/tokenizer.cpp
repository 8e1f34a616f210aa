#include "core/tokenizer/tokenizer.h"

#include <algorithm>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>

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

Result<Coverage> Tokenizer::Parts::encodePlain(Word text, Ids& ids) const {
    Coverage coverage = Coverage::Whole;
    std::vector<Word> words;
    AZR_CHECK(preTokenizer.apply(std::move(text), words));
    for (const Word& word : words) {
        const bool cached = word.text.size() <= kLongestCached;
        if (cached && cache->find(word.text, ids)) continue;
        const std::size_t before = ids.size();
        const Coverage one = model.encodeWord(word.text, ids);
        if (cached && one == Coverage::Whole) cache->add(word.text, std::span(ids).subspan(before));
        coverage = std::max(coverage, one);
    }
    return coverage;
}

/// A stretch between two added tokens that are looked for in the text as given.
Result<Coverage> Tokenizer::Parts::encodeSegment(std::string_view text, bool atStart, Ids& ids) const {
    Word normal{std::string(text), atStart ? std::max<std::size_t>(codePointAt(text, 0).length, 1) : 0};
    AZR_CHECK(normalizer.apply(normal));
    Coverage coverage = Coverage::Whole;
    for (const auto& inner : added.normalized().split(normal.text)) {
        if (inner.id >= 0) {
            ids.push_back(inner.id);
            continue;
        }
        const auto from = static_cast<std::size_t>(inner.text.data() - normal.text.data());
        const std::size_t origin = normal.origin > from ? std::min(normal.origin - from, inner.text.size()) : 0;
        AZR_TRY(const Coverage one, encodePlain({std::string(inner.text), origin}, ids));
        coverage = std::max(coverage, one);
    }
    return coverage;
}

Result<Coverage> Tokenizer::Parts::encode(std::string_view text, Ids& ids) const {
    std::string repaired;
    if (!isUtf8(text)) {
        repaired = repairUtf8(text);
        text = repaired;
    }
    Coverage coverage = Coverage::Whole;
    for (const auto& outer : added.raw().split(text)) {
        if (outer.id >= 0) {
            ids.push_back(outer.id);
            continue;
        }
        AZR_TRY(const Coverage one, encodeSegment(outer.text, outer.text.data() == text.data(), ids));
        coverage = std::max(coverage, one);
    }
    return coverage;
}

std::string_view Tokenizer::Parts::writtenOf(std::int32_t id) const {
    const auto entry = added.entries().find(id);
    return entry == added.entries().end() ? tokens[static_cast<std::size_t>(id)] : entry->second.written;
}

bool Tokenizer::Parts::knows(std::string_view text) const {
    Ids ids;
    const auto coverage = encode(text, ids);
    return coverage && *coverage == Coverage::Whole &&
           (special.unk < 0 || std::find(ids.begin(), ids.end(), special.unk) == ids.end());
}

Tokenizer::Tokenizer(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer::Ids> Tokenizer::encode(std::string_view text) const {
    Ids ids;
    AZR_TRY(const Coverage coverage, m_parts->encode(text, ids));
    if (coverage != Coverage::Unwritten) return ids;
    return fail(ErrorCode::InvalidArgument, "a character has no token, and the vocabulary lacks the unknown token, too",
                m_parts->place, "leave out what the model cannot read");
}

Result<Tokenizer::Ids> Tokenizer::encodeStrict(std::string_view text) const {
    Ids ids;
    const auto unknown = special().unk;
    AZR_TRY(const Coverage coverage, m_parts->encode(text, ids));
    if (coverage == Coverage::Whole && (unknown < 0 || std::find(ids.begin(), ids.end(), unknown) == ids.end()))
        return ids;
    std::set<std::string_view> named;
    for (const TextSpan& span : withoutToken(text)) named.insert(text.substr(span.offset, span.length));
    std::string list;
    for (const std::string_view one : named) list += (list.empty() ? "" : " ") + quoted(one);
    return fail(ErrorCode::InvalidArgument, "the vocabulary has no token for: " + list);
}

Result<Tokenizer::Ids> Tokenizer::encodeWithSpecial(std::string_view text) const {
    AZR_TRY(const Ids own, encode(text));
    const PostProcessor& around = m_parts->postProcessor;
    Ids ids = around.before;
    ids.insert(ids.end(), own.begin(), own.end());
    ids.insert(ids.end(), around.after.begin(), around.after.end());
    return ids;
}

Tokenizer::Ids Tokenizer::promptOf(Ids ids, PromptText kind) const {
    const Ids& begin = beginTokens();
    const bool there = ids.size() >= begin.size() && std::equal(begin.begin(), begin.end(), ids.begin());
    if (kind == PromptText::Plain && !there) ids.insert(ids.begin(), begin.begin(), begin.end());
    return ids;
}

Result<Tokenizer::Ids> Tokenizer::encodePrompt(std::string_view text, PromptText kind, bool strict) const {
    AZR_TRY(Ids ids, strict ? encodeStrict(text) : encode(text));
    return promptOf(std::move(ids), kind);
}

std::vector<TextSpan> Tokenizer::withoutToken(std::string_view text) const {
    std::vector<TextSpan> found;
    for (const auto& part : m_parts->added.raw().split(text)) {
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

bool Tokenizer::isSkipped(std::int32_t id, bool skipSpecial) const {
    return textOf(id).empty() || (skipSpecial && m_parts->added.isLeftOut(id, m_parts->writtenOf(id)));
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids, bool skipSpecial) const {
    std::vector<std::string> tokens;
    tokens.reserve(ids.size());
    for (const auto id : ids)
        if (!isSkipped(id, skipSpecial)) tokens.emplace_back(m_parts->writtenOf(id));
    return m_parts->decoder.apply(std::move(tokens));
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view token) const {
    const auto found = m_parts->added.idOf(token);
    return found ? found : m_parts->model.idOf(token);
}

std::string_view Tokenizer::textOf(std::int32_t id) const {
    if (id < 0 || id >= size()) return {};
    return m_parts->tokens[static_cast<std::size_t>(id)];
}

bool Tokenizer::isSpecial(std::int32_t id) const {
    return m_parts->added.isSpecial(id);
}

std::int32_t Tokenizer::size() const {
    return static_cast<std::int32_t>(m_parts->tokens.size());
}

const SpecialTokens& Tokenizer::special() const {
    return m_parts->special;
}

const Tokenizer::Ids& Tokenizer::beginTokens() const {
    return m_parts->postProcessor.before;
}

const Tokenizer::Ids& Tokenizer::stopTokens() const {
    return m_parts->stops;
}

bool Tokenizer::waitsAfter(std::int32_t id) const {
    return m_parts->decoder.waitsAfter(textOf(id));
}

}  // namespace azr::tokenizer
