// How varied a run's proposals are, step by step, and whether they narrow: the figures of the page Diversity.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <ostream>

#include "app/command.h"
#include "app/step_range.h"
#include "app/workspace.h"
#include "core/diversity/read_survey.h"

namespace azr::app {
namespace {

constexpr std::size_t kClusters = 20;
constexpr int kProgramLength = 60;

Json numberOrNull(double value) {
    return std::isnan(value) ? Json() : Json(value);
}

double shareOf(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                     : std::numeric_limits<double>::quiet_NaN();
}

Json countsOf(const diversity::TypeCounts& counts) {
    Json json = Json::object();
    for (const auto& [type, count] : counts) json[type] = count;
    return json;
}

Json stepJson(RunId run, const diversity::StepFigures& step) {
    return {{"run", run.value},
            {"step", step.step},
            {"valid", step.valid},
            {"admitted", step.admitted},
            {"lineages", numberOrNull(step.lineages)},
            {"dominant_share", numberOrNull(step.dominantShare)},
            {"dominant", step.dominant.valid() ? Json(step.dominant.value) : Json()},
            {"outlines", numberOrNull(step.shapes)},
            {"outlines_per_task", numberOrNull(step.shapesPerTask)},
            {"judged", step.judged},
            {"near_duplicates", numberOrNull(shareOf(step.nearDuplicates, step.judged))},
            {"complexity", numberOrNull(step.complexity)},
            {"halstead", numberOrNull(step.halstead)},
            {"distance", numberOrNull(step.distance)},
            {"composites", step.composites},
            {"degenerate", step.degenerates},
            {"input_types", countsOf(step.inputTypes)},
            {"output_types", countsOf(step.outputTypes)},
            {"tokens",
             {{"solved", numberOrNull(step.answers[0].mean())},
              {"failed", numberOrNull(step.answers[1].mean())},
              {"malformed", numberOrNull(step.answers[2].mean())},
              {"valid", numberOrNull(step.proposals[0].mean())},
              {"invalid", numberOrNull(step.proposals[1].mean())}}},
            {"narrowing", step.narrowing.any()}};
}

std::string numberText(double value, int digits) {
    return std::isnan(value) ? std::string() : fmt::format("{:.{}f}", value, digits);
}

/// One line, cut where it is long.
std::string shortened(const std::string& program) {
    std::string line;
    for (const char c : program) {
        if (c != '\n' && c != ' ')
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
        if (std::ssize(line) > kProgramLength) return line + "…";
    }
    return line;
}

/// Where the warning began and ended.
void tellNarrowing(const diversity::Survey& survey, RunId run, bool asJson, const Console& console) {
    bool stood = false;
    for (const diversity::StepFigures& step : survey.steps()) {
        if (step.narrowing.any() == stood) continue;
        stood = step.narrowing.any();
        if (asJson)
            console.json(
                "narrowing",
                {{"run", run.value}, {"step", step.step}, {"begins", stood}, {"text", describe(step.narrowing)}});
        else
            console.line(fmt::format("{} step {}: {}", stood ? "narrowing from" : "over at", step.step,
                                     describe(step.narrowing)));
    }
    if (!asJson && !stood) console.line("nothing says that the proposals narrow");
}

void tellClusters(const diversity::Survey& survey, RunId run, bool asJson, const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const diversity::Cluster& cluster : survey.clusters().largest(kClusters)) {
        if (asJson) {
            Json examples = Json::array();
            for (const auto& example : cluster.examples) examples.push_back(example.task.value);
            console.json("cluster",
                         {{"run", run.value},
                          {"founder", cluster.founder.value},
                          {"program", cluster.program},
                          {"size", cluster.size},
                          {"buffered", cluster.buffered},
                          {"mean_solve_rate", cluster.meanSolveRate < 0 ? Json() : Json(cluster.meanSolveRate)},
                          {"first_step", cluster.firstStep},
                          {"last_step", cluster.lastStep},
                          {"examples", examples}});
            continue;
        }
        rows.push_back({std::to_string(cluster.founder.value), std::to_string(cluster.size),
                        std::to_string(cluster.buffered),
                        cluster.meanSolveRate < 0 ? std::string() : numberText(cluster.meanSolveRate, 2),
                        fmt::format("{} to {}", cluster.firstStep, cluster.lastStep), shortened(cluster.program)});
    }
    if (!asJson && !rows.empty())
        console.out << '\n' << table({"founder", "tasks", "buffered", "solved", "steps", "program"}, rows);
}

void tellSteps(const diversity::Survey& survey, RunId run, const StepRange& range, bool asJson,
               const Console& console) {
    std::vector<std::vector<std::string>> rows;
    for (const diversity::StepFigures& step : survey.steps()) {
        if (step.step < range.first || step.step > range.last) continue;
        if (asJson) {
            console.json("diversity", stepJson(run, step));
            continue;
        }
        rows.push_back({std::to_string(step.step), numberText(step.lineages, 1),
                        numberText(100 * step.dominantShare, 1), numberText(step.shapesPerTask, 3),
                        numberText(100 * shareOf(step.nearDuplicates, step.judged), 1), numberText(step.complexity, 2),
                        numberText(step.halstead, 3), numberText(step.distance, 3),
                        numberText(step.answers[0].mean(), 1), numberText(step.answers[1].mean(), 1)});
    }
    if (!asJson)
        console.out << table({"step", "lineages", "largest %", "outlines/task", "near-dup %", "complexity", "halstead",
                              "distance", "tokens solved", "failed"},
                             rows)
                    << '\n';
}

ExitCode runDiversity(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "diversity");
    StepRange range;
    if (const auto steps = arguments.value("--steps")) {
        const auto asked = readSteps(*steps);
        if (!asked) return console.usage(asked.error(), "diversity");
        range = *asked;
    }
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const auto row = (*reader)->run(*run);
    if (!row) return console.error(row.error());
    // Lineages begin with the seeds, whatever steps are asked for.
    diversity::Survey survey(diversity::nearDuplicateBar(*row));
    if (const Status read = diversity::readAll(**reader, *run, survey, std::min(row->lastStep, range.last)); !read)
        return console.error(read.error());
    const bool asJson = arguments.has("--json");
    tellSteps(survey, *run, range, asJson, console);
    tellNarrowing(survey, *run, asJson, console);
    tellClusters(survey, *run, asJson, console);
    return ExitCode::Ok;
}

}  // namespace

Command diversityCommand() {
    return {"diversity",
            "Tell how varied a run's proposals are, step by step, and whether they narrow.",
            "Lineages: the effective number of seeds that the tasks admitted in the last 5 steps descend from (exp of "
            "the entropy of their shares). Outlines: programs without names and values; their effective number per "
            "task falls when proposals repeat each other.",
            {{"RUN", "The run's number."}},
            {{"--steps", "A..B",
              "These steps only, both included. Also A.., ..B and A. Clusters are of all steps up "
              "to B."},
             workspaceOption(),
             jsonOption()},
            runDiversity};
}

}  // namespace azr::app
