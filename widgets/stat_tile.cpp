#include "widgets/stat_tile.h"

#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace azr::widgets {

StatTile::StatTile(const QString& caption, const QString& explanation, QWidget* parent)
    : QFrame(parent),
      m_caption(new QLabel(caption, this)),
      m_value(new QLabel(QStringLiteral("–"), this)),
      m_note(new QLabel(this)) {
    setObjectName(QStringLiteral("card"));
    setToolTip(explanation);
    m_caption->setObjectName(QStringLiteral("tileCaption"));
    m_value->setObjectName(QStringLiteral("tileValue"));
    m_note->setObjectName(QStringLiteral("muted"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 8, 12, 8);
    layout->setSpacing(0);
    m_caption->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    layout->addWidget(m_caption);
    layout->addWidget(m_value);
    layout->addWidget(m_note);
    layout->addStretch(1);
    // In a narrow window the words take a second line.
    for (QLabel* label : {m_caption, m_note}) {
        label->setWordWrap(true);
        label->setMinimumWidth(1);
    }
    QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setMinimumWidth(m_value->fontMetrics().averageCharWidth() * 12);
    setAccessibleName(caption);
}

void StatTile::setValue(const QString& value, const QString& note) {
    m_value->setText(value.isEmpty() ? QStringLiteral("–") : value);
    m_note->setText(note);
    setAccessibleDescription(QStringLiteral("%1 %2").arg(value, note));
}

void StatTile::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    if (!parentWidget()) return;
    const auto tiles = parentWidget()->findChildren<StatTile*>(QString(), Qt::FindDirectChildrenOnly);
    int highest = 0;
    for (const StatTile* tile : tiles)
        highest = std::max(highest, tile->m_caption->heightForWidth(std::max(1, tile->m_caption->width())));
    for (const StatTile* tile : tiles)
        if (tile->m_caption->minimumHeight() != highest) tile->m_caption->setMinimumHeight(highest);
}

QString StatTile::value() const {
    return m_value->text();
}

}  // namespace azr::widgets
