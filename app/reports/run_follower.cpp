#include "app/reports/run_follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>

#include "app/program.h"
#include "app/reports/accuracy.h"
#include "app/workspace.h"
#include "core/selfplay/kinds.h"
#include "core/session/names.h"

namespace azr::app {
namespace {

using Values = std::map<std::string, double>;

std::string valueText(const Values& values, const std::string& name, const char* format) {
    const auto found = values.find(name);
    return found == values.end() ? "-" : fmt::format(fmt::runtime(format), found->second);
}

/// "solve .52/.60/.12": the kinds in the order of their table, those that the paper lacks only where they are trained.
std::string perKind(const Values& values, const std::string& stem, const std::string& role) {
    std::string text;
    for (const auto& kind : selfplay::kKindTraits) {
        const auto metric = fmt::format("{}/{}.{}", stem, role, kind.name);
        if (kind.published || values.contains(metric))
            text.append(text.empty() ? "" : "/").append(valueText(values, metric, "{:.2f}"));
    }
    return text;
}

std::string stepText(const store::StepRow& step, int totalSteps, double secondsLeft, const Values& values) {
    std::string head = fmt::format("step {}", step.step);
    if (totalSteps > 0) head += fmt::format("/{}", totalSteps);
    std::string text = fmt::format("{:<13} propose {}  solve {}  valid {}  entropy {}  {:.1f} s", head,
                                   perKind(values, "reward/mean", "propose"), perKind(values, "solve/rate", "solve"),
                                   valueText(values, "valid/rate", "{:.2f}"),
                                   valueText(values, "update/entropy", "{:.2f}"), step.seconds);
    const bool last = totalSteps > 0 && step.step >= totalSteps;
    if (secondsLeft > 0 && !last) text += "  " + duration(secondsLeft) + " left";
    return text;
}

}  // namespace

void Bell::ring() {
    {
        const std::lock_guard lock(m_mutex);
        m_rung = true;
    }
    m_changed.notify_one();
}

void Bell::wait(std::chrono::milliseconds atMost) {
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, atMost, [&] { return m_rung; });
    m_rung = false;
}

RunFollower::RunFollower(session::Session& session, RunId run, bool resumed, bool asJson, const Console& console)
    : m_session(session), m_run(run), m_resumed(resumed), m_json(asJson), m_console(console) {}

/// A resumed run goes on from its newest checkpoint unless it says otherwise: steps up to there and evaluations until
/// now are old.
Status RunFollower::openReader() {
    AZR_TRY(m_reader, store::Reader::open(m_session.databasePath()));
    if (!m_resumed) return {};
    AZR_TRY(const auto checkpoints, m_reader->checkpoints(m_run, false));
    for (const auto& checkpoint : checkpoints) m_lastStep = std::max(m_lastStep, checkpoint.step);
    m_lastStep = m_goesOnFrom.value_or(m_lastStep);
    AZR_TRY(const auto scores, m_reader->evaluationScores(m_run));
    for (const auto& score : scores) m_lastEvaluation = std::max(m_lastEvaluation, score.evaluation);
    return {};
}

void RunFollower::clearProgress() {
    if (m_progressWidth == 0) return;
    m_console.out << '\r' << std::string(m_progressWidth, ' ') << '\r';
    m_progressWidth = 0;
}

void RunFollower::say(const std::string& text) {
    clearProgress();
    m_console.line(text);
}

void RunFollower::showProgress(const session::Progress& progress) {
    m_totalSteps = progress.totalSteps;
    m_secondsLeft = progress.secondsLeft;
    if (m_json || !m_console.outIsTerminal) return;
    const auto phase = session::name(progress.phase);
    std::string text = fmt::format("step {}: {}", progress.step, phase);
    if (progress.total > 0) text += fmt::format(" {}/{}", progress.done, progress.total);
    clearProgress();
    m_console.out << text << std::flush;
    m_progressWidth = text.size();
}

