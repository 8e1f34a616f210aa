/// How late the UI thread comes to its events. A thread of its own posts an event every few milliseconds, whether or
/// not the last one was answered, so that a long block counts with every event that fell into it. Made, asked and
/// destroyed on the UI thread.
#pragma once

#include <QObject>
#include <thread>
#include <vector>

namespace azr::ui {

class LatencyProbe : public QObject {
  public:
    explicit LatencyProbe(int everyMs = 5, QObject* parent = nullptr);
    ~LatencyProbe() override;

    /// Milliseconds from posting to delivery of the events since the last call, in order of delivery.
    [[nodiscard]] std::vector<double> take();

  protected:
    bool event(QEvent* event) override;

  private:
    std::vector<double> m_latencies;
    std::jthread m_poster;
};

}  // namespace azr::ui
