/// Source in QScintilla, Python or SQL: coloured by the theme, read-only or for editing, with marked lines. Of
/// QScintilla's keys it has those that every text field has: the others belong to the window. UI thread.
#pragma once

#include <QList>

#include "widgets/scintilla.h"

namespace azr::widgets {

/// A remark on one line (1-based), shown beside and below it.
struct Finding {
    int line = 1;
    QString text;
};

class CodeView : public QsciScintilla {
    Q_OBJECT
  public:
    enum class Mode { ReadOnly, Edit };
    enum class Language { Python, Sql };

    explicit CodeView(Mode mode, QWidget* parent = nullptr) : CodeView(mode, Language::Python, parent) {}
    CodeView(Mode mode, Language language, QWidget* parent = nullptr);

    void setCode(const QString& code);
    [[nodiscard]] QString code() const { return text(); }
    void setFindings(const QList<Finding>& findings);
    void clearFindings();
    /// Lines shown before scrolling, for sizing in forms.
    void setVisibleLines(int lines);
    /// As high as the text, within these lines.
    void fitHeight(int fewest, int most);

  protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    void restyle();
    void paintSyntax();

    Mode m_mode;
    Language m_language;
    QsciLexer* m_lexer;
    bool m_restyling = false;
    bool m_faded = false;  // the theme changed while nobody looked
};

}  // namespace azr::widgets
