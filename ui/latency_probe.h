/// How late the UI thread comes to its events. A thread of its own posts an event every few milliseconds, whether or
/// not the last one was answered, so that a long block counts with every event that fell into it. Made, asked and
/// destroyed on the UI thread. Beside the lateness stands what the thread itself computed since the event before: that
/// part does not depend on who else wants the processor.
#pragma once

#include <QObject>
#include <thread>
#include <vector>

namespace azr::ui {

class LatencyProbe : public QObject {
  public:
    explicit LatencyProbe(int everyMs = 5, QObject* parent = nullptr);
    ~LatencyProbe() override;

    struct Sample {
        double lateMs = 0;    ///< from posting to delivery
        double workedMs = 0;  ///< processor time of the UI thread since the sample before
    };
    /// The events since the last call, in order of delivery.
    [[nodiscard]] std::vector<Sample> take();

  protected:
    bool event(QEvent* event) override;

  private:
    std::vector<Sample> m_samples;
    double m_workedBefore = 0;
    std::jthread m_poster;
};

}  // namespace azr::ui
