#include "core/base/rng.h"

#include <cmath>
#include <numbers>

namespace azr {
namespace {

std::uint64_t splitmix(std::uint64_t& x) {
    x += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = x;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

std::uint64_t rotl(std::uint64_t x, int k) {
    return (x << k) | (x >> (64 - k));
}

std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return h;
}

}  // namespace

std::uint64_t mixSeed(std::uint64_t a, std::uint64_t b) {
    std::uint64_t x = a;
    const std::uint64_t first = splitmix(x);
    x = first ^ rotl(b, 17);
    const std::uint64_t second = splitmix(x);
    return second ^ splitmix(x);
}

std::uint64_t mixSeed(std::uint64_t a, std::string_view name) {
    return mixSeed(a ^ 0x5bd1e9955bd1e995ULL, fnv1a(name));
}

Rng::Rng(std::uint64_t seed) {
    for (auto& word : m_state) word = splitmix(seed);
}

Rng Rng::fromState(const State& state) {
    Rng rng(0);
    rng.m_state = state;
    return rng;
}

Rng Rng::split(std::string_view name) const {
    return Rng(mixSeed(m_state[0] ^ rotl(m_state[2], 31), name));
}

Rng Rng::split(std::uint64_t number) const {
    return Rng(mixSeed(m_state[0] ^ rotl(m_state[2], 31), number));
}

std::uint64_t Rng::next() {
    const std::uint64_t result = rotl(m_state[0] + m_state[3], 23) + m_state[0];
    const std::uint64_t t = m_state[1] << 17;
    m_state[2] ^= m_state[0];
    m_state[3] ^= m_state[1];
    m_state[1] ^= m_state[2];
    m_state[0] ^= m_state[3];
    m_state[2] ^= t;
    m_state[3] = rotl(m_state[3], 45);
    return result;
}

std::uint64_t Rng::below(std::uint64_t bound) {
    const std::uint64_t threshold = (0 - bound) % bound;
    for (;;) {
        const std::uint64_t value = next();
        if (value >= threshold) return value % bound;
    }
}

std::int64_t Rng::between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
}

double Rng::uniform() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

double Rng::normal() {
    const double u = 1.0 - uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace azr
