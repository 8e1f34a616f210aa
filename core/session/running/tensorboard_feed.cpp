#include "core/session/running/tensorboard_feed.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

namespace azr::session {

TensorboardFeed::TensorboardFeed(FeedOptions options, store::Writer& writer)
    : m_options(std::move(options)), m_writer(writer) {}

TensorboardFeed::~TensorboardFeed() {
    if (!on() || m_waiting.empty()) return;
    const int last = std::ranges::max(m_waiting, {}, &store::MetricRow::step).step;
    settle(write(last, m_wall));
}

void TensorboardFeed::follow(const std::string& folder) {
    std::filesystem::path place = folder.empty() ? std::filesystem::path() : m_options.workspace / folder;
    if (place == m_folder) return;
    m_folder = std::move(place);
    m_file.reset();
    m_failing = false;
}

void TensorboardFeed::stepStarted(double now) {
    m_started = now;
}

void TensorboardFeed::measured(int step, const std::vector<telemetry::Metric>& metrics) {
    if (!on()) return;
    for (const telemetry::Metric& metric : metrics)
        m_waiting.push_back({m_options.run, step, metric.name, metric.value, metric.deterministic});
}

void TensorboardFeed::stepFinished(int step, double seconds) {
    if (!on()) return;
    m_wall = m_started + seconds;
    settle(write(step, m_wall));
}

void TensorboardFeed::settle(const Status& written) {
    m_waiting.clear();  // they are in the file or, where that cannot be had, in the database
    if (written) {
        m_failing = false;
        return;
    }
    m_file.reset();
    if (!std::exchange(m_failing, true) && m_options.failed) m_options.failed(written.error());
}

Status TensorboardFeed::write(int step, double wall) {
    if (!m_file) return begin(step);
    std::map<int, std::vector<store::MetricRow>> steps;
    for (store::MetricRow& metric : m_waiting) steps[metric.step].push_back(std::move(metric));
    std::string frames;
    for (const auto& [number, metrics] : steps) frames += m_events.frame(number, wall, metrics);
    return m_file->append(frames);
}

Status TensorboardFeed::begin(int upTo) {
    AZR_CHECK(m_writer.flush());
    AZR_TRY(const auto reader, store::Reader::open(m_options.database));
    AZR_TRY(const store::RunRow run, reader->run(m_options.run));
    const std::filesystem::path folder = m_folder / exporting::eventFolderName(run);
    AZR_TRY(const std::int64_t known, exporting::lastStepIn(folder));
    const int first = static_cast<int>(std::clamp<std::int64_t>(known, 0, upTo));
    AZR_TRY(const auto times, exporting::StepTimes::read(*reader, run));
    AZR_TRY(auto file, exporting::EventFile::create(folder, times.endOf(first)));
    exporting::MetricEvents events;
    AZR_CHECK(exporting::beginEvents(file, run, first, times.endOf(first)));
    AZR_CHECK(exporting::appendSteps(file, events, *reader, {run, first, upTo, {}}));
    m_file = std::move(file);
    m_events = std::move(events);
    return {};
}

}  // namespace azr::session
