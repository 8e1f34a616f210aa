#include "core/selfplay/rules/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "core/config/nearest.h"
#include "core/selfplay/rules/outline.h"
#include "core/selfplay/rules/pattern.h"

namespace azr::selfplay {
namespace {

constexpr std::string_view kLike = "like", kNear = "near";
constexpr std::size_t kLongestName = 80, kLongestTag = 40;

using Clause = std::function<bool(const TaskFacts&)>;
using Figure = std::function<double(const TaskFacts&)>;

struct Word {
    enum class Kind { Name, Number, Text, Sign, End } kind = Kind::End;
    std::string text;
    double number = 0;
    std::size_t at = 0;
};

bool continuesName(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Bytes of the UTF-8 character that begins there.
std::size_t characterAt(std::string_view text, std::size_t at) {
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    return end - at;
}

/// A task's number, if it can be one.
std::optional<std::int64_t> taskNumber(double number) {
    constexpr double kMost = 9007199254740992.0;  // up to here a double tells whole numbers apart
    if (!(number >= 1 && number <= kMost) || number != std::floor(number)) return std::nullopt;
    return static_cast<std::int64_t>(number);
}

/// At a byte; placedInCharacters() makes of it what people read.
tl::unexpected<Error> wrong(std::size_t at, const std::string& what, std::string remedy = {}) {
    return fail(ErrorCode::Parse, what, std::to_string(at), std::move(remedy));
}

Error placedInCharacters(std::string_view text, Error error) {
    const std::string_view before = text.substr(0, std::stoul(error.place));
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    error.place = fmt::format("condition, character {}", std::ranges::count_if(before, begins) + 1);
    return error;
}

/// The words of a condition, one after the other.
class Words {
  public:
    explicit Words(std::string_view text) : m_text(text) {}

    [[nodiscard]] Result<Word> next() {
        while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at])) != 0) ++m_at;
        Word word;
        word.at = m_at;
        if (m_at >= m_text.size()) return word;
        const char c = m_text[m_at];
        if (c == '"' || c == '\'') return text(c);
        const bool sign = c == '-' || c == '+' || c == '.';
        if (std::isdigit(static_cast<unsigned char>(c)) != 0 ||
            (sign && m_at + 1 < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at + 1])) != 0))
            return number();
        if (continuesName(c)) {
            word.kind = Word::Kind::Name;
            while (m_at < m_text.size() && continuesName(m_text[m_at])) word.text += m_text[m_at++];
            return word;
        }
        word.kind = Word::Kind::Sign;
        for (const std::string_view two : {"<=", ">=", "!=", "!~", ".."})
            if (m_text.substr(m_at).starts_with(two)) {
                word.text = two;
                m_at += two.size();
                return word;
            }
        const std::size_t size = characterAt(m_text, m_at);
        word.text = m_text.substr(m_at, size);
        m_at += size;
        return word;
    }

  private:
    Result<Word> number() {
        Word word;
        word.at = m_at;
        word.kind = Word::Kind::Number;
        // Of 1..2 the dots are the range's.
        std::string_view digits = m_text.substr(m_at, m_text.substr(m_at).find(".."));
        if (digits.starts_with('+')) {
            digits.remove_prefix(1);
            ++m_at;
        }
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), word.number);
        if (error != std::errc()) return wrong(word.at, "no number that can be compared");
        m_at += static_cast<std::size_t>(end - digits.data());
        word.text = m_text.substr(word.at, m_at - word.at);
        return word;
    }

    Result<Word> text(char quote) {
        Word word;
        word.at = m_at;
        word.kind = Word::Kind::Text;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote; ++m_at) {
            // Only the quote itself is escaped: everything else is the regular expression's.
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size() && m_text[m_at + 1] == quote) ++m_at;
            word.text += m_text[m_at];
        }
        if (m_at >= m_text.size()) return wrong(word.at, "the text has no end", "close it with the same quote");
        ++m_at;
        return word;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

