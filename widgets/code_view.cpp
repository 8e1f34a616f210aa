#include "widgets/code_view.h"

#include <QFontDatabase>
#include <QKeyEvent>
#include <algorithm>
#include <array>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr int kFindingMarker = 1;
constexpr int kRemarkStyle = 40;  // above the lexer's own styles

/// What keys do in a text field: moving, choosing, deleting, the clipboard, undo. Escape is the way out.
constexpr std::array kKeyed = {QsciCommand::CharLeft,       QsciCommand::CharLeftExtend,
                               QsciCommand::CharRight,      QsciCommand::CharRightExtend,
                               QsciCommand::WordLeft,       QsciCommand::WordLeftExtend,
                               QsciCommand::WordRight,      QsciCommand::WordRightExtend,
                               QsciCommand::LineUp,         QsciCommand::LineUpExtend,
                               QsciCommand::LineDown,       QsciCommand::LineDownExtend,
                               QsciCommand::LineScrollUp,   QsciCommand::LineScrollDown,
                               QsciCommand::VCHome,         QsciCommand::VCHomeExtend,
                               QsciCommand::LineEnd,        QsciCommand::LineEndExtend,
                               QsciCommand::DocumentStart,  QsciCommand::DocumentStartExtend,
                               QsciCommand::DocumentEnd,    QsciCommand::DocumentEndExtend,
                               QsciCommand::PageUp,         QsciCommand::PageUpExtend,
                               QsciCommand::PageDown,       QsciCommand::PageDownExtend,
                               QsciCommand::Delete,         QsciCommand::DeleteBack,
                               QsciCommand::DeleteWordLeft, QsciCommand::DeleteWordRight,
                               QsciCommand::SelectAll,      QsciCommand::SelectionCut,
                               QsciCommand::SelectionCopy,  QsciCommand::Paste,
                               QsciCommand::Undo,           QsciCommand::Redo,
                               QsciCommand::Newline,        QsciCommand::Tab,
                               QsciCommand::Backtab,        QsciCommand::Cancel};

/// QScintilla also binds Ctrl+D, Ctrl+L, Ctrl+T and more: they would change the text in place of what the window's menu
/// says that they do.
void takeKeysOfTextFields(QsciCommandSet& commands) {
    for (QsciCommand* command : commands.commands()) {
        if (command->command() == QsciCommand::Redo)
            command->setAlternateKey((Qt::CTRL | Qt::SHIFT | Qt::Key_Z).toCombined());
        if (std::ranges::find(kKeyed, command->command()) != kKeyed.end()) continue;
        command->setKey(0);
        command->setAlternateKey(0);
    }
}

QsciLexer* lexerOf(CodeView::Language language, QObject* parent) {
    if (language == CodeView::Language::Sql) return new QsciLexerSQL(parent);
    return new QsciLexerPython(parent);
}

}  // namespace

CodeView::CodeView(Mode mode, Language language, QWidget* parent)
    : QsciScintilla(parent), m_mode(mode), m_language(language), m_lexer(lexerOf(language, this)) {
    setLexer(m_lexer);
    setUtf8(true);
    setIndentationWidth(4);
    setTabWidth(4);
    setIndentationsUseTabs(false);
    setAutoIndent(true);
    setBackspaceUnindents(true);
    setBraceMatching(QsciScintilla::SloppyBraceMatch);
    setScrollWidth(1);
    setScrollWidthTracking(true);
    setMarginType(0, QsciScintilla::NumberMargin);
    setMarginWidth(0, QStringLiteral("0000"));
    setMarginWidth(1, 0);
    SendScintilla(SCI_SETMARGINLEFT, 0L, 6L);
    setExtraAscent(1);
    setExtraDescent(1);
    setReadOnly(mode == Mode::ReadOnly);
    setCaretLineVisible(mode == Mode::Edit);
    takeKeysOfTextFields(*standardCommands());
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(mode == Mode::Edit ? tr("Python editor") : tr("Python source"));
    setToolTip(mode == Mode::Edit ? tr("Python source; Esc leaves the editor") : tr("Python source"));
    // QScintilla's default keys take Tab for indentation; see keyPressEvent for the way out.
    restyle();
}

void CodeView::setCode(const QString& code) {
    clearFindings();
    setText(code);
    setScrollWidth(1);  // tracking only widens
    setCursorPosition(0, 0);
}

void CodeView::setFindings(const QList<Finding>& findings) {
    clearFindings();
    for (const Finding& finding : findings) {
        const int line = qBound(0, finding.line - 1, qMax(0, lines() - 1));
        markerAdd(line, kFindingMarker);
        annotate(line, QStringLiteral("▲ ") + finding.text, kRemarkStyle);
    }
}

