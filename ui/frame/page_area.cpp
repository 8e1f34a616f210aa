#include "ui/frame/page_area.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/frame/take_over_bar.h"

namespace azr::ui {

namespace {

constexpr QSize kLeastPage(700, 500);
constexpr int kSideMargin = 18;

/// Pages can be squeezed a good deal before they have to scroll. Without a layout: that would ask every page, also
/// those that are not shown, how high it would like to be at this width.
class Squeezed final : public QWidget {
  public:
    Squeezed(QWidget* content, QWidget* parent) : QWidget(parent), m_content(content) { content->setParent(this); }
    [[nodiscard]] QSize minimumSizeHint() const override { return kLeastPage; }

  protected:
    void resizeEvent(QResizeEvent*) override { m_content->setGeometry(rect()); }

  private:
    QWidget* m_content;
};

}  // namespace

PageArea::PageArea(Workspace& workspace, QWidget* parent) : QWidget(parent), m_pages(new QStackedWidget(this)) {
    auto* bar = new QVBoxLayout;
    bar->setContentsMargins(kSideMargin, 0, kSideMargin, 0);
    bar->addWidget(new TakeOverBar(workspace, this));
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(new Squeezed(m_pages, scroll));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(scroll, 1);
}

void PageArea::addPage(int place, QWidget* page) {
    m_pages->insertWidget(place, page);
}

void PageArea::setCurrent(int page) {
    m_pages->setCurrentIndex(page);
}

QWidget* PageArea::currentPage() const {
    return m_pages->currentWidget();
}

int PageArea::current() const {
    return m_pages->currentIndex();
}

}  // namespace azr::ui
