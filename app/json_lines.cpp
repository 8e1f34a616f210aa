#include "app/json_lines.h"

#include <ostream>

#include "core/execution/jsonl.h"

namespace azr::app {

std::vector<Positional> lineFile() {
    return {{"FILE", "JSON lines; the standard input unless given.", true}};
}

Result<LineInput> LineInput::open(const std::optional<std::string>& file, const Console& console) {
    LineInput input;
    input.m_console = &console.in;
    if (!file || *file == "-") return input;
    input.m_file = std::make_unique<std::ifstream>(*file);
    if (!*input.m_file) return fail(ErrorCode::NotFound, "cannot be opened", *file);
    return input;
}

Result<LineInput> LineInput::open(const Arguments& arguments, const Console& console) {
    const auto& words = arguments.positionals();
    return open(words.empty() ? std::nullopt : std::optional(words.front()), console);
}

ExitCode answerLines(LineInput& input, std::string_view type, const LineHandler& handler, const Console& console,
                     Control& control) {
    bool failed = false;
    std::int64_t number = 0;
    for (std::string text; std::getline(input.stream(), text);) {
        ++number;
        if (const auto going = control.checkpoint(); !going) return console.error(going.error());
        if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
        const auto line = parseJson(text);
        const Json id = line && line->is_object() ? line->value("id", Json()) : Json();
        Result<Json> answer = line ? handler(*line) : tl::make_unexpected(line.error());
        if (!answer && answer.error().code == ErrorCode::Cancelled) return console.error(answer.error());
        if (answer) {
            Json fields = {{"id", id}};
            fields.update(*answer);
            console.json(type, fields);
        } else {
            failed = true;
            console.out << dumpLine(execution::errorLine(id, number, answer.error())) << std::endl;
        }
    }
    return failed ? ExitCode::SomeLines : ExitCode::Ok;
}

}  // namespace azr::app
