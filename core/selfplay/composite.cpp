#include "core/selfplay/composite.h"

#include "core/selfplay/prompting/python_text.h"

namespace azr::selfplay {
namespace {

constexpr std::string_view kBetween = "\n\n";

std::string prefixOf(std::span<const GivenFunction> given) {
    std::string text;
    for (const GivenFunction& one : given) text.append(one.program).append(kBetween);
    return text;
}

}  // namespace

std::string givenName(std::size_t number) {
    return "g_" + std::to_string(number);
}

bool canBeGiven(const Task& task) {
    return task.given.empty() && standsAlone(task.program);
}

std::vector<GivenFunction> givenFunctions(std::span<const Task* const> tasks) {
    std::vector<GivenFunction> given;
    for (const Task* task : tasks)
        given.push_back({task->id, renameFunction(task->program, "f", givenName(given.size()))});
    return given;
}

std::string textOf(std::span<const GivenFunction> given) {
    std::string text = prefixOf(given);
    text.erase(text.find_last_not_of('\n') + 1);
    return text;
}

std::string composed(std::span<const GivenFunction> given, std::string_view own) {
    return prefixOf(given).append(own);
}

std::string ownProgram(const Task& task) {
    const std::string prefix = prefixOf(task.given);
    return task.program.starts_with(prefix) ? task.program.substr(prefix.size()) : task.program;
}

std::string givenAlone(const GivenFunction& given, std::size_t number) {
    return renameFunction(given.program, givenName(number), "f");
}

}  // namespace azr::selfplay
