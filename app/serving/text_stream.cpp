#include "app/serving/text_stream.h"

#include <algorithm>
#include <string_view>

#include "app/lines/completing.h"

namespace azr::app {
namespace {

/// Bytes at the end of `text` that a stop text could go on from.
std::size_t beginningAtEnd(std::string_view text, const std::vector<std::string>& stops) {
    std::size_t most = 0;
    for (const std::string_view stop : stops)
        for (std::size_t length = std::min(text.size(), stop.size() - 1); length > most; --length)
            if (text.ends_with(stop.substr(0, length))) most = length;
    return most;
}

}  // namespace

std::string TextStream::push(policy::Token token) {
    m_held += m_decoder.push(token);
    return released(false);
}

std::string TextStream::finish() {
    m_held += m_decoder.finish();
    return released(true);
}

std::string TextStream::released(bool atEnd) {
    if (m_stopped) return {};
    const std::size_t stop = stopTextAt(m_held, m_stops);
    m_stopped = stop < m_held.size();
    const std::size_t kept = m_stopped || atEnd ? 0 : beginningAtEnd(m_held, m_stops);
    std::string text = m_held.substr(0, m_stopped ? stop : m_held.size() - kept);
    m_held.erase(0, text.size());
    return text;
}

}  // namespace azr::app
