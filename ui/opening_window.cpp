#include "ui/opening_window.h"

#include <QEventLoop>
#include <QLabel>
#include <QProgressBar>
#include <QScopeGuard>
#include <QVBoxLayout>
#include <chrono>
#include <future>

namespace azr::ui {

namespace {

constexpr std::chrono::milliseconds kMoment{250};  ///< most workspaces are open by then
constexpr int kTextWidth = 420;

}  // namespace

OpeningWindow::OpeningWindow(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("AZR Studio"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/azr.svg")));
    setAttribute(Qt::WA_QuitOnClose, false);
    auto* title = new QLabel(tr("Opening the workspace…"), this);
    title->setObjectName(QStringLiteral("sectionTitle"));
    auto* text = new QLabel(tr("What an older version wrote is brought up to date first; a copy of its database is "
                               "kept beside it. With many tasks this takes some minutes."),
                            this);
    text->setObjectName(QStringLiteral("muted"));
    text->setWordWrap(true);
    auto* bar = new QProgressBar(this);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setAccessibleName(title->text());
    bar->setToolTip(title->text());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(22, 18, 22, 20);
    layout->setSpacing(10);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addSpacing(4);
    layout->addWidget(bar);
    setAccessibleDescription(text->text());
    // A dialog does not ask its layout how high it gets at a width.
    ensurePolished();
    text->ensurePolished();
    text->setFixedWidth(kTextWidth);
    text->setMinimumHeight(text->heightForWidth(kTextWidth));
    layout->setSizeConstraint(QLayout::SetFixedSize);
}

bool workBehindWindow(const std::function<void()>& work) {
    QEventLoop loop;
    std::future<void> done = std::async(std::launch::async, [&] {
        const auto quit = qScopeGuard([&loop] {  // also when work throws: done.get() throws it again
            QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        });
        work();
    });
    bool closed = false;
    if (done.wait_for(kMoment) != std::future_status::ready) {
        OpeningWindow window;
        QObject::connect(&window, &QDialog::finished, &window, [&closed] { closed = true; });
        window.show();
        loop.exec();
    }
    done.get();
    return !closed;
}

}  // namespace azr::ui
