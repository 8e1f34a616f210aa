/// A form made from field descriptors: groups, search, a mark on every changed field, range checks. It knows nothing of
/// what the fields mean. Values are texts, as on a command line. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QStringList>
#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace azr::widgets {

struct FormField {
    enum class Type { Text, Flag, Integer, Number, Choice };

    QString path;   ///< "group.name"; the part before the first dot is its group
    QString group;  ///< heading of its group, for people; empty: as in the path
    QString label, explanation, unit;
    Type type = Type::Text;
    QStringList choices;
    double minimum = 0, maximum = 0;  ///< of Integer and Number; equal: unbounded
    QString standard;                 ///< the value before any change
};

class FieldForm : public QWidget {
    Q_OBJECT
  public:
    explicit FieldForm(QWidget* parent = nullptr);

    void setFields(const QList<FormField>& fields);
    /// New standards (another preset); values that were not changed by hand follow.
    void setStandards(const QHash<QString, QString>& standards);
    [[nodiscard]] QString value(const QString& path) const;
    void setValue(const QString& path, const QString& value);
    /// Fields whose value differs from the standard, in the order of the table.
    [[nodiscard]] QList<QPair<QString, QString>> changes() const;
    /// Searches for it, alone, and gives it the keyboard; nothing where there is no such field.
    void showField(const QString& path);
    [[nodiscard]] QStringList problems() const;  ///< one sentence per unusable value
    /// Puts the value there again and says beside it why it was refused, until it is another one.
    void refuse(const QString& path, const QString& value, const QString& reason);

  Q_SIGNALS:
    void changed();

  private:
    struct Entry {
        FormField field;
        QWidget* row = nullptr;
        QWidget* editor = nullptr;
        QLabel* mark = nullptr;
        QLabel* problem = nullptr;
        int group = 0;
        QString refused, reason;  // the value that was, and why; empty: none was
    };

    void addEntry(const FormField& field, QVBoxLayout* into, int group);
    [[nodiscard]] QWidget* makeEditor(const FormField& field, QWidget* parent);
    [[nodiscard]] static QString textOf(const Entry& entry);
    [[nodiscard]] static QString problemOf(const Entry& entry);
    static void put(const Entry& entry, const QString& value);
    void refresh();
    void applySearch();

    QLineEdit* m_search;
    QCheckBox* m_onlyChanged;
    QScrollArea* m_scroll;
    QWidget* m_body;
    QList<Entry> m_entries;
    QList<QWidget*> m_groups;
    QHash<QString, int> m_index;
};

}  // namespace azr::widgets
