#include <oniguruma.h>

#include <array>
#include <mutex>
#include <optional>

#include "core/tokenizer/parts/pattern_caution_p.h"
#include "core/tokenizer/parts/regex_p.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/word_scanner_p.h"

namespace azr::tokenizer {
namespace {

constexpr unsigned long kStepsFromOnePlace = 10'000'000;  // Oniguruma's own limit, at which the reference gives up
constexpr unsigned long kStepsOfOneSearch = 100'000'000;
constexpr unsigned int kDeepestStack = 4'000'000;
constexpr unsigned char kFirstChanged = 0xC6;  // the first byte of U+019B

const OnigUChar* onigText(const char* text) {
    return reinterpret_cast<const OnigUChar*>(text);
}

std::string messageOf(int code, OnigErrorInfo* details = nullptr) {
    std::array<OnigUChar, ONIG_MAX_ERROR_MESSAGE_LEN + 1> message{};
    const int length = details == nullptr ? onig_error_code_to_str(message.data(), code)
                                          : onig_error_code_to_str(message.data(), code, details);
    return {reinterpret_cast<const char*>(message.data()), static_cast<std::size_t>(length)};
}

struct FreeParameters {
    void operator()(OnigMatchParam* parameters) const { onig_free_match_param(parameters); }
};
struct FreeRegion {
    void operator()(OnigRegion* region) const { onig_region_free(region, 1); }
};

}  // namespace

class Regex::Program {
  public:
    Program(std::string literal) : m_literal(std::move(literal)) {}
    Program(WordPattern words) : m_words(words) {}
    Program(regex_t* compiled, std::string_view pattern, std::string place)
        : m_compiled(compiled), m_caution(PatternCaution(pattern)), m_place(std::move(place)) {}
    ~Program() {
        if (m_compiled != nullptr) onig_free(m_compiled);
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    Status findAll(std::string_view text, std::vector<Span>& found) const {
        if (m_words) {
            scanWords(*m_words, text, found);
            return {};
        }
        if (m_compiled == nullptr) {
            findLiteral(text, found);
            return {};
        }
        AZR_TRY(const auto older, withStandIns(text));
        return search(older ? std::string_view(*older) : text, found);
    }

  private:
    void findLiteral(std::string_view text, std::vector<Span>& found) const {
        for (auto at = text.find(m_literal); at != std::string_view::npos; at = text.find(m_literal, at)) {
            found.push_back({at, at + m_literal.size()});
            at += m_literal.size();
        }
    }

    [[nodiscard]] tl::unexpected<Error> refuse(std::string_view character) const {
        return fail(ErrorCode::Unsupported,
                    "the text holds '" + std::string(character) +
                        "', which the installed Oniguruma knows otherwise than the tokenizers library, and the regular "
                        "expression could tell",
                    m_place, "leave the character out");
    }

    /// The text with its young characters replaced, or nothing where it has none.
    [[nodiscard]] Result<std::optional<std::string>> withStandIns(std::string_view text) const {
        std::optional<std::string> older;
        for (std::size_t at = 0; at < text.size();) {
            if (static_cast<unsigned char>(text[at]) < kFirstChanged) {
                ++at;
                continue;
            }
            const CodePoint point = codePointAt(text, at);
            const std::string_view character = text.substr(at, std::max<std::size_t>(point.length, 1));
            if (m_caution->sawChange(point.value)) return refuse(character);
            if (const YoungRange* young = youngRangeOf(point.value)) {
                if (!m_caution->allows(*young)) return refuse(character);
                if (!older) older = std::string(text);
                std::string standIn;
                appendUtf8(standIn, young->standIn);
                older->replace(at, point.length, standIn);
            }
            at += character.size();
        }
        return older;
    }

    Status search(std::string_view text, std::vector<Span>& found) const {
        const std::unique_ptr<OnigMatchParam, FreeParameters> limits(onig_new_match_param());
        const std::unique_ptr<OnigRegion, FreeRegion> region(onig_region_new());
        if (!limits || !region) return fail(ErrorCode::Exhausted, "no memory for a regular expression", m_place);
        onig_initialize_match_param(limits.get());
        onig_set_retry_limit_in_match_of_match_param(limits.get(), kStepsFromOnePlace);
        onig_set_retry_limit_in_search_of_match_param(limits.get(), kStepsOfOneSearch);
        onig_set_match_stack_limit_size_of_match_param(limits.get(), kDeepestStack);
        const OnigUChar* const begin = onigText(text.data());
        const OnigUChar* const end = begin + text.size();
        std::optional<std::size_t> lastEnd;
        for (std::size_t at = 0; at <= text.size();) {
            const int code = onig_search_with_param(m_compiled, begin, end, begin + at, end, region.get(),
                                                    ONIG_OPTION_NONE, limits.get());
            if (code == ONIG_MISMATCH) break;
            if (code < 0)
                return fail(ErrorCode::Exhausted, "the regular expression gave up on a text: " + messageOf(code),
                            m_place, "shorten the text, or simplify the pattern");
            const Span span{static_cast<std::size_t>(region->beg[0]), static_cast<std::size_t>(region->end[0])};
            if (span.begin == span.end && lastEnd == span.end) {
                at = next(text, at);
                continue;
            }
            found.push_back(span);
            at = span.end;
            lastEnd = at;
        }
        return {};
    }

    static std::size_t next(std::string_view text, std::size_t at) {
        return at >= text.size() ? at + 1 : at + std::max<std::size_t>(codePointAt(text, at).length, 1);
    }

    std::string m_literal;
    std::optional<WordPattern> m_words;
    regex_t* m_compiled = nullptr;
    std::optional<PatternCaution> m_caution;
    std::string m_place;
};

Result<Regex> Regex::compile(std::string_view pattern, const std::string& place, Engine engine) {
    Regex regex;
    const auto words = knownPattern(pattern);
    if (words && engine == Engine::Fastest) {
        regex.m_program = std::make_shared<const Program>(*words);
        return regex;
    }
    // Oniguruma's compiler is not promised to be free of shared state; its matcher is.
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    static const int ready = [] {
        OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
        return onig_initialize(encodings, 1);
    }();
    if (ready != ONIG_NORMAL) return fail(ErrorCode::Internal, "Oniguruma does not start: " + messageOf(ready));
    if (!isUtf8(pattern)) return fail(ErrorCode::Parse, "the regular expression is no UTF-8", place);
    regex_t* compiled = nullptr;
    OnigErrorInfo details{};
    const std::string older = forOlderOniguruma(pattern);
    const int code = onig_new(&compiled, onigText(older.data()), onigText(older.data() + older.size()),
                              ONIG_OPTION_NONE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, &details);
    if (code != ONIG_NORMAL)
        return fail(ErrorCode::Unsupported,
                    "regular expression '" + std::string(pattern) + "': " + messageOf(code, &details), place,
                    "it must be one that Oniguruma reads");
    regex.m_program = std::make_shared<const Program>(compiled, pattern, place);
    return regex;
}

Regex Regex::literal(std::string text) {
    Regex regex;
    regex.m_program = std::make_shared<const Program>(std::move(text));
    return regex;
}

Result<Regex> Regex::parse(const Json& part, const std::string& place) {
    const Json pattern = part.is_object() && part.contains("pattern") ? part["pattern"] : Json();
    if (!pattern.is_object() || pattern.size() != 1 || !pattern.begin()->is_string())
        return fail(ErrorCode::Parse, "field 'pattern' is neither {\"String\": …} nor {\"Regex\": …}", place);
    const auto text = pattern.begin()->get<std::string>();
    if (pattern.contains("Regex")) return compile(text, place);
    if (!pattern.contains("String"))
        return fail(ErrorCode::Unsupported, "field 'pattern' has the unknown kind '" + pattern.begin().key() + "'",
                    place, "String and Regex are known");
    if (text.empty()) return compile(text, place);  // matches between all characters
    return literal(text);
}

Status Regex::findAll(std::string_view text, std::vector<Span>& found) const {
    if (text.empty()) return {};  // not even an empty match, as in the reference
    return m_program->findAll(text, found);
}

}  // namespace azr::tokenizer
