/// Which workspace the window shows next: the first one, then whatever is asked for; where one cannot be opened, the
/// one before it again. A value.
#pragma once

#include <filesystem>
#include <utility>

namespace azr::ui {

class Openings {
  public:
    /// `demo`: it is to be started in `first`.
    Openings(std::filesystem::path first, bool demo) : m_first(first), m_wanted(std::move(first)), m_demo(demo) {}

    [[nodiscard]] const std::filesystem::path& wanted() const { return m_wanted; }  ///< empty: none
    void want(std::filesystem::path workspace) { m_wanted = std::move(workspace); }
    void opened() { m_shown = std::exchange(m_wanted, {}); }
    /// What was wanted cannot be opened. False: there is none before it.
    bool goBack() {
        if (m_shown.empty()) return false;
        m_wanted = std::exchange(m_shown, {});
        return true;
    }
    /// Whether to start the demo in the one that was opened: once, however often that workspace is opened again.
    [[nodiscard]] bool takeDemo() { return std::exchange(m_demo, false) && m_shown == m_first; }

  private:
    std::filesystem::path m_first, m_wanted, m_shown;
    bool m_demo = false;
};

}  // namespace azr::ui
