#include "core/evaluation/judging/check_program.h"

#include <utility>

#include "core/execution/values/literal.h"
#include "core/execution/values/number_text.h"
#include "core/execution/values/value.h"

namespace azr::evaluation {
namespace {

using execution::Value;
using execution::ValueKind;

constexpr std::size_t kLargestReport = std::size_t{16} << 20;

/// `_azr_entry`, the name of the checked function, stands before it. At the end is `f`, which the executor calls.
constexpr std::string_view kHarness = R"(
import copy as _azr_copy
import random as _azr_random
_azr_space = globals()
_azr_reference = _azr_space.get(_azr_entry)
_azr_errors = {name: one for name, one in __builtins__.items() if isinstance(one, type) and issubclass(one, Exception)}


class _azr_Unknown(BaseException):
    pass


def _azr_same(one, other):
    return one == other or repr(one) == repr(other)


def _azr_main(record, answers):
    calls, asks, inside = [], [], [False]

    def candidate(*args, **keywords):
        if inside[0]:
            return _azr_reference(*args, **keywords)
        place = len(calls)
        calls.append(_azr_copy.deepcopy((args, keywords)))
        if record:
            inside[0] = True
            try:
                return _azr_reference(*args, **keywords)
            finally:
                inside[0] = False
        if asks or place >= len(answers) or not _azr_same(answers[place][:2], (args, keywords)):
            if not asks:
                asks.append((place, calls[-1]))
            raise _azr_Unknown
        returned, value = answers[place][2:]
        if not returned:
            raise _azr_errors.get(value, Exception)(value)
        return value

    _azr_space[_azr_entry] = candidate
    _azr_random.seed(0)
    try:
        check(candidate)
        end = ('passed', '', '')
    except BaseException as error:
        end = ('failed', type(error).__name__, str(error)[:300])
    if asks:
        end, calls = ('asks', '', str(asks[0][0])), [asks[0][1]]
    return end + (calls if record or asks else [],)


f = _azr_main
)";

/// (args, keywords) as the text between a call's parentheses.
std::string argumentsOf(const Value& call) {
    std::string text;
    const auto comma = [&] { return text.empty() ? "" : ", "; };
    for (const Value& argument : call.items[0].items) text += comma() + execution::repr(argument);
    const std::vector<Value>& keywords = call.items[1].items;
    for (std::size_t i = 0; i + 1 < keywords.size(); i += 2)
        text += comma() + keywords[i].text + "=" + execution::repr(keywords[i + 1]);
    return text;
}

bool isCall(const Value& value) {
    return value.kind == ValueKind::Tuple && value.items.size() == 2 && value.items[0].kind == ValueKind::Tuple &&
           value.items[1].kind == ValueKind::Dict;
}

/// Back again: "(args,), {keywords}"
std::string callTuple(const std::string& arguments) {
    const auto call = execution::parseArguments(arguments);
    if (!call) return "(), {}";
    Value args = Value::container(ValueKind::Tuple, call->positional);
    Value keywords = Value::container(ValueKind::Dict);
    for (const auto& [name, value] : call->keywords) {
        keywords.items.push_back(Value::string(name));
        keywords.items.push_back(value);
    }
    return execution::repr(args) + ", " + execution::repr(keywords);
}

}  // namespace

std::string checkProgram(const Problem& problem) {
    return "from collections import Counter, OrderedDict, defaultdict, deque\n" + problem.canonical + "\n\n" +
           problem.check + "\n\n_azr_entry = " + execution::stringRepr(problem.entry) + std::string(kHarness);
}

std::string recordCall() {
    return "True, []";
}

std::string replayCall(const std::vector<std::string>& calls, const std::vector<Returned>& returned) {
    std::string text = "False, [";
    for (std::size_t i = 0; i < calls.size() && i < returned.size(); ++i) {
        const bool fine = returned[i].verdict == execution::Verdict::Ok;
        text += "(" + callTuple(calls[i]) + (fine ? ", True, " : ", False, ");
        text += (fine ? returned[i].value : execution::stringRepr(returned[i].reason)) + "), ";
    }
    return text + "]";
}

Result<CheckReport> readCheckReport(const std::string& text) {
    const auto value = execution::parseLiteral(text, kLargestReport);
    const auto wrong = [] {
        return fail(ErrorCode::Parse, "the check's program returned something else than its report");
    };
    if (!value || value->kind != ValueKind::Tuple || value->items.size() != 4) return wrong();
    CheckReport report;
    const std::string& end = value->items[0].text;
    report.end = end == "passed" ? CheckReport::End::Passed
                 : end == "asks" ? CheckReport::End::Asks
                                 : CheckReport::End::Failed;
    report.reason = value->items[1].text;
    report.detail = value->items[2].text;
    for (const Value& call : value->items[3].items) {
        if (!isCall(call)) return wrong();
        report.calls.push_back(argumentsOf(call));
    }
    return report;
}

}  // namespace azr::evaluation
