#include "app/bench/executor_mix.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <thread>

#include "core/base/elapsed.h"
#include "core/base/json.h"

extern char** environ;

namespace azr::app {
namespace {

using namespace execution;
/// Of a process as /proc/PID/stat tells it: its parent, and the time that it and those whom it waited for have used.
struct Used {
    int parent = 0;
    double seconds = 0;
};

Used usedBy(const std::filesystem::path& process) {
    std::ifstream file(process / "stat");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::istringstream fields(text.substr(std::min(text.size(), text.rfind(')') + 1)));  // a name may hold anything
    std::string word;
    Used used;
    std::int64_t ticks = 0;
    for (int field = 3; fields >> word && field <= 17; ++field) {
        if (field == 4) used.parent = std::atoi(word.c_str());
        if (field >= 14) ticks += std::atoll(word.c_str());  // utime, stime, cutime, cstime
    }
    used.seconds = static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
    return used;
}

/// Processor time of this process, of those under it, and of those that these have waited for. What a sandbox's own
/// first process has waited for would be lost with it: the kernel kills it with its namespace.
double processorSeconds() {
    double sum = 0;
    for (const auto who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage used{};
        getrusage(who, &used);
        for (const timeval& time : {used.ru_utime, used.ru_stime})
            sum += static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    }
    std::map<int, Used> all;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", code))
        if (const int process = std::atoi(entry.path().filename().c_str()); process > 0)
            all.emplace(process, usedBy(entry.path()));
    for (const auto& [process, used] : all) {
        int ancestor = used.parent;
        while (ancestor > 1 && ancestor != getpid() && all.contains(ancestor)) ancestor = all[ancestor].parent;
        if (ancestor == getpid()) sum += used.seconds;
    }
    return sum;
}

/// What proposals look like, in short; one in sixteen needs a fork.
struct Proposal {
    const char* program;
    const char* input;  ///< a literal, also as an answer
};

constexpr Proposal kMix[] = {
    {"def f(xs):\n    return sum(x * {} for x in xs if x % 2)", "[1, 2, 3, {}]"},
    {"def f(s):\n    out = ''\n    for c in s:\n        out = c.upper() + out\n    return out + '{}'", "'hello {}'"},
    {"def f(s):\n    counts = {'n': {}}\n    for c in s:\n        counts[c] = counts.get(c, 0) + 1\n    return counts",
     "'mississippi{}'"},
    {"def f(n):\n    total = {}\n    for i in range(n):\n        for j in range(i):\n            total += i * j\n    "
     "return "
     "total",
     "<>"},
    {"import math\ndef f(a, b):\n    return math.gcd(a, b) + math.isqrt(a) + {}", "{}, 84"},
    {"def f(words):\n    return sorted(words, key=lambda w: (len(w), w)) + ['{}']", "['pear', 'fig', 'apple', 'w{}']"},
    {"def f(n):\n    if n < 2:\n        return n + {}\n    return f(n - 1) + f(n - 2)", "<>"},
    {"def f(text):\n    return ' '.join(w[::-1] for w in text.split()) + ' {}'", "'the quick brown fox {}'"},
    {"def f(xs, k):\n    left, best = 0, {}\n    for right in range(len(xs)):\n        while xs[right] - xs[left] > "
     "k:\n"
     "            left += 1\n        best = max(best, right - left + 1)\n    return best",
     "[1, 2, 4, 7, 8, {}], 3"},
    {"from collections import Counter\ndef f(s):\n    return Counter(s).most_common(2) + [{}]", "'abracadabra{}'"},
    {"def f(m):\n    return [list(row) for row in zip(*m)] + [[{}]]", "[[1, 2], [3, 4], [5, {}]]"},
    {"def f(n):\n    seen = []\n    while n != 1 and n not in seen:\n        seen.append(n)\n        n = n // 2 if n % "
     "2 == "
     "0 else 3 * n + 1\n    return (len(seen), {})",
     "<>"},
    {"def f(d):\n    def deep(x, p):\n        if isinstance(x, dict):\n            return [y for k in x for y in "
     "deep(x[k], "
     "p + [k])]\n        return [(p, x)]\n    return deep(d, [{}])",
     "{'a': {'b': 1, 'c': {}}, 'd': 2}"},
    {"import re\ndef f(s):\n    return [int(x) + {} for x in re.findall(r'\\d+', s)]", "'a1b22c333d{}'"},
    {"def f(xs):\n    out = []\n    for x in xs:\n        if out and out[-1][0] == x:\n            out[-1][1] += 1\n   "
     "     "
     "else:\n            out.append([x, 1])\n    return out + [[{}, 0]]",
     "[1, 1, 2, 2, 2, {}]"},
    {"class Stack:\n    def __init__(self):\n        self.items = [{}]\n    def push(self, x):\n        "
     "self.items.append(x)\n"
     "def f(xs):\n    s = Stack()\n    for x in xs:\n        s.push(x)\n    return s.items[::-1]",
     "[1, 2, {}]"},
};
constexpr int kAnswers = 8;

struct Task {
    std::int64_t number = 0;
    std::future<ValidateOutcome> validation;
    std::future<std::vector<GradeOutcome>> grades;
};

const Proposal& proposalOf(std::int64_t number) {
    return kMix[static_cast<std::size_t>(number) % std::size(kMix)];
}

// Half deduction and half abduction, over all the programs in turn.
bool isDeduction(std::int64_t number) {
    return number / static_cast<std::int64_t>(std::size(kMix)) % 2 == 0;
}

GradeRequest answersTo(const Task& task, const ValidateOutcome& outcome) {
    const Proposal& proposal = proposalOf(task.number);
    const bool deduction = isDeduction(task.number);
    GradeRequest request;
    request.program = withNumber(proposal.program, task.number);
    request.gold = outcome.runs.front().value;
    request.kind = deduction ? AnswerKind::Output : AnswerKind::Input;
    for (int i = 0; i < kAnswers; ++i)
        request.answers.push_back(deduction ? (i % 2 == 0 ? request.gold : "[" + std::to_string(i) + "]")
                                            : withNumber(proposal.input, task.number + i));
    return request;
}

constexpr const char* kReference = R"py(
import json, sys, time
try:
    from pebble import ProcessPool
except ImportError:
    sys.exit(3)


def execute(snippet):
    body, expression = snippet.rsplit('\n', 1)
    names = {}
    try:
        exec(body, names)
        return str(eval(expression, names)), 'Done'
    except Exception as error:
        return '', 'Error: %s' % error


def main(path, workers, seconds):
    tasks = [json.loads(line) for line in open(path)]
    verdicts = failures = 0
    with ProcessPool(max_workers=workers) as pool:
        def apply(snippet):
            return list(pool.map(execute, [snippet], timeout=10).result())[0]

