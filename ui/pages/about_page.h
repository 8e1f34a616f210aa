/// What this program is, under which licences, and what it is made of. UI thread.
#pragma once

#include "ui/pages/page.h"

namespace azr::ui {

class AboutPage : public Page {
    Q_OBJECT
  public:
    AboutPage(Workspace& workspace, QWidget* parent = nullptr);
};

}  // namespace azr::ui
