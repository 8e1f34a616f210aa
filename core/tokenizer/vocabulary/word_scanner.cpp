#include "core/tokenizer/parts/characters_p.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/word_scanner_p.h"

namespace azr::tokenizer {
namespace {

struct Character {
    char32_t value = 0;
    CharacterKind kind = CharacterKind::Other;
    std::size_t end = 0;  ///< where the next one begins
};

bool isLineEnd(char32_t value) {
    return value == '\r' || value == '\n';
}

class Scanner {
  public:
    Scanner(WordPattern pattern, std::string_view text) : m_pattern(pattern), m_text(text) {}

    /// Where the word that begins at `at` ends.
    [[nodiscard]] std::size_t wordEnd(std::size_t at) const {
        const bool gpt2 = m_pattern == WordPattern::Gpt2;
        const Character first = read(at);
        if (first.value == '\'')
            if (const std::size_t length = gpt2 ? contraction(at) : anyCaseContraction(at); length > 0)
                return at + length;
        return gpt2 ? gpt2End(at, first) : familyEnd(at, first);
    }

  private:
    [[nodiscard]] Character read(std::size_t at) const {
        const auto byte = static_cast<unsigned char>(m_text[at]);
        if (byte < 0x80) return {byte, kindOf(byte), at + 1};
        const CodePoint point = codePointAt(m_text, at);
        return {point.value, kindOf(point.value), at + point.length};
    }

    [[nodiscard]] char at(std::size_t index) const { return index < m_text.size() ? m_text[index] : '\0'; }

    [[nodiscard]] std::size_t runEnd(std::size_t from, CharacterKind kind) const {
        while (from < m_text.size()) {
            const Character next = read(from);
            if (next.kind != kind) break;
            from = next.end;
        }
        return from;
    }

    [[nodiscard]] std::size_t contraction(std::size_t apostrophe) const {
        return contractionOf(at(apostrophe + 1), at(apostrophe + 2));
    }

    /// Case folding makes U+017F an s.
    [[nodiscard]] std::size_t anyCaseContraction(std::size_t apostrophe) const {
        constexpr int kToLower = 0x20;
        const auto lower = [&](std::size_t index) { return static_cast<char>(at(index) | kToLower); };
        if (m_text.substr(apostrophe + 1).starts_with("\u017F")) return 3;
        return contractionOf(lower(apostrophe + 1), lower(apostrophe + 2));
    }

    /// Bytes of 's, 't, 'm, 'd, 're, 've or 'll with these letters; 0 for another word.
    [[nodiscard]] static std::size_t contractionOf(char first, char second) {
        switch (first) {
            case 's':
            case 't':
            case 'm':
            case 'd': return 2;
            case 'r':
            case 'v': return second == 'e' ? 3 : 0;
            case 'l': return second == 'l' ? 3 : 0;
            default: return 0;
        }
    }

    /// A run of space: all of it at the end of the text, else up to its last character, which belongs to what follows.
    [[nodiscard]] std::size_t spaceEnd(std::size_t from) const {
        std::size_t last = from, end = from;
        while (end < m_text.size()) {
            const Character next = read(end);
            if (next.kind != CharacterKind::Space) break;
            last = end;
            end = next.end;
        }
        return end == m_text.size() || last == from ? end : last;
    }

    [[nodiscard]] std::size_t gpt2End(std::size_t at, const Character& first) const {
        if (first.kind != CharacterKind::Space) return runEnd(first.end, first.kind);
        if (first.value == ' ' && first.end < m_text.size())
            if (const Character next = read(first.end); next.kind != CharacterKind::Space)
                return runEnd(next.end, next.kind);
        return spaceEnd(at);
    }

    [[nodiscard]] std::size_t familyEnd(std::size_t at, const Character& first) const {
        if (first.kind == CharacterKind::Letter) return runEnd(first.end, CharacterKind::Letter);
        if (first.kind == CharacterKind::Number) return digitsEnd(first.end);
        const bool more = first.end < m_text.size();
        const Character next = more ? read(first.end) : Character{};
        if (more && !isLineEnd(first.value) && next.kind == CharacterKind::Letter)
            return runEnd(next.end, CharacterKind::Letter);
        if (first.kind == CharacterKind::Other) return signsEnd(first.end);
        if (first.value == ' ' && more && next.kind == CharacterKind::Other) return signsEnd(next.end);
        return lineOrSpaceEnd(at);
    }

    [[nodiscard]] std::size_t digitsEnd(std::size_t from) const {
        for (int more = m_pattern == WordPattern::Llama3 ? 2 : 0; more > 0 && from < m_text.size(); --more) {
            const Character next = read(from);
            if (next.kind != CharacterKind::Number) break;
            from = next.end;
        }
        return from;
    }

    [[nodiscard]] std::size_t signsEnd(std::size_t from) const {
        from = runEnd(from, CharacterKind::Other);
        while (from < m_text.size() && isLineEnd(static_cast<unsigned char>(m_text[from]))) ++from;
        return from;
    }

    /// Space up to its last line end, or a run of space without any.
    [[nodiscard]] std::size_t lineOrSpaceEnd(std::size_t from) const {
        std::size_t lines = from;
        for (std::size_t at = from; at < m_text.size();) {
            const Character next = read(at);
            if (next.kind != CharacterKind::Space) break;
            at = next.end;
            if (isLineEnd(next.value)) lines = at;
        }
        return lines > from ? lines : spaceEnd(from);
    }

    WordPattern m_pattern;
    std::string_view m_text;
};

}  // namespace

std::optional<WordPattern> knownPattern(std::string_view regex) {
    if (regex == kGpt2Words) return WordPattern::Gpt2;
    if (regex == kQwen2Words) return WordPattern::Qwen2;
    if (regex == kLlama3Words) return WordPattern::Llama3;
    return std::nullopt;
}

void scanWords(WordPattern pattern, std::string_view text, std::vector<Span>& words) {
    const Scanner scanner(pattern, text);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = scanner.wordEnd(at);
        words.push_back({at, end});
        at = end;
    }
}

}  // namespace azr::tokenizer
