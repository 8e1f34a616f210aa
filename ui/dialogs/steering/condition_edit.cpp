#include "ui/dialogs/steering/condition_edit.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStandardItemModel>
#include <algorithm>

#include "ui/labels.h"
#include "widgets/colors.h"

namespace azr::ui {

namespace {

constexpr int kWordRole = Qt::UserRole;
constexpr int kListWidth = 420;

QString wordText(std::string_view text) {
    return QString::fromLatin1(text.data(), qsizetype(text.size()));
}

QString wordMeaning(std::string_view word) {
    const auto fields = selfplay::conditionFields();
    const auto found = std::ranges::find(fields, word, &selfplay::ConditionField::name);
    return found == fields.end() ? QString() : labels::said(std::string(found->meaning));
}

bool isWordCharacter(QChar c) {
    return c.isLetterOrNumber() || c == QLatin1Char('_');
}

}  // namespace

ConditionEdit::ConditionEdit(QWidget* parent)
    : QPlainTextEdit(parent), m_completer(new QCompleter(this)), m_words(new QStandardItemModel(this)) {
    setTabChangesFocus(true);
    setPlaceholderText(QStringLiteral("solve_rate > 0.9 and program ~ \"lambda\""));
    setToolTip(tr("Clauses joined by and; numbers: < <= > >= = != in A..B; texts: = != ~ !~. Ctrl+Space offers words"));
    m_completer->setModel(m_words);
    m_completer->setCompletionRole(kWordRole);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setFilterMode(Qt::MatchContains);
    m_completer->setWidget(this);
    m_completer->popup()->setAccessibleName(tr("Words that may stand here"));
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { complete(index.data(kWordRole).toString()); });
    connect(this, &QPlainTextEdit::textChanged, this, [this] { judge(hasFocus()); });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, [this] { judge(hasFocus()); });
}

std::string ConditionEdit::condition() const {
    return toPlainText().replace(QLatin1Char('\n'), QLatin1Char(' ')).toStdString();
}

QString ConditionEdit::wordAtCaret() const {
    const QString text = toPlainText().left(textCursor().position());
    qsizetype at = text.size();
    while (at > 0 && isWordCharacter(text.at(at - 1))) --at;
    return text.mid(at);
}

void ConditionEdit::insertField(const QString& field) {
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    cursor.removeSelectedText();
    const QString text = toPlainText();
    const int at = cursor.position();
    if (at > 0 && !text.at(at - 1).isSpace() && text.at(at - 1) != QLatin1Char('('))
        cursor.insertText(QStringLiteral(" "));
    cursor.insertText(field);
    const qsizetype number = field.indexOf(QLatin1String("(N)"));
    if (number < 0) {
        cursor.insertText(QStringLiteral(" "));
    } else {
        const int first = cursor.position() - int(field.size() - number) + 1;
        cursor.setPosition(first);
        cursor.setPosition(first + 1, QTextCursor::KeepAnchor);
    }
    cursor.endEditBlock();
    setTextCursor(cursor);
    setFocus(Qt::OtherFocusReason);
}

/// Instead of the word that the caret stands behind.
void ConditionEdit::complete(const QString& word) {
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, int(wordAtCaret().size()));
    setTextCursor(cursor);
    insertField(word);
}

void ConditionEdit::offer(bool all) {
    const QString word = wordAtCaret();
    const QString text = toPlainText();
    const int caret = textCursor().position();
    const bool inside = caret < text.size() && isWordCharacter(text.at(caret));
    const bool number = !word.isEmpty() && word.front().isDigit();
    QAbstractItemView* popup = m_completer->popup();
    if (inside || number || (word.isEmpty() && !all)) {
        popup->hide();
        return;
    }
    m_words->clear();
    for (const std::string_view one : selfplay::wordsAfter(text.left(caret - word.size()).toStdString())) {
        const QString meaning = wordMeaning(one);
        auto* item =
            new QStandardItem(meaning.isEmpty() ? wordText(one) : wordText(one) + QStringLiteral(" – ") + meaning);
        item->setData(wordText(one), kWordRole);
        m_words->appendRow(item);
    }
    m_completer->setCompletionPrefix(word);
    const int found = m_completer->completionCount();
    const bool whole = found == 1 && m_completer->currentCompletion() == word;
    if (found == 0 || whole) {
        popup->hide();
        return;
    }
    popup->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    QRect place = cursorRect().translated(viewport()->pos());
    place.setWidth(std::max(kListWidth, popup->sizeHintForColumn(0) + popup->verticalScrollBar()->sizeHint().width()));
    m_completer->complete(place);
}

