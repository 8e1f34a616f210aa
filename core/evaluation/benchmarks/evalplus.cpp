// HumanEval+ and MBPP+ in the layout of evalplus (version 0.3): arguments, and a canonical solution that says what is
// right. JSON has neither tuples nor sets nor complex numbers: which arguments of which MBPP items are some is a table
// of the library (evalplus/data/mbpp.py, mbpp_deserialize_inputs), as are the oracles of items for which another value
// than the solution's is right as well (evalplus/eval).
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <map>
#include <utility>

#include "core/evaluation/benchmarks/layouts_p.h"
#include "core/execution/values/value.h"

namespace azr::evaluation {
namespace {

using execution::Value;
using execution::ValueKind;

/// Which parts of the arguments are tuples, and what else is none of JSON's.
enum class Shape {
    AsWritten,
    Each,           ///< every argument
    EachItem,       ///< every item of every argument
    EachAndItem,    ///< both
    FirstsItems,    ///< every item of the first argument
    First,          ///< the first argument
    Second,         ///< the second
    FirstAndItems,  ///< the first argument, and its items that are lists
    DictValues,     ///< the values of the first argument
    Whole,          ///< whatever is a list
    Sets,           ///< the items of the first argument are sets, empty ones dicts
    Complex,        ///< the first argument is a complex number
    FloatComplex,   ///< a float and a complex number
};

const std::map<int, Shape>& shapes() {
    static const std::map<int, Shape> kShapes = [] {
        std::map<int, Shape> table = {{106, Shape::Second},       {750, Shape::Second},    {115, Shape::Sets},
                                      {124, Shape::FloatComplex}, {252, Shape::Complex},   {278, Shape::FirstAndItems},
                                      {307, Shape::First},        {722, Shape::DictValues}};
        for (const int id : {2,   116, 132, 143, 222, 261, 273, 394, 399, 421, 424,
                             429, 470, 560, 579, 596, 616, 630, 726, 740, 744, 809})
            table[id] = Shape::Each;
        for (const int id : {63, 64, 70, 94, 120, 237, 272, 299, 400, 409, 417, 438, 473, 614, 780})
            table[id] = Shape::EachItem;
        for (const int id : {75, 413, 444, 753}) table[id] = Shape::FirstsItems;
        for (const int id : {250, 405, 446, 617, 720, 763, 808}) table[id] = Shape::First;
        for (const int id : {259, 401, 445}) table[id] = Shape::EachAndItem;
        for (const int id : {580, 615, 791}) table[id] = Shape::Whole;
        return table;
    }();
    return kShapes;
}

const std::map<std::string, Oracle>& mbppOracles() {
    static const std::map<std::string, Oracle> kOracles = {
        {"check_str", Oracle::NotNone},
        {"text_match_three", Oracle::NotNone},
        {"text_starta_endb", Oracle::NotNone},
        {"similar_elements", Oracle::SameSet},
        {"find_char_long", Oracle::SameSet},
        {"common_in_nested_lists", Oracle::SameSet},
        {"extract_singly", Oracle::SameSet},
        {"larg_nnum", Oracle::SameSet},
        {"intersection_array", Oracle::SameSet},
        {"find_dissimilar", Oracle::SameSet},
        {"Diff", Oracle::SameSet},
        {"are_equivalent", Oracle::Anything},
        {"sum_div", Oracle::EqualOrZero},
        {"surface_Area", Oracle::Pyramid},
        {"digit_distance_nums", Oracle::DigitDistance},
    };
    return kOracles;
}

bool isList(const Value& value) {
    return value.kind == ValueKind::List;
}

void makeTuple(Value& value) {
    if (isList(value)) value.kind = ValueKind::Tuple;
}

void makeItemsTuples(Value& value) {
    if (isList(value)) std::ranges::for_each(value.items, makeTuple);
}

void makeAllTuples(Value& value) {
    makeTuple(value);
    std::ranges::for_each(value.items, makeAllTuples);
}

/// "(1+2j)", "3j" or a number, as Python's complex() reads it.
bool makeComplex(Value& value) {
    if (value.kind == ValueKind::Int || value.kind == ValueKind::Float) {
        value =
            Value::complex(value.kind == ValueKind::Float ? value.real : std::strtod(value.text.c_str(), nullptr), 0);
        return true;
    }
    if (value.kind != ValueKind::Str) return false;
    std::string text = value.text;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') text = text.substr(1, text.size() - 2);
    const bool imaginary = !text.empty() && text.back() == 'j';
    if (imaginary) text.pop_back();
    char* end = nullptr;
    const double first = std::strtod(text.c_str(), &end);
    if (end == text.c_str()) return false;
    if (*end == '\0') {
        value = imaginary ? Value::complex(0, first) : Value::complex(first, 0);
        return true;
    }
    const char* const second = end;
    const double rest = std::strtod(second, &end);
    if (!imaginary || end == second || *end != '\0') return false;
    value = Value::complex(first, rest);
    return true;
}

bool makeFloat(Value& value) {
    if (value.kind == ValueKind::Float) return true;
    if (value.kind != ValueKind::Int && value.kind != ValueKind::Str) return false;
    char* end = nullptr;
    const double number = std::strtod(value.text.c_str(), &end);
    if (value.text.empty() || *end != '\0') return false;
    value = Value::floating(number);
    return true;
}

void makeSet(Value& value) {
    if (!isList(value)) return;
    value.kind = value.items.empty() ? ValueKind::Dict : ValueKind::Set;
    execution::makeDistinct(value);
}

/// False where the arguments are none that the table speaks of.
bool reshape(std::vector<Value>& arguments, Shape shape) {
    const auto all = [&](const auto& change) {
        std::ranges::for_each(arguments, change);
        return true;
    };
    const std::size_t count = arguments.size();
    switch (shape) {
        case Shape::AsWritten: return true;
        case Shape::Each: return all(makeTuple);
        case Shape::EachItem: return all(makeItemsTuples);
        case Shape::EachAndItem: all(makeItemsTuples); return all(makeTuple);
        case Shape::FirstsItems: return count > 0 && (makeItemsTuples(arguments[0]), true);
        case Shape::First: return count > 0 && (makeTuple(arguments[0]), true);
        case Shape::Second: return count > 1 && (makeTuple(arguments[1]), true);
        case Shape::FirstAndItems: all(makeItemsTuples); return all(makeTuple);
        case Shape::DictValues:
            if (count == 0 || arguments[0].kind != ValueKind::Dict) return false;
            for (std::size_t i = 1; i < arguments[0].items.size(); i += 2) makeTuple(arguments[0].items[i]);
            return true;
        case Shape::Whole: return all(makeAllTuples);
        case Shape::Sets:
            if (count == 0 || !isList(arguments[0])) return false;
            std::ranges::for_each(arguments[0].items, makeSet);
            return true;
        case Shape::Complex: return count > 0 && makeComplex(arguments[0]);
        case Shape::FloatComplex: return count > 1 && makeFloat(arguments[0]) && makeComplex(arguments[1]);
    }
    return false;
}

/// A list of argument lists, each as the text between the parentheses of a call.
Status addInputs(const SuiteLine& line, std::string_view field, Shape shape, std::vector<std::string>& inputs) {
    const Value* const found = line.find(field);
    if (found == nullptr) return {};
    if (found->kind == ValueKind::Dict && found->items.empty()) return {};  // how some files write that there are none
    if (found->kind != ValueKind::List) return line.refuse(field, "is no list");
    for (std::size_t i = 0; i < found->items.size(); ++i) {
        if (found->items[i].kind != ValueKind::List)
            return line.refuse(field, "holds at place " + std::to_string(i + 1) + " no list of arguments");
        std::vector<Value> arguments = found->items[i].items;
        if (!reshape(arguments, shape))
            return line.refuse(field,
                               "holds at place " + std::to_string(i + 1) + " other arguments than this item has");
        std::string text;
        for (const Value& argument : arguments) text += (text.empty() ? "" : ", ") + execution::repr(argument);
        inputs.push_back(std::move(text));
    }
    return {};
}

}  // namespace

Status addEvalplus(const SuiteLine& line, SuiteView view, Problems& problems) {
    Problem problem;
    problem.judging = Judging::Calls;
    problem.kind = "code";
    AZR_TRY(problem.id, line.text("task_id"));
    AZR_TRY(problem.prompt, line.text("prompt"));
    AZR_TRY(problem.entry, line.text("entry_point"));
    AZR_TRY(const std::string solution, line.text("canonical_solution"));
    problem.canonical = problem.prompt + solution;
    AZR_TRY(problem.tolerance, line.number("atol", 0));
    Shape shape = Shape::AsWritten;
    if (constexpr std::string_view kMbpp = "Mbpp/"; problem.id.starts_with(kMbpp)) {
        int number = 0;
        std::from_chars(problem.id.data() + kMbpp.size(), problem.id.data() + problem.id.size(), number);
        if (const auto found = shapes().find(number); found != shapes().end()) shape = found->second;
        if (const auto found = mbppOracles().find(problem.entry); found != mbppOracles().end())
            problem.oracle = found->second;
    } else if (problem.entry == "find_zero") {
        problem.oracle = Oracle::Root;
    }
    AZR_CHECK(addInputs(line, "base_input", shape, problem.inputs));
    if (view != SuiteView::Base) AZR_CHECK(addInputs(line, "plus_input", shape, problem.inputs));
    if (problem.inputs.empty()) return line.refuse("base_input", "holds no arguments");
    problems.push_back(std::move(problem));
    return {};
}

}  // namespace azr::evaluation
