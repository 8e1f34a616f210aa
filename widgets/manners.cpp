#include "widgets/manners.h"

#include "widgets/forms/focus_keeper.h"
#include "widgets/forms/focus_ring.h"
#include "widgets/forms/tab_switcher.h"
#include "widgets/forms/wheel_guard.h"
#include "widgets/screen_keeper.h"

namespace azr::widgets {

void installManners(QApplication& application) {
    WheelGuard::install(application);
    FocusKeeper::install(application);
    FocusRing::install(application);
    TabSwitcher::install(application);
    ScreenKeeper::install(application);
}

}  // namespace azr::widgets
