#include "core/selfplay/rewards/task_class.h"

#include <algorithm>
#include <initializer_list>

namespace azr::selfplay {
namespace {

enum class ArgumentType { Number, Text, Container, Other };
enum class Structure { Repeats, Branches, Straight };
constexpr int kStructures = 3;
static_assert((static_cast<int>(ArgumentType::Other) + 1) * kStructures == kTaskClasses);

ArgumentType argumentType(std::string_view input) {
    const std::size_t first = input.find_first_not_of(" \t\n+-");
    if (first == std::string_view::npos) return ArgumentType::Other;
    const char c = input[first];
    if ((c >= '0' && c <= '9') || c == '.') return ArgumentType::Number;
    if (c == '\'' || c == '"') return ArgumentType::Text;
    return c == '[' || c == '{' || c == '(' ? ArgumentType::Container : ArgumentType::Other;
}

Structure structure(std::string_view program) {
    const auto holds = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::any_of(words, [&](auto word) { return program.find(word) != std::string_view::npos; });
    };
    if (holds({" for ", "while "})) return Structure::Repeats;
    return holds({" if "}) ? Structure::Branches : Structure::Straight;
}

}  // namespace

int taskClass(std::string_view program, std::string_view input) {
    if (program.empty()) return -1;
    return static_cast<int>(argumentType(input)) * kStructures + static_cast<int>(structure(program));
}

}  // namespace azr::selfplay
