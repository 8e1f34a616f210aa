/// One subcommand of azr-studio as a value: its name, its table of options, and the function that does it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/console.h"
#include "app/options.h"

namespace azr::app {

struct Command {
    std::string name;     ///< "runs list"; empty: the program without a subcommand
    std::string summary;  ///< one line for the list of commands
    std::string details;  ///< paragraphs below the usage line
    std::vector<Positional> positionals;
    std::vector<Option> options;  ///< --help comes by itself
    std::function<ExitCode(const Arguments&, const Console&)> run;
};

/// What `bench window` does, and for how long.
struct WindowBench {
    double seconds = 15;    ///< of each part
    int tasks = 50'000;     ///< of the large run beside the one that trains
    int runs = 1;           ///< finished ones in all, the large one among them
    std::string workspace;  ///< empty: a temporary one
    bool asJson = false;
};

/// What needs a window; empty in a build without one.
struct WindowParts {
    /// Opens the window on a workspace; with `demo`, training starts at once.
    std::function<ExitCode(const std::filesystem::path& workspace, bool demo, const Console&)> open;
    std::function<ExitCode(const WindowBench&, const Console&)> bench;
};

/// An option several commands share.
[[nodiscard]] Option jsonOption();
[[nodiscard]] Option workspaceOption();
/// The workspace asked for, else $AZR_WORKSPACE, else azr-studio/workspace in the user's data folder.
[[nodiscard]] std::string workspaceOf(const Arguments& arguments);

Command studioCommand(WindowParts window);
Command doctorCommand();
Command trainCommand();
Command forkCommand();
Command bootstrapCommand();
Command runsListCommand();
Command runsShowCommand();
Command runsDiffCommand();
Command runsTagCommand();
Command runsNoteCommand();
Command runsArchiveCommand();
Command runsDeleteCommand();
Command runsRestoreCommand();
Command runsVacuumCommand();
Command sqlCommand();
Command tasksCommand();
Command tokensCommand();
Command reviewCommand();
Command seedCommand();
Command rulesCommand();
Command diversityCommand();
Command markCommand();
Command exportTasksCommand();
Command exportMetricsCommand();
Command exportSeedsCommand();
Command exportCheckpointCommand();
Command exportModelCommand();
Command evalCommand();
Command suitesCommand();
Command checkCommand();
Command gradeCommand();
Command regradeCommand();
Command auditCommand();
Command reportCommand();
Command packCommand();
Command verifyCommand();
Command importCommand();
Command benchCommand(WindowParts window);
Command inspectCommand();
Command modelsCommand();
Command tokenizeCommand();
Command scoreCommand();
Command generateCommand();
Command serveCommand();
Command probeWrappersCommand();
Command presetsListCommand();
Command presetsShowCommand();
Command presetsDiffCommand();

}  // namespace azr::app
