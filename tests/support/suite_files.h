/// Small files in the published layouts, written for the tests, and the folder of the real ones.
#pragma once

#include <zlib.h>

#include <QTemporaryDir>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "core/base/files.h"

namespace azr::test {

/// Two programs in CRUXEval's layout.
constexpr const char* kCruxeval =
    R"line({"code": "def f(x):\n    return x[::-1]", "input": "'abc'", "output": "'cba'", "id": "sample_0"}
{"code": "def f(a, b):\n    return [a] * b", "input": "1, 3", "output": "[1, 1, 1]", "id": "sample_1"}
)line";

/// One function with a check, in HumanEval's layout; the check calls a helper of the prompt and feeds its answer back.
constexpr const char* kHumanEval =
    R"line({"task_id": "Own/0", "prompt": "from typing import List\n\n\ndef double_all(numbers: List[int]) -> List[int]:\n    \"\"\" Twice each number.\n    >>> double_all([1, 2])\n    [2, 4]\n    \"\"\"\n", "entry_point": "double_all", "canonical_solution": "    return [2 * n for n in numbers]\n", "test": "\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate([1, 2]) == [2, 4]\n    assert candidate([]) == []\n    assert abs(candidate([-3])[0] + 6) < 1e-6\n"}
{"task_id": "Own/1", "prompt": "def shift(text: str):\n    return ''.join(chr(ord(c) + 1) for c in text)\n\n\ndef unshift(text: str):\n    \"\"\" Undoes shift. \"\"\"\n", "entry_point": "unshift", "canonical_solution": "    return ''.join(chr(ord(c) - 1) for c in text)\n", "test": "def check(candidate):\n    import random\n    for _ in range(5):\n        text = ''.join(random.choice('abcdef') for _ in range(4))\n        assert candidate(shift(text)) == text\n        assert unshift(shift(candidate(text))) == candidate(text)\n"}
)line";

/// In evalplus' layout: one of HumanEval's kind, and items of MBPP whose arguments are none of JSON's or whose oracle
/// is a special one.
constexpr const char* kEvalplus =
    R"line({"task_id": "Own/2", "prompt": "def mean(values):\n    \"\"\" The mean. \"\"\"\n", "entry_point": "mean", "canonical_solution": "    return sum(values) / len(values)\n", "base_input": [[[1, 2, 3]], [[0.1, 0.2]]], "plus_input": [[[123456789012345678901234567890, 1]], [[Infinity, 1.0]]], "atol": 0}
{"task_id": "Mbpp/2", "prompt": "\"\"\"\nShared elements.\n\"\"\"\n", "entry_point": "similar_elements", "canonical_solution": "\ndef similar_elements(a, b):\n    return tuple(set(a) & set(b))\n", "base_input": [[[3, 4, 5], [5, 4]]], "plus_input": {}, "atol": 0}
{"task_id": "Mbpp/305", "prompt": "\"\"\"\nFinds an x.\n\"\"\"\n", "entry_point": "text_match_three", "canonical_solution": "\nimport re\ndef text_match_three(text):\n    return re.search('x', text)\n", "base_input": [["axb"], ["ab"]], "plus_input": [], "atol": 0}
)line";

constexpr const char* kMbpp =
    R"line({"task_id": 11, "text": "Write a function to add one.", "code": "def add_one(x):\r\n    return x + 1", "test_list": ["assert add_one(1) == 2", "assert add_one(-1) == 0"], "test_setup_code": "", "challenge_test_list": []}
{"task_id": 3, "text": "A prompt's example.", "code": "def one():\n    return 1", "test_list": ["assert one() == 1"], "test_setup_code": ""}
)line";

constexpr const char* kLiveCodeBench =
    R"line({"question_id": 2777, "id": "sample_7", "function_name": "twice", "code": "def twice(n: int) -> int:\n    return 2 * n", "input": "twice(n = 4)", "output": "8", "difficulty": "easy"}
)line";

constexpr const char* kGsm =
    R"line({"question": "Ben has 3 apples and buys 4 more. How many has he?", "answer": "3 + 4 = <<3+4=7>>7\n#### 7"}
{"question": "What do 2 boats of 600 dollars cost?", "answer": "#### 1,200"}
)line";

constexpr const char* kMath =
    R"line({"problem": "What is a half of one?", "solution": "It is $\\boxed{\\frac{1}{2}}$.", "level": "Level 1", "type": "Algebra"}
)line";

class SuiteFolder {
  public:
    [[nodiscard]] std::filesystem::path at(const std::string& name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        (void)writeFileAtomic(at(name), text);
        return at(name);
    }
    /// The same, packed by gzip.
    std::filesystem::path pack(const std::string& name, const std::string& text) const {
        const gzFile file = gzopen(at(name).c_str(), "wb");
        gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
        gzclose(file);
        return at(name);
    }

  private:
    QTemporaryDir m_folder;
};

/// Of the published files; empty where AZR_TEST_DATA is not set.
inline std::filesystem::path publishedSuiteFolder() {
    const char* data = std::getenv("AZR_TEST_DATA");
    return data == nullptr ? std::filesystem::path() : std::filesystem::path(data) / "suites";
}

}  // namespace azr::test
