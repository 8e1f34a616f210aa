#include "app/cli.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <ostream>
#include <sstream>

#include "core/config/nearest.h"

namespace azr::app {
namespace {

std::string optionLine(const Option& option) {
    constexpr std::size_t kIndent = 26;
    std::string head = "  " + option.name + (option.argument.empty() ? "" : " " + option.argument);
    if (head.size() + 2 > kIndent)
        head += "\n" + std::string(kIndent, ' ');
    else
        head.resize(kIndent, ' ');
    return head + wrapped(option.doc, kIndent) + "\n";
}

std::string listOf(std::span<const Command> all) {
    std::string text = "\nCommands\n";
    for (const auto& command : all)
        if (!command.name.empty()) text += fmt::format("  {:<20}{}\n", command.name, wrapped(command.summary, 22));
    return text + "\nazr-studio COMMAND --help tells more about a command.\n";
}

std::size_t wordsOf(const std::string& name) {
    return name.empty() ? 0 : static_cast<std::size_t>(std::ranges::count(name, ' ')) + 1;
}

/// The command that `words` begin with; the longest name wins.
const Command* findCommand(std::span<const Command> all, std::span<const std::string> words) {
    const Command* found = nullptr;
    for (const auto& command : all) {
        const auto count = wordsOf(command.name);
        if (count > words.size()) continue;
        if (fmt::format("{}", fmt::join(words.first(count), " ")) != command.name) continue;
        if (found == nullptr || count > wordsOf(found->name)) found = &command;
    }
    return found;
}

/// Of "runs": "runs list" and "runs show".
std::vector<Command> followersOf(std::span<const Command> all, const std::string& word) {
    std::vector<Command> followers;
    std::ranges::copy_if(all, std::back_inserter(followers),
                         [&](const Command& command) { return command.name.starts_with(word + " "); });
    return followers;
}

Error unknownCommand(std::span<const Command> all, const std::string& word) {
    std::vector<std::string> names;
    for (const auto& command : all) {
        if (command.name.empty()) continue;
        names.push_back(command.name);
        names.push_back(command.name.substr(0, command.name.find(' ')));
    }
    const auto close = config::nearest(word, names);
    return {ErrorCode::InvalidArgument,
            "unknown command '" + word + "'",
            {},
            close.empty() ? "--help lists the commands" : "did you mean '" + close + "'?"};
}

/// Mistyped names, and "runs" and "export" without a second word; with --help they tell which there are.
ExitCode notACommand(std::span<const Command> all, std::span<const std::string> words, const Console& console) {
    const auto& word = words.front();
    const auto followers = followersOf(all, word);
    if (followers.empty()) return console.usage(unknownCommand(all, word), "");
    std::vector<std::string> names;
    for (const auto& command : followers) names.push_back(command.name);
    if (!asksForHelp(words.subspan(1), {}))
        return console.usage({ErrorCode::InvalidArgument,
                              "'" + word + "' needs a second word",
                              {},
                              fmt::format("one of: {}", fmt::join(names, ", "))},
                             "");
    for (auto& name : names) name.erase(0, word.size() + 1);
    console.out << fmt::format("Usage: azr-studio {} {} [OPTIONS]\n", word, fmt::join(names, "|")) << listOf(followers);
    return ExitCode::Ok;
}

/// "help runs list" asks what "runs list --help" does.
std::vector<std::string> spelledOut(std::span<const std::string> words) {
    std::vector<std::string> all(words.begin(), words.end());
    if (all.empty() || all.front() != "help") return all;
    all.erase(all.begin());
    all.emplace_back("--help");
    return all;
}

ExitCode dispatch(std::span<const std::string> words, const Console& console, const WindowParts& window) {
    if (!words.empty() && (words.front() == "--version" || words.front() == "-V")) {
        console.line("azr-studio " AZR_VERSION);
        return ExitCode::Ok;
    }
    const auto all = allCommands(window);
    const bool named = !words.empty() && !words.front().starts_with('-');
    const Command* command = findCommand(all, named ? words : std::span<const std::string>());
    if (named && (command == nullptr || command->name.empty())) return notACommand(all, words, console);
    const auto rest = words.subspan(named ? wordsOf(command->name) : 0);
    if (asksForHelp(rest, command->options)) {
        console.out << helpOf(*command, all);
        return ExitCode::Ok;
    }
    const auto arguments = Arguments::parse(rest, command->options, command->positionals);
    if (!arguments) return console.usage(arguments.error(), command->name);
    return command->run(*arguments, console);
}

}  // namespace

Option jsonOption() {
    return {"--json", "", "Print JSON lines, each with v (format version) and type."};
}

Option workspaceOption() {
    return {"--workspace", "DIR", "The workspace: a folder with the database and the checkpoints."};
}

std::string workspaceOf(const Arguments& arguments) {
    if (const auto given = arguments.value("--workspace")) return *given;
    if (const char* variable = std::getenv("AZR_WORKSPACE"); variable != nullptr && *variable != '\0') return variable;
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return std::string(data) + "/azr-studio/workspace";
    const char* home = std::getenv("HOME");
    return std::string(home == nullptr || *home == '\0' ? "." : home) + "/.local/share/azr-studio/workspace";
}

std::vector<Command> allCommands(const WindowParts& window) {
    return {studioCommand(window),  doctorCommand(),
            trainCommand(),         forkCommand(),
            bootstrapCommand(),     runsListCommand(),
            runsShowCommand(),      runsDiffCommand(),
            runsTagCommand(),       runsNoteCommand(),
            runsArchiveCommand(),   runsDeleteCommand(),
            runsRestoreCommand(),   runsVacuumCommand(),
            sqlCommand(),           tasksCommand(),
            tokensCommand(),        diversityCommand(),
            reviewCommand(),        seedCommand(),
            rulesCommand(),         markCommand(),
            exportTasksCommand(),   exportMetricsCommand(),
            exportSeedsCommand(),   exportCheckpointCommand(),
            exportModelCommand(),   evalCommand(),
            suitesCommand(),        checkCommand(),
            gradeCommand(),         regradeCommand(),
            auditCommand(),         reportCommand(),
            packCommand(),          verifyCommand(),
            importCommand(),        benchCommand(window),
            modelsCommand(),        inspectCommand(),
            tokenizeCommand(),      scoreCommand(),
            generateCommand(),      serveCommand(),
            probeWrappersCommand(), presetsListCommand(),
            presetsShowCommand(),   presetsDiffCommand()};
}

std::string helpOf(const Command& command, std::span<const Command> all) {
    std::string usage = "azr-studio" + (command.name.empty() ? "" : " " + command.name);
    if (command.name.empty()) usage += " [COMMAND]";
    for (const auto& positional : command.positionals)
        usage += (positional.optional ? " [" + positional.name + "]" : " " + positional.name) +
                 (positional.repeatable ? "…" : "");
    std::string text = "Usage: " + usage + " [OPTIONS]\n\n" + wrapped(command.summary, 0) + "\n";
    if (!command.details.empty()) {
        std::istringstream paragraphs(command.details);
        for (std::string paragraph; std::getline(paragraphs, paragraph);) text += "\n" + wrapped(paragraph, 0) + "\n";
    }
    if (!command.positionals.empty()) text += "\nArguments\n";
    for (const auto& positional : command.positionals) text += optionLine({positional.name, "", positional.doc});
    text += "\nOptions\n";
    for (const auto& option : command.options) text += optionLine(option);
    text += optionLine({"--help", "", "Print this text."});
    if (command.name.empty()) text += listOf(all);
    return text;
}

ExitCode run(std::span<const std::string> words, const Console& console, const WindowParts& window) {
    const auto code = dispatch(spelledOut(words), console, window);
    // Once for all commands: a full disk or a closed pipe must not look like success.
    const bool written = console.out.flush().good();
    if (written || (code != ExitCode::Ok && code != ExitCode::SomeLines)) return code;
    return console.error({ErrorCode::Io, "cannot be written to its end", "the standard output", {}});
}

}  // namespace azr::app
