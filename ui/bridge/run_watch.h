/// Watches the run of this process: tells of a step that falls silent, and, where the user wants it, has the desktop
/// say so, as it says that a run ended or failed. UI thread.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <functional>
#include <optional>

#include "ui/bridge/quiet_meter.h"
#include "ui/bridge/workspace.h"

class QAction;
class QTimer;

namespace azr::ui {

/// Has the desktop show a notification (org.freedesktop.Notifications); without such a service nothing happens.
void notifyDesktop(const QString& title, const QString& text);

class RunWatch : public QObject {
    Q_OBJECT
  public:
    using Notify = std::function<void(const QString& title, const QString& text)>;
    /// Seconds of a steady clock.
    using Clock = std::function<double()>;

    /// `wanted`: checkable; its state is kept between starts.
    RunWatch(Workspace& workspace, QAction* wanted, QObject* parent);

    void setNotify(Notify notify) { m_notify = std::move(notify); }
    void setClock(Clock clock) { m_clock = std::move(clock); }
    void look();  ///< what the timer does

  Q_SIGNALS:
    void stalled(const QString& text);
    void heardAgain();

  private:
    void stateChanged(const session::StateChanged& change);
    void heard();
    void endSilence();
    void note(const session::Silence& silence);
    void tell(const QString& title, const QString& text);
    [[nodiscard]] QString runName(RunId run) const;

    Workspace& m_workspace;
    QAction* m_wanted;
    QTimer* m_timer;
    QElapsedTimer m_elapsed;
    Notify m_notify = &notifyDesktop;
    Clock m_clock;
    QuietMeter m_meter;
    int m_step = 0;
    bool m_told = false;   // of this silence
    int m_silentStep = 0;  // in which it began
    double m_silentFrom = 0;
};

}  // namespace azr::ui
