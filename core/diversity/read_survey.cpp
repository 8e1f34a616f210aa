#include "core/diversity/read_survey.h"

#include <algorithm>
#include <vector>

#include "core/base/json.h"

namespace azr::diversity {

double nearDuplicateBar(const store::RunRow& run) {
    constexpr double kUsual = 0.3;
    const auto settings = parseJson(run.settings.empty() ? run.config : run.settings);
    if (!settings || !settings->is_object() || !settings->contains("guard")) return kUsual;
    return fieldOr<double>(settings->at("guard"), "max_near_duplicates", kUsual).value_or(kUsual);
}

Result<bool> readOn(store::Reader& reader, RunId run, Survey& survey, int last, int most) {
    const int first = survey.lastStep() + 1;
    const int end = std::min(last, first + most - 1);
    if (end < first) return false;
    AZR_TRY(const std::vector<store::SurveyTask> tasks, reader.surveyTasks(run, first, end));
    AZR_TRY(const std::vector<store::AttemptLengths> lengths, reader.attemptLengths(run, first, end));
    auto task = tasks.begin();
    auto length = lengths.begin();
    for (int step = first; step <= end; ++step) {
        for (; task != tasks.end() && task->step == step; ++task) survey.add(*task);
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
