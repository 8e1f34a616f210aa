#include "ui/tokens/token_text.h"

#include <QAbstractTextDocumentLayout>
#include <QEvent>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <algorithm>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr double kPointSize = 9;
constexpr QChar kLine(0x23ce);     // ⏎
constexpr QChar kTab(0x21e5);      // ⇥
constexpr QChar kBlank(0x00b7);    // ·
constexpr QChar kPart(0x25b9);     // ▹: the character comes with a later token
constexpr QChar kNothing(0x2205);  // ∅
constexpr uint kControlSigns = 0x2400;

QString codePoint(uint character) {
    return QStringLiteral("‹U+%1›").arg(character, 4, 16, QLatin1Char('0')).toUpper();
}

bool isInvisible(uint character) {
    switch (QChar::category(character)) {
        case QChar::Other_Control:
        case QChar::Other_Format:
        case QChar::Other_NotAssigned:
        case QChar::Other_PrivateUse:
        case QChar::Other_Surrogate:
        case QChar::Separator_Line:
        case QChar::Separator_Paragraph: return true;
        case QChar::Separator_Space: return character != ' ';
        default: return false;
    }
}

}  // namespace

QString TokenText::drawn(const session::ScoredToken& token) {
    using Form = session::ScoredToken::Form;
    if (token.form == Form::Part) return QString(kPart);
    const QString text = labels::text(token.text);
    if (text.isEmpty()) return token.spelling.empty() ? QString(kNothing) : labels::text(token.spelling);
    const bool blank = std::all_of(text.begin(), text.end(), [](QChar c) { return c == QLatin1Char(' '); });
    if (blank) return QString(text.size(), kBlank);
    QString shown;
    for (const uint character : text.toUcs4()) {
        if (character == '\n')
            shown += QString(kLine) + QChar(QChar::LineSeparator);
        else if (character == '\t')
            shown += kTab;
        else if (character < 0x20)
            shown += QChar(kControlSigns + character);
        else if (isInvisible(character))
            shown += codePoint(character);
        else
            shown += QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
    }
    return shown;
}

QString TokenText::escaped(const std::string& text) {
    QString shown;
    for (const uint character : labels::text(text).toUcs4()) {
        switch (character) {
            case '\n': shown += QStringLiteral("\\n"); break;
            case '\r': shown += QStringLiteral("\\r"); break;
            case '\t': shown += QStringLiteral("\\t"); break;
            case '\\': shown += QStringLiteral("\\\\"); break;
            case '"': shown += QStringLiteral("\\\""); break;
            default:
                shown += isInvisible(character) ? QStringLiteral("\\u{%1}").arg(character, 0, 16)
                                                : QString::fromUcs4(reinterpret_cast<const char32_t*>(&character), 1);
        }
    }
    return shown;
}

TokenText::TokenText(QWidget* parent) : QTextEdit(parent) {
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setAccessibleName(tr("Tokens of the completion"));
    setAccessibleDescription(tr("Left and right go from token to token"));  // a tip would cover the reading
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setPointSizeF(kPointSize);
    setFont(mono);
    viewport()->setMouseTracking(true);
    connect(this, &QTextEdit::cursorPositionChanged, this, [this] {
        if (m_drawing || m_tokens.empty()) return;
        m_current = tokenOf(textCursor().position());
        mark();
        Q_EMIT lookedAt(m_current);
    });
}

/// A few lines; it takes what room there is.
QSize TokenText::sizeHint() const {
    return {200, minimumHeight()};
}

void TokenText::setTokens(std::vector<session::ScoredToken> tokens) {
    m_tokens = std::move(tokens);
    m_current = m_tokens.empty() ? -1 : std::clamp(m_current, 0, static_cast<int>(m_tokens.size()) - 1);
    draw();
    Q_EMIT lookedAt(m_current);
}

void TokenText::setTintBy(TintBy by) {
    if (std::exchange(m_by, by) != by) draw();
}

