#include "core/selfplay/nano/grammar.h"

#include <algorithm>

#include "core/selfplay/nano/grammar_builder_p.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/literal_list.h"

namespace azr::selfplay {
namespace {

std::int64_t someInt(Rng& rng) {
    const double kind = rng.uniform();
    if (kind < 0.55) return rng.between(0, 9);
    if (kind < 0.87) return rng.between(10, 29);
    return kind < 0.95 ? rng.between(-9, -1) : rng.between(30, 99);
}

std::int64_t someCount(Rng& rng) {
    const double kind = rng.uniform();
    if (kind < 0.82) return rng.between(1, 4);
    return kind < 0.95 ? rng.between(5, 9) : rng.between(-3, 0);
}

std::string someList(Rng& rng) {
    std::string text = "[";
    const auto length = rng.chance(0.03) ? 0 : rng.between(1, 5);
    for (std::int64_t i = 0; i < length; ++i) {
        const double kind = rng.uniform();
        const auto item = kind < 0.92 ? rng.between(0, 9) : kind < 0.96 ? rng.between(10, 20) : rng.between(-9, -1);
        text += (i > 0 ? ", " : "") + std::to_string(item);
    }
    return text + "]";
}

std::string someText(Rng& rng) {
    const bool mixed = rng.chance(0.25);
    std::string text = "'";
    for (std::int64_t i = rng.chance(0.02) ? 0 : rng.between(1, 6); i > 0; --i) {
        // Few letters, so that counting and replacing find something.
        const auto letter = static_cast<char>(rng.chance(0.6) ? rng.below(3) : rng.below(8));
        text += static_cast<char>((mixed && rng.chance(0.5) ? 'A' : 'a') + letter);
    }
    return text + "'";
}

std::optional<ValueType> typeOf(std::string_view literal) {
    if (literal.empty()) return std::nullopt;
    if (literal == "True" || literal == "False") return ValueType::Bool;
    if (literal.front() == '\'' || literal.front() == '"') return ValueType::Text;
    if (literal.front() == '[') {
        if (literal.back() != ']') return std::nullopt;
        for (const auto& item : splitLiterals(literal.substr(1, literal.size() - 2)))
            if (typeOf(item) != ValueType::Int) return std::nullopt;
        return ValueType::List;
    }
    if (literal.front() == '-') literal.remove_prefix(1);
    const bool digits =
        !literal.empty() && std::all_of(literal.begin(), literal.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? std::optional(ValueType::Int) : std::nullopt;
}

/// Folds the tokens of one program into its hint.
class HintWriter {
  public:
    void add(std::string_view lexeme) {
        if (m_inText) {
            m_inText = lexeme != "'";
            return;
        }
        if (lexeme.starts_with("\n    ")) return startLine();
        if (lexeme == "return " || lexeme.starts_with("def ")) return;
        if (lexeme == " = ") return dropTarget();
        if (lexeme == "'") m_inText = true;
        const bool digit = lexeme.size() == 1 && lexeme[0] >= '0' && lexeme[0] <= '9';
        const bool name = lexeme.size() == 1 && lexeme[0] >= 'a' && lexeme[0] <= 'z';
        if (digit && m_inNumber) return;
        m_inNumber = digit;
        m_text += digit || name || m_inText ? std::string_view("k") : lexeme;
    }
    [[nodiscard]] std::string text() const { return m_text; }

  private:
    void startLine() {
        if (!m_text.empty() && !m_text.ends_with(":")) m_text += "; ";
        m_inNumber = false;
        m_lineStart = m_text.size();
    }
    void dropTarget() {
        m_text.erase(m_lineStart);
        m_inNumber = false;
    }

    std::string m_text;
    std::size_t m_lineStart = 0;
    bool m_inText = false, m_inNumber = false;
};

}  // namespace

GrammarProgram randomProgram(Rng& rng, int statements) {
    for (;;) {
        GrammarBuilder builder(rng);
        if (builder.build(std::max(1, statements))) return builder.program();
    }
}

std::string freshInput(std::span<const ValueType> types, Rng& rng) {
    std::string text;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (i > 0) text += ", ";
        switch (types[i]) {
            case ValueType::Int: text += std::to_string(i == 0 ? someInt(rng) : someCount(rng)); break;
            case ValueType::List: text += someList(rng); break;
            case ValueType::Text: text += someText(rng); break;
            case ValueType::Bool: text += rng.chance(0.5) ? "True" : "False"; break;
        }
    }
    return text;
}

std::vector<std::string> freshInputs(std::span<const ValueType> types, int count, Rng& rng) {
    std::vector<std::string> inputs;
    for (int i = 0; i < count; ++i) inputs.push_back(freshInput(types, rng));
    return inputs;
}

std::vector<ValueType> inputTypes(std::string_view input) {
    std::vector<ValueType> types;
    for (const auto& argument : splitLiterals(input)) {
        const auto type = typeOf(argument);
        if (!type) return {};
        types.push_back(*type);
    }
    return types;
}

std::string hint(std::string_view source) {
    if (!speaksNano(source)) return {};
    HintWriter writer;
    for (const auto token : encodeNano(source)) writer.add(nanoLexemes()[static_cast<std::size_t>(token)]);
    return writer.text();
}

ProgramPool poolOf(std::string_view source) {
    const auto residue = mixSeed(0x6e616e6f, source) % 32;
    return residue == 0 ? ProgramPool::Dev : residue == 1 ? ProgramPool::Report : ProgramPool::Corpus;
}

}  // namespace azr::selfplay
