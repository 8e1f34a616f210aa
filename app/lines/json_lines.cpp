#include "app/lines/json_lines.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <ostream>

#include "core/base/line_reader.h"
#include "core/execution/jsonl.h"

namespace azr::app {
namespace {

/// The standard input, which a stop ends; without it a command would wait for its reader's next line.
class StoppableInput final : public std::streambuf {
  public:
    explicit StoppableInput(const Control& control) : m_control(control) {}

  protected:
    int_type underflow() override {
        constexpr int kPollMs = 100;
        while (!m_control.stopRequested()) {
            pollfd wait{STDIN_FILENO, POLLIN, 0};
            if (::poll(&wait, 1, kPollMs) <= 0) continue;
            const auto got = ::read(STDIN_FILENO, m_bytes.data(), m_bytes.size());
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) break;
            setg(m_bytes.data(), m_bytes.data(), m_bytes.data() + got);
            return traits_type::to_int_type(m_bytes.front());
        }
        return traits_type::eof();
    }

  private:
    const Control& m_control;
    std::array<char, 65536> m_bytes{};
};

}  // namespace

std::vector<Positional> lineFile() {
    return {{"FILE", "JSON lines; the standard input unless given.", true}};
}

Result<LineInput> LineInput::open(const std::optional<std::string>& file, const Console& console) {
    LineInput input;
    input.m_console = &console.in;
    if (!file || *file == "-") return input;
    std::error_code code;
    if (std::filesystem::is_directory(*file, code)) return fail(ErrorCode::InvalidArgument, "is a folder", *file);
    input.m_own = std::make_unique<std::ifstream>(*file);
    if (!*input.m_own) return fail(ErrorCode::NotFound, "cannot be opened", *file);
    return input;
}

Result<LineInput> LineInput::open(const Arguments& arguments, const Console& console) {
    const auto& words = arguments.positionals();
    return open(words.empty() ? std::nullopt : std::optional(words.front()), console);
}

void LineInput::endWith(const Control& control) {
    if (m_own || m_console != &std::cin) return;
    m_buffer = std::make_unique<StoppableInput>(control);
    m_own = std::make_unique<std::istream>(m_buffer.get());
}

Result<std::vector<std::int32_t>> tokenIdsOf(const Json& line, std::int64_t vocabulary) {
    AZR_TRY(const auto numbers, field<Json::array_t>(line, "ids"));
    std::vector<std::int32_t> ids;
    for (const Json& number : numbers) {
        if (!number.is_number_integer())
            return fail(ErrorCode::Parse, dumpLine(number) + " is not a whole number", "ids");
        const auto id = number.get<std::int64_t>();
        if (id < 0 || id >= vocabulary)
            return fail(ErrorCode::InvalidArgument, "there is no token " + dumpLine(number), "ids");
        ids.push_back(static_cast<std::int32_t>(id));
    }
    return ids;
}

Json nameOf(const Json& line) {
    return line.is_object() ? line.value("id", Json()) : Json();
}

void writeErrorLine(const Json& id, std::int64_t number, const Error& error, const Console& console) {
    console.out << dumpLine(execution::errorLine(id, number, error)) << std::endl;
}

ExitCode answerLines(LineInput& input, std::string_view type, const LineHandler& handler, const Console& console,
                     Control& control) {
    input.endWith(control);
    bool failed = false;
    for (LineReader reader(input.stream()); auto line = reader.next();) {
        if (const auto going = control.checkpoint(); !going) return console.error(going.error());
        Result<Json> answer = line->json ? handler(*line->json) : tl::make_unexpected(line->json.error());
        if (!answer && answer.error().code == ErrorCode::Cancelled) return console.error(answer.error());
        if (answer) {
            Json fields = {{"id", line->id}};
            fields.update(*answer);
            console.json(type, fields);
        } else {
            failed = true;
            writeErrorLine(line->id, line->number, answer.error(), console);
        }
    }
    return failed ? ExitCode::SomeLines : ExitCode::Ok;
}

}  // namespace azr::app
