#include "ui/failure_box.h"

#include <QMessageBox>

namespace azr::ui {

namespace {

constexpr int kMostTexts = 4;

}  // namespace

FailureBox::FailureBox(QWidget* window) : QObject(window), m_window(window) {}

void FailureBox::tell(const QString& text) {
    if (m_box.isNull()) {
        m_texts = {text};
        m_box = new QMessageBox(QMessageBox::Warning, tr("AZR Studio"), text, QMessageBox::Ok, m_window);
        m_box->setAttribute(Qt::WA_DeleteOnClose);
        m_box->open();
        return;
    }
    if (m_texts.contains(text) || m_texts.size() >= kMostTexts) return;
    m_texts.append(text);
    m_box->setText(m_texts.join(QStringLiteral("\n\n")));
}

}  // namespace azr::ui
