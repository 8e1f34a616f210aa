#include "core/execution/request_limits.h"

#include <algorithm>

namespace azr::execution {
namespace {

std::string told(const std::string& what, std::size_t size, const char* unit, std::size_t limit) {
    if (size <= limit) return {};
    return what + " has " + std::to_string(size) + ' ' + unit + "; the limit is " + std::to_string(limit);
}

std::string partsExcess(const std::string& what, std::size_t count) {
    return told(what, count, "entries", kMaxParts);
}

std::string programExcess(const std::string& program, const std::vector<std::string>& imports) {
    if (auto text = textExcess("program", program, kMaxProgramBytes); !text.empty()) return text;
    if (auto text = partsExcess("imports", imports.size()); !text.empty()) return text;
    std::size_t bytes = 0;
    for (const std::string& one : imports) bytes += one.size();
    return told("imports", bytes, "bytes", kMaxImportsBytes);
}

}  // namespace

std::string textExcess(const std::string& what, const std::string& text, std::size_t limit) {
    return told(what, text.size(), "bytes", limit);
}

std::string excess(const ValidateRequest& request) {
    if (auto text = programExcess(request.program, request.imports); !text.empty()) return text;
    if (auto text = partsExcess("inputs", request.inputs.size()); !text.empty()) return text;
    for (std::size_t i = 0; i < request.inputs.size(); ++i)
        if (auto text = textExcess("input " + std::to_string(i + 1), request.inputs[i]); !text.empty()) return text;
    return {};
}

std::string excess(const GradeRequest& request) {
    if (auto text = programExcess(request.program, request.imports); !text.empty()) return text;
    if (auto text = textExcess("output", request.gold); !text.empty()) return text;
    if (auto text = partsExcess("answers", request.answers.size()); !text.empty()) return text;
    if (auto text = partsExcess("hidden", request.hidden.size()); !text.empty()) return text;
    for (std::size_t i = 0; i < request.hidden.size(); ++i) {
        const std::string pair = "hidden pair " + std::to_string(i + 1) + ": ";
        if (auto text = textExcess(pair + "input", request.hidden[i].input); !text.empty()) return text;
        if (auto text = textExcess(pair + "output", request.hidden[i].output); !text.empty()) return text;
    }
    return {};
}

std::string answerExcess(AnswerKind kind, const std::string& answer) {
    return kind == AnswerKind::Program ? textExcess("answer", answer, kMaxProgramBytes) : std::string();
}

}  // namespace azr::execution
