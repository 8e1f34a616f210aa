#include "core/exporting/metrics/metric_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/exporting/csv.h"
#include "core/exporting/metrics/run_events.h"

namespace azr::exporting {
namespace {

/// A run with the steps of it that are asked for.
struct Part {
    store::RunRow run;
    StepTimes times;
    int first = 0, last = -1;
    [[nodiscard]] std::int64_t steps() const { return std::max(0, last - first + 1); }
};

struct Plan {
    std::vector<Part> parts;
    std::vector<std::string> names;  ///< of the metrics, in alphabetical order
    std::int64_t total = 0;
};

Result<Plan> planOf(store::Reader& reader, const MetricExport& request) {
    Plan plan;
    std::set<std::string> names;
    for (const RunId id : request.runs) {
        Part part;
        AZR_TRY(part.run, reader.run(id));
        AZR_TRY(part.times, StepTimes::read(reader, part.run));
        AZR_TRY(const auto own, reader.metricNames(id));
        names.insert(own.begin(), own.end());
        AZR_TRY(const auto steps, reader.steps(id, -1, 0));
        part.first = std::max(0, request.first);
        part.last = std::min(request.last, steps.empty() ? 0 : steps.back().step);
        plan.total += part.steps();
        plan.parts.push_back(std::move(part));
    }
    AZR_TRY(plan.names, request.metrics.among({names.begin(), names.end()}));
    return plan;
}

std::string csvHead(const Plan& plan) {
    std::vector<std::string> cells = {"run", "name", "step", "ended"};
    for (const std::string& name : plan.names) cells.push_back(csvText(name));
    return csvRow(cells);
}

std::string csvLine(const Plan& plan, const Part& part, int step, const std::vector<store::MetricRow>& metrics) {
    std::map<std::string_view, double> values;
    for (const store::MetricRow& metric : metrics) values[metric.name] = metric.value;
    std::vector<std::string> cells = {fmt::format("{}", part.run.id.value), csvText(part.run.name),
                                      fmt::format("{}", step), fmt::format("{:.3f}", part.times.endOf(step))};
    for (const std::string& name : plan.names) {
        const auto found = values.find(name);
        cells.push_back(found == values.end() ? std::string() : csvNumber(found->second));
    }
    return csvRow(cells);
}

std::string jsonLine(const Part& part, int step, const std::vector<store::MetricRow>& metrics) {
    Json values = Json::object();
    for (const store::MetricRow& metric : metrics)
        values[metric.name] = std::isfinite(metric.value) ? Json(metric.value) : Json();
    return dumpLine({{"run", part.run.id.value},
                     {"name", part.run.name},
                     {"step", step},
                     {"ended", part.times.endOf(step)},
                     {"metrics", std::move(values)}}) +
           '\n';
}

Status exportEvents(store::Reader& reader, const MetricExport& request, const Plan& plan,
                    const std::filesystem::path& target) {
    AZR_TRY(auto folder, StagedFolder::create(target));
    std::int64_t before = 0;
    for (const Part& part : plan.parts) {
        const double begun = part.run.created;
        AZR_TRY(auto file, EventFile::create(folder.path() / eventFolderName(part.run), begun));
        AZR_CHECK(beginEvents(file, part.run, 0, begun));
        MetricEvents events;
        const auto watch = [&](std::int64_t done, std::int64_t) {
            return !request.progress || request.progress(before + done, plan.total);
        };
        AZR_CHECK(appendSteps(file, events, reader, {part.run, part.first, part.last, request.metrics}, watch));
        before += part.steps();
    }
    return folder.finish();
}

}  // namespace

Result<std::int64_t> writeMetrics(store::Reader& reader, const MetricExport& request, const Sink& sink) {
    AZR_TRY(const Plan plan, planOf(reader, request));
    const bool csv = request.format == MetricFormat::Csv;
    std::int64_t rows = 0, seen = 0;
    if (csv) AZR_CHECK(sink(csvHead(plan)));
    for (const Part& part : plan.parts) {
        for (int step = part.first; step <= part.last; ++step) {
            AZR_TRY(auto metrics, reader.metricsOfStep(part.run.id, step));
            std::erase_if(metrics, [&](const auto& metric) { return !request.metrics.includes(metric.name); });
            if (!metrics.empty()) {
                AZR_CHECK(sink(csv ? csvLine(plan, part, step, metrics) : jsonLine(part, step, metrics)));
                ++rows;
            }
            AZR_CHECK(tell(request.progress, ++seen, plan.total));
        }
    }
    return rows;
}

Result<std::int64_t> exportMetrics(store::Reader& reader, const MetricExport& request,
                                   const std::filesystem::path& target) {
    if (request.format == MetricFormat::TensorBoard) {
        AZR_TRY(const Plan plan, planOf(reader, request));
        AZR_CHECK(exportEvents(reader, request, plan, target));
        return plan.total;
    }
    AZR_TRY(auto file, StagedFile::create(target));
    AZR_TRY(const std::int64_t rows, writeMetrics(reader, request, sinkOf(file)));
    AZR_CHECK(file.finish());
    return rows;
}

}  // namespace azr::exporting
