#include "ui/frame/sidebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>

#include "ui/theme.h"

namespace azr::ui {

namespace {

constexpr int kSidebarWidth = 164;
constexpr int kCompactWidth = 56;
constexpr int kPageIconRole = Qt::UserRole;
constexpr int kPageTitleRole = Qt::UserRole + 1;

}  // namespace

Sidebar::Sidebar(QWidget* parent)
    : QWidget(parent), m_list(new QListWidget(this)), m_brand(new QLabel(tr("AZR Studio"), this)) {
    setObjectName(QStringLiteral("sidebar"));
    setAttribute(Qt::WA_StyledBackground);
    setFixedWidth(kSidebarWidth);
    auto* mark = new QLabel(this);
    mark->setPixmap(QIcon(QStringLiteral(":/icons/azr.svg")).pixmap(24, 24));
    m_brand->setObjectName(QStringLiteral("brand"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(16, 16, 4, 10);
    head->setSpacing(8);
    head->addWidget(mark);
    head->addWidget(m_brand, 1);
    m_list->setObjectName(QStringLiteral("navigation"));
    m_list->setIconSize(QSize(18, 18));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 8);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_list, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &Sidebar::chosen);
}

void Sidebar::addPage(const QString& iconName, const QString& title, const QString& explanation,
                      const QString& shortcut) {
    auto* item = new QListWidgetItem(m_compact ? QString() : title, m_list);
    item->setData(kPageIconRole, iconName);
    item->setData(kPageTitleRole, title);
    item->setData(Qt::AccessibleTextRole, title);
    item->setToolTip(QStringLiteral("%1 (%2)\n%3").arg(title, shortcut, explanation));
    m_list->setToolTip(tr("Pages; Ctrl+1 to Ctrl+%1").arg(m_list->count()));
}

void Sidebar::setCurrent(int page) {
    m_list->setCurrentRow(page);
}

void Sidebar::setCompact(bool compact) {
    if (compact == m_compact) return;
    m_compact = compact;
    setFixedWidth(compact ? kCompactWidth : kSidebarWidth);
    m_brand->setVisible(!compact);
    // It would cover the icons; the wheel and the arrow keys scroll all the same.
    m_list->setVerticalScrollBarPolicy(compact ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem* item = m_list->item(i);
        item->setText(compact ? QString() : item->data(kPageTitleRole).toString());
    }
}

void Sidebar::refreshIcons() {
    for (int i = 0; i < m_list->count(); ++i) {
        QListWidgetItem* item = m_list->item(i);
        item->setIcon(icon(item->data(kPageIconRole).toString(), *this));
    }
}

}  // namespace azr::ui
