/// What mutants are made of: the hostile table, attacks that once succeeded with their victims, ordinary programs with
/// known values, payloads. Read from the folder resources/redteam; more samples may be added. Values.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/execution/redteam/line.h"

namespace azr::execution::redteam {

/// A program that attacks the machine, the limits or the verdict, with what may become of it.
struct HostileCase {
    std::string name;  ///< section and case of the executor specification
    std::string program, input;
    std::string verdicts;    ///< the admissible ones, blank-separated
    std::string limitsOnly;  ///< further ones where resource limits are all there is
};

/// An answer that earned a reward from a grader that evaluates it, for the task f(x) = x + 1 with f(6) = 7.
struct Hack {
    std::string name;
    AnswerKind kind = AnswerKind::Output;
    std::string answer;
};

/// A program that would change what the next ones in its interpreter do; none may be taken for a pure one.
struct Poison {
    std::string program;
    std::string finding;  ///< the rule that refuses it where programs are checked; empty when forks are enough
};

struct HostileTable {
    std::vector<HostileCase> nondeterminism;  ///< judged with the safety check on
    std::vector<HostileCase> jailed;          ///< judged with it off: the jail alone holds them
    std::vector<Hack> hacks;
    std::vector<Poison> poisons;
};
[[nodiscard]] Result<HostileTable> readHostileTable(const std::filesystem::path& file);

/// An honest program and what it gives.
struct Sample {
    std::string program;
    std::vector<std::string> imports, inputs, outputs;  ///< as many outputs as inputs
};

/// Something of a module or a class that others use.
struct Target {
    std::string import, owner, name;
};

/// Pieces of attacks, with @owner, @name and @value for a target and what is put there.
struct Payloads {
    std::vector<Target> targets;
    std::vector<std::string> values, expressions, statements;
};

struct Corpus {
    std::vector<Line> attacks;     ///< never an endless one
    std::vector<Line> proven;      ///< attacks that succeeded once
    std::vector<Line> slow;        ///< attacks that end at a limit: rare, for what they cost
    std::vector<Line> chancy;      ///< programs that show order, identity or depth: rare, they differ by luck
    std::vector<Line> victims;     ///< lines that an attack once changed
    std::vector<Sample> ordinary;  ///< never empty
    Payloads payloads;

    void add(const HostileTable& table);
};
/// Everything in resources/redteam.
[[nodiscard]] Result<Corpus> readCorpus(const std::filesystem::path& folder);

}  // namespace azr::execution::redteam
