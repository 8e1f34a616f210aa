/// Remembers values by SHA-256 key, least recently used out first. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace azr::execution {

template <class T>
class ResultCache {
  public:
    explicit ResultCache(std::size_t capacity) : m_capacity(capacity) {}

    /// `origin` receives the one that the value was stored with.
    std::optional<T> find(const std::string& key, std::uint64_t* origin = nullptr) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_index.find(key);
        if (found == m_index.end()) return std::nullopt;
        m_entries.splice(m_entries.begin(), m_entries, found->second);
        if (origin) *origin = found->second->origin;
        return found->second->value;
    }

    /// `origin` says who found the value out; 0 for one that is never forgotten.
    void store(const std::string& key, T value, std::uint64_t origin = 0) {
        const std::lock_guard lock(m_mutex);
        if (m_index.contains(key)) return;
        m_entries.push_front({key, std::move(value), origin});
        m_index[key] = m_entries.begin();
        if (m_entries.size() <= m_capacity) return;
        m_index.erase(m_entries.back().key);
        m_entries.pop_back();
    }

    /// Drops everything of an origin that turned out not to be trusted; how many entries that were.
    std::size_t forget(std::uint64_t origin) {
        const std::lock_guard lock(m_mutex);
        const std::size_t before = m_entries.size();
        for (auto entry = m_entries.begin(); entry != m_entries.end();) {
            const auto next = std::next(entry);
            if (entry->origin == origin) {
                m_index.erase(entry->key);
                m_entries.erase(entry);
            }
            entry = next;
        }
        return before - m_entries.size();
    }

  private:
    struct Entry {
        std::string key;
        T value;
        std::uint64_t origin;
    };

    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::list<Entry> m_entries;
    std::unordered_map<std::string, typename std::list<Entry>::iterator> m_index;
};

}  // namespace azr::execution
