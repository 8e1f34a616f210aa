/// What a new workspace shows: what this program does, and one button that shows it. UI thread.
#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace azr::ui {

struct Actions;

class Welcome : public QWidget {
    Q_OBJECT
  public:
    Welcome(const Actions& actions, QWidget* parent = nullptr);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeCard(const QString& iconName, const QString& heading, const QString& body);
    void paintIcons();

    QList<QPair<QLabel*, QString>> m_icons;
};

}  // namespace azr::ui
