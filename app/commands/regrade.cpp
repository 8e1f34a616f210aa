// Checks the verdicts of a run again: every stored program and answer, in a fork of its own.
#include "core/session/checking/regrade.h"

#include <fmt/format.h>

#include <ostream>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/lines/executor_lines.h"
#include "app/reports/progress_line.h"
#include "app/reports/regrade_report.h"
#include "app/step_range.h"
#include "app/workspace.h"
#include "core/session/translate.h"

namespace azr::app {
namespace {

struct Asked {
    RunId run;
    StepRange steps;
    session::RegradeRules rules;
    std::optional<int> lanes;
    bool asJson = false;
};

Result<Asked> askedFor(const Arguments& arguments) {
    Asked asked;
    AZR_TRY(asked.run, runIdOf(arguments.positionals().front()));
    if (const auto steps = arguments.value("--steps")) {
        AZR_TRY(asked.steps, readSteps(*steps));
    }
    AZR_TRY(asked.rules.cpuSeconds, arguments.number("--timeout", 0.05, 600));
    AZR_TRY(const auto form, arguments.choice("--answer-form", config::choiceNames<config::AnswerForm>()));
    if (form) asked.rules.answerForm = config::choiceNamed<config::AnswerForm>(*form);
    AZR_TRY(const std::string level, isolationLevel(arguments));
    if (arguments.has("--level")) asked.rules.level = config::choiceNamed<config::Isolation>(level);
    asked.rules.python = arguments.value("--python");
    asked.rules.strictTypes = arguments.has("--strict-types");
    AZR_TRY(const auto lanes, arguments.integer("--jobs", 1, 256));
    if (lanes) asked.lanes = static_cast<int>(*lanes);
    asked.asJson = arguments.has("--json");
    return asked;
}

/// The level that the run last reached, as its log tells.
Result<std::optional<int>> levelOfRun(store::Reader& reader, RunId run) {
    for (std::int64_t before = 0;;) {
        AZR_TRY(const auto page, reader.events(run, before, store::kPageLimit));
        for (const auto& event : page)
            if (const auto level = session::sandboxLevelOf(event)) return level;
        if (static_cast<int>(page.size()) < store::kPageLimit) return std::nullopt;
        before = page.back().id;
    }
}

/// The rules that differ from the run's: naming what holds anyway changes nothing.
std::vector<config::FieldDifference> changedRules(const config::RunConfig& own, const config::RunConfig& ruled,
                                                  const RegradeTerms& terms) {
    auto rules = config::diff(own, ruled);
    std::erase_if(rules, [&](const auto& rule) {
        if (rule.path == "executor.level") return terms.runLevel == terms.level;
        if (rule.path == "executor.python") return terms.run.python == terms.python;
        return false;
    });
    return rules;
}

class Regrade {
  public:
    Regrade(const Asked& asked, const Console& console) : m_asked(asked), m_console(console) {}

    ExitCode run(const std::filesystem::path& workspace);

  private:
    Status open(const std::filesystem::path& workspace);
    void tellProgress(const session::RegradeProgress& progress);
    [[nodiscard]] ExitCode codeOf(const session::RegradeTotals& totals) const;
    void warn(const std::string& text) const { m_console.err << "azr-studio regrade: " << text << '\n' << std::flush; }

