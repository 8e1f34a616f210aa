/// Holds the background reader of a window: what is asked while this lives is answered afterwards. UI thread.
#pragma once

#include <future>
#include <memory>

#include "ui/bridge/background.h"

namespace azr::testing {

class HeldReading {
  public:
    explicit HeldReading(ui::Background& background) {
        auto opened = std::make_shared<std::shared_future<void>>(m_open.get_future().share());
        background.read(
            &m_asker,
            [opened](store::Reader&) -> Result<bool> {
                opened->wait();
                return true;
            },
            [](const Result<bool>&) {});
    }
    ~HeldReading() { m_open.set_value(); }
    HeldReading(const HeldReading&) = delete;
    HeldReading& operator=(const HeldReading&) = delete;

  private:
    std::promise<void> m_open;
    QObject m_asker;
};

}  // namespace azr::testing
