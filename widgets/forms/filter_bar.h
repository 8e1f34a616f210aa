/// A row of filters, two where the width is small: drop-down choices and a search text, each with a name. Tells once
/// per change (typing is gathered for a quarter of a second). UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QVariantMap>
#include <QWidget>

#include "widgets/forms/more_filters.h"

class QComboBox;
class QLineEdit;
class QTimer;
class QToolButton;

namespace azr::widgets {

class FlowLayout;

class FilterBar : public QWidget {
    Q_OBJECT
  public:
    explicit FilterBar(QWidget* parent = nullptr);

    /// A drop-down; its first entry `any` has the empty key.
    void addChoice(const QString& id, const QString& label, const QString& any, const QList<FilterChoice>& choices);
    void addSearch(const QString& hint);
    void addMore(MoreFilters* more);  ///< its ranges and choices belong to these filters
    void addWidget(QWidget* widget);  ///< at the right end

    [[nodiscard]] QString choice(const QString& id) const;
    void setChoice(const QString& id, const QString& key);
    [[nodiscard]] QString searchText() const;
    void setSearchText(const QString& text);
    [[nodiscard]] bool isActive() const;
    void reset();
    /// Everything that is set; setState() tells once.
    [[nodiscard]] QVariantMap state() const;
    void setState(const QVariantMap& state);
    void focusSearch();

  Q_SIGNALS:
    void changed();

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void show(const QVariantMap& state);
    void addFilter(QWidget* filter);
    void tell();

    QHash<QString, QComboBox*> m_choices;
    QLineEdit* m_search = nullptr;
    MoreFilters* m_more = nullptr;
    QToolButton* m_reset;  ///< shown while a filter is set
    FlowLayout* m_filters = nullptr;
    QTimer* m_typing;
};

}  // namespace azr::widgets
