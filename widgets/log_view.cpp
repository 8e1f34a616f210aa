#include "widgets/log_view.h"

#include <QScrollBar>
#include <QTextCursor>

namespace azr::widgets {

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
    const Colors colors = colorsOf(*this);
    QTextCharFormat muted;
    muted.setForeground(colors.muted);
    QTextCharFormat toned;
    toned.setForeground(tone == Tone::Neutral ? colors.text : colors.tone(tone));
    if (!time.isEmpty()) cursor.insertText(time + QStringLiteral("  "), muted);
    cursor.insertText(toneSign(tone) + QStringLiteral("  ") + text, toned);
    if (follow) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

}  // namespace azr::widgets
