/// Remembers values by SHA-256 key, least recently used out first. Thread-safe.
#pragma once

#include <cstddef>
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

    std::optional<T> find(const std::string& key) {
        const std::lock_guard lock(m_mutex);
        const auto found = m_index.find(key);
        if (found == m_index.end()) return std::nullopt;
        m_entries.splice(m_entries.begin(), m_entries, found->second);
        return found->second->second;
    }

    void store(const std::string& key, T value) {
        const std::lock_guard lock(m_mutex);
        if (m_index.contains(key)) return;
        m_entries.emplace_front(key, std::move(value));
        m_index[key] = m_entries.begin();
        if (m_entries.size() <= m_capacity) return;
        m_index.erase(m_entries.back().first);
        m_entries.pop_back();
    }

  private:
    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::list<std::pair<std::string, T>> m_entries;
    std::unordered_map<std::string, typename std::list<std::pair<std::string, T>>::iterator> m_index;
};

}  // namespace azr::execution
