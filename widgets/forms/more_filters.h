/// A button with the filters that are needed less often: ranges of numbers and choices, in a panel below it. Tells each
/// change at once (typing when a field is left, or with Return). UI thread.
#pragma once

#include <QHash>
#include <QToolButton>
#include <QVariantMap>
#include <optional>

class QComboBox;
class QFrame;
class QGridLayout;
class QLabel;
class QLineEdit;

namespace azr::widgets {

struct FilterChoice {
    QString key, label;
};

/// Both ends included; an end that is missing is open.
struct FilterRange {
    std::optional<double> least, most;
    [[nodiscard]] bool any() const { return least || most; }
};

class MoreFilters : public QToolButton {
    Q_OBJECT
  public:
    explicit MoreFilters(QWidget* parent = nullptr);

    /// `hint` says what numbers make sense, such as "0 to 1".
    void addRange(const QString& id, const QString& label, const QString& hint);
    void addChoice(const QString& id, const QString& label, const QString& any, const QList<FilterChoice>& choices);

    [[nodiscard]] FilterRange range(const QString& id) const;
    [[nodiscard]] QString choice(const QString& id) const;
    [[nodiscard]] bool isActive() const { return active() > 0; }
    void reset();  ///< tells nothing
    /// Everything that is set, under the ids.
    [[nodiscard]] QVariantMap state() const;
    void setState(const QVariantMap& state);  ///< what it does not name is not set; tells nothing

  Q_SIGNALS:
    void changed();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    struct Range {
        QString label;
        QLineEdit* least;
        QLineEdit* most;
    };
    [[nodiscard]] QLineEdit* addEnd(const QString& name, const QString& hint);
    [[nodiscard]] int active() const;
    void open();
    void tell();
    void describe();

    QHash<QString, Range> m_ranges;
    QHash<QString, QComboBox*> m_choices;
    QStringList m_order;  ///< ids of the ranges
    QFrame* m_panel;
    QGridLayout* m_grid;
    QLabel* m_wrong;  ///< says that a range is empty
    QVariantMap m_told;
};

}  // namespace azr::widgets
