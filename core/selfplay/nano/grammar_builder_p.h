/// Builds one random program, statement by statement: every statement prefers a variable nobody has read yet, so that
/// programs are chains of work and not lists of dead stores. Used by grammar.cpp alone; one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/selfplay/nano/grammar.h"

namespace azr::selfplay {

class GrammarBuilder {
  public:
    explicit GrammarBuilder(Rng& rng);
    /// False when the draw came out unusable (a dead store, an argument not read): draw again.
    [[nodiscard]] bool build(int statements);
    [[nodiscard]] GrammarProgram program() const;

  private:
    struct Variable {
        std::string name;
        ValueType type = ValueType::Int;
        bool read = false;
    };
    struct Line {
        int indent = 1;
        std::string text;
        std::string traced;  ///< variable whose value is a state after this line
        int traceIndent = 1;
    };
    struct Expression {
        std::string text;
        ValueType type = ValueType::Int;
    };

    void statement();
    void assignment();
    void branch();
    void loop();
    void loopOverItems(const Variable& source);
    void loopCounting();
    std::string intStep(const std::string& total, const std::string& item);
    std::string listStep(const std::string& total);
    std::string textStep(const std::string& total);
    std::string numberTest(const std::string& name);
    void finish(int statements);

    std::size_t preferred();                ///< index of a variable, the unread ones first
    std::size_t preferred(ValueType type);  ///< scope size when there is none
    std::string use(std::size_t index);
    Expression operation(std::size_t index);
    Expression onInt(std::size_t index);
    Expression onList(std::size_t index);
    Expression onText(std::size_t index);
    Expression sameType(std::size_t index);
    std::string condition(std::size_t index);
    void set(const std::string& name, ValueType type);
    std::string freshName();
    void line(int indent, std::string text);
    void trace(int indent, std::string name);

    std::string number();
    std::string small(std::int64_t low, std::int64_t high);
    std::string letters(int most);
    std::string oneOf(std::initializer_list<std::string> choices);

    Rng& m_rng;
    std::vector<Variable> m_scope;
    std::vector<Line> m_lines;
    ValueType m_argument = ValueType::Int;
    bool m_hasCount = false;
    int m_statements = 1;
};

}  // namespace azr::selfplay
