#include "app/training.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <atomic>

#include "app/interrupt.h"
#include "app/lines/steering_file.h"
#include "app/reports/run_follower.h"
#include "app/workspace.h"
#include "core/config/run_fields.h"
#include "core/selfplay/kinds.h"
#include "core/session/running/resumed_settings.h"

namespace azr::app {
namespace {

constexpr std::chrono::milliseconds kHeartbeat{500};

Status follow(session::Session& session, RunFollower& follower, SteeringFile& steering, Bell& bell) {
    std::atomic<bool> asked{false};
    const Interrupt interrupt([&] {
        asked = true;
        bell.ring();
    });
    bool stopping = false;
    for (;;) {
        AZR_CHECK(follower.update());
        if (follower.ended()) return {};
        AZR_CHECK(steering.follow(session));
        if (asked && !stopping) {
            stopping = true;
            AZR_TRY([[maybe_unused]] const auto command, session.post(session::Stop{}));
        }
        bell.wait(kHeartbeat);
    }
}

/// A run that has all its steps would only be measured again.
Status somethingIsLeft(const session::Session& session, const session::StartRequest& request) {
    if (!request.resume || session.readOnly()) return {};
    AZR_TRY(const auto reader, store::Reader::open(session.databasePath()));
    AZR_TRY(const auto run, reader->run(*request.resume));
    AZR_TRY(const auto settings, session::resumedSettings(run, request.set));
    const int steps = request.steps.value_or(settings.inForce.steps);
    const bool tooFew = request.steps && steps > 0 && run.lastStep >= steps;
    if (!tooFew && !trainedAll(run, steps)) return {};
    return fail(ErrorCode::InvalidArgument,
                fmt::format("run {} has trained {}{} steps", run.id.value, run.lastStep > steps ? "" : "all its ",
                            run.lastStep),
                {}, fmt::format("--steps N with N above {} goes further", run.lastStep));
}

void announce(const session::Session& session, RunId run, const session::StartRequest& request, bool asJson,
              const Console& console) {
    const auto& config = request.config;
    if (asJson) {
        console.json("run_started", {{"run", run.value},
                                     {"workspace", session.workspace().string()},
                                     {"resumed", request.resume.has_value()},
                                     {"config", request.resume ? Json() : config::toJson(config)}});
        return;
    }
    if (request.resume)
        console.line(fmt::format("run {} goes on in {}", run.value, session.workspace().string()));
    else
        console.line(fmt::format("run {} in {}: preset {}, seed {}, {}", run.value, session.workspace().string(),
                                 config.preset, config.seed,
                                 config.model.folder.empty() ? "the built-in nano model" : config.model.folder));
    std::vector<std::string_view> kinds;
    for (const auto kind : selfplay::shownKinds(config.selfplay)) kinds.push_back(name(kind));
    console.line(fmt::format("propose: mean reward; solve: share solved, each for {}", fmt::join(kinds, "/")));
}

}  // namespace

void tellSeeds(RunId run, std::int64_t count, const std::filesystem::path& folder, bool asJson,
               const Console& console) {
    if (asJson)
        console.json("exported",
                     {{"what", "seeds"}, {"run", run.value}, {"count", count}, {"folder", folder.string()}});
    else
        console.line(fmt::format("{} seeds of run {} in {}", count, run.value, folder.string()));
}

ExitCode trainInTerminal(const std::filesystem::path& workspace, const session::StartRequest& request, bool asJson,
                         const Console& console, const std::filesystem::path& steering) {
    Bell bell;
    auto opened = session::Session::open(workspace, [&bell] { bell.ring(); });
    if (!opened) return console.error(opened.error());
    auto& session = **opened;
    if (const auto left = somethingIsLeft(session, request); !left) return console.refuse(left.error(), "train");
    const auto run = session.start(request);
    if (!run) return console.error(run.error());
    announce(session, *run, request, asJson, console);
    RunFollower follower(session, *run, request.resume.has_value(), asJson, console);
    SteeringFile steered(steering, asJson, console);
    const auto status = follow(session, follower, steered, bell);
    session.stop();
    if (!status) return console.error(status.error());
    const auto code = follower.summary();
    return code ? *code : console.error(code.error());
}

}  // namespace azr::app
