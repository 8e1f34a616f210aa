/// A field for the condition of a rule: it completes words as they are typed (Ctrl+Space: all that may stand there),
/// takes fields at the caret, and marks a mistake at its place. UI thread.
#pragma once

#include <QPlainTextEdit>
#include <QString>
#include <optional>

#include "core/selfplay/rules/condition_help.h"

class QCompleter;
class QStandardItemModel;

namespace azr::ui {

class ConditionEdit : public QPlainTextEdit {
    Q_OBJECT
  public:
    explicit ConditionEdit(QWidget* parent = nullptr);

    /// The condition as it is judged: one line, of the same length as what is shown.
    [[nodiscard]] std::string condition() const;
    /// At the caret or instead of what is marked, with a blank where words would touch. Of like(N) the N is marked.
    void insertField(const QString& field);
    /// An error that somebody else found in condition(), blanks at its ends aside; false: it names no place in it. The
    /// mark stays until the text changes.
    bool mark(const Error& error);
    void moveToMark();
    /// What is marked; empty: nothing.
    [[nodiscard]] QString marked() const;
    [[nodiscard]] QCompleter& completer() { return *m_completer; }

  Q_SIGNALS:
    /// After every change: what is wrong in the text, in the user's language, or empty. What is still being typed is
    /// not wrong yet.
    void judged(const QString& problem);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool focusNextPrevChild(bool next) override;

  private:
    void judge(bool typing);
    void showPart(const std::optional<selfplay::TextPart>& part);
    void paintMark();
    void complete(const QString& word);
    void offer(bool all);
    [[nodiscard]] QString wordAtCaret() const;
    [[nodiscard]] QString tell(const Error& error) const;

    QCompleter* m_completer;
    QStandardItemModel* m_words;
    int m_from = 0, m_to = 0;  ///< what is marked
    QString m_told;            ///< the text that mark() was about; null: none
};

}  // namespace azr::ui
