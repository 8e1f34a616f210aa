#include "ui/pages/exporting/export_progress.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>
#include <QUrl>
#include <algorithm>
#include <atomic>

#include "widgets/forms/focus_keeper.h"

namespace azr::ui {

namespace {

constexpr int kProgressLookMs = 100;
constexpr int kParts = 1000;  // of the bar

}  // namespace

struct ExportProgress::Shared {
    std::atomic<bool> cancelled{false};
    std::atomic<int> parts{0};
};

ExportProgress::ExportProgress(const QString& name, QWidget* parent)
    : QWidget(parent),
      m_timer(new QTimer(this)),
      m_bar(new QProgressBar(this)),
      m_cancel(new QToolButton(this)),
      m_result(new QLabel(this)),
      m_open(new QToolButton(this)) {
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress: %1").arg(name));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAccessibleName(tr("Cancel: %1").arg(name));
    m_cancel->setToolTip(tr("End the export; nothing of it is kept"));
    m_result->setWordWrap(true);
    m_result->setAccessibleName(tr("Result: %1").arg(name));
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_open->setText(tr("Open folder"));
    m_open->setAccessibleName(tr("Open the folder: %1").arg(name));
    m_open->setToolTip(tr("Show in the file manager what was written"));
    connect(m_open, &QToolButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(m_folder)); });
    m_timer->setInterval(kProgressLookMs);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_result, 1);
    layout->addWidget(m_open, 0, Qt::AlignTop);
    connect(m_timer, &QTimer::timeout, this, &ExportProgress::look);
    connect(m_cancel, &QToolButton::clicked, this, &ExportProgress::cancel);
    end({});
}

ExportProgress::~ExportProgress() {
    cancel();
}

exporting::Progress ExportProgress::begin() {
    m_shared = std::make_shared<Shared>();
    m_bar->setRange(0, 0);  // until the first figure comes
    m_bar->show();
    m_cancel->show();
    m_cancel->setEnabled(true);
    m_result->hide();
    m_open->hide();
    show();
    m_timer->start();
    return [shared = m_shared](std::int64_t done, std::int64_t total) {
        shared->parts = static_cast<int>(total > 0 ? std::clamp<std::int64_t>(done * kParts / total, 0, kParts) : 0);
        return !shared->cancelled;
    };
}

void ExportProgress::cancel() {
    if (m_shared) m_shared->cancelled = true;
    m_cancel->setEnabled(false);
}

bool ExportProgress::busy() const {
    return m_timer->isActive();
}

bool ExportProgress::focused() const {
    return widgets::FocusKeeper::isAt(*m_cancel);
}

void ExportProgress::end(const QString& text, const QString& folder) {
    m_timer->stop();
    m_bar->hide();
    m_cancel->hide();
    m_result->setText(text);
    m_result->setVisible(!text.isEmpty());
    m_folder = folder;
    m_open->setVisible(!folder.isEmpty());
    setVisible(!text.isEmpty());
}

void ExportProgress::look() {
    const int parts = m_shared->parts;
    m_bar->setRange(0, parts > 0 ? kParts : 0);
    m_bar->setValue(parts);
}

}  // namespace azr::ui
