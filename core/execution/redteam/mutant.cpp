#include "core/execution/redteam/mutant.h"

#include <array>

#include "core/execution/redteam/mutations.h"
#include "core/execution/redteam/source_text.h"

namespace azr::execution::redteam {
namespace {

constexpr std::size_t kAttacksOfBlock = 3, kVictimsOfBlock = 5;  ///< of each command
constexpr double kSlowShare = 0.004;                             ///< of the attacks: each costs the whole limit
constexpr double kChancyShare = 0.02, kProvenShare = 0.15;
constexpr double kErrorShare = 0.12, kGivenShare = 0.12;  ///< of the honest lines, each
constexpr std::array kCommands = {Command::Check, Command::Grade};

/// Names of exceptions, and texts that look like some.
constexpr std::array<const char*, 12> kErrorNames = {
    "NoError",       "ValueError",          "TypeError",    "KeyError",   "IndexError",   "ZeroDivisionError",
    " ValueError\n", "builtins.ValueError", "ValueError()", "valueerror", "\xef\xac\x81", ""};

/// Golds that attacks put into the world, and a few that are no values.
constexpr std::array<const char*, 8> kStrangeGolds = {"'PWN'", "[('PWN', 1)]", "7",   "None",
                                                      "True",  "[1, 2, 3]",    "...", "sorted([2, 1])"};

void mark(MutantLine& made, Change change) {
    made.changes.set(static_cast<std::size_t>(change));
}

/// Makes lines of one corpus with one generator.
struct Maker {
    const Corpus& corpus;
    Rng rng;
    const Target* theme = nullptr;  ///< what the attacks of a block aim at and its victims use; may be null

    MutantLine attack(Command command);
    MutantLine victim(Command command);
    void change(MutantLine& made);

