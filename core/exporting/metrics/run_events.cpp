#include "core/exporting/metrics/run_events.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/config/run_fields.h"
#include "core/exporting/metrics/event_records.h"
#include "core/telemetry/metric_table.h"

namespace azr::exporting {
namespace {

/// As a cell of a Markdown table.
std::string cell(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '<') safe += '\\';
        safe += c == '\n' || c == '\r' ? ' ' : c;
    }
    return safe;
}

std::string runText(const store::RunRow& run) {
    const std::string model = run.modelFolder.empty() ? "AZR nano" : run.modelFolder;
    std::string text = "| | |\n|---|---|\n";
    const auto add = [&](const char* what, const std::string& value) {
        if (!value.empty()) text += fmt::format("| {} | {} |\n", what, cell(value));
    };
    add("run", fmt::format("{} ({})", run.id.value, run.name));
    add("preset", run.preset);
    add("model", model);
    add("base weights, SHA-256", run.baseHash);
    add("seed", fmt::format("{}", run.seed));
    add("device", run.device);
    add("number type", run.dtype);
    if (run.threads > 0) add("threads", fmt::format("{}", run.threads));
    add("AZR Studio", run.studio);
    add("engine", run.torch);
    add("Python of the sandbox", run.python);
    add("processor", run.cpu);
    return text;
}

std::string settingsText(const store::RunRow& run) {
    const auto json = parseJson(run.inForce());
    const auto settings = json ? config::readableSettings(*json) : tl::make_unexpected(json.error());
    if (!settings) return "These settings cannot be read by this version.\n";
    std::string text = "| setting | value |\n|---|---|\n";
    for (const config::Field& field : config::runFields())
        text += fmt::format("| {} | {} |\n", cell(field.path),
                            cell(config::getField(settings->config, field.path).value_or(std::string())));
    return text;
}

}  // namespace

std::string eventFolderName(const store::RunRow& run) {
    return fmt::format("run-{}-{:%Y%m%d-%H%M%S}", run.id.value, fmt::gmtime(static_cast<std::time_t>(run.created)));
}

Result<StepTimes> StepTimes::read(store::Reader& reader, const store::RunRow& run) {
    StepTimes times;
    times.m_created = run.created;
    AZR_TRY(const auto steps, reader.steps(run.id, -1, 0));
    for (const store::StepRow& step : steps) times.m_ends[step.step] = step.started + step.seconds;
    return times;
}

double StepTimes::endOf(int step) const {
    const auto found = m_ends.find(step);
    return found == m_ends.end() ? m_created : found->second;
}

Status beginEvents(EventFile& file, const store::RunRow& run, int step, double wall) {
    return file.append(record(versionEvent(wall)) + record(startEvent(wall, step)) +
                       record(textEvent(wall, step, "run", runText(run))) +
                       record(textEvent(wall, step, "settings", settingsText(run))));
}

std::string MetricEvents::frame(int step, double wall, const std::vector<store::MetricRow>& metrics) {
    std::vector<Scalar> scalars;
    std::vector<std::string> explanations;
    explanations.reserve(metrics.size());  // views of them are kept
    for (const store::MetricRow& metric : metrics) {
        if (std::isnan(metric.value)) continue;
        Scalar scalar{metric.name, metric.value, {}};
        const bool first = m_explained.insert(metric.name).second;
        if (const auto* meaning = first ? telemetry::describeMetric(metric.name) : nullptr) {
            explanations.push_back(fmt::format("{}\n\n`{}`", meaning->text, meaning->formula));
            scalar.explanation = explanations.back();
        }
        scalars.push_back(scalar);
    }
    return scalars.empty() ? std::string() : record(scalarsEvent(wall, step, scalars));
}

Status appendSteps(EventFile& file, MetricEvents& events, store::Reader& reader, const StepEvents& steps,
                   const Progress& progress) {
    AZR_TRY(const StepTimes times, StepTimes::read(reader, steps.run));
    for (int step = steps.first; step <= steps.last; ++step) {
        AZR_TRY(auto metrics, reader.metricsOfStep(steps.run.id, step));
        std::erase_if(metrics, [&](const auto& metric) { return !steps.metrics.includes(metric.name); });
        AZR_CHECK(file.append(events.frame(step, times.endOf(step), metrics)));
        AZR_CHECK(tell(progress, step - steps.first + 1, steps.last - steps.first + 1));
    }
    return {};
}

}  // namespace azr::exporting
