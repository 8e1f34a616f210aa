#include "ui/pages/exporting/export_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/pages/exporting/export_progress.h"

namespace azr::ui {

ExportCard::ExportCard(const QString& title, const QString& text, QWidget* parent)
    : QFrame(parent), m_row(new QHBoxLayout) {
    setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 18);
    column->setSpacing(10);
    auto* heading = new QLabel(title, this);
    heading->setObjectName(QStringLiteral("pageTitle"));
    auto* words = new QLabel(text, this);
    words->setObjectName(QStringLiteral("muted"));
    words->setWordWrap(true);
    column->addWidget(heading);
    column->addWidget(words);
    m_row->setSpacing(10);
    column->addLayout(m_row);
}

ExportProgress* ExportCard::addProgress(const QString& name) {
    auto* progress = new ExportProgress(name, this);
    layout()->addWidget(progress);
    return progress;
}

QPushButton* ExportCard::primary(const QString& text, const QString& explanation) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QStringLiteral("primary"));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setToolTip(explanation);
    return button;
}

void ExportCard::finish(QPushButton& button, ExportProgress& progress, const QString& text, const QString& folder) {
    button.setEnabled(true);
    if (progress.focused()) button.setFocus();
    progress.end(text, folder);
}

}  // namespace azr::ui
