#include "ui/pages/alert_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace azr::ui {

AlertStrip::AlertStrip(QWidget* parent) : QFrame(parent), m_text(new QLabel(this)) {
    setObjectName(QStringLiteral("alert"));
    m_text->setWordWrap(true);
    auto* close = new QToolButton(this);
    close->setText(tr("Dismiss"));
    close->setAccessibleName(tr("Dismiss the alert"));
    close->setToolTip(tr("Hide this alert; it stays in the activity log"));
    connect(close, &QToolButton::clicked, this, &AlertStrip::clear);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(close);
    setAccessibleName(tr("Alerts"));
    hide();
}

void AlertStrip::raise(const QString& text) {
    ++m_count;
    const QString sign = QStringLiteral("▲  ");
    m_text->setText(m_count > 1
                        ? sign + tr("%1  (%n alert(s) in all, see the activity log)", nullptr, m_count).arg(text)
                        : sign + text);
    setAccessibleDescription(text);
    show();
}

void AlertStrip::clear() {
    m_count = 0;
    hide();
}

}  // namespace azr::ui