        apply('\n1')
        begin = time.perf_counter()
        for task in tasks:
            if time.perf_counter() - begin > seconds:
                break
            call = '%s\nrepr(f(%s))' % (task['program'], task['input'])
            (gold, status), again = apply(call), apply(call)
            verdicts += 2
            failures += status != 'Done' or again[0] != gold
            for answer in task['answers']:
                if task['kind'] != 'deduction':
                    apply('%s\n%s == f(%s)' % (task['program'], gold, answer))
                    continue
                answer = gold if answer is None else answer
                try:
                    if eval(gold) == eval(answer):
                        continue
                except Exception:
                    pass
                apply('%s\neval(%r) == eval(%r)' % (task['program'], gold, answer))
            verdicts += len(task['answers'])
        print(verdicts, failures, time.perf_counter() - begin)


main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
)py";

/// More tasks than the reference's way gets through.
void writeTasks(const std::filesystem::path& file, double seconds) {
    std::ofstream out(file);
    for (std::int64_t number = 1; number <= static_cast<std::int64_t>(2000 * seconds) + 1000; ++number) {
        Json answers = Json::array();
        for (int i = 0; i < kAnswers; ++i)
            answers.push_back(isDeduction(number) ? (i % 2 == 0 ? Json() : Json("[" + std::to_string(i) + "]"))
                                                  : Json(withNumber(proposalOf(number).input, number + i)));
        out << dumpLine({{"program", withNumber(proposalOf(number).program, number)},
                         {"input", withNumber(proposalOf(number).input, number)},
                         {"kind", isDeduction(number) ? "deduction" : "abduction"},
                         {"answers", std::move(answers)}})
            << '\n';
    }
}

/// The exit status of a command that writes to `output`; killed when `control` stops.
Result<int> runCommand(std::vector<std::string> command, const std::string& output, Control& control) {
    std::vector<char*> arguments;
    for (std::string& one : command) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t process = 0;
    const int failed = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed) return fail(ErrorCode::Io, "cannot start " + command.front(), "reference");
    int status = 0;
    while (waitpid(process, &status, WNOHANG) == 0) {
        const Status going = control.checkpoint();
        if (!going) kill(process, SIGKILL);
        if (!going) waitpid(process, &status, 0);
        AZR_CHECK(going);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

std::string withNumber(std::string text, std::int64_t number) {
    for (std::size_t at = text.find("{}"); at != std::string::npos; at = text.find("{}"))
        text.replace(at, 2, std::to_string(number));
    if (const std::size_t at = text.find("<>"); at != std::string::npos)
        text.replace(at, 2, std::to_string(number % 8 + 3));
    return text;
}

Result<MixFigures> runMix(int lanes, double seconds, Control& control) {
    const double processorBefore = processorSeconds();
    ExecutorOptions asked;
    asked.lanes = lanes;
    AZR_TRY(auto executor, openExecutor(asked));
    constexpr std::size_t kAhead = 64;
    MixFigures figures;
    figures.python = executor->report().python;
    std::deque<Task> validating, grading;
    std::int64_t number = 0;
    const auto begin = SteadyClock::now();
    while (secondsSince(begin) < seconds || !validating.empty() || !grading.empty()) {
        AZR_CHECK(control.checkpoint());
        while (secondsSince(begin) < seconds && validating.size() < kAhead) {
            ++number;
            ValidateRequest request;
            request.program = withNumber(proposalOf(number).program, number);
            request.inputs = {withNumber(proposalOf(number).input, number)};
            validating.push_back({number, executor->validate(std::move(request), Lane::Loop), {}});
        }
        if (!validating.empty()) {
            const ValidateOutcome outcome = validating.front().validation.get();
            figures.verdicts += 2;
            if (outcome.verdict == Verdict::Ok) {
                validating.front().grades = executor->grade(answersTo(validating.front(), outcome), Lane::Loop);
                grading.push_back(std::move(validating.front()));
            } else {
                ++figures.failures;
            }
            validating.pop_front();
        }
        while (!grading.empty() && (grading.size() >= kAhead || validating.empty())) {
            figures.verdicts += static_cast<std::int64_t>(grading.front().grades.get().size());
            grading.pop_front();
        }
    }
    figures.seconds = secondsSince(begin);
    figures.stats = executor->stats();
    figures.processorSeconds = processorSeconds() - processorBefore;
    return figures;
}

Result<MixFigures> runReferenceMix(const std::string& python, int workers, double seconds, Control& control) {
    const double processorBefore = processorSeconds();
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error) / ("azr-reference-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder, error);
    std::ofstream(folder / "reference.py") << kReference;
    writeTasks(folder / "tasks.jsonl", seconds);
    const auto ended = runCommand(
        {python, folder / "reference.py", folder / "tasks.jsonl", std::to_string(workers), std::to_string(seconds)},
        folder / "figures", control);
    MixFigures figures;
    figures.python = python;
    std::ifstream(folder / "figures") >> figures.verdicts >> figures.failures >> figures.seconds;
    std::filesystem::remove_all(folder, error);
    AZR_TRY(const int status, ended);
    if (status == 3) return fail(ErrorCode::NotFound, "this Python has no pebble", python, "pip install pebble");
    if (status != 0 || figures.verdicts == 0) return fail(ErrorCode::Io, "the reference's way failed", python);
    figures.processorSeconds = processorSeconds() - processorBefore;
    return figures;
}

}  // namespace azr::app