void ConditionEdit::keyPressEvent(QKeyEvent* event) {
    if (m_completer->popup()->isVisible()) {
        switch (event->key()) {
            // The list's.
            case Qt::Key_Enter:
            case Qt::Key_Return:
            case Qt::Key_Escape:
            case Qt::Key_Tab:
            case Qt::Key_Backtab: event->ignore(); return;
            default: break;
        }
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier) {
        offer(true);
        return;
    }
    const QString before = toPlainText();
    QPlainTextEdit::keyPressEvent(event);
    if (toPlainText() != before)
        offer(false);
    else
        m_completer->popup()->hide();
}

void ConditionEdit::focusOutEvent(QFocusEvent* event) {
    QPlainTextEdit::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) judge(false);
}

/// Tab belongs to the list of words while there is one.
bool ConditionEdit::focusNextPrevChild(bool next) {
    return !m_completer->popup()->isVisible() && QPlainTextEdit::focusNextPrevChild(next);
}

void ConditionEdit::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintMark();
}

QString ConditionEdit::tell(const Error& error) const {
    QString text = labels::said(error.detail);
    if (!error.remedy.empty()) text += QStringLiteral(" – ") + labels::said(error.remedy);
    return tr("At character %1: %2").arg(m_from + 1).arg(text);
}

void ConditionEdit::judge(bool typing) {
    if (m_told == toPlainText()) return;
    m_told = QString();
    const std::string text = condition();
    const QString whole = QString::fromStdString(text);
    auto fault = whole.trimmed().isEmpty() ? std::nullopt : selfplay::faultOf(text);
    if (fault && typing) {
        const auto from = QString::fromStdString(text.substr(0, fault->part.at)).size();
        const auto to = from + QString::fromStdString(text.substr(fault->part.at, fault->part.length)).size();
        const int caret = textCursor().position();
        // The word under the caret, and what may still come behind it.
        const bool atEnd = whole.mid(from).trimmed().isEmpty() && whole.mid(caret).trimmed().isEmpty();
        if ((caret >= from && caret <= to) || atEnd) fault.reset();
    }
    showPart(fault ? std::optional(fault->part) : std::nullopt);
    Q_EMIT judged(fault ? tell(fault->error) : QString());
}

bool ConditionEdit::mark(const Error& error) {
    const std::string text = condition();
    const std::size_t blanks = std::min(text.find_first_not_of(" \t"), text.size());
    auto part = selfplay::faultyPart(std::string_view(text).substr(blanks), error);
    if (!part) return false;
    part->at += blanks;
    showPart(part);
    m_told = toPlainText();
    Q_EMIT judged(tell(error));
    return true;
}

void ConditionEdit::moveToMark() {
    QTextCursor cursor = textCursor();
    cursor.setPosition(m_to);
    setTextCursor(cursor);
    setFocus(Qt::OtherFocusReason);
}

QString ConditionEdit::marked() const {
    return toPlainText().mid(m_from, m_to - m_from);
}

void ConditionEdit::showPart(const std::optional<selfplay::TextPart>& part) {
    m_from = m_to = 0;
    if (part) {
        const std::string text = condition();
        m_from = int(QString::fromStdString(text.substr(0, part->at)).size());
        m_to = m_from + int(QString::fromStdString(text.substr(part->at, part->length)).size());
        // At its end alone, the last character stands for what is missing.
        if (m_to == m_from) m_from = std::max(0, m_from - 1);
    }
    paintMark();
}

void ConditionEdit::paintMark() {
    QList<QTextEdit::ExtraSelection> marks;
    if (m_to > m_from) {
        QTextEdit::ExtraSelection one;
        one.cursor = QTextCursor(document());
        one.cursor.setPosition(m_from);
        one.cursor.setPosition(m_to, QTextCursor::KeepAnchor);
        const QColor bad = widgets::colorsOf(*this).bad;
        QColor behind = bad;
        behind.setAlphaF(0.16F);
        one.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        one.format.setUnderlineColor(bad);
        one.format.setBackground(behind);
        marks.append(one);
    }
    setExtraSelections(marks);
}

}  // namespace azr::ui
