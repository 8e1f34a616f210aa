#include "app/lines/steering_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace azr::app {
namespace {

constexpr const char* kTakeBack = "take_back";

/// All but the command's own name.
std::string namesIn(const Json& object) {
    std::string names;
    for (const auto& [name, value] : object.items())
        if (name != "command") names += (names.empty() ? "" : ", ") + name;
    return names.empty() ? "none" : names;
}

/// A field that the command would not have written itself was meant for something.
Status checkFields(const Json& written, const Json& known) {
    constexpr std::array<std::string_view, 2> kOptional = {"before", "restore"};
    for (const auto& [name, value] : written.items()) {
        const auto there = known.find(name);
        if (there == known.end() && std::ranges::find(kOptional, name) == kOptional.end())
            return fail(ErrorCode::Parse, fmt::format("there is no field '{}'", name), "command",
                        "this command takes " + namesIn(known));
        if (name == "rule" && value.is_object()) AZR_CHECK(checkFields(value, *there));
    }
    return {};
}

Result<CommandId> postLine(session::Session& session, const Json& json) {
    AZR_TRY(const std::string name, field<std::string>(json, "command", "command"));
    if (name == kTakeBack) {
        AZR_TRY(const auto of, field<std::int64_t>(json, "of", "command"));
        AZR_CHECK(checkFields(json, {{"command", name}, {"of", of}}));
        return session.takeBack(CommandId{of});
    }
    AZR_TRY(const session::Command command, session::commandFromJson(json));
    AZR_CHECK(checkFields(json, session::toJson(command)));
    return session.post(command);
}

}  // namespace

Status SteeringFile::follow(session::Session& session) {
    std::error_code ignored;
    if (m_file.empty() || !std::filesystem::exists(m_file, ignored)) return {};
    std::ifstream stream(m_file, std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(m_read));
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos) return {};  // the rest of the line is still to come
        m_read += end + 1 - begin;
        ++m_line;
        if (const std::string line = text.substr(begin, end - begin); !line.empty()) post(session, line);
        begin = end + 1;
    }
}

void SteeringFile::post(session::Session& session, const std::string& line) {
    const std::string place = fmt::format("{}, line {}", m_file.string(), m_line);
    const auto json = parseStrictJson(line, "command");
    const auto posted = json ? postLine(session, *json) : Result<CommandId>(tl::make_unexpected(json.error()));
    if (m_json)
        m_console.json("command", {{"line", m_line},
                                   {"id", posted ? Json(posted->value) : Json()},
                                   {"error", posted ? Json() : Json(describe(posted.error()))}});
    else if (!posted)
        m_console.line(fmt::format("{}: {}", place, describe(posted.error())));
}

}  // namespace azr::app