void RunFollower::show(const session::Notice& notice) {
    if (const auto* changed = std::get_if<session::StateChanged>(&notice)) {
        m_state = changed->state;
        m_message = changed->message;
        const auto state = session::name(changed->state);
        if (m_json)
            m_console.json("state", {{"run", m_run.value}, {"state", state}, {"message", changed->message}});
        else if (changed->state == session::RunState::Stopping)
            say("finishing the step and writing a checkpoint (interrupt again to end at once)");
    } else if (const auto* progress = std::get_if<session::Progress>(&notice)) {
        showProgress(*progress);
    } else if (const auto* alert = std::get_if<session::Alert>(&notice)) {
        if (alert->code == "resumed") m_lastStep = m_goesOnFrom.emplace(alert->step);
        if (m_json)
            m_console.json("alert", {{"run", m_run.value},
                                     {"step", alert->step},
                                     {"severity", alert->severity},
                                     {"code", alert->code},
                                     {"text", alert->text}});
        else if (alert->code != "failed")  // the last line tells it
            say(fmt::format("{}: {}", alert->severity, alert->text));
    } else if (const auto* failure = std::get_if<session::Failure>(&notice)) {
        clearProgress();
        m_console.error(failure->error);
    }
}

Status RunFollower::showStep(const store::StepRow& step) {
    AZR_TRY(const auto metrics, m_reader->metricsOfStep(m_run, step.step));
    Values values;
    for (const auto& metric : metrics) values[metric.name] = metric.value;
    if (!m_json) {
        say(stepText(step, m_totalSteps, m_secondsLeft, values));
        return {};
    }
    Json numbers = Json::object();
    for (const auto& [name, value] : values) numbers[name] = value;
    m_console.json("step",
                   {{"run", m_run.value}, {"step", step.step}, {"seconds", step.seconds}, {"metrics", numbers}});
    return {};
}

Status RunFollower::showSteps() {
    AZR_TRY(const auto steps, m_reader->steps(m_run, m_lastStep, 0));
    for (const auto& step : steps) {
        if (step.status != "finished") continue;
        AZR_CHECK(showStep(step));
        m_lastStep = std::max(m_lastStep, step.step);
    }
    return {};
}

Status RunFollower::showEvaluations() {
    AZR_TRY(const auto scores, m_reader->evaluationScores(m_run));
    struct Mean {
        int solved = 0, total = 0, step = 0;
    };
    std::map<std::pair<std::int64_t, bool>, Mean> fresh;  // evaluation, sampled
    std::int64_t newest = m_lastEvaluation;
    for (const auto& score : scores) {
        if (score.evaluation <= m_lastEvaluation) continue;
        newest = std::max(newest, score.evaluation);
        if (m_json) m_console.json("accuracy", accuracyJson(score));
        auto& mean = fresh[{score.evaluation, !score.greedy}];
        mean.solved += score.solved;
        mean.total += score.total;
        mean.step = score.step;
    }
    for (const auto& [key, mean] : fresh)
        if (!m_json && mean.total > 0)
            say(fmt::format("held out after step {}: {} {:.1f}% of {}", mean.step, key.second ? "sampled" : "greedy",
                            100.0 * mean.solved / mean.total, mean.total));
    m_lastEvaluation = newest;
    return {};
}

Status RunFollower::update() {
    // The state is asked for before the rows: what a run wrote before its end is then certainly seen.
    const auto state = m_session.state();
    for (const auto& notice : m_session.drain()) show(notice);
    if (m_reader == nullptr) AZR_CHECK(openReader());
    AZR_CHECK(showEvaluations());
    AZR_CHECK(showSteps());
    m_ended = state == session::RunState::Finished || state == session::RunState::Failed;
    if (m_ended) m_state = state;
    return {};
}

Result<ExitCode> RunFollower::summary() {
    clearProgress();
    AZR_TRY(const auto run, m_reader->run(m_run));
    AZR_TRY(const auto scores, m_reader->evaluationScores(m_run));
    // A run that could not go on stands as it stood before.
    const bool failed = m_state == session::RunState::Failed;
    const std::string state = failed ? "failed" : run.state;
    if (m_json) {
        m_console.json("run_finished", {{"run", m_run.value},
                                        {"state", state},
                                        {"message", run.message},
                                        {"last_step", run.lastStep},
                                        {"workspace", m_session.workspace().string()}});
    } else {
        if (!scores.empty()) m_console.out << '\n' << accuracyTable(scores);
        m_console.line(fmt::format("\nrun {}: {} after {} steps", run.id.value, state, run.lastStep));
        const auto& workspace = m_session.workspace();
        m_console.line("open it in the window: " + commandLine({"--workspace", workspace.string()}));
        AZR_TRY(const auto checkpoints, m_reader->checkpoints(m_run, false));
        if (!checkpoints.empty()) m_console.line("go on with it:         " + resumeCommand(workspace, run));
    }
    if (failed) m_console.err << "azr-studio: run " << run.id.value << ": " << run.message << '\n';
    return failed ? ExitCode::Failure : ExitCode::Ok;
}

}  // namespace azr::app
