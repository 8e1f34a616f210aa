#include "ui/bridge/background.h"

#include <utility>

namespace azr::ui {

Background::Background(std::filesystem::path database, QObject* parent)
    : QObject(parent), m_database(std::move(database)), m_thread([this] { loop(); }) {}

Background::~Background() {
    {
        const std::lock_guard lock(m_mutex);
        m_end = true;
        m_jobs.clear();
    }
    m_ready.notify_all();
    m_thread.join();
}

bool Background::idle() const {
    const std::lock_guard lock(m_mutex);
    return m_jobs.empty() && !m_busy;
}

void Background::enqueue(std::function<void()> job) {
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_ready.notify_one();
}

void Background::deliver(std::function<void()> answer) {
    // `this` outlives the thread, and events queued for a destroyed object are dropped.
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

Result<store::Reader*> Background::reader() {
    if (!m_reader) {
        AZR_TRY(m_reader, store::Reader::open(m_database));
    }
    return m_reader.get();
}

void Background::loop() {
    std::unique_lock lock(m_mutex);
    while (!m_end) {
        if (m_jobs.empty()) {
            m_ready.wait(lock);
            continue;
        }
        const std::function<void()> job = std::move(m_jobs.front());
        m_jobs.pop_front();
        m_busy = true;
        lock.unlock();
        job();
        lock.lock();
        m_busy = false;
        if (m_jobs.empty() && !m_end)
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT becameIdle(); }, Qt::QueuedConnection);
    }
    lock.unlock();
    m_reader.reset();
}

}  // namespace azr::ui
