#include "ui/latency_probe.h"

#include <QCoreApplication>
#include <QEvent>
#include <chrono>
#include <ctime>
#include <utility>

namespace azr::ui {

namespace {

using Clock = std::chrono::steady_clock;

QEvent::Type probeType() {
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

/// Milliseconds of processor time of the calling thread.
double threadMs() {
    timespec spent{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

class ProbeEvent : public QEvent {
  public:
    ProbeEvent() : QEvent(probeType()), posted(Clock::now()) {}
    const Clock::time_point posted;
};

}  // namespace

LatencyProbe::LatencyProbe(int everyMs, QObject* parent)
    : QObject(parent), m_workedBefore(threadMs()), m_poster([this, everyMs](const std::stop_token& stop) {
          auto next = Clock::now();
          while (!stop.stop_requested()) {
              QCoreApplication::postEvent(this, new ProbeEvent);
              next += std::chrono::milliseconds(everyMs);
              std::this_thread::sleep_until(next);
          }
      }) {}

LatencyProbe::~LatencyProbe() {
    m_poster.request_stop();
    m_poster.join();
}

std::vector<LatencyProbe::Sample> LatencyProbe::take() {
    return std::exchange(m_samples, {});
}

bool LatencyProbe::event(QEvent* event) {
    if (event->type() != probeType()) return QObject::event(event);
    const auto waited = Clock::now() - static_cast<const ProbeEvent*>(event)->posted;
    const double worked = threadMs();
    m_samples.push_back({std::chrono::duration<double, std::milli>(waited).count(), worked - m_workedBefore});
    m_workedBefore = worked;
    return true;
}

}  // namespace azr::ui
