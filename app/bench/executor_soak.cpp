#include "app/bench/executor_soak.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "app/bench/executor_mix.h"
#include "core/base/rng.h"

namespace azr::app {
namespace {

using execution::Verdict;

/// One of each kind of attack; {} becomes a number, so that no two are the same.
constexpr const char* kHostile[] = {
    "def f(x):\n    while {} >= 0: pass",
    "def f(x):\n    return [0] * 10 ** 10 + [{}]",
    "def f(x):\n    a = []\n    while 1: a.append('x' * 100000 + str({}))",
    "def f(x):\n    return f(x + {})",
    "import os\ndef f(x):\n    os._exit({} % 200)",
    "import os\ndef f(x):\n    os.closerange(0, 1024 + {})\n    while 1: pass",
    "import os\ndef f(x):\n    for fd in (31, 30, 3): os.write(fd, b'{}' * 200)\n    os._exit(0)",
    "import os\ndef f(x):\n    os.kill(-1, 9)\n    return os.getppid() * {}",
    "import os\ndef f(x):\n    while {} >= 0: os.fork()",
    "import threading as t\ndef f(x):\n    for _ in range({}): t.Thread(target=lambda: f(x)).start()\n    return 1 / 0",
    "def f(x):\n    return open('/tmp/azr_soak_{}', 'w').write('x')",
    "def f(x):\n    return 'a' * (50_000_000 + {})",
    "class L(list):\n    def __eq__(self, o): return {}\ndef f(x):\n    return L()",
    "import sys, gc\ndef f(x):\n    sys._getframe(1).f_locals.clear(); gc.disable(); raise SystemExit({})",
    "import builtins\ndef f(x):\n    builtins.len = builtins.repr = lambda *a: {}\n    return len",
};

struct Honest {
    const char* program;
    const char* input;
    const char* value;  ///< {} becomes the same number
};

constexpr Honest kHonest[] = {
    {"def f(x):\n    return [x, {}]", "1", "[1, {}]"},
    {"def f(s):\n    return s.upper() + str({})", "'ab'", "'AB{}'"},
    {"from collections import Counter\ndef f(s):\n    c = Counter(s)\n    c['n'] = {}\n    return dict(c)", "'aab'",
     "{'a': 2, 'b': 1, 'n': {}}"},
    {"def f(a, b):\n    return sorted(set(a) | set(b)) + [{}]", "[3, 1], [2, 1]", "[1, 2, 3, {}]"},
    {"class A:\n    def __init__(self, x): self.x = x\ndef f(x):\n    return (A(x).x, {})", "2.5", "(2.5, {})"},
};

struct Flight {
    bool hostile = false;
    std::string value;
    std::future<execution::ValidateOutcome> outcome;
};

Flight launch(execution::Executor& executor, std::int64_t number, bool hostile, Rng& rng) {
    Flight flight;
    flight.hostile = hostile;
    execution::ValidateRequest request;
    request.measure = false;
    request.checkSafety = !hostile;  // the jail alone must hold them
    if (hostile) {
        request.program = withNumber(kHostile[rng.below(std::size(kHostile))], number);
        request.inputs = {"1"};
    } else {
        const Honest& one = kHonest[rng.below(std::size(kHonest))];
        request.program = withNumber(one.program, number);
        request.inputs = {one.input};
        flight.value = withNumber(one.value, number);
    }
    flight.outcome = executor.validate(std::move(request), execution::Lane::Loop);
    return flight;
}

void judge(SoakFigures& figures, const Flight& flight, const execution::ValidateOutcome& outcome) {
    ++figures.requests;
    const bool fine = outcome.verdict == Verdict::Ok;
    if (flight.hostile) {
        ++figures.hostile;
        figures.rewarded += fine ? 1 : 0;
    } else if (!fine || outcome.runs.front().value != flight.value) {
        ++figures.changed;
    }
}

}  // namespace

Footprint footprint() {
    struct Seen {
        int parent = 0;
        bool zombie = false;
        std::int64_t residentKb = 0;
    };
    std::map<int, Seen> all;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", code)) {
        const int process = std::atoi(entry.path().filename().c_str());
        if (process <= 0) continue;
        std::ifstream file(entry.path() / "status");
        Seen& seen = all[process];
        for (std::string line; std::getline(file, line);) {
            std::istringstream fields(line);
            std::string key, word;
            fields >> key;
            if (key == "State:") seen.zombie = fields >> word && word == "Z";
            if (key == "PPid:") fields >> seen.parent;
            if (key == "VmRSS:") fields >> seen.residentKb;
        }
    }
    Footprint print;
    print.ownKb = all[getpid()].residentKb;
    for (const auto& [process, seen] : all) {
        int ancestor = seen.parent;
        while (ancestor > 1 && ancestor != getpid() && all.contains(ancestor)) ancestor = all[ancestor].parent;
        if (ancestor != getpid()) continue;
        ++print.processes;
        print.zombies += seen.zombie ? 1 : 0;
        print.workersKb = std::max(print.workersKb, seen.residentKb);
    }
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", code))
        ++print.descriptors;
    return print;
}

bool SoakFigures::clean(std::int64_t slackKb) const {
    return changed == 0 && rewarded == 0 && late.zombies == 0 && late.processes <= early.processes &&
           late.descriptors <= early.descriptors && late.ownKb <= early.ownKb + slackKb &&
           late.workersKb <= early.workersKb + slackKb;
}

Result<SoakFigures> soak(execution::Executor& executor, const SoakOptions& options, Control& control,
                         const SoakProgress& progress) {
    const auto begin = std::chrono::steady_clock::now();
    Rng rng(options.seed);
    SoakFigures figures;
    std::deque<Flight> flights;
    const std::int64_t early = std::max<std::int64_t>(1, options.requests / 10);
    // Looks are taken with nothing under way, so that a child at work is not taken for one that was left.
    const auto land = [&] {
        while (!flights.empty()) {
            judge(figures, flights.front(), flights.front().outcome.get());
            flights.pop_front();
        }
    };
    for (std::int64_t number = 0; number < options.requests; ++number) {
        AZR_CHECK(control.checkpoint());
        const bool hostile = number % options.hostileEvery == options.hostileEvery / 2;
        flights.push_back(launch(executor, number, hostile, rng));
        if (static_cast<int>(flights.size()) >= options.ahead) {
            judge(figures, flights.front(), flights.front().outcome.get());
            flights.pop_front();
        }
        if ((number + 1) % early != 0) continue;
        land();
        const Footprint now = footprint();
        if (number + 1 == early) figures.early = now;
        if (progress) progress(number + 1, now);
    }
    land();
    figures.late = footprint();
    figures.stats = executor.stats();
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return figures;
}

}  // namespace azr::app
