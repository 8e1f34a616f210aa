#include "core/selfplay/rules/task_facts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <limits>
#include <map>
#include <vector>

#include "core/selfplay/rewards/reward.h"

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
    NumberField{"solve_rate", "share of the rollouts that solved it; not known without rollouts", "0 to 1",
                "solve_rate > 0.9", &numberOf<&TaskFacts::solveRate>},
    NumberField{"learnability", "what equation 4 gives for the solve rate: 0 where it was never or always solved",
                "0 to 1", "learnability < 0.2", &numberOf<&TaskFacts::learnability>},
    NumberField{"step", "the step in which it was made; 0 is seeding", "whole numbers", "step in 10..20",
                &numberOf<&TaskFacts::step>},
    NumberField{"complexity", "cognitive complexity of the program", "from 0", "complexity >= 8",
                &numberOf<&TaskFacts::complexity>},
    NumberField{"lines", "lines of the program that are not blank", "from 1", "lines <= 3",
                &numberOf<&TaskFacts::lines>},
    NumberField{"near_duplicate", "1: a near-duplicate of a recent task", "0 or 1", "near_duplicate = 1",
                &numberOf<&TaskFacts::nearDuplicate>},
    NumberField{"coin_flip", "1: its outputs can be guessed", "0 or 1", "coin_flip = 1",
                &numberOf<&TaskFacts::coinFlip>},
    NumberField{"number", "number of the task in its run, as the table shows it", "whole numbers", "number != 123",
                &numberOf<&TaskFacts::number>},
    NumberField{"nodes", "nodes of the program's syntax tree", "from 1", "nodes > 60", &numberOf<&TaskFacts::nodes>},
    NumberField{"halstead", "Halstead's measures and cyclomatic complexity as one share", "0 to 1", "halstead < 0.1",
                &numberOf<&TaskFacts::halstead>},
    NumberField{"cyclomatic", "cyclomatic complexity of the most complex function", "from 1", "cyclomatic >= 4",
                &numberOf<&TaskFacts::cyclomatic>},
    NumberField{"effort", "Halstead's effort", "from 0", "effort > 5000", &numberOf<&TaskFacts::effort>},
    NumberField{"volume", "Halstead's volume", "from 0", "volume > 200", &numberOf<&TaskFacts::volume>},
    NumberField{"distance", "how far its syntax tree is from those of its references", "0 to 1", "distance < 0.1",
                &numberOf<&TaskFacts::distance>},
    NumberField{"similarity", "how similar its code is to that of its references", "0 to 1", "similarity > 0.9",
                &numberOf<&TaskFacts::similarity>},
    NumberField{"diversity", "1 - the share of its output among those of the buffer", "0 to 1", "diversity < 0.05",
                &numberOf<&TaskFacts::diversity>},
    NumberField{"input_diversity", "1 - the share of its input among those of the buffer", "0 to 1",
                "input_diversity < 0.05", &numberOf<&TaskFacts::inputDiversity>},
    NumberField{"signature_count", "recent tasks with the same operators and types", "whole numbers",
                "signature_count > 20", &numberOf<&TaskFacts::signatureCount>},
    NumberField{"pairs", "inputs and outputs of an induction task", "whole numbers", "pairs < 6",
                &numberOf<&TaskFacts::pairs>},
    NumberField{"degenerate", "1: a composite that does what a given function does", "0 or 1", "degenerate = 1",
                &numberOf<&TaskFacts::degenerate>},
    NumberField{"program_size", "bytes of the program", "whole numbers", "program_size <= 200",
                &bytesOf<&TaskFacts::program>},
    NumberField{"input_size", "bytes of the input", "whole numbers", "input_size > 400", &bytesOf<&TaskFacts::input>},
    NumberField{"output_size", "bytes of the output", "whole numbers", "output_size > 400",
                &bytesOf<&TaskFacts::output>}};

constexpr auto kKindNames = [] {
    std::array<std::string_view, kKindCount> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = name(static_cast<TaskKind>(i));
    return names;
}();

constexpr std::array kTexts = {
    TextField{"program", "text of the program", "program ~ \"lambda\"", &textOf<&TaskFacts::program>},
    TextField{"imports", "its imports, one a line", "imports ~ \"collections\"", &textOf<&TaskFacts::imports>},
    TextField{"input", "its input; of an induction task all, one a line", "input ~ \"^\\[\\]\"",
              &textOf<&TaskFacts::input>},
    TextField{"output", "its output; of an induction task all, one a line", "output = \"None\"",
              &textOf<&TaskFacts::output>},
    TextField{"type", "type of the output, as Python names it", "type = list", &textOf<&TaskFacts::type>},
    TextField{"message", "message of an induction task", "message ~ \"sort\"", &textOf<&TaskFacts::message>},
    TextField{"kind", "kind of the task", "kind = induction", &textOf<&TaskFacts::kind>, kKindNames},
    TextField{"origin", "where it comes from", "origin = user", &textOf<&TaskFacts::origin>, kOriginNames}};

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

TaskFacts factsOf(const Task& task, const config::RewardConfig& config) {
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
    facts.number = numberInRun(task.id);
    facts.step = task.step;
    facts.solveRate = knownSolveRate(task.learnability);
    facts.learnability = task.learnability < 0 ? facts.solveRate : learnabilityReward(task.learnability, config);
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
