#include "ui/pages/alert_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <map>

#include "core/session/notice.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

QString sentence(const store::EventRow& event) {
    const QString code = labels::text(event.code);
    const QString title = labels::alertTitle(code), remedy = labels::alertRemedy(code);
    QString text = AlertStrip::tr("▲  Step %1: ").arg(event.step);
    if (!title.isEmpty()) text += QStringLiteral("<b>%1</b> – ").arg(title.toHtmlEscaped());
    text += labels::said(event.text).toHtmlEscaped();
    if (!remedy.isEmpty()) text += QStringLiteral(". ") + remedy.toHtmlEscaped();
    return text;
}

}  // namespace

AlertStrip::AlertStrip(QWidget* parent) : QFrame(parent), m_text(new QLabel(this)) {
    setObjectName(QStringLiteral("alert"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(tr("Alerts"));
    auto* close = new QToolButton(this);
    close->setText(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the alerts"));
    close->setToolTip(tr("Hide these alerts; they stay in the activity log"));
    connect(close, &QToolButton::clicked, this, &AlertStrip::dismiss);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(close, 0, Qt::AlignTop);
    setAccessibleName(tr("Alerts"));
    hide();
}

void AlertStrip::setEvents(const std::vector<store::EventRow>& events) {
    std::map<std::string, const store::EventRow*> standing;
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        m_youngest = std::max(m_youngest, event->id);
        // A run that went on from a checkpoint is not the one that stood still.
        if (event->code == "resumed") standing.erase(std::string(session::kStalled));
        if (event->severity == "info")
            standing.erase(event->code);
        else if (event->id > m_dismissed)
            standing[event->code] = &*event;
    }
    m_lines.clear();
    m_stalledLine.clear();
    for (const auto& [code, event] : standing)
        (code == session::kStalled ? m_stalledLine : m_lines).append(sentence(*event));
    showLines();
}

void AlertStrip::setStall(const QString& text) {
    m_stall = text.isEmpty() ? text : QStringLiteral("▲  <b>%1</b>").arg(text.toHtmlEscaped());
    showLines();
}

void AlertStrip::showLines() {
    // What this window hears itself is newer than the row of it.
    const QStringList lines = (m_stall.isEmpty() ? m_stalledLine : QStringList(m_stall)) + m_lines;
    m_text->setText(lines.join(QStringLiteral("<br>")));
    setVisible(!lines.isEmpty());
}

void AlertStrip::clear() {
    m_youngest = 0;
    m_dismissed = 0;
    m_lines.clear();
    m_stall.clear();
    m_stalledLine.clear();
    showLines();
}

void AlertStrip::dismiss() {
    m_dismissed = m_youngest;
    m_lines.clear();
    m_stalledLine.clear();
    m_stall.clear();
    hide();
}

}  // namespace azr::ui