  private:
    const Sample& sample() { return rng.pick(corpus.ordinary); }
    const Sample& fitting();
    Line honest(Command command);
    Line composite();
    void provoke(Line& line);
    Line converted(const Line& line, Command command);
    void infect(MutantLine& made);
    void infectProgram(MutantLine& made);
    void infectText(std::string& text, std::vector<std::string>& imports);
    const Line* pick(const std::vector<Line>& lines, Command command);
};

/// A line of the corpus with that command, if a few tries find one.
const Line* Maker::pick(const std::vector<Line>& lines, Command command) {
    const Line* found = nullptr;
    for (int i = 0; i < 4 && !lines.empty(); ++i) {
        found = &rng.pick(lines);
        if (found->command == command) break;
    }
    return found;
}

/// A program that uses what the attacks aim at, if a few tries find one.
const Sample& Maker::fitting() {
    if (!theme || rng.chance(0.4)) return sample();
    const std::string& word = theme->name.starts_with("__") ? theme->owner : theme->name;
    const Sample* one = &sample();
    for (int i = 0; i < 60 && one->program.find(word) == std::string::npos; ++i) one = &sample();
    return *one;
}

/// What counts is the exception, which another program's input may well give.
void Maker::provoke(Line& line) {
    line.errors = true;
    if (rng.chance(0.7)) line.inputs = {rng.pick(sample().inputs)};
}

/// One or two programs as functions that are given, and an f that calls them; now and then it leaves one out.
Line Maker::composite() {
    Line line;
    line.given = 1 + static_cast<int>(rng.below(2));
    std::string calls;
    for (int i = 0; i < line.given; ++i) {
        const Sample& one = i == 0 ? fitting() : sample();
        line.program += asGiven(one.program, i) + "\n\n";
        line.imports.insert(line.imports.end(), one.imports.begin(), one.imports.end());
        if (i == 0) line.inputs = {rng.pick(one.inputs)};
        if (rng.chance(0.95)) calls += (calls.empty() ? "g_" : ", g_") + std::to_string(i) + "(*a)";
    }
    line.program += "def f(*a):\n    return [" + calls + "]";
    if (rng.chance(kErrorShare)) provoke(line);
    return line;
}

/// An ordinary program checked on an input, or right and wrong answers about it.
Line Maker::honest(Command command) {
    if (command == Command::Check && rng.chance(kGivenShare)) return composite();
    const Sample& one = fitting();
    const std::size_t at = rng.below(one.inputs.size());
    Line line;
    line.command = command;
    line.imports = one.imports;
    line.program = one.program;
    line.inputs = {one.inputs[at]};
    if (command == Command::Check) {
        if (rng.chance(0.15)) line.inputs = one.inputs;
        if (rng.chance(kErrorShare)) provoke(line);
        return line;
    }
    line.kind = static_cast<AnswerKind>(rng.chance(0.06) ? 0 : 1 + rng.below(2));
    line.inputs.clear();
    if (rng.chance(kErrorShare / 2)) {
        line.kind = AnswerKind::Error;
        line.output = rng.pick(kErrorNames);
        line.answer = rng.chance(0.5) ? line.output : rng.pick(kErrorNames);
        return line;
    }
    const bool wrong = rng.chance(0.35);
    line.output = wrong ? rng.pick(kStrangeGolds) : one.outputs[at];
    line.answer = line.kind == AnswerKind::Output ? one.outputs[at] : one.inputs[at];
    if (line.kind != AnswerKind::Program) return line;
    line.answer = one.program;
    line.program.clear();
    for (std::size_t i = 0; i < one.inputs.size(); ++i)
        line.hidden.push_back({one.inputs[i], wrong && i == at ? rng.pick(kStrangeGolds) : one.outputs[i]});
    line.output.clear();
    return line;
}

/// The same program under the other command, so that a sequence can be fed to one of them.
Line Maker::converted(const Line& line, Command command) {
    if (line.command == command) return line;
    Line out;
    out.command = command;
    out.imports = line.imports;
    if (command == Command::Check) {
        out.program = programOf(line);
        out.inputs = {line.kind == AnswerKind::Program ? (line.hidden.empty() ? "1" : line.hidden.front().input)
                      : line.kind == AnswerKind::Input ? line.answer
                                                       : "1"};
        out.errors = line.kind == AnswerKind::Error;
        return out;
    }
    const std::string input = line.inputs.empty() ? "1" : line.inputs.front();
    out.kind = rng.chance(0.6) ? AnswerKind::Program : AnswerKind::Input;
    if (out.kind == AnswerKind::Program) {
        out.answer = line.program;
        out.hidden = {{input, rng.pick(kStrangeGolds)}};
    } else {
        out.program = line.program;
        out.answer = input;
        out.output = rng.pick(kStrangeGolds);
    }
    return out;
}

void Maker::infectText(std::string& text, std::vector<std::string>& imports) {
    const Payload payload = expressionPayload(corpus.payloads, theme, rng);
    if (!payload.import.empty()) imports.push_back(payload.import);
    text = rng.chance(0.75) ? payload.text : withExpression(text, payload.text, rng);
}

void Maker::infectProgram(MutantLine& made) {
    std::string& program = programOf(made.line);
    Payload payload = rng.chance(0.5) ? statementPayload(corpus.payloads, theme, rng)
                                      : expressionPayload(corpus.payloads, theme, rng);
    const double dice = rng.uniform();
    const auto& donors = corpus.proven.empty() || rng.chance(0.6) ? corpus.attacks : corpus.proven;
    if (dice < 0.3 && !donors.empty())
        program = withStatements(program, bodyOf(programOf(rng.pick(donors)), rng), rng);
    else if (dice < 0.45)
        program = withStatements(program, "raise ValueError(" + payload.text + ")", rng);
    else if (dice < 0.6)
        program = withExpression(program, payload.text, rng);
    else
        program = withStatements(program, payload.text, rng);
    if (payload.import.empty()) return;
    if (rng.chance(0.8))
        program = payload.import + "\n" + program;
    else
        made.line.imports.push_back(payload.import);
}

/// Something hostile in one of the texts that a line consists of.
void Maker::infect(MutantLine& made) {
    Line& line = made.line;
    mark(made, Change::Splice);
    if (rng.chance(0.5)) return infectProgram(made);
    if (line.command == Command::Check) return infectText(rng.pick(line.inputs), line.imports);
    if (line.kind != AnswerKind::Program) return infectText(rng.chance(0.6) ? line.answer : line.output, line.imports);
    GradePair& pair = rng.pick(line.hidden);
    // Hidden inputs see the task's imports, and often the answer's program imports the same.
    infectText(rng.chance(0.75) ? pair.input : pair.output, line.imports);
}

void Maker::change(MutantLine& made) {
    std::string& program = programOf(made.line);
    switch (rng.below(4)) {
        case 0:
            mark(made, Change::Rename);
            program = renamed(program, rng);
            break;
        case 1:
            mark(made, Change::Renest);
            program = renested(program, rng);
            break;
        case 2:
            mark(made, Change::Splice);
            program = withStatements(program, bodyOf(sample().program, rng), rng);
            break;
        default: mark(made, Change::Token); program = withOtherTokens(program, rng);
    }
}

MutantLine Maker::attack(Command command) {
    MutantLine made;
    const double dice = rng.uniform();
    const Line* known = nullptr;
    if (dice < kSlowShare) known = pick(corpus.slow, command);
    if (dice >= kSlowShare && dice < kSlowShare + kChancyShare) known = pick(corpus.chancy, command);
    if (dice >= 0.4 && dice < 0.4 + kProvenShare) known = pick(corpus.proven, command);
    if (dice >= kSlowShare + kChancyShare && dice < 0.4) known = pick(corpus.attacks, command);
    made.line = known ? converted(*known, command) : honest(command);
    if (!known) infect(made);
    if (rng.chance(0.15)) infect(made);
    if (rng.chance(0.5)) change(made);
    if (rng.chance(0.15)) change(made);
    return made;
}

MutantLine Maker::victim(Command command) {
    MutantLine made;
    const Line* known = rng.chance(0.2) ? pick(corpus.victims, command) : nullptr;
    made.line = known ? converted(*known, command) : honest(command);
    if (rng.chance(0.45)) change(made);
    return made;
}

}  // namespace

Line Mutant::played(std::size_t k) const {
    Line line = lines[k].line;
    if (lines[k].salted) programOf(line) += "\n# " + std::to_string(number);
    return line;
}

void Mutator::fill(std::int64_t block) {
    if (m_pool.block == block) return;
    m_pool = {};
    m_pool.block = block;
    Maker maker{m_corpus, Rng(m_seed).split("block").split(static_cast<std::uint64_t>(block))};
    const auto& targets = m_corpus.payloads.targets;
    if (!targets.empty() && maker.rng.chance(0.8)) maker.theme = &maker.rng.pick(targets);
    for (std::size_t c = 0; c < kCommands.size(); ++c) {
        for (std::size_t i = 0; i < kAttacksOfBlock; ++i) m_pool.attacks[c].push_back(maker.attack(kCommands[c]));
        for (std::size_t i = 0; i < kVictimsOfBlock; ++i) m_pool.victims[c].push_back(maker.victim(kCommands[c]));
    }
}

Mutant Mutator::at(std::int64_t number) {
    fill(number / kBlock);
    Rng rng = Rng(m_seed).split("mutant").split(static_cast<std::uint64_t>(number));
    Mutant mutant;
    mutant.number = number;
    mutant.together = rng.chance(0.5);
    const bool mixed = rng.chance(0.1);
    const std::size_t command = rng.below(2);
    const auto add = [&](const std::vector<MutantLine>* pools, double salted) {
        const std::vector<MutantLine>& pool = pools[mixed ? rng.below(2) : command];
        mutant.lines.push_back(pool[rng.below(pool.size())]);
        mutant.lines.back().salted = rng.chance(salted);
    };
    const bool before = rng.chance(0.15);  // a verdict from before the attack, that a cache may keep
    if (before) add(m_pool.victims, 0.3);
    const std::uint64_t attacks = rng.chance(0.15) ? 2 : rng.chance(0.1) ? 0 : 1;
    for (std::uint64_t i = 0; i < attacks; ++i) add(m_pool.attacks, 0.35);
    const std::uint64_t victims = 1 + rng.below(2);
    for (std::uint64_t i = 0; i < victims; ++i) add(m_pool.victims, 0.8);
    if (rng.chance(0.1)) {
        mutant.lines.push_back(mutant.lines[rng.below(mutant.lines.size())]);
    }
    for (const MutantLine& line : mutant.lines) mutant.changes |= line.changes;
    if (mutant.lines.size() > 1) mutant.changes.set(static_cast<std::size_t>(Change::Order));
    return mutant;
}

}  // namespace azr::execution::redteam
