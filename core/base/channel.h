/// A bounded queue between threads. push() waits while full; close() drops what is queued and wakes everybody; finish()
/// lets the receiver drain what is queued and then ends. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace azr {

template <class T>
class Channel {
  public:
    explicit Channel(std::size_t capacity) : m_capacity(capacity) {}

    /// False when the channel was closed or finished; the item is then dropped.
    bool push(T item) {
        std::unique_lock lock(m_mutex);
        m_space.wait(lock, [&] { return m_ended || m_items.size() < m_capacity; });
        if (m_ended) return false;
        m_items.push_back(std::move(item));
        lock.unlock();
        m_ready.notify_one();
        return true;
    }

    /// Empty once closed, or once finished and drained.
    std::optional<T> pop() {
        std::unique_lock lock(m_mutex);
        m_ready.wait(lock, [&] { return m_ended || !m_items.empty(); });
        return take(lock);
    }

    template <class Clock, class Duration>
    std::optional<T> popUntil(std::chrono::time_point<Clock, Duration> deadline) {
        std::unique_lock lock(m_mutex);
        m_ready.wait_until(lock, deadline, [&] { return m_ended || !m_items.empty(); });
        return take(lock);
    }

    std::optional<T> tryPop() {
        std::unique_lock lock(m_mutex);
        return take(lock);
    }

    void finish() {
        {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
        }
        m_ready.notify_all();
        m_space.notify_all();
    }

    void close() {
        {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
            m_items.clear();
        }
        m_ready.notify_all();
        m_space.notify_all();
    }

    [[nodiscard]] bool ended() const {
        const std::lock_guard lock(m_mutex);
        return m_ended && m_items.empty();
    }
    [[nodiscard]] std::size_t size() const {
        const std::lock_guard lock(m_mutex);
        return m_items.size();
    }

  private:
    std::optional<T> take(std::unique_lock<std::mutex>& lock) {
        if (m_items.empty()) return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        lock.unlock();
        m_space.notify_one();
        return item;
    }

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable m_ready;
    std::condition_variable m_space;
    std::deque<T> m_items;
    bool m_ended = false;
};

}  // namespace azr
