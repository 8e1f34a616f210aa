// What came of a run: the head of the page, held-out accuracy, curves, verdicts, tasks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/size_text.h"
#include "core/evaluation/interval.h"
#include "core/execution/verdict.h"
#include "core/report/html.h"
#include "core/report/parts.h"
#include "core/report/sections.h"

namespace azr::report {

namespace {

constexpr std::size_t kLongestText = 6000;  ///< of a sample; a report is read, not searched
constexpr std::size_t kPairsShown = 8;

std::string tile(const std::string& value, const std::string& what) {
    return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>", value, what);
}

std::string scoreTile(const SuiteScore& score, const std::string& what, bool greedy) {
    const evaluation::Interval interval = evaluation::wilson(score.solved, score.total);
    return tile(percent(score.total > 0 ? double(score.solved) / score.total : 0),
                fmt::format("{} of {}, step {}<br>{}, 95%: {:.1f} to {:.1f}", what, escaped(score.suite), score.step,
                            greedy ? "greedy" : "sampled", 100 * interval.low, 100 * interval.high));
}

std::string stateText(const store::RunRow& run) {
    return run.message.empty() ? run.state : run.state + ": " + run.message;
}

std::string titleOf(const store::RunRow& run) {
    return run.name.empty() ? fmt::format("Run {}", run.id.value) : run.name;
}

const char* modeText(bool greedy) {
    return greedy ? "greedy" : "sampled";
}

std::string cut(const std::string& whole) {
    if (whole.size() <= kLongestText) return whole;
    return whole.substr(0, kLongestText) +
           fmt::format("\n… {} more bytes", groupedText(static_cast<std::int64_t>(whole.size() - kLongestText)));
}

void addFact(std::string& html, const char* what, const std::string& value) {
    if (!value.empty()) html += fmt::format("<dt>{}</dt><dd>{}</dd>", what, value);
}

std::string pairsText(const std::vector<store::PairRow>& pairs) {
    std::string html;
    for (std::size_t i = 0; i < pairs.size() && i < kPairsShown; ++i)
        html += fmt::format("<code>{} → {}</code>\n", escaped(cut(pairs[i].input)), escaped(cut(pairs[i].output)));
    if (pairs.size() > kPairsShown) html += fmt::format("and {} more", pairs.size() - kPairsShown);
    return html;
}

std::string codeText(const std::string& value) {
    return value.empty() ? std::string() : "<code>" + escaped(cut(value)) + "</code>";
}

std::string verdictText(const store::TaskRow& task) {
    std::string said = task.verdict;
    if (!task.reason.empty()) said += ": " + task.reason;
    return said;
}

std::string taskCard(const Sample& sample) {
    const store::TaskRow& task = sample.task;
    const bool valid = task.verdict == execution::name(execution::Verdict::Ok);
    std::string html = fmt::format(
        "<article class=\"task\" data-task=\"{}\"><header><b>Task {}</b><span class=\"tag\">{}</span>"
        "<span>step {}</span><span class=\"{}\">{}</span>",
        task.id.value, task.id.value - store::firstIdOf(task.run), escaped(task.kind), task.step,
        valid ? "good" : "error", escaped(verdictText(task)));
    if (task.learnability >= 0)
        html += fmt::format("<span>solved in {} of its rollouts</span>", percent(task.learnability));
    if (std::isfinite(task.reward)) html += fmt::format("<span>reward {:.3f}</span>", task.reward);
    html += "</header>";
    // What could not be read as a task is shown as it was written.
    if (!task.program.empty())
        html += "<pre>" + highlighted(cut(task.program)) + "</pre>";
    else if (!task.completion.empty())
        html += "<pre>" + escaped(cut(task.completion)) + "</pre>";
    std::string facts;
    for (const std::string& import : task.imports) addFact(facts, "imports", codeText(import));
    addFact(facts, "input", codeText(task.input));
    addFact(facts, "output", codeText(task.output));
    addFact(facts, "message", escaped(cut(task.message)));
    addFact(facts, "pairs", pairsText(task.pairs));
    addFact(facts, "detail", escaped(cut(task.detail)));
    addFact(facts, "format", escaped(task.formatFailure));
    return html + (facts.empty() ? "" : "<dl class=\"facts\">" + facts + "</dl>") + "</article>\n";
}

std::string cards(const Facts& facts, SampleKind why, const char* title, const char* about) {
    std::string html;
    for (const Sample& one : facts.samples)
        if (one.why == why) html += taskCard(one);
    if (html.empty()) return {};
    return fmt::format("<h3>{}</h3><p class=\"note\">{}</p>{}", title, about, html);
}

}  // namespace

std::string headSection(const Facts& facts) {
    const store::RunRow& run = facts.run;
    std::string html =
        fmt::format("<h1>{}</h1><p class=\"lead\">Run {}, preset {}, seed {}. {}, {}{}.</p>\n", escaped(titleOf(run)),
                    run.id.value, escaped(run.preset), run.seed, escaped(stateText(run)),
                    run.created > 0 ? "started " : "", run.created > 0 ? moment(run.created) : std::string("no date"));
    if (!run.note.empty()) html += "<p>" + escaped(run.note) + "</p>";
    for (const std::string& tag : run.tags) html += "<span class=\"tag\">" + escaped(tag) + "</span> ";
    html += "<div class=\"tiles\">";
    if (const auto scores = mainScores(facts)) {
        html += scoreTile(scores->first, "first", scores->greedy);
        if (scores->last.step != scores->first.step) html += scoreTile(scores->best, "best", scores->greedy);
        if (scores->last.step != scores->first.step) html += scoreTile(scores->last, "last", scores->greedy);
    }
    html += tile(groupedText(facts.costs.steps), "steps");
    html += tile(groupedText(facts.costs.proposals), "proposed tasks");
    html += tile(groupedText(facts.costs.attempts), "attempts");
    html += tile(groupedText(facts.costs.proposalTokens + facts.costs.attemptTokens), "tokens written");
    html += tile(durationText(facts.costs.seconds), "in steps");
    return html + "</div>\n";
}

std::string evaluationSection(const Facts& facts) {
    std::string html =
        heading("evaluation", "Held-out accuracy",
                "Tasks that were never trained on. Intervals are Wilson’s at 95%, from the number of items.");
    if (facts.accuracies.empty()) return html + "<p>Nothing was measured.</p>\n";
    html += "<div class=\"charts\">";
    for (const Chart& chart : facts.charts)
        if (chart.id.starts_with("held_out")) html += figureOf(chart);
    html += "</div>\n";
    std::vector<std::vector<Cell>> rows;
    for (const Accuracy& one : facts.accuracies) {
        const store::EvaluationScore& score = one.score;
        rows.push_back({text(score.suite), number(std::to_string(score.step)), text(score.kind),
                        text(modeText(score.greedy)),
                        number(percent(score.total > 0 ? double(score.solved) / score.total : 0)),
                        number(fmt::format("{:.1f} to {:.1f}", 100 * one.low, 100 * one.high)),
                        number(fmt::format("{} of {}", score.solved, score.total))});
    }
    html += tableOf({text("suite"), number("step"), text("kind"), text("mode"), number("accuracy"), number("95%"),
                     number("solved")},
                    rows);
    if (facts.flips.empty()) return html;
    html +=
        "<h3>Items that came out otherwise</h3><p class=\"note\">Item by item, the last evaluation of a suite against "
        "its first.</p>";
    rows.clear();
    for (const Flips& one : facts.flips)
        rows.push_back({text(one.suite), text(modeText(one.greedy)),
                        number(fmt::format("{} and {}", one.first, one.last)), number(groupedText(one.gained)),
                        number(groupedText(one.lost)), number(groupedText(one.both)),
                        number(groupedText(one.neither))});
    return html + tableOf({text("suite"), text("mode"), number("steps"), number("gained"), number("lost"),
                           number("solved twice"), number("never")},
                          rows);
}

std::string curvesSection(const Facts& facts) {
    std::string html =
        heading("curves", "Curves",
                "Step by step, as measured. Bands are 95% intervals; where there is none, the run does not "
                "say what the number was counted from.");
    html += "<div class=\"charts\">";
    for (const Chart& chart : facts.charts)
        if (!chart.id.starts_with("held_out")) html += figureOf(chart);
    return html + "</div>\n";
}

std::string verdictsSection(const Facts& facts) {
    std::int64_t all = 0, most = 1;
    for (const store::Count& one : facts.verdicts) {
        all += one.count;
        most = std::max(most, one.count);
    }
    std::string html = heading("verdicts", "Verdicts on proposals",
                               fmt::format("What became of {} tasks, seeds among them.", groupedText(all)));
    html += "<div class=\"bar\">";
    for (const store::Count& one : facts.verdicts) {
        const bool valid = one.name == execution::name(execution::Verdict::Ok);
        html +=
            fmt::format("<code>{}</code><i{} style=\"width:{:.2f}%\"></i><span class=\"num\">{} ({})</span>",
                        escaped(one.name), valid ? "" : " class=\"bad\"", 100 * double(one.count) / double(most),
                        groupedText(one.count), percent(double(one.count) / double(std::max<std::int64_t>(1, all))));
    }
    html += "</div>\n";
    if (facts.buffers.empty()) return html;
    html += "<p class=\"note\">In the buffers at the end: ";
    for (std::size_t i = 0; i < facts.buffers.size(); ++i)
        html += fmt::format("{}{} {}", i == 0 ? "" : ", ", groupedText(facts.buffers[i].size),
                            escaped(facts.buffers[i].kind));
    return html + ".</p>\n";
}

std::string tasksSection(const Facts& facts) {
    std::string html = heading("tasks", "Some of its tasks", "As the model proposed them.");
    html += cards(facts, SampleKind::Best, "Highest rewards", "Valid, and neither too easy nor too hard.");
    html += cards(facts, SampleKind::Hardest, "Hardest", "Valid, and seldom or never solved.");
    html += cards(facts, SampleKind::Refused, "Refused", "The youngest of the most frequent refusals.");
    return html;
}

}  // namespace azr::report
