#include <algorithm>
#include <array>
#include <utility>

#include "core/selfplay/nano/grammar_builder_p.h"

namespace azr::selfplay {

GrammarBuilder::GrammarBuilder(Rng& rng) : m_rng(rng) {}

bool GrammarBuilder::build(int statements) {
    m_statements = statements;
    const double kind = m_rng.uniform();
    m_argument = kind < 0.36 ? ValueType::Int : kind < 0.68 ? ValueType::List : ValueType::Text;
    m_hasCount = m_rng.chance(0.45);
    m_scope.push_back({"x", m_argument, false});
    if (m_hasCount) m_scope.push_back({"n", ValueType::Int, false});
    for (int i = 1; i < statements; ++i) statement();
    finish(statements);
    return std::all_of(m_scope.begin(), m_scope.end(), [](const Variable& variable) { return variable.read; });
}

GrammarProgram GrammarBuilder::program() const {
    GrammarProgram program;
    program.statements = m_statements;
    program.arguments = {m_argument};
    if (m_hasCount) program.arguments.push_back(ValueType::Int);
    program.source = m_hasCount ? "def f(x, n):" : "def f(x):";
    program.instrumented = program.source + "\n    T = []";
    for (const auto& each : m_lines) {
        const std::string start = "\n" + std::string(static_cast<std::size_t>(each.indent) * 4, ' ');
        program.source += start + each.text;
        program.instrumented += start;
        if (each.text.starts_with("return "))
            program.instrumented += "return [" + each.text.substr(7) + ", T]";
        else
            program.instrumented += each.text;
        if (each.traced.empty()) continue;
        program.instrumented += "\n" + std::string(static_cast<std::size_t>(each.traceIndent) * 4, ' ');
        program.instrumented += "T = T + ['" + each.traced + "', " + each.traced + "]";
    }
    return program;
}

void GrammarBuilder::line(int indent, std::string text) {
    m_lines.push_back({indent, std::move(text), {}, 1});
}

void GrammarBuilder::trace(int indent, std::string name) {
    m_lines.back().traced = std::move(name);
    m_lines.back().traceIndent = indent;
}

void GrammarBuilder::statement() {
    const double kind = m_rng.uniform();
    if (kind < 0.68)
        assignment();
    else if (kind < 0.84)
        branch();
    else
        loop();
}

void GrammarBuilder::assignment() {
    const std::size_t index = preferred();
    const std::string source = m_scope[index].name;
    const auto value = operation(index);
    const std::string target = m_rng.chance(0.7) ? source : freshName();
    line(1, target + " = " + value.text);
    trace(1, target);
    set(target, value.type);
}

void GrammarBuilder::branch() {
    const std::size_t index = preferred();
    const std::size_t tested = m_rng.chance(0.7) ? index : preferred();
    const std::string name = m_scope[index].name;
    const ValueType type = m_scope[index].type;
    line(1, "if " + condition(tested) + ":");
    line(2, name + " = " + sameType(index).text);
    if (m_rng.chance(0.6)) {
        line(1, "else:");
        line(2, name + " = " + sameType(index).text);
    }
    trace(1, name);
    set(name, type);
}

void GrammarBuilder::loop() {
    const std::size_t index = preferred();
    if (m_scope[index].type != ValueType::Int && m_rng.chance(0.65)) {
        const Variable source = m_scope[index];
        use(index);
        loopOverItems(source);
    } else {
        loopCounting();
    }
}

void GrammarBuilder::loopOverItems(const Variable& source) {
    const bool taken = std::any_of(m_scope.begin(), m_scope.end(), [](const auto& each) { return each.name == "s"; });
    const std::string total = taken ? "t" : "s";
    const bool filtered = m_rng.chance(0.4);
    ValueType type = ValueType::Int;
    std::string start = "0", test, body;
    if (source.type == ValueType::List && m_rng.chance(0.3)) {
        type = ValueType::List;
        start = "[]";
        test = numberTest("i");
        body = listStep(total);
    } else if (source.type == ValueType::List) {
        start = oneOf({"0", "0", number()});
        test = numberTest("i");
        body = intStep(total, "i");
    } else if (m_rng.chance(0.35)) {
        test = oneOf({"i == '" + letters(1) + "'", "i in '" + letters(3) + "'"});
        body = total + " = " + total + " + " + small(1, 3);
    } else {
        type = ValueType::Text;
        start = "''";
        test = oneOf({"i == '" + letters(1) + "'", "i in '" + letters(3) + "'", "i > '" + letters(1) + "'"});
        body = textStep(total);
    }
    line(1, total + " = " + start);
    line(1, "for i in " + source.name + ":");
    const bool counting = source.type == ValueType::Text && type == ValueType::Int;
    if (filtered || counting) line(2, "if " + test + ":");
    line(filtered || counting ? 3 : 2, body);
    trace(2, total);
    set(total, type);
}

std::string GrammarBuilder::intStep(const std::string& total, const std::string& item) {
    const std::string again = total + " = " + total;
    return oneOf({again + " + " + item, again + " + " + item, again + " - " + item,
                  again + " + " + item + " * " + small(2, 4), total + " = max(" + total + ", " + item + ")",
                  again + " + " + item + " % " + small(2, 5)});
}

std::string GrammarBuilder::listStep(const std::string& total) {
    const std::string again = total + " = " + total;
    return oneOf({again + " + [i + " + number() + "]", again + " + [i * " + small(2, 4) + "]",
                  total + " = [i] + " + total, again + " + [i, i]"});
}

std::string GrammarBuilder::textStep(const std::string& total) {
    const std::string again = total + " = " + total;
    return oneOf({total + " = i + " + total, again + " + i * 2", again + " + i + '" + letters(1) + "'",
                  total + " = '" + letters(1) + "' + i + " + total, again + " + i.upper()"});
}

void GrammarBuilder::loopCounting() {
    const std::size_t index = preferred();
    const std::string name = m_scope[index].name;
    const ValueType type = m_scope[index].type;
    const std::string again = name + " = " + name;
    std::string count = small(2, 4);
    if (m_hasCount && name != "n" && m_scope[1].type == ValueType::Int && m_rng.chance(0.5)) count = use(1);
    line(1, "for i in range(" + count + "):");
    use(index);
    const std::string rotated = name + " = " + name + "[1:] + " + name + "[:1]";
    if (type == ValueType::Int)
        line(2, oneOf({intStep(name, "i"), again + " + " + number(), again + " * 2", again + " - " + number()}));
    else if (type == ValueType::List)
        line(2, oneOf({again + " + [i]", rotated, name + " = [i] + " + name}));
    else
        line(2, oneOf({again + " + '" + letters(1) + "'", rotated, name + " = '" + letters(1) + "' + " + name,
                       again + " + str(i)"}));
    trace(2, name);
    set(name, type);
}

void GrammarBuilder::finish(int statements) {
    std::vector<std::size_t> unread;
    for (std::size_t i = 0; i < m_scope.size(); ++i)
        if (!m_scope[i].read) unread.push_back(i);
    if (unread.size() == 1 && statements > 1 && m_rng.chance(0.4)) return line(1, "return " + use(unread[0]));
    const std::size_t index = unread.empty() ? preferred() : unread[0];
    if (unread.size() < 2 && m_rng.chance(0.03)) return line(1, "return " + condition(index));
    line(1, "return " + operation(index).text);
}

std::size_t GrammarBuilder::preferred() {
    std::vector<std::size_t> unread;
    for (std::size_t i = 0; i < m_scope.size(); ++i)
        if (!m_scope[i].read) unread.push_back(i);
    if (!unread.empty() && m_rng.chance(0.85)) {
        // n serves better as an operand than as the subject.
        if (unread.size() > 1 && m_scope[unread.back()].name == "n") unread.pop_back();
        return m_rng.pick(unread);
    }
    return m_rng.below(m_scope.size());
}

std::size_t GrammarBuilder::preferred(ValueType type) {
    std::vector<std::size_t> unread, all;
    for (std::size_t i = 0; i < m_scope.size(); ++i) {
        if (m_scope[i].type != type) continue;
        all.push_back(i);
        if (!m_scope[i].read) unread.push_back(i);
    }
    if (!unread.empty()) return m_rng.pick(unread);
    return all.empty() ? m_scope.size() : m_rng.pick(all);
}

std::string GrammarBuilder::use(std::size_t index) {
    m_scope[index].read = true;
    return m_scope[index].name;
}

void GrammarBuilder::set(const std::string& name, ValueType type) {
    for (auto& variable : m_scope)
        if (variable.name == name) {
            variable.type = type;
            variable.read = false;
            return;
        }
    m_scope.push_back({name, type, false});
}

std::string GrammarBuilder::freshName() {
    for (const char* name : {"y", "z", "t"})
        if (std::none_of(m_scope.begin(), m_scope.end(), [&](const Variable& v) { return v.name == name; }))
            return name;
    return "x";
}

std::string GrammarBuilder::number() {
    const double kind = m_rng.uniform();
    return kind < 0.75 ? small(1, 5) : kind < 0.97 ? small(6, 9) : small(10, 20);
}

std::string GrammarBuilder::small(std::int64_t low, std::int64_t high) {
    return std::to_string(m_rng.between(low, high));
}

std::string GrammarBuilder::letters(int most) {
    std::string text;
    for (std::int64_t i = m_rng.between(1, most); i > 0; --i) text += static_cast<char>('a' + m_rng.below(8));
    return text;
}

std::string GrammarBuilder::oneOf(std::initializer_list<std::string> choices) {
    return *(choices.begin() + m_rng.below(choices.size()));
}

}  // namespace azr::selfplay
