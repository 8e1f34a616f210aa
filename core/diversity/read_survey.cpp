#include "core/diversity/read_survey.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/base/json.h"

namespace azr::diversity {

double nearDuplicateBar(const store::RunRow& run) {
    constexpr double kUsual = 0.3;
    const auto settings = parseJson(run.settings.empty() ? run.config : run.settings);
    if (!settings || !settings->is_object() || !settings->contains("guard")) return kUsual;
    return fieldOr<double>(settings->at("guard"), "max_near_duplicates", kUsual).value_or(kUsual);
}

std::optional<std::pair<int, double>> barFrom(const store::ConfigChangeRow& change) {
    double bar = 0;
    const char* const end = change.after.data() + change.after.size();
    if (change.path != kNearDuplicateBar) return std::nullopt;
    if (std::from_chars(change.after.data(), end, bar).ec != std::errc()) return std::nullopt;
    // What a resume was told holds behind the step that it went on from.
    return std::pair(change.onResume() ? change.step + 1 : change.step, bar);
}

Result<NearDuplicateBar> nearDuplicateBars(store::Reader& reader, RunId run, int last) {
    AZR_TRY(const store::RunRow row, reader.run(run));
    AZR_TRY(const std::vector<store::ConfigChangeRow> changes, reader.configChanges(run));
    std::optional<NearDuplicateBar> bar;
    for (const store::ConfigChangeRow& change : changes) {
        const auto from = barFrom(change);
        if (!from) continue;
        double before = 0;
        const char* const end = change.before.data() + change.before.size();
        if (!bar && std::from_chars(change.before.data(), end, before).ec == std::errc()) bar.emplace(before);
        if (bar && from->first <= last) bar->change(from->first, from->second);
    }
    return bar.value_or(NearDuplicateBar(nearDuplicateBar(row)));
}

Result<bool> readOn(store::Reader& reader, RunId run, Survey& survey, int last, int most) {
    const int first = survey.lastStep() + 1;
    const int end = std::min(last, first + most - 1);
    if (end < first) return false;
    AZR_TRY(survey.bar(), nearDuplicateBars(reader, run, end));
    AZR_TRY(const std::vector<store::SurveyTask> tasks, reader.surveyTasks(run, first, end));
    AZR_TRY(const std::vector<store::SurveyEntry> entries, reader.surveyEntries(run, first, end));
    AZR_TRY(const std::vector<store::AttemptLengths> lengths, reader.attemptLengths(run, first, end));
    auto task = tasks.begin();
    auto entry = entries.begin();
    auto length = lengths.begin();
    for (int step = first; step <= end; ++step) {
        for (; task != tasks.end() && task->step == step; ++task) survey.add(*task);
        for (; entry != entries.end() && entry->step == step; ++entry) survey.entered(entry->task);
        for (; length != lengths.end() && length->step == step; ++length) survey.add(*length);
        survey.finish(step);
    }
    return end < last;
}

Status readAll(store::Reader& reader, RunId run, Survey& survey, int last) {
    for (;;) {
        AZR_TRY(const bool more, readOn(reader, run, survey, last));
        if (!more) return {};
    }
}

}  // namespace azr::diversity
