#include "core/selfplay/nano/grammar_builder_p.h"

namespace azr::selfplay {

GrammarBuilder::Expression GrammarBuilder::operation(std::size_t index) {
    switch (m_scope[index].type) {
        case ValueType::List: return onList(index);
        case ValueType::Text: return onText(index);
        default: return onInt(index);
    }
}

GrammarBuilder::Expression GrammarBuilder::onInt(std::size_t index) {
    const std::string a = use(index);
    if (m_rng.chance(0.35)) {
        const std::size_t other = preferred(ValueType::Int);
        if (other < m_scope.size() && other != index) {
            const std::string b = use(other);
            return {oneOf({a + " + " + b, a + " - " + b, b + " - " + a, a + " * " + b, a + " % " + b, a + " // " + b,
                           "max(" + a + ", " + b + ")", "min(" + a + ", " + b + ")", "abs(" + a + " - " + b + ")"}),
                    ValueType::Int};
        }
    }
    if (m_rng.chance(0.05)) return {"str(" + a + ")", ValueType::Text};
    if (m_rng.chance(0.05))
        return {oneOf({a + " * " + small(2, 5) + " + " + number(), "(" + a + " + " + number() + ") * " + small(2, 4),
                       a + " % " + small(2, 9) + " + " + number(), a + " // " + small(2, 5) + " + " + number(),
                       a + " * " + small(2, 4) + " - " + number(), "abs(" + a + " - " + number() + ")"}),
                ValueType::Int};
    return {oneOf({a + " + " + number(), a + " + " + number(), a + " - " + number(), a + " * " + small(2, 5),
                   a + " // " + small(2, 5), a + " % " + small(2, 9), number() + " - " + a, a + " * " + a,
                   "abs(" + a + ")", "max(" + a + ", " + number() + ")", "min(" + a + ", " + number() + ")"}),
            ValueType::Int};
}

GrammarBuilder::Expression GrammarBuilder::onList(std::size_t index) {
    const std::string a = use(index);
    if (m_rng.chance(0.35)) {
        const std::size_t other = preferred(ValueType::Int);
        if (other < m_scope.size()) {
            const std::string b = use(other);
            if (m_rng.chance(0.15)) return {a + ".count(" + b + ")", ValueType::Int};
            return {oneOf({a + "[" + b + ":]", a + "[:" + b + "]", a + " + [" + b + "]", "[" + b + "] + " + a,
                           "[i + " + b + " for i in " + a + "]", "[i * " + b + " for i in " + a + "]",
                           "[i for i in " + a + " if i > " + b + "]", "[i for i in " + a + " if i < " + b + "]"}),
                    ValueType::List};
        }
    }
    if (m_rng.chance(0.28))
        return {oneOf({"len(" + a + ")", "sum(" + a + ")", "sum(" + a + ")", "max(" + a + ")", "min(" + a + ")",
                       a + "[0]", a + "[-1]", a + ".count(" + number() + ")", "len(" + a + ") * " + small(2, 5),
                       "sum(" + a + ") + " + number(), "max(" + a + ") - min(" + a + ")", "len(set(" + a + "))"}),
                ValueType::Int};
    const std::string each = " for i in " + a;
    return {
        oneOf({a + "[::-1]", "sorted(" + a + ")", "sorted(" + a + ")[::-1]", "sorted(set(" + a + "))",
               a + " + [" + number() + "]", "[" + number() + "] + " + a, a + "[" + small(1, 3) + ":]",
               a + "[:" + small(1, 3) + "]", a + "[:-" + small(1, 2) + "]", a + " * 2", a + " + " + a + "[::-1]",
               "[i + " + number() + each + "]", "[i * " + small(2, 4) + each + "]", "[i % " + small(2, 5) + each + "]",
               "[i - " + number() + each + "]", "[i * i" + each + "]", "[i" + each + " if " + numberTest("i") + "]",
               "[i" + each + " if " + numberTest("i") + "]", "[max(i, " + number() + ")" + each + "]"}),
        ValueType::List};
}

GrammarBuilder::Expression GrammarBuilder::onText(std::size_t index) {
    const std::string a = use(index);
    if (m_rng.chance(0.35)) {
        const std::size_t other = preferred(ValueType::Int);
        if (other < m_scope.size()) {
            const std::string b = use(other);
            return {oneOf({a + "[" + b + ":]", a + "[:" + b + "]", a + " * " + b, a + " + str(" + b + ")",
                           "str(" + b + ") + " + a, a + "[" + b + ":] + " + a + "[:" + b + "]"}),
                    ValueType::Text};
        }
    }
    if (m_rng.chance(0.2))
        return {oneOf({"len(" + a + ")", "len(" + a + ") + " + number(), "len(" + a + ") * " + small(2, 5),
                       a + ".count('" + letters(1) + "')", a + ".find('" + letters(1) + "')", "len(set(" + a + "))"}),
                ValueType::Int};
    const std::string from = letters(1);
    return {
        oneOf({a + "[::-1]", a + ".upper()", a + ".lower()", a + " + '" + letters(2) + "'",
               "'" + letters(2) + "' + " + a, a + " * 2", a + "[" + small(1, 3) + ":]", a + "[:" + small(1, 3) + "]",
               a + "[:-" + small(1, 2) + "]", a + "[-1] + " + a, a + " + " + a + "[0]", a + " + " + a + "[::-1]",
               a + ".replace('" + from + "', '" + letters(1) + "')", a + "[::-1].upper()",
               "''.join(sorted(" + a + "))"}),
        ValueType::Text};
}

GrammarBuilder::Expression GrammarBuilder::sameType(std::size_t index) {
    for (;;)
        if (auto value = operation(index); value.type == m_scope[index].type) return value;
}

std::string GrammarBuilder::numberTest(const std::string& name) {
    return oneOf({name + " > " + number(), name + " < " + number(), name + " % 2 == 0", name + " % 2 == 1",
                  name + " % " + small(3, 4) + " == 0"});
}

std::string GrammarBuilder::condition(std::size_t index) {
    const std::string a = use(index);
    switch (m_scope[index].type) {
        case ValueType::List:
            return oneOf({"len(" + a + ") > " + small(1, 4), "sum(" + a + ") > " + small(5, 25), number() + " in " + a,
                          a + "[0] > " + number(), "max(" + a + ") > " + number()});
        case ValueType::Text:
            return oneOf({"len(" + a + ") > " + small(1, 5), "'" + letters(1) + "' in " + a,
                          a + "[0] == '" + letters(1) + "'", a + ".count('" + letters(1) + "') > 0"});
        default: return numberTest(a);
    }
}

}  // namespace azr::selfplay