void CodeView::clearFindings() {
    markerDeleteAll(kFindingMarker);
    clearAnnotations();
}

void CodeView::setVisibleLines(int lines) {
    setMinimumHeight(textHeight(0) * lines + 12);
}

void CodeView::fitHeight(int fewest, int most) {
    // One line more: a horizontal scroll bar takes one.
    setFixedHeight(textHeight(0) * qBound(fewest, lines() + 1, most) + 12);
}

void CodeView::changeEvent(QEvent* event) {
    QsciScintilla::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_restyling) return;
    m_faded = true;
    if (isVisible()) restyle();
}

void CodeView::showEvent(QShowEvent* event) {
    QsciScintilla::showEvent(event);
    if (m_faded) restyle();
}

void CodeView::keyPressEvent(QKeyEvent* event) {
    // Tab indents while editing, so Escape must lead out for those without a mouse. QScintilla's own version of
    // focusNextPrevChild() refuses while the text can be edited.
    if (event->key() == Qt::Key_Escape && m_mode == Mode::Edit) {
        QAbstractScrollArea::focusNextPrevChild(true);  // NOLINT(bugprone-parent-virtual-call)
        return;
    }
    QsciScintilla::keyPressEvent(event);
}

void CodeView::paintSyntax() {
    const Colors colors = colorsOf(*this);
    const auto paint = [&](std::initializer_list<int> styles, const QColor& color) {
        for (const int style : styles) m_lexer->setColor(color, style);
    };
    if (m_language == Language::Sql) {
        paint({QsciLexerSQL::Keyword}, colors.keyword);
        paint({QsciLexerSQL::Comment, QsciLexerSQL::CommentLine}, colors.comment);
        paint({QsciLexerSQL::Number}, colors.number);
        paint({QsciLexerSQL::DoubleQuotedString, QsciLexerSQL::SingleQuotedString}, colors.string);
        return;
    }
    paint({QsciLexerPython::Keyword}, colors.keyword);
    paint({QsciLexerPython::Comment, QsciLexerPython::CommentBlock}, colors.comment);
    paint({QsciLexerPython::Number}, colors.number);
    paint({QsciLexerPython::DoubleQuotedString, QsciLexerPython::SingleQuotedString,
           QsciLexerPython::TripleSingleQuotedString, QsciLexerPython::TripleDoubleQuotedString},
          colors.string);
    paint({QsciLexerPython::FunctionMethodName, QsciLexerPython::ClassName, QsciLexerPython::Decorator},
          colors.definition);
}

void CodeView::restyle() {
    m_restyling = true;
    m_faded = false;
    const Colors colors = colorsOf(*this);
    QFont mono(QStringLiteral("DejaVu Sans Mono"));
    mono.setStyleHint(QFont::Monospace);
    mono.setPointSizeF(font().pointSizeF() > 0 ? font().pointSizeF() - 0.5 : 9.5);
    m_lexer->setDefaultFont(mono);
    m_lexer->setDefaultColor(colors.text);
    m_lexer->setDefaultPaper(colors.surface);
    for (int style = 0; style < 32; ++style) {
        m_lexer->setFont(mono, style);
        m_lexer->setColor(colors.text, style);
        m_lexer->setPaper(colors.surface, style);
    }
    paintSyntax();
    setMarginsFont(mono);
    setMarginsBackgroundColor(colors.surfaceAlt);
    setMarginsForegroundColor(colors.muted);
    setCaretForegroundColor(colors.text);
    setCaretLineBackgroundColor(colors.surfaceAlt);
    setSelectionBackgroundColor(colors.selection);
    setSelectionForegroundColor(colors.text);
    setMatchedBraceBackgroundColor(colors.selection);
    setMatchedBraceForegroundColor(colors.text);
    setUnmatchedBraceForegroundColor(colors.bad);
    setPaper(colors.surface);
    setColor(colors.text);
    markerDefine(QsciScintilla::Background, kFindingMarker);
    setMarkerBackgroundColor(colors.error, kFindingMarker);
    setAnnotationDisplay(QsciScintilla::AnnotationIndented);
    const auto colorOf = [](const QColor& color) {
        return static_cast<long>(color.red() | color.green() << 8 | color.blue() << 16);
    };
    SendScintilla(SCI_STYLESETFORE, kRemarkStyle, colorOf(colors.bad));
    SendScintilla(SCI_STYLESETBACK, kRemarkStyle, colorOf(colors.error));
    SendScintilla(SCI_STYLESETFONT, kRemarkStyle, mono.family().toUtf8().constData());
    SendScintilla(SCI_STYLESETSIZE, kRemarkStyle, static_cast<long>(mono.pointSize()));
    m_restyling = false;
}

}  // namespace azr::widgets