void TokenText::draw() {
    const QSignalBlocker quiet(document());
    m_drawing = true;
    const int scrolled = verticalScrollBar()->value();
    clear();
    m_starts.clear();
    const widgets::Colors colors = widgets::colorsOf(*this);
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    for (const session::ScoredToken& token : m_tokens) {
        QTextCharFormat format;
        format.setForeground(colors.text);
        format.setBackground(shade(tintOf(token, m_by), m_by, colors));
        if (token.form == session::ScoredToken::Form::Special) format.setFontItalic(true);
        m_starts.push_back(cursor.position());
        cursor.insertText(drawn(token), format);
    }
    cursor.endEditBlock();
    m_starts.push_back(cursor.position());
    if (m_current >= 0) {
        cursor.setPosition(m_starts[static_cast<std::size_t>(m_current)]);
        setTextCursor(cursor);
    }
    verticalScrollBar()->setValue(scrolled);
    m_drawing = false;
    mark();
}

void TokenText::mark() {
    QList<ExtraSelection> selections;
    if (m_current >= 0) {
        const widgets::Colors colors = widgets::colorsOf(*this);
        ExtraSelection one;
        one.cursor = QTextCursor(document());
        one.cursor.setPosition(m_starts[static_cast<std::size_t>(m_current)]);
        one.cursor.setPosition(m_starts[static_cast<std::size_t>(m_current) + 1], QTextCursor::KeepAnchor);
        one.format.setBackground(colors.accent);
        one.format.setForeground(colors.onAccent);
        selections.append(one);
    }
    setExtraSelections(selections);
}

int TokenText::tokenOf(int position) const {
    const auto behind = std::upper_bound(m_starts.begin(), m_starts.end(), position);
    return std::clamp(static_cast<int>(behind - m_starts.begin()) - 1, 0, static_cast<int>(m_tokens.size()) - 1);
}

int TokenText::tokenAt(const QPoint& at) const {
    if (m_tokens.empty()) return -1;
    const QPoint shift(horizontalScrollBar()->value(), verticalScrollBar()->value());
    const int position = document()->documentLayout()->hitTest(at + shift, Qt::ExactHit);
    return position < 0 || position >= m_starts.back() ? -1 : tokenOf(position);
}

void TokenText::setCurrent(int token) {
    if (m_tokens.empty()) return;
    QTextCursor cursor = textCursor();
    cursor.setPosition(m_starts[static_cast<std::size_t>(std::clamp(token, 0, static_cast<int>(m_tokens.size()) - 1))]);
    setTextCursor(cursor);
}

void TokenText::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_Left) return setCurrent(m_current - 1);
    if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_Right) return setCurrent(m_current + 1);
    QTextEdit::keyPressEvent(event);
}

void TokenText::mouseMoveEvent(QMouseEvent* event) {
    QTextEdit::mouseMoveEvent(event);
    const int token = tokenAt(event->pos());
    Q_EMIT lookedAt(token >= 0 ? token : m_current);
}

void TokenText::leaveEvent(QEvent* event) {
    QTextEdit::leaveEvent(event);
    Q_EMIT lookedAt(m_current);
}

void TokenText::focusInEvent(QFocusEvent* event) {
    QTextEdit::focusInEvent(event);
    Q_EMIT lookedAt(m_current);
}

void TokenText::changeEvent(QEvent* event) {
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_tokens.empty()) draw();
}

QMimeData* TokenText::createMimeDataFromSelection() const {
    const QTextCursor cursor = textCursor();
    std::string text;
    for (std::size_t i = 0; i < m_tokens.size(); ++i) {
        const bool inside = m_starts[i + 1] > cursor.selectionStart() && m_starts[i] < cursor.selectionEnd();
        if (inside) text += m_tokens[i].text;
    }
    auto* copied = new QMimeData;
    copied->setText(labels::text(text));
    return copied;
}

}  // namespace azr::ui