    const Asked m_asked;
    const Console& m_console;
    std::unique_ptr<store::Reader> m_reader;
    std::unique_ptr<execution::Executor> m_executor;
    session::RegradePlan m_plan;
    config::RunConfig m_config;  ///< the run's, under the rules
    RegradeTerms m_terms;
    std::optional<ProgressLine> m_line;
    std::string m_trouble;
};

Status Regrade::open(const std::filesystem::path& workspace) {
    AZR_TRY(m_reader, openReader(workspace));
    AZR_TRY(m_plan, session::planRegrade(*m_reader, m_asked.run, m_asked.steps.first, m_asked.steps.last));
    AZR_TRY(m_terms.run, m_reader->run(m_asked.run));
    AZR_TRY(const config::RunConfig own, startedSettingsOf(m_terms.run));  // changes are applied step by step
    AZR_TRY(m_terms.runLevel, levelOfRun(*m_reader, m_asked.run));
    m_config = session::underRules(own, m_asked.rules);
    auto options = session::regradeExecutor(m_config);
    if (m_asked.lanes) options.lanes = *m_asked.lanes;
    AZR_TRY(m_executor, execution::openExecutor(options));
    const auto report = m_executor->report();
    m_terms.level = report.level;
    m_terms.python = report.pythonVersion;
    m_terms.rules = changedRules(own, m_config, m_terms);
    return {};
}

void Regrade::tellProgress(const session::RegradeProgress& progress) {
    if (!m_line->due()) return;
    const std::string trouble = m_executor->report().trouble;
    if (!trouble.empty() && trouble != m_trouble) warn(trouble);
    m_trouble = trouble;
    const double rate = static_cast<double>(progress.done) / m_line->seconds();
    const double left = static_cast<double>(progress.total - progress.done) / std::max(rate, 1e-9);
    m_line->show(fmt::format("step {}, {} of {} answers and proposals, {:.0f} per second, {} left", progress.step,
                             progress.done, progress.total, rate, duration(left)));
}

/// Flips are what was asked about where rules were changed, and a failure where none were.
ExitCode Regrade::codeOf(const session::RegradeTotals& totals) const {
    if (totals.interrupted) return ExitCode::Interrupted;
    if (totals.flips() > 0 && m_terms.rules.empty()) return ExitCode::Failure;
    return totals.lostNow > 0 ? ExitCode::SomeLines : ExitCode::Ok;
}

ExitCode Regrade::run(const std::filesystem::path& workspace) {
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    if (const auto opened = open(workspace); !opened) return m_console.error(opened.error());
    for (const auto& warning : regradeWarnings(m_terms)) warn(warning);
    if (m_terms.run.state != "finished")
        warn(fmt::format("run {} is {}: its finished steps are regraded", m_terms.run.id.value, m_terms.run.state));
    RegradeReport report(m_terms, m_asked.asJson, m_console);
    report.start(m_plan);
    m_line.emplace("regrade", m_console);
    const session::RegradeListener listener{[&](const session::Flip& flip) {
                                                m_line->clear();
                                                report.flip(flip);
                                            },
                                            [&](const session::StepFigures& figures) {
                                                m_line->clear();
                                                report.step(figures);
                                            },
                                            [&](const session::RegradeProgress& now) { tellProgress(now); }};
    const auto totals = session::regrade(*m_reader, *m_executor, m_plan, m_config, listener, control);
    const double seconds = m_line->seconds();
    m_line->clear();
    if (!totals) return m_console.error(totals.error());
    report.end(*totals, seconds);
    return codeOf(*totals);
}

ExitCode runRegrade(const Arguments& arguments, const Console& console) {
    const auto asked = askedFor(arguments);
    if (!asked) return console.usage(asked.error(), "regrade");
    return Regrade(*asked, console).run(workspaceOf(arguments));
}

}  // namespace

Command regradeCommand() {
    return {"regrade",
            "Check the verdicts of a run again, and list those that flip.",
            "Every stored program and answer runs once more, each in a fork of its own, without anything remembered; "
            "answers that need no execution are compared again. Rewards, advantages and curves are then computed as "
            "training does, and held against what is stored. The workspace is only read: another process may train "
            "in it meanwhile. Without changed rules no verdict should flip.\n"
            "Proposals are validated again too, from what is stored of them; malformed completions stand as they "
            "are, and so does a refusal as too_long_to_ask or claimed_output, which did not come from the executor. "
            "Whether a task is a near-duplicate or a coin flip is taken as stored. Answers are judged against the "
            "stored gold; those on a task that is refused now were never made. infra_error, then or now, says "
            "nothing: the stored verdict stands, and it is no flip.\n"
            "Ends with 0 when nothing flips, or when rules were changed by an option; with 1 when a verdict flips "
            "although no rule was changed; with 3 when the executor was lost on some; with 130 after Ctrl-C, with "
            "what was found until then.",
            {{"RUN", "The run's number."}},
            {{"--steps", "A..B",
              "These steps only, both included; 0 is seeding. Also A.., ..B and A. Tasks of steps before A count as "
              "they were judged then."},
             {"--level", "LEVEL", "Isolation to reach: auto, L4, L3, L2 or L1; the run's unless given."},
             {"--allow-l1", "", "Consent to resource limits as the only isolation."},
             {"--timeout", "S", "Processor time of one run, seconds; the run's unless given."},
             {"--strict-types", "", "True and 1, or 1 and 1.0, are different answers."},
             {"--answer-form", "FORM", "literal or expression; the run's unless given."},
             {"--python", "PATH", "The interpreter; the run's unless given."},
             {"--jobs", "N", "Worker processes; the run's unless given."},
             workspaceOption(),
             jsonOption()},
            runRegrade};
}

}  // namespace azr::app
