/// The list of pages at the left: icons with their names, in a narrow window the icons alone. UI thread.
#pragma once

#include <QWidget>

class QLabel;
class QListWidget;

namespace azr::ui {

class Sidebar : public QWidget {
    Q_OBJECT
  public:
    explicit Sidebar(QWidget* parent = nullptr);

    /// `explanation`: the question that the page answers; `shortcut`: as people read it.
    void addPage(const QString& iconName, const QString& title, const QString& explanation, const QString& shortcut);
    void setCurrent(int page);
    void setCompact(bool compact);
    [[nodiscard]] bool isCompact() const { return m_compact; }
    void refreshIcons();

  Q_SIGNALS:
    void chosen(int page);

  private:
    QListWidget* m_list;
    QLabel* m_brand;
    bool m_compact = false;
};

}  // namespace azr::ui
