#include "widgets/log_view.h"

#include <QEvent>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>

namespace azr::widgets {

namespace {

/// Of a line: what decides its colours.
class Line final : public QTextBlockUserData {
  public:
    Line(Tone lineTone, int length) : tone(lineTone), timeLength(length) {}
    const Tone tone;
    const int timeLength;
};

/// Colours of the layout are no part of the text: they can change without an edit.
void colour(const QTextBlock& block, const Colors& colors) {
    const auto* line = static_cast<const Line*>(block.userData());
    if (!line) return;
    QTextLayout::FormatRange time, rest;
    time.start = 0;
    time.length = line->timeLength;
    time.format.setForeground(colors.muted);
    rest.start = line->timeLength;
    rest.length = static_cast<int>(block.length()) - line->timeLength;
    rest.format.setForeground(line->tone == Tone::Neutral ? colors.text : colors.tone(line->tone));
    block.layout()->setFormats({time, rest});
}

}  // namespace

QString toneSign(Tone tone) {
    switch (tone) {
        case Tone::Neutral: return QStringLiteral("○");
        case Tone::Info: return QStringLiteral("●");
        case Tone::Good: return QStringLiteral("✔");
        case Tone::Warning: return QStringLiteral("▲");
        case Tone::Bad: return QStringLiteral("✖");
    }
    return {};
}

LogView::LogView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setMaximumBlockCount(kMaximalLines);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
    setAccessibleName(tr("Log"));
    setToolTip(tr("What happened, newest at the bottom"));
}

void LogView::append(const QString& time, Tone tone, const QString& text) {
    const bool follow = verticalScrollBar()->value() >= verticalScrollBar()->maximum() - 4;
    QTextCursor cursor(document());
    cursor.movePosition(QTextCursor::End);
    if (!document()->isEmpty()) cursor.insertBlock();
    const QString head = time.isEmpty() ? QString() : time + QStringLiteral("  ");
    cursor.insertText(head + toneSign(tone) + QStringLiteral("  ") + text);
    QTextBlock block = cursor.block();
    block.setUserData(new Line(tone, static_cast<int>(head.size())));
    colour(block, colorsOf(*this));
    document()->markContentsDirty(block.position(), block.length());
    if (follow) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void LogView::repaintLines() {
    m_faded = false;
    const Colors colors = colorsOf(*this);
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) colour(block, colors);
    document()->markContentsDirty(0, document()->characterCount());
}

void LogView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    m_faded = true;
    if (isVisible()) repaintLines();
}

void LogView::showEvent(QShowEvent* event) {
    QPlainTextEdit::showEvent(event);
    if (m_faded) repaintLines();
}

}  // namespace azr::widgets
