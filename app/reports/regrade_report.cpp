#include "app/reports/regrade_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "core/selfplay/rounds/verifier.h"

namespace azr::app {
namespace {

using session::Comparison;
using session::Figure;
using session::Flip;
using session::StreamFigures;

constexpr std::int64_t kShownFlips = 200;  ///< as text; JSON lines hold all

/// "ok", "exception TypeError"
std::string spelled(execution::Verdict verdict, const std::string& reason) {
    return std::string(execution::name(verdict)) + (reason.empty() ? "" : " " + reason);
}

std::string changeOf(const Flip& flip) {
    if (flip.what == Comparison::Reason) return "reason";
    if (flip.storedVerdict != flip.verdict) return "verdict";
    return flip.answer ? "score" : "value";
}

/// What `grade` and `check` read: such a line can be given to them as it is.
void addTask(const Flip& flip, Json& json) {
    const selfplay::Task& task = flip.task;
    json["program"] = task.program;
    json["imports"] = task.imports;
    if (!flip.answer) {
        json["inputs"] = selfplay::inputsOf(task);
        return;
    }
    if (selfplay::hasPairs(task.kind)) {
        Json hidden = Json::array();
        for (std::size_t i = task.shownPairs(); i < task.pairs.size(); ++i)
            hidden.push_back({{"input", task.pairs[i].input}, {"output", task.pairs[i].output}});
        json["hidden"] = std::move(hidden);
    } else {
        json["input"] = task.input;
        json["output"] = task.output;
    }
    json["answer"] = flip.answer->answer;
}

Json flipJson(RunId run, const Flip& flip) {
    Json json = {
        {"run", run.value},
        {"step", flip.step},
        {"what", flip.answer ? "answer" : "proposal"},
        {"change", changeOf(flip)},
        {"task", flip.task.id.value},
        {"attempt", flip.answer ? Json(flip.answer->id.value) : Json()},
        // `grade` reads an answer's line, and names kinds by how they are judged.
        {"kind", flip.answer ? execution::name(selfplay::traitsOf(flip.task.kind).verified) : name(flip.task.kind)},
        {"stored_verdict", execution::name(flip.storedVerdict)},
        {"stored_reason", flip.storedReason},
        {"verdict", execution::name(flip.verdict)},
        {"reason", flip.reason},
        {"detail", flip.detail}};
    addTask(flip, json);
    return json;
}

std::string flipText(const Flip& flip) {
    const std::string who = flip.answer ? fmt::format("answer {} to task {}", flip.answer->id.value, flip.task.id.value)
                                        : fmt::format("proposal of task {}", flip.task.id.value);
    return fmt::format("step {}, {}, {}: {} -> {}{}", flip.step, name(flip.task.kind), who,
                       spelled(flip.storedVerdict, flip.storedReason), spelled(flip.verdict, flip.reason),
                       flip.detail.empty() ? "" : " (" + flip.detail + ")");
}

Json numberOf(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json figuresJson(RunId run, int step, const StreamFigures& figures) {
    const bool proposals = figures.stream.role == selfplay::Role::Propose;
    const std::string rate = proposals ? "valid_rate" : "solve_rate";
    Json json = {{"run", run.value}, {"step", step}, {"stream", name(figures.stream)}};
    const auto add = [&](const std::string& field, const Figure& figure) {
        json["stored_" + field] = numberOf(figure.stored);
        json[field] = numberOf(figure.now);
    };
    add("reward", figures.reward);
    add(rate, figures.rate);
    if (proposals) add("learnability", figures.learnability);
    add("advantage_std", figures.advantage);
    return json;
}

std::string figuresText(int step, const StreamFigures& figures) {
    std::string text = fmt::format("step {}, {}", step, name(figures.stream));
    const auto add = [&](const char* what, const Figure& figure) {
        if (!figure.differs()) return;
        text += fmt::format(", {} {:.4f} -> {}", what, *figure.stored,
                            figure.now ? fmt::format("{:.4f}", *figure.now) : std::string("none"));
    };
    add("reward", figures.reward);
    add(figures.stream.role == selfplay::Role::Propose ? "valid" : "solved", figures.rate);
    add("learnability", figures.learnability);
    add("deviation of advantages", figures.advantage);
    return text;
}

Json rulesJson(const std::vector<config::FieldDifference>& rules) {
    Json json = Json::array();
    for (const auto& rule : rules) json.push_back({{"field", rule.path}, {"stored", rule.left}, {"now", rule.right}});
    return json;
}

double meanOf(double sum, int count) {
    return count == 0 ? 0.0 : sum / count;
}

std::string streamTable(const session::RegradeTotals& totals) {
    std::vector<std::vector<std::string>> rows;
    for (const selfplay::Role role : {selfplay::Role::Propose, selfplay::Role::Solve}) {
        for (const selfplay::TaskKind kind : selfplay::kKinds) {
            const selfplay::Stream stream{role, kind};
            const auto& one = totals.streams[static_cast<std::size_t>(stream.index())];
            if (one.steps == 0) continue;
            const auto cell = [&](double sum) { return fmt::format("{:.4f}", meanOf(sum, one.steps)); };
            rows.push_back(
                {name(stream), cell(one.storedReward), cell(one.reward), cell(one.storedRate), cell(one.rate)});
        }
    }
    if (rows.empty()) return {};
    return table({"mean over steps", "reward stored", "now", "valid or solved stored", "now"}, rows);
}

Json totalsJson(const RegradeTerms& terms, const session::RegradeTotals& totals, double seconds) {
    return {{"run", terms.run.id.value},
            {"interrupted", totals.interrupted},
            {"steps", totals.steps},
            {"seeding", totals.seeding},
            {"proposals", totals.proposals},
            {"answers", totals.answers},
            {"malformed", totals.malformed},
            {"infra_errors", totals.lost},
            {"infra_errors_now", totals.lostNow},
            {"proposal_flips", totals.proposalFlips},
            {"answer_flips", totals.answerFlips},
            {"other_reasons", totals.reasons},
            {"rewards_changed", totals.rewards},
            {"steps_changed", totals.stepsThatDiffer},
            {"seconds", seconds},
            {"answers_per_second", seconds > 0 ? static_cast<double>(totals.answers) / seconds : 0.0},
            {"level", terms.level},
            {"python", terms.python},
            {"rules", rulesJson(terms.rules)}};
}

}  // namespace

std::vector<std::string> regradeWarnings(const RegradeTerms& terms) {
    std::vector<std::string> warnings;
    if (!terms.run.python.empty() && terms.run.python != terms.python)
        warnings.push_back(fmt::format("the run's programs ran on Python {}, here on {}: verdicts may depend on it",
                                       terms.run.python, terms.python));
    if (terms.runLevel && *terms.runLevel != terms.level)
        warnings.push_back(
            fmt::format("the run's programs ran at isolation level L{}, here at L{}: verdicts may depend on it",
                        *terms.runLevel, terms.level));
    if (!terms.run.studio.empty() && terms.run.studio != AZR_VERSION)
        warnings.push_back(fmt::format("the run was made by studio {}, this is {}: rules may have changed since",
                                       terms.run.studio, AZR_VERSION));
    return warnings;
}

void RegradeReport::start(const session::RegradePlan& plan) const {
    if (m_json)
        return m_console.json("regrade_started", {{"run", m_terms.run.id.value},
                                                  {"state", m_terms.run.state},
                                                  {"steps", plan.steps},
                                                  {"tasks", plan.tasks},
                                                  {"attempts", plan.attempts},
                                                  {"level", m_terms.level},
                                                  {"stored_level", m_terms.runLevel ? Json(*m_terms.runLevel) : Json()},
                                                  {"python", m_terms.python},
                                                  {"stored_python", m_terms.run.python},
                                                  {"rules", rulesJson(m_terms.rules)}});
    m_console.line(
        fmt::format("run {}: every stored program and answer again, each in a fork of its own, at L{} with "
                    "Python {}",
                    m_terms.run.id.value, m_terms.level, m_terms.python));
    for (const auto& rule : m_terms.rules)
        m_console.line(fmt::format("rule: {} = {} (the run: {})", rule.path, rule.right, rule.left));
}

void RegradeReport::flip(const Flip& flip) {
    const bool reason = flip.what == Comparison::Reason;
    if (m_json) return m_console.json(reason ? "other_reason" : "flip", flipJson(m_terms.run.id, flip));
    if (reason || ++m_shown > kShownFlips) return;
    m_console.line(flipText(flip));
    if (m_shown == kShownFlips) m_console.line("more flips are counted, but not listed; --json lists all");
}

void RegradeReport::step(const session::StepFigures& figures) const {
    for (const StreamFigures& one : figures.streams) {
        if (m_json)
            m_console.json("curve", figuresJson(m_terms.run.id, figures.step, one));
        else if (one.differs())
            m_console.line(figuresText(figures.step, one));
    }
}

void RegradeReport::end(const session::RegradeTotals& totals, double seconds) const {
    if (m_json) return m_console.json("regrade_finished", totalsJson(m_terms, totals, seconds));
    showTotals(totals, seconds);
}

void RegradeReport::showTotals(const session::RegradeTotals& totals, double seconds) const {
    if (const std::string streams = streamTable(totals); !streams.empty()) m_console.out << '\n' << streams << '\n';
    m_console.line(fmt::format("{}{} answers and {} proposals of {} steps{} in {}, {:.0f} answers per second",
                               totals.interrupted ? "interrupted: " : "", totals.answers, totals.proposals,
                               totals.steps, totals.seeding ? " and seeding" : "", duration(seconds),
                               seconds > 0 ? static_cast<double>(totals.answers) / seconds : 0.0));
    if (totals.flips() == 0)
        m_console.line("no verdict flips");
    else
        m_console.line(fmt::format("verdicts that flip: {} of answers, {} of proposals", totals.answerFlips,
                                   totals.proposalFlips));
    m_console.line(totals.stepsThatDiffer == 0
                       ? std::string("rewards and curves come out as they are stored")
                       : fmt::format("{} rewards and the figures of {} steps come out otherwise", totals.rewards,
                                     totals.stepsThatDiffer));
    if (totals.reasons > 0)
        m_console.line(
            fmt::format("{} more keep their verdict for another reason (--json lists them)", totals.reasons));
    if (totals.malformed > 0)
        m_console.line(
            fmt::format("{} malformed completions stand as they are: nothing of them ever ran", totals.malformed));
    if (totals.lost > 0)
        m_console.line(fmt::format("{} could not be compared, the executor being lost then or now ({} now)",
                                   totals.lost, totals.lostNow));
}

}  // namespace azr::app
