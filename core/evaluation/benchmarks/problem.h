/// The items of published suites, whatever file they came from: what a model is asked, and how its answer is judged.
/// Values; the adapters beside this file make them, `judging` judges by them. See README.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/selfplay/task.h"

namespace azr::evaluation {

/// How an answer is judged.
enum class Judging : std::uint8_t {
    Task,    ///< as a solver's answer to a task of self-play
    Calls,   ///< a program: its values on given inputs against those of the canonical solution
    Check,   ///< a program: a check function that asserts what it returns
    Number,  ///< a number or short expression at the end of a text
};

/// Where equality with the canonical solution's value is not what a suite asks for (evalplus, its special oracles).
enum class Oracle : std::uint8_t {
    Equal,
    SameSet,        ///< the same elements, in any order
    NotNone,        ///< whether anything was found at all
    Anything,       ///< the statement leaves open what is right
    EqualOrZero,    ///< two readings of the statement
    Root,           ///< a root of the polynomial whose coefficients are the input
    Pyramid,        ///< equal, or the other reading of a pyramid's height
    DigitDistance,  ///< equal, or digit by digit
};

struct Problem {
    std::string id;          ///< as the file has it, or its line
    std::string kind;        ///< what is asked, as it is counted: "input", "output", "code", "number", …
    std::string difficulty;  ///< as the file has it; empty: it says nothing
    Judging judging = Judging::Task;

    selfplay::Task task;  ///< Judging::Task

    std::string prompt;     ///< of programs: how the program begins; of numbers: the question
    std::string entry;      ///< the function that is called
    std::string canonical;  ///< the whole program of the suite's authors; may be empty where the check needs none
    std::vector<std::string> inputs = {};  ///< Calls: arguments as texts, those of the base suite first
    double tolerance = 0;
    Oracle oracle = Oracle::Equal;
    std::string check;   ///< Check: source that defines check(candidate)
    std::string answer;  ///< Number
};

/// The program that stands in a problem, for looking for it among tasks; empty where there is none.
[[nodiscard]] const std::string& programOf(const Problem& problem);

struct Benchmark {
    std::string name;
    std::string hash;  ///< SHA-256 over the problems: equal wherever the same is asked
    std::vector<Problem> problems;
};

/// Fills Benchmark::hash.
void seal(Benchmark& benchmark);

}  // namespace azr::evaluation
