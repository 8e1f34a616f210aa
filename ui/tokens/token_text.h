/// A completion token by token, each on its tint; what is invisible is shown by a sign. The caret goes a token at a
/// time with the left and right arrow keys; what is copied is the text itself. UI thread.
#pragma once

#include <QTextEdit>
#include <vector>

#include "ui/tokens/token_shades.h"

namespace azr::ui {

class TokenText : public QTextEdit {
    Q_OBJECT
  public:
    explicit TokenText(QWidget* parent = nullptr);

    void setTokens(std::vector<session::ScoredToken> tokens);
    void setTintBy(TintBy by);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] int current() const { return m_current; }  ///< -1: none
    void setCurrent(int token);
    [[nodiscard]] int tokenAt(const QPoint& at) const;  ///< in the viewport; -1: none
    /// How a token is drawn: line breaks, blanks alone and characters that cannot be seen have signs.
    [[nodiscard]] static QString drawn(const session::ScoredToken& token);
    /// Its text on one line, with escapes.
    [[nodiscard]] static QString escaped(const std::string& text);

  Q_SIGNALS:
    void lookedAt(int token);  ///< under the pointer, or else at the caret

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;
    [[nodiscard]] QMimeData* createMimeDataFromSelection() const override;

  private:
    void draw();
    void mark();
    [[nodiscard]] int tokenOf(int position) const;

    std::vector<session::ScoredToken> m_tokens;
    std::vector<int> m_starts;  // positions in the document; one more for its end
    TintBy m_by = TintBy::LogProbability;
    int m_current = -1;
    bool m_drawing = false;
};

}  // namespace azr::ui
