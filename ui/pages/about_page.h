/// What this program is, under which licences, and what it is made of. UI thread.
#pragma once

#include "ui/pages/page.h"

class QTextBrowser;

namespace azr::ui {

class AboutPage : public Page {
    Q_OBJECT
  public:
    AboutPage(Workspace& workspace, QWidget* parent = nullptr);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void fill();

    QTextBrowser* m_text = nullptr;
};

}  // namespace azr::ui
