#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/selfplay/composite.h"
#include "core/selfplay/prompting/prompt_texts_p.h"

namespace azr::selfplay {
namespace {

constexpr std::string_view kProposeProgram =
    "Invent one new Python puzzle: a function `f` and one input for it. {goal}\n"
    "Rules:\n"
    "- The entry function is called `f`, takes at least one argument and returns a value.\n"
    "- It is deterministic: no randomness, no clock, no files, no network, no printing, no user input.\n"
    "- Only the standard library's pure modules may be imported, at the top of the program.\n"
    "- Everything it needs stands in the one program block.\n"
    "- The puzzle differs from the examples in what it computes, and takes some steps of reasoning to follow.\n"
    "Answer with two blocks, the input being what stands between the parentheses of f(...):\n"
    "```python\ndef f(...):\n    ...\n    return ...\n```\n"
    "```input\narg1, arg2\n```\n";

constexpr std::string_view kDeductionGoal =
    "Whoever solves it sees the program and the input and must work out the output.";
constexpr std::string_view kAbductionGoal =
    "Whoever solves it sees the program and the output and must find an input that gives it.";

constexpr std::string_view kProposeError =
    "Invent one new Python puzzle: a function `f` and one input for it. Whoever solves it sees the program and the "
    "input "
    "and must say which exception ends the call, or that none does.\n"
    "Rules:\n"
    "- The entry function is called `f` and takes at least one argument.\n"
    "- It may raise, assert, or run into an error on its own; what ends it must follow from program and input alone.\n"
    "- It is deterministic: no randomness, no clock, no files, no network, no user input, no endless recursion.\n"
    "- Only the standard library's pure modules may be imported, at the top of the program.\n"
    "- Everything it needs stands in the one program block.\n"
    "- The puzzle differs from the examples in what it computes, and the outcome cannot be told at a glance.\n"
    "Answer with two blocks, the input being what stands between the parentheses of f(...):\n"
    "```python\ndef f(...):\n    ...\n```\n"
    "```input\narg1, arg2\n```\n";

constexpr std::string_view kProposeInduction =
    "Below stands a Python function `f`. Write {inputs} different inputs for it, and a message that hints at what the "
    "function does without giving its code away. Whoever solves the puzzle sees the message and half of the "
    "input-output pairs and must write the function; the other half checks it.\n"
    "The inputs should show every behaviour of the function. Answer with {inputs} input blocks and one message block:\n"
    "```input\narg1, arg2\n```\n"
    "```message\na hint\n```\n";

constexpr std::string_view kSolveDeduction =
    "Work out what the Python function `f` returns for the given input. Answer with the value as a Python literal in "
    "an "
    "output block:\n```output\n...\n```\n";

constexpr std::string_view kSolveAbduction =
    "Find an input for which the Python function `f` returns the given output; any such input counts. Answer with what "
    "stands between the parentheses of f(...), as Python literals, in an input block:\n```input\narg1, arg2\n```\n";

constexpr std::string_view kSolveInduction =
    "Write the Python function `f` that a message hints at and that gives every output for its input. It is checked on "
    "further pairs that you do not see: find the rule, do not list the cases. Answer with one program block:\n"
    "```python\ndef f(...):\n    ...\n    return ...\n```\n";

constexpr std::string_view kSolveError =
    "Work out how the call of the Python function `f` with the given input ends: which exception it raises, if any. "
    "Answer with the name of the exception's type alone, or NoError, in an output block:\n```output\n...\n```\n";

constexpr std::string_view kDeductionExamples =
    "### Task 1\n```python\ndef f(x, n):\n    return x[n:] + x[:n]\n```\n```input\n[1, 2, 3], 1\n```\n"
    "<think>x[1:] is [2, 3] and x[:1] is [1]; joined they are [2, 3, 1].</think>\n"
    "```output\n[2, 3, 1]\n```\n\n"
    "### Task 2\n```python\ndef f(s):\n    return sum(1 for c in s if c in 'aeiou')\n```\n```input\n'banana'\n```\n"
    "<think>The vowels of banana are a, a, a: three.</think>\n"
    "```output\n3\n```\n\n";

constexpr std::string_view kAbductionExamples =
    "### Task 1\n```python\ndef f(x, n):\n    return x[n:] + x[:n]\n```\n```output\n[2, 3, 1]\n```\n"
    "<think>With n = 1 the first item goes to the end, so the list began as [1, 2, 3].</think>\n"
    "```input\n[1, 2, 3], 1\n```\n\n"
    "### Task 2\n```python\ndef f(s):\n    return len(s) * 2\n```\n```output\n6\n```\n"
    "<think>The length must be 3; any three characters will do.</think>\n"
    "```input\n'abc'\n```\n\n";

constexpr std::string_view kInductionExamples =
    "### Task 1\n```input\n[3, 1, 2]\n```\n```output\n[1, 2, 3]\n```\n```input\n[5, 4]\n```\n```output\n[4, 5]\n```\n"
    "```message\nputs things in order\n```\n"
    "<think>Every output holds the same numbers in rising order: it sorts.</think>\n"
    "```python\ndef f(x):\n    return sorted(x)\n```\n\n"
    "### Task 2\n```input\n2, 3\n```\n```output\n7\n```\n```input\n4, 1\n```\n```output\n5\n```\n"
    "```message\na product and a bit more\n```\n"
    "<think>2 x 3 + 1 = 7 and 4 x 1 + 1 = 5.</think>\n"
    "```python\ndef f(a, b):\n    return a * b + 1\n```\n\n";

constexpr std::string_view kErrorExamples =
    "### Task 1\n```python\ndef f(x, n):\n    return x[n] / len(x)\n```\n```input\n[1, 2, 3], 3\n```\n"
    "<think>x has the places 0 to 2, so x[3] is out of range.</think>\n"
    "```output\nIndexError\n```\n\n"
    "### Task 2\n```python\ndef f(s):\n    return int(s or '0') + 1\n```\n```input\n''\n```\n"
    "<think>The text is empty, so '0' is read and nothing goes wrong.</think>\n"
    "```output\nNoError\n```\n\n";

/// What proposers of one kind alone are told; kinds without a program of their own read `inputs`.
constexpr PerKind<std::string_view> kPropose = {kProposeProgram, kProposeProgram, kProposeInduction, kProposeError};
/// What a puzzle of kProposeProgram asks for.
constexpr PerKind<std::string_view> kGoals = {kDeductionGoal, kAbductionGoal, "", ""};
constexpr PerKind<std::string_view> kSolve = {kSolveDeduction, kSolveAbduction, kSolveInduction, kSolveError};
constexpr PerKind<std::string_view> kExamples = {kDeductionExamples, kAbductionExamples, kInductionExamples,
                                                 kErrorExamples};

/// A program with the inputs and the hint that an induction proposer is to write.
struct InputExample {
    std::string_view program;
    std::array<std::string_view, 10> inputs;
    std::string_view message;
};

constexpr std::array<InputExample, 2> kInputExamples = {{
    {"def f(x, n):\n    return x[n:] + x[:n]",
     {"[1, 2, 3], 1", "[4, 5], 0", "[], 2", "[7, 8, 9, 10], 3", "['a', 'b', 'c'], -1", "[5], 1", "[0, 1, 0, 2, 0], 2",
      "[3, 3, 4], 5", "['x', 'y'], 1", "[6, 5, 4, 3], -2"},
     "the front of the list moves to its end"},
    {"def f(s):\n    if len(s) > 4:\n        return s[:4] + '...'\n    return s.upper()",
     {"'banana'", "'fig'", "''", "'pear'", "'A long sentence'", "'mango'", "'x1'", "'  spaced  '", "'No'", "'12345'"},
     "long words are cut, short ones are shouted"},
}};

}  // namespace

std::string inputExamples(int inputs) {
    std::string text;
    for (std::size_t i = 0; i < kInputExamples.size(); ++i) {
        const InputExample& example = kInputExamples[i];
        text += fmt::format("### Task {}\n```python\n{}\n```\n", i + 1, example.program);
        const std::size_t shown = std::clamp<std::size_t>(static_cast<std::size_t>(inputs), 1, example.inputs.size());
        for (std::size_t k = 0; k < shown; ++k) text += fmt::format("```input\n{}\n```\n", example.inputs[k]);
        text += fmt::format("```message\n{}\n```\n\n", example.message);
    }
    return text;
}

std::string instructions(Stream stream, int inputs) {
    if (stream.role == Role::Solve) return std::string(kSolve[stream.kind]);
    return fmt::format(fmt::runtime(kPropose[stream.kind]), fmt::arg("inputs", inputs),
                       fmt::arg("goal", kGoals[stream.kind]));
}

std::string furtherRules(const execution::ProgramRules& rules) {
    std::string text;
    if (!rules.bannedWords.empty())
        text += fmt::format("- None of these may be used, in any form: {}.\n", fmt::join(rules.bannedWords, ", "));
    if (!rules.bannedKeywords.empty())
        text += fmt::format("- The program does without these keywords: {}.\n", fmt::join(rules.bannedKeywords, ", "));
    if (rules.stripGlobals)
        text += "- Every variable belongs to a function or class: any other code at the top level is removed.\n";
    return text;
}

std::string namesOfGiven(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += std::string(i == 0 ? "" : i + 1 == count ? " and " : ", ") + "`" + givenName(i) + "`";
    return text;
}

std::string compositeTask(std::size_t count) {
    const char* const these = count == 1 ? "a function that stands" : "functions that stand";
    return fmt::format(
        "One more rule, and the most important: this puzzle builds on {} before your program. Inside `f` you must call "
        "{}, and add steps of your own so that `f` is more than a call passed through. Study first what the given code "
        "does. Do not write it again in your answer: it is put before your program.\n",
        these, count == 1 ? namesOfGiven(1) : "each of " + namesOfGiven(count));
}

std::string_view workedExamples(TaskKind kind) {
    return kExamples[kind];
}

}  // namespace azr::selfplay
