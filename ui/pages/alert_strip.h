/// The alerts of the shown run that stand: raised and not withdrawn since, each with what it means and what helps.
/// Hidden while there is none. UI thread.
#pragma once

#include <QFrame>
#include <vector>

#include "core/store/rows.h"

class QLabel;

namespace azr::ui {

class AlertStrip : public QFrame {
    Q_OBJECT
  public:
    explicit AlertStrip(QWidget* parent = nullptr);
    /// Events of the run, youngest first; of each code the last word counts, and "info" withdraws.
    void setEvents(const std::vector<store::EventRow>& events);
    /// A silence of the run of this process, told before its row is written; empty: it is over.
    void setStall(const QString& text);
    void clear();  ///< another run

  private:
    void dismiss();
    void showLines();

    QLabel* m_text;
    QStringList m_lines;        // of events
    QStringList m_stalledLine;  // of the event that tells of a silence, if one stands
    QString m_stall;
    std::int64_t m_youngest = 0;
    std::int64_t m_dismissed = 0;  ///< the youngest event when the alerts were dismissed
};

}  // namespace azr::ui
