/// The middle of the window: one page at a time, above it what concerns all of them. A page that is larger than its
/// room scrolls as a whole. UI thread.
#pragma once

#include <QWidget>

class QStackedWidget;

namespace azr::ui {

class Workspace;

class PageArea : public QWidget {
    Q_OBJECT
  public:
    explicit PageArea(Workspace& workspace, QWidget* parent = nullptr);

    void addPage(int place, QWidget* page);
    void setCurrent(int page);
    [[nodiscard]] int current() const;
    [[nodiscard]] QWidget* currentPage() const;

  private:
    QStackedWidget* m_pages;
};

}  // namespace azr::ui
