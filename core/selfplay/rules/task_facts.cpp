#include "core/selfplay/rules/task_facts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <map>
#include <vector>

namespace azr::selfplay {
namespace {

template <double TaskFacts::*kMember>
double numberOf(const TaskFacts& facts) {
    return facts.*kMember;
}
template <std::string TaskFacts::*kMember>
double bytesOf(const TaskFacts& facts) {
    return static_cast<double>((facts.*kMember).size());
}
template <std::string TaskFacts::*kMember>
const std::string& textOf(const TaskFacts& facts) {
    return facts.*kMember;
}

constexpr std::array kNumbers = {
    NumberField{"solve_rate", "share of the rollouts that solved it, 0 to 1", &numberOf<&TaskFacts::solveRate>},
    NumberField{"step", "in which it was made; 0 is seeding", &numberOf<&TaskFacts::step>},
    NumberField{"complexity", "cognitive complexity", &numberOf<&TaskFacts::complexity>},
    NumberField{"halstead", "Halstead measures as one share", &numberOf<&TaskFacts::halstead>},
    NumberField{"cyclomatic", "of the most complex function", &numberOf<&TaskFacts::cyclomatic>},
    NumberField{"effort", "Halstead's effort", &numberOf<&TaskFacts::effort>},
    NumberField{"volume", "Halstead's volume", &numberOf<&TaskFacts::volume>},
    NumberField{"distance", "of its syntax tree to the references', 0 to 1", &numberOf<&TaskFacts::distance>},
    NumberField{"similarity", "of its code to the references', 0 to 1", &numberOf<&TaskFacts::similarity>},
    NumberField{"diversity", "1 - the share of its output in the buffer", &numberOf<&TaskFacts::diversity>},
    NumberField{"input_diversity", "1 - the share of its input in the buffer", &numberOf<&TaskFacts::inputDiversity>},
    NumberField{"nodes", "of its syntax tree", &numberOf<&TaskFacts::nodes>},
    NumberField{"lines", "of its program that are not blank", &numberOf<&TaskFacts::lines>},
    NumberField{"signature_count", "recent tasks of the same signature", &numberOf<&TaskFacts::signatureCount>},
    NumberField{"pairs", "inputs and outputs of an induction task", &numberOf<&TaskFacts::pairs>},
    NumberField{"near_duplicate", "1: of a recent task", &numberOf<&TaskFacts::nearDuplicate>},
    NumberField{"coin_flip", "1: its outputs can be guessed", &numberOf<&TaskFacts::coinFlip>},
    NumberField{"degenerate", "1: a composite that does what a given function does", &numberOf<&TaskFacts::degenerate>},
    NumberField{"program_size", "bytes", &bytesOf<&TaskFacts::program>},
    NumberField{"input_size", "bytes", &bytesOf<&TaskFacts::input>},
    NumberField{"output_size", "bytes", &bytesOf<&TaskFacts::output>}};

constexpr std::array<std::string_view, kKindCount> kKindNames = {name(TaskKind::Deduction), name(TaskKind::Abduction),
                                                                 name(TaskKind::Induction), name(TaskKind::Error)};

constexpr std::array kTexts = {
    TextField{"program", "its text", &textOf<&TaskFacts::program>},
    TextField{"imports", "one a line", &textOf<&TaskFacts::imports>},
    TextField{"input", "of an induction task all, one a line", &textOf<&TaskFacts::input>},
    TextField{"output", "of an induction task all, one a line", &textOf<&TaskFacts::output>},
    TextField{"type", "of the output, as Python names it", &textOf<&TaskFacts::type>},
    TextField{"message", "of an induction task", &textOf<&TaskFacts::message>},
    TextField{"kind", "deduction, abduction, induction or error", &textOf<&TaskFacts::kind>, kKindNames},
    TextField{"origin", "model, user, imported or identity", &textOf<&TaskFacts::origin>, kOriginNames}};

void addLine(std::string& lines, const std::string& line) {
    if (!lines.empty()) lines += '\n';
    lines += line;
}

bool isNameByte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Names as they are, numbers as 0, texts as "", everything else a character each; blanks are left out.
std::vector<std::string> tokensOf(std::string_view program) {
    std::vector<std::string> found;
    for (std::size_t at = 0; at < program.size();) {
        const char c = program[at];
        const std::size_t begin = at;
        if (c == '"' || c == '\'') {
            for (++at; at < program.size() && program[at] != c && program[at] != '\n';)
                at += program[at] == '\\' ? std::size_t{2} : std::size_t{1};
            at = std::min(at + 1, program.size());
            found.emplace_back("\"\"");
        } else if (isNameByte(c)) {
            while (at < program.size() && isNameByte(program[at])) ++at;
            const bool digits = std::isdigit(static_cast<unsigned char>(c)) != 0;
            found.push_back(digits ? "0" : std::string(program.substr(begin, at - begin)));
        } else {
            ++at;
            if (std::isspace(static_cast<unsigned char>(c)) == 0) found.emplace_back(1, c);
        }
    }
    return found;
}

/// How often each run of three tokens occurs; a shorter program is one run.
std::map<std::string, int> runsOf(std::string_view program) {
    constexpr std::size_t kLength = 3;
    const auto all = tokensOf(program);
    std::map<std::string, int> runs;
    for (std::size_t i = 0; i + std::min(kLength, all.size()) <= all.size() && i < all.size(); ++i) {
        std::string run;
        for (std::size_t k = i; k < std::min(i + kLength, all.size()); ++k) run += all[k] + '\x1f';
        ++runs[run];
    }
    return runs;
}

}  // namespace

double knownSolveRate(double learnability) {
    return learnability < 0 ? std::numeric_limits<double>::quiet_NaN() : learnability;
}

TaskFacts factsOf(const Task& task) {
    TaskFacts facts;
    facts.kind = name(task.kind);
    facts.origin = kOriginNames[static_cast<std::size_t>(task.origin)];
    facts.program = task.program;
    for (const std::string& line : task.imports) addLine(facts.imports, line);
    facts.input = task.input;
    facts.output = task.output;
    for (const Pair& pair : task.pairs) {
        addLine(facts.input, pair.input);
        addLine(facts.output, pair.output);
    }
    facts.type = task.outputType;
    facts.message = task.message;
    facts.step = task.step;
    facts.solveRate = knownSolveRate(task.learnability);
    const Measures& m = task.measures;
    facts.complexity = m.complexity;
    facts.halstead = m.halstead;
    facts.cyclomatic = task.measured.cyclomatic;
    facts.effort = task.measured.halsteadEffort;
    facts.volume = task.measured.halsteadVolume;
    facts.distance = m.distance;
    facts.similarity = m.similarity;
    facts.diversity = m.diversity;
    facts.inputDiversity = m.inputDiversity;
    facts.nodes = m.nodes;
    facts.lines = m.lines;
    facts.signatureCount = m.signatureCount;
    facts.pairs = static_cast<double>(task.pairs.size());
    facts.nearDuplicate = m.nearDuplicate ? 1 : 0;
    facts.coinFlip = m.coinFlip ? 1 : 0;
    facts.degenerate = m.degenerate ? 1 : 0;
    return facts;
}

std::span<const NumberField> numberFields() {
    return kNumbers;
}

std::span<const TextField> textFields() {
    return kTexts;
}

double alikeness(std::string_view one, std::string_view other) {
    const auto left = runsOf(one), right = runsOf(other);
    std::int64_t common = 0, all = 0;
    for (const auto& [run, count] : left) {
        const auto found = right.find(run);
        const int there = found == right.end() ? 0 : found->second;
        common += std::min(count, there);
        all += std::max(count, there);
    }
    for (const auto& [run, count] : right)
        if (!left.contains(run)) all += count;
    return all == 0 ? 1.0 : static_cast<double>(common) / static_cast<double>(all);
}

}  // namespace azr::selfplay
