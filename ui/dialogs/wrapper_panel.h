/// "Which wrapper can this model work with?": measures each, shows the rates, and offers the best. The model is opened
/// and sampled on a background thread; leaving or cancelling ends it within a token, though not while the weights are
/// read. UI thread.
#pragma once

#include <QFrame>
#include <functional>
#include <memory>

#include "core/session/models/wrapper_rates.h"

class QLabel;
class QProgressBar;
class QPushButton;
class QStandardItemModel;
class QTimer;

namespace azr::widgets {
class CopyableTable;
}  // namespace azr::widgets

namespace azr::ui {

class Background;

/// session::measureWrappers, or a test's own.
using MeasureCall =
    std::function<Result<std::string>(const config::RunConfig&, const session::RatesListener&, Control&)>;

class WrapperPanel : public QFrame {
    Q_OBJECT
  public:
    WrapperPanel(Background& work, MeasureCall measure, QWidget* parent = nullptr);
    ~WrapperPanel() override;  ///< cancels

    /// What is measured next. Another model than before: what was measured is forgotten.
    void setConfig(const config::RunConfig& config);
    /// Why nothing can be measured; empty: it can.
    void setObstacle(const QString& text);
    void cancel();

  Q_SIGNALS:
    void wrapperWanted(const QString& wrapper);

  private:
    struct Shared;

    void nameParts();
    void layOut();
    void measure();
    void look();
    void finish(const Result<std::string>& best);
    void forget();
    void addRow(const evaluation::ProbeOutcome& outcome);
    void showBusy(bool busy);

    Background& m_work;
    MeasureCall m_measure;
    config::RunConfig m_config;
    std::shared_ptr<Shared> m_shared;  // with the working thread, while it works
    QStandardItemModel* m_rates;
    widgets::CopyableTable* m_table;
    QPushButton* m_start;
    QPushButton* m_cancel;
    QPushButton* m_take;
    QProgressBar* m_bar;
    QLabel* m_note;
    QTimer* m_timer;
    QString m_best, m_obstacle;
};

}  // namespace azr::ui