std::optional<Clause> compared(const std::string& sign, Figure number, double with) {
    using Compare = bool (*)(double, double);
    const std::pair<std::string_view, Compare> all[] = {
        {"<", [](double a, double b) { return a < b; }},  {"<=", [](double a, double b) { return a <= b; }},
        {">", [](double a, double b) { return a > b; }},  {">=", [](double a, double b) { return a >= b; }},
        {"=", [](double a, double b) { return a == b; }}, {"!=", [](double a, double b) { return a != b; }}};
    for (const auto& row : all) {
        if (row.first != sign) continue;
        return [compare = row.second, number = std::move(number), with](const TaskFacts& facts) {
            const double value = number(facts);
            return !std::isnan(value) && compare(value, with);
        };
    }
    return std::nullopt;
}

class Parser {
  public:
    Parser(const std::string& text, const ComparedPrograms& programs) : m_words(text), m_programs(programs) {}

    Result<std::vector<Clause>> run() {
        AZR_CHECK(advance());
        std::vector<Clause> clauses;
        for (;;) {
            AZR_TRY(Clause clause, this->clause());
            clauses.push_back(std::move(clause));
            if (m_word.kind == Word::Kind::End) return clauses;
            if (m_word.kind != Word::Kind::Name || m_word.text != "and")
                return wrong(m_word.at, "'" + m_word.text + "' is not expected here", "join clauses with and");
            AZR_CHECK(advance());
        }
    }

  private:
    Status advance() {
        AZR_TRY(m_word, m_words.next());
        return {};
    }

    Result<Clause> clause() {
        if (m_word.kind != Word::Kind::Name) return wrong(m_word.at, "a field is expected", "such as solve_rate > 0.9");
        const Word name = m_word;
        AZR_CHECK(advance());
        if (name.text == kLike || name.text == kNear) return ofTask(name.text == kNear);
        for (const NumberField& field : numberFields())
            if (field.name == name.text) return ofNumber(field.of);
        for (const TextField& field : textFields())
            if (field.name == name.text) return ofText(field);
        std::vector<std::string> names{std::string(kLike), std::string(kNear)};
        for (const NumberField& field : numberFields()) names.emplace_back(field.name);
        for (const TextField& field : textFields()) names.emplace_back(field.name);
        const std::string close = config::nearest(name.text, names);
        return wrong(name.at, "there is no field '" + name.text + "'",
                     close.empty() ? std::string() : "did you mean '" + close + "'?");
    }

    Result<double> number() {
        if (m_word.kind != Word::Kind::Number) return wrong(m_word.at, "a number is expected");
        const double value = m_word.number;
        AZR_CHECK(advance());
        return value;
    }

    Status sign(std::string_view text) {
        if (m_word.kind == Word::Kind::Sign && m_word.text == text) return advance();
        return wrong(m_word.at, fmt::format("'{}' is expected", text));
    }

    /// like(N) or near(N)
    Result<Clause> ofTask(bool near) {
        AZR_CHECK(sign("("));
        if (m_word.kind == Word::Kind::Sign && m_word.text == "#") AZR_CHECK(advance());
        const Word written = m_word;
        AZR_TRY(const double value, number());
        AZR_CHECK(sign(")"));
        const auto task = taskNumber(value);
        if (!task) return wrong(written.at, "a task's number is expected", "such as like(7)");
        const auto program = m_programs.find(*task);
        if (program == m_programs.end()) return wrong(written.at, fmt::format("there is no task {}", *task));
        if (near)
            return ofNumber([outline = outlineOf(program->second)](const TaskFacts& facts) {
                return nearlySame(outlineOf(facts.program), outline) ? 1.0 : 0.0;
            });
        return ofNumber([text = program->second](const TaskFacts& facts) { return alikeness(facts.program, text); });
    }

