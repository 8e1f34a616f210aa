/// "Which numbers?": every metric of a run with its meaning, searched and ticked, makes a chart. UI thread.
#pragma once

#include <QDialog>
#include <QStringList>

#include "core/base/ids.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace azr::ui {

class Background;
class MetricModel;

class MetricBrowser : public QDialog {
    Q_OBJECT
  public:
    MetricBrowser(Background& background, RunId run, QWidget* parent = nullptr);

    /// Of a chart that is changed.
    void setChart(const QString& title, const QStringList& metrics);
    void allowNothing();                  ///< choosing none is an answer, and there is no title
    [[nodiscard]] QString title() const;  ///< the first metric where none was written
    [[nodiscard]] QStringList metrics() const;
    [[nodiscard]] MetricModel& model() { return *m_model; }

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeTable();
    void readNames(RunId run);
    void toggle(int row);
    void explain();
    void update();

    Background& m_background;
    MetricModel* m_model;
    QSortFilterProxyModel* m_found;
    QLineEdit* m_search;
    QLineEdit* m_title;
    QTableView* m_table;
    QLabel* m_explanation;
    QLabel* m_count;
    QPushButton* m_accept = nullptr;
    QFormLayout* m_form = nullptr;
    bool m_mayBeNone = false;
};

}  // namespace azr::ui
