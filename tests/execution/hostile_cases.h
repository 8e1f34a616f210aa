/// The hostile table as the product reads it (resources/redteam/hostile.jsonl), and the cases that must be in it.
#pragma once

#include <cstdlib>
#include <vector>

#include "core/base/files.h"
#include "core/base/log.h"
#include "core/execution/redteam/corpus.h"

namespace azr::execution::hostile {

using Case = redteam::HostileCase;
using Hack = redteam::Hack;
using Poison = redteam::Poison;

/// Read once; a table that cannot be read fails the test that asks for it.
inline const redteam::HostileTable& table() {
    static const redteam::HostileTable kTable = [] {
        auto read = redteam::readHostileTable(resourceFolder() / "redteam" / "hostile.jsonl");
        if (read) return std::move(*read);
        log::error(describe(read.error()));
        std::abort();
    }();
    return kTable;
}

/// Every case that the executor specification names; the tables above have each.
inline const std::vector<const char*> kSpecified = {"R1",
                                                    "R2",
                                                    "R3",
                                                    "R4",
                                                    "R5",
                                                    "R6",
                                                    "R7",
                                                    "R8",
                                                    "R9",
                                                    "R10",
                                                    "R11",
                                                    "R12",
                                                    "R13",
                                                    "R14",
                                                    "R15",
                                                    "R16",
                                                    "R17",
                                                    "R18",
                                                    "R19",
                                                    "R20",
                                                    "D global counter",
                                                    "D second call",
                                                    "D id",
                                                    "D object repr",
                                                    "D lambda repr",
                                                    "D generator repr",
                                                    "D hash of str",
                                                    "D list of set",
                                                    "D time",
                                                    "D pid",
                                                    "D urandom",
                                                    "D secrets",
                                                    "D uuid",
                                                    "D random by import",
                                                    "D environment",
                                                    "D files",
                                                    "D gc",
                                                    "D function attribute",
                                                    "D mutable default",
                                                    "L endless loop",
                                                    "L C loop",
                                                    "L big power",
                                                    "L regex bomb",
                                                    "L sleep",
                                                    "L ignored signals",
                                                    "L except loop",
                                                    "L endless repr",
                                                    "L del spin",
                                                    "L huge list",
                                                    "L append bomb",
                                                    "L wide format",
                                                    "L huge bytearray",
                                                    "L 50 MB output",
                                                    "L stdout flood",
                                                    "C recursion",
                                                    "C recursion limit",
                                                    "C deep list",
                                                    "C parentheses",
                                                    "C unary minus",
                                                    "C ctypes null",
                                                    "C bad bytecode",
                                                    "C _exit",
                                                    "C sys.exit",
                                                    "C close all",
                                                    "C close and spin",
                                                    "P fork bomb",
                                                    "P threads",
                                                    "P spinning threads",
                                                    "P daemon",
                                                    "P kill parent",
                                                    "P kill all",
                                                    "P subprocess",
                                                    "P system",
                                                    "P execve",
                                                    "P ptrace",
                                                    "P unshare",
                                                    "P memfd",
                                                    "P io_uring",
                                                    "P bpf",
                                                    "P raise a limit",
                                                    "F passwd",
                                                    "F shadow",
                                                    "F home",
                                                    "F temporary",
                                                    "F environ",
                                                    "F parent memory",
                                                    "F write the library",
                                                    "F unlink",
                                                    "F socket",
                                                    "F unix socket",
                                                    "F chained import",
                                                    "F subclasses",
                                                    "F getattr chain",
                                                    "F importlib",
                                                    "F atexit",
                                                    "V nan",
                                                    "V inf",
                                                    "V 1e400",
                                                    "V big integer",
                                                    "V surrogate",
                                                    "V NUL",
                                                    "V generator",
                                                    "V lambda",
                                                    "V self-reference",
                                                    "V Ellipsis",
                                                    "V Counter",
                                                    "V deque",
                                                    "V defaultdict",
                                                    "V dict views",
                                                    "V sets",
                                                    "V 0.1 + 0.2",
                                                    "V True against 1",
                                                    "V multi-line input",
                                                    "V CRLF and tabs",
                                                    "V BOM",
                                                    "V non-UTF-8"};

}  // namespace azr::execution::hostile