    Result<Clause> ofNumber(Figure of) {
        const Word how = m_word;
        AZR_CHECK(advance());
        if (how.kind == Word::Kind::Name && how.text == "in") {
            const std::size_t at = m_word.at;
            AZR_TRY(const double low, number());
            AZR_CHECK(sign(".."));
            AZR_TRY(const double high, number());
            if (high < low) return wrong(at, "nothing lies in this range", "the lower end comes first");
            return Clause([of = std::move(of), low, high](const TaskFacts& facts) {
                const double value = of(facts);
                return value >= low && value <= high;
            });
        }
        AZR_TRY(const double with, number());
        auto clause = compared(how.text, std::move(of), with);
        if (clause && how.kind == Word::Kind::Sign) return std::move(*clause);
        return wrong(how.at, "'" + how.text + "' does not compare numbers", "< <= > >= = != or in A..B");
    }

    static Status known(const TextField& field, const Word& value) {
        if (field.values.empty() || std::ranges::find(field.values, value.text) != field.values.end()) return {};
        std::string remedy;
        for (const std::string_view one : field.values) remedy += (remedy.empty() ? "" : ", ") + std::string(one);
        return wrong(value.at, fmt::format("no task has the {} '{}'", field.name, value.text), "there are " + remedy);
    }

    Result<Clause> ofText(const TextField& field) {
        const Word how = m_word;
        AZR_CHECK(advance());
        const Word value = m_word;
        if (value.kind != Word::Kind::Text && value.kind != Word::Kind::Name)
            return wrong(value.at, "a text is expected", "in quotes");
        AZR_CHECK(advance());
        const auto of = field.of;
        if (how.text == "=" || how.text == "!=") {
            AZR_CHECK(known(field, value));
            const bool same = how.text == "=";
            return Clause(
                [of, text = value.text, same](const TaskFacts& facts) { return (of(facts) == text) == same; });
        }
        if (how.text != "~" && how.text != "!~")
            return wrong(how.at, "'" + how.text + "' does not compare texts",
                         "= != or, with a regular expression, ~ !~");
        auto pattern = Pattern::compile(value.text);
        if (!pattern) return wrong(value.at, pattern.error().detail);
        const bool there = how.text == "~";
        return Clause([of, pattern = std::move(*pattern), there](const TaskFacts& facts) {
            const std::optional<bool> matches = pattern.matches(of(facts));
            return matches && *matches == there;
        });
    }

    Words m_words;
    Word m_word;
    const ComparedPrograms& m_programs;
};

}  // namespace

Result<Condition> Condition::parse(const std::string& text, const ComparedPrograms& programs) {
    Condition condition;
    auto clauses = Parser(text, programs).run();
    if (!clauses) return tl::make_unexpected(placedInCharacters(text, std::move(clauses.error())));
    condition.m_clauses = std::move(*clauses);
    return condition;
}

std::vector<std::int64_t> Condition::comparedTasks(const std::string& text) {
    std::vector<std::int64_t> tasks;
    Words words(text);
    bool isLike = false;
    for (auto word = words.next(); word && word->kind != Word::Kind::End; word = words.next()) {
        if (word->kind == Word::Kind::Name) isLike = word->text == kLike || word->text == kNear;
        if (word->kind == Word::Kind::Number && isLike) {
            if (const auto task = taskNumber(word->number)) tasks.push_back(*task);
            isLike = false;
        }
    }
    return tasks;
}

bool Condition::meets(const TaskFacts& facts) const {
    return std::ranges::all_of(m_clauses, [&](const auto& clause) { return clause(facts); });
}

Result<Condition> conditionOf(const Rule& rule) {
    if (rule.name.size() > kLongestName)
        return fail(ErrorCode::InvalidArgument, fmt::format("a rule's name has {} bytes at most", kLongestName),
                    "name");
    if (rule.act == RuleAct::Tag && (rule.tag.empty() || rule.tag.size() > kLongestTag))
        return fail(ErrorCode::InvalidArgument, fmt::format("a tag has 1 to {} bytes", kLongestTag), "tag");
    return Condition::parse(rule.condition, rule.programs);
}

}  // namespace azr::selfplay
