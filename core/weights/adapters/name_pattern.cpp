#include "core/weights/adapters/name_pattern.h"

#include <algorithm>
#include <cctype>

namespace azr::weights {
namespace {

constexpr std::size_t kLongest = 4096;       // characters of a pattern
constexpr int kDeepest = 50;                 // groups within groups
constexpr int kMostRepeats = 1000;           // of {n,m}
constexpr std::int64_t kMostSteps = 200000;  // of one match

std::bitset<256> classOf(char letter) {
    std::bitset<256> set;
    for (int c = 0; c < 128; ++c) {
        const char lower = static_cast<char>(std::tolower(letter));
        if ((lower == 'd' && std::isdigit(c) != 0) || (lower == 's' && std::isspace(c) != 0) ||
            (lower == 'w' && (std::isalnum(c) != 0 || c == '_')))
            set.set(static_cast<std::size_t>(c));
    }
    return std::isupper(static_cast<unsigned char>(letter)) != 0 ? ~set : set;
}

bool isClass(char c) {
    return std::string_view("dDsSwW").find(c) != std::string_view::npos;
}

std::size_t byteOf(char c) {
    return static_cast<unsigned char>(c);
}

}  // namespace

/// Recursive descent over the pattern.
class NamePatternParser {
  public:
    NamePatternParser(std::string_view text, NamePattern& out, std::string place)
        : m_text(text), m_out(out), m_place(std::move(place)) {}

    Status run() {
        if (m_text.size() > kLongest) return refuse("it is too long");
        AZR_TRY(m_out.m_root, choice(0));
        if (m_at < m_text.size()) return refuse("a ')' without '('");
        if (m_out.m_nodes[m_out.m_root].cost > kMostSteps) return refuse("its repeats multiply");
        return {};
    }

  private:
    using Kind = NamePattern::Kind;
    using Node = NamePattern::Node;

    [[nodiscard]] tl::unexpected<Error> refuse(const std::string& why) const {
        return fail(ErrorCode::Unsupported,
                    "the pattern '" + std::string(m_text.substr(0, 200)) + "' is not understood at character " +
                        std::to_string(m_at + 1) + ": " + why,
                    m_place, "list the names of the modules instead");
    }
    [[nodiscard]] bool ends() const { return m_at >= m_text.size(); }
    [[nodiscard]] char peek() const { return ends() ? '\0' : m_text[m_at]; }
    bool skip(std::string_view expected) {
        if (!m_text.substr(m_at).starts_with(expected)) return false;
        m_at += expected.size();
        return true;
    }
    std::size_t add(Node node) {
        m_out.m_nodes.push_back(std::move(node));
        return m_out.m_nodes.size() - 1;
    }
    [[nodiscard]] std::int64_t costOf(std::size_t node) const { return m_out.m_nodes[node].cost; }

    Result<std::size_t> choice(int depth) {
        if (depth > kDeepest) return refuse("groups are nested too deeply");
        Node node{Kind::Choice, {}, {}, 0, 0, false, 1};
        do {
            AZR_TRY(const std::size_t branch, sequence(depth));
            node.children.push_back(branch);
            node.cost += costOf(branch);
        } while (skip("|"));
        return node.children.size() == 1 ? node.children.front() : add(std::move(node));
    }

    Result<std::size_t> sequence(int depth) {
        Node node{Kind::Sequence, {}, {}, 0, 0, false, 1};
        while (!ends() && peek() != '|' && peek() != ')') {
            AZR_TRY(std::size_t part, atom(depth));
            AZR_TRY(part, repeated(part));
            node.children.push_back(part);
            node.cost += costOf(part);
        }
        return add(std::move(node));
    }

    Result<std::size_t> set(const std::bitset<256>& characters) {
        return add({Kind::Set, characters, {}, 0, 0, false, 1});
    }
    Result<std::size_t> mark(Kind kind, bool negated = false) { return add({kind, {}, {}, 0, 0, negated, 1}); }

    Result<std::size_t> atom(int depth) {
        const char c = m_text[m_at++];
        switch (c) {
            case '(': return group(depth);
            case '[': return bracket();
            case '\\': return escape();
            case '^': return mark(Kind::Start);
            case '$': return mark(Kind::End);
            case '.': return set(std::bitset<256>().set().reset(byteOf('\n')));
            case '*':
            case '+':
            case '?': --m_at; return refuse("nothing to repeat");
            default: return set(std::bitset<256>().set(byteOf(c)));
        }
    }

    Result<std::size_t> group(int depth) {
        Node look{Kind::LookAhead, {}, {}, 0, 0, false, 1};
        bool looks = true;
        if (skip("?=")) {
        } else if (skip("?!")) {
            look.negated = true;
        } else if (skip("?<=")) {
            look.kind = Kind::LookBehind;
        } else if (skip("?<!")) {
            look.kind = Kind::LookBehind;
            look.negated = true;
        } else if (skip("?P<")) {
            looks = false;
            const auto end = m_text.find('>', m_at);
            if (end == std::string_view::npos) return refuse("a group without a name");
            m_at = end + 1;
        } else {
            looks = false;
            if (!skip("?:") && peek() == '?') return refuse("that kind of group");
        }
        AZR_TRY(const std::size_t inner, choice(depth + 1));
        if (!skip(")")) return refuse("a '(' without ')'");
        if (!looks) return inner;
        constexpr std::int64_t kStarts = 100;  // it is tried from each position
        look.children = {inner};
        look.cost = std::min(costOf(inner) * kStarts, kMostSteps + 1);
        return add(std::move(look));
    }

    Result<std::size_t> escape() {
        if (ends()) return refuse("it ends in a backslash");
        const char c = m_text[m_at++];
        if (isClass(c)) return set(classOf(c));
        if (c == 'A') return mark(Kind::Start);
        if (c == 'Z') return mark(Kind::End);
        if (c == 'b' || c == 'B') return mark(Kind::Boundary, c == 'B');
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) return refuse(std::string("the escape '\\") + c + "'");
        return set(std::bitset<256>().set(byteOf(c)));
    }

    /// One character of a class, or a class of its own in `many`.
    Result<char> classMember(std::bitset<256>& many) {
        const char c = m_text[m_at++];
        if (byteOf(c) > 127) return refuse("a class with letters beyond ASCII");
        if (c != '\\') return c;
        if (ends()) return refuse("it ends in a backslash");
        const char escaped = m_text[m_at++];
        if (isClass(escaped))
            many |= classOf(escaped);
        else if (std::isalnum(static_cast<unsigned char>(escaped)) != 0)
            return refuse("an escape in a class");
        else
            return escaped;
        return '\0';
    }

    Result<std::size_t> bracket() {
        const bool negated = skip("^");
        std::bitset<256> characters;
        for (bool first = true; first || peek() != ']'; first = false) {
            if (ends()) return refuse("a '[' without ']'");
            std::bitset<256> many;
            AZR_TRY(const char from, classMember(many));
            characters |= many;
            if (many.any()) continue;
            char to = from;
            if (peek() == '-' && m_at + 1 < m_text.size() && m_text[m_at + 1] != ']') {
                ++m_at;
                AZR_TRY(to, classMember(many));
                if (many.any() || to < from) return refuse("a range that is none");
            }
            for (auto c = byteOf(from); c <= byteOf(to); ++c) characters.set(c);
        }
        ++m_at;
        return set(negated ? ~characters : characters);
    }

    /// {n}, {n,}, {,m}, {n,m}; anything else in braces stands for itself, as in Python.
    bool braces(int& least, int& most) {
        const auto close = m_text.find('}', m_at);
        if (close == std::string_view::npos) return false;
        const std::string inside(m_text.substr(m_at + 1, close - m_at - 1));
        const auto comma = inside.find(',');
        const std::string low = inside.substr(0, comma),
                          high = comma == std::string::npos ? low : inside.substr(comma + 1);
        constexpr std::size_t kDigits = 4;
        const auto number = [](const std::string& text) {
            return text.size() <= kDigits && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
        };
        if (inside.empty() || !number(low) || !number(high)) return false;
        least = low.empty() ? 0 : std::stoi(low);
        most = high.empty() ? -1 : std::stoi(high);
        m_at = close + 1;
        return true;
    }

    /// The repeat behind an atom, if there is one.
    bool quantifier(int& least, int& most) {
        if (peek() == '{') return braces(least, most);
        if (peek() != '*' && peek() != '+' && peek() != '?') return false;
        const char c = m_text[m_at++];
        least = c == '+' ? 1 : 0;
        most = c == '?' ? 1 : -1;
        return true;
    }

    Result<std::size_t> repeated(std::size_t part) {
        int least = 0, most = 0;
        if (!quantifier(least, most)) return part;
        if (least > kMostRepeats || most > kMostRepeats || (most >= 0 && most < least)) return refuse("that repeat");
        skip("?");  // as few as possible: no matter for a yes or no
        int again = 0, more = 0;
        if (quantifier(again, more)) return refuse("a repeat of a repeat");
        constexpr std::int64_t kUnbounded = 100;  // a name has no more positions to go on from
        const std::int64_t times = std::max<std::int64_t>({least, most, most < 0 ? kUnbounded : 1});
        return add({Kind::Repeat, {}, {part}, least, most, false, std::min(costOf(part) * times, kMostSteps + 1)});
    }

    std::string_view m_text;
    NamePattern& m_out;
    std::string m_place;
    std::size_t m_at = 0;
};

/// Walks a pattern with the set of positions that the parts before it can have reached.
class NameMatcher {
  public:
    using Positions = std::vector<bool>;

    NameMatcher(const NamePattern& pattern, std::string_view name) : m_pattern(pattern), m_name(name) {}

    Positions run() const { return reach(m_pattern.m_root, from(0)); }

  private:
    using Kind = NamePattern::Kind;
    using Node = NamePattern::Node;

    [[nodiscard]] Positions none() const { return Positions(m_name.size() + 1, false); }
    [[nodiscard]] Positions from(std::size_t position) const {
        Positions one = none();
        one[position] = true;
        return one;
    }
    static bool any(const Positions& positions) { return std::ranges::find(positions, true) != positions.end(); }
    /// Whether that added one.
    static bool merge(Positions& into, const Positions& more) {
        bool added = false;
        for (std::size_t i = 0; i < into.size(); ++i) {
            added = added || (more[i] && !into[i]);
            into[i] = into[i] || more[i];
        }
        return added;
    }

    [[nodiscard]] Positions reach(std::size_t index, Positions starts) const {
        const Node& node = m_pattern.m_nodes[index];
        switch (node.kind) {
            case Kind::Sequence:
                for (const std::size_t child : node.children) starts = reach(child, std::move(starts));
                return starts;
            case Kind::Choice: {
                Positions all = none();
                for (const std::size_t child : node.children) merge(all, reach(child, starts));
                return all;
            }
            case Kind::Set: return step(node, starts);
            case Kind::Repeat: return repeat(node, std::move(starts));
            default: return filter(node, starts);
        }
    }

    [[nodiscard]] Positions step(const Node& node, const Positions& starts) const {
        Positions next = none();
        for (std::size_t i = 0; i < m_name.size(); ++i) next[i + 1] = starts[i] && node.characters[byteOf(m_name[i])];
        return next;
    }

    [[nodiscard]] Positions repeat(const Node& node, Positions reached) const {
        for (int i = 0; i < node.least; ++i) reached = reach(node.children.front(), std::move(reached));
        Positions all = reached;
        for (int i = node.least; node.most < 0 || i < node.most; ++i) {
            reached = reach(node.children.front(), std::move(reached));
            if (!merge(all, reached)) break;
        }
        return all;
    }

    /// Positions at which an anchor, a boundary or a look holds.
    [[nodiscard]] Positions filter(const Node& node, const Positions& starts) const {
        Positions kept = none();
        for (std::size_t i = 0; i < starts.size(); ++i) kept[i] = starts[i] && holds(node, i);
        return kept;
    }

    [[nodiscard]] bool word(std::size_t i) const {
        return i < m_name.size() && (std::isalnum(static_cast<unsigned char>(m_name[i])) != 0 || m_name[i] == '_');
    }

    [[nodiscard]] bool holds(const Node& node, std::size_t at) const {
        switch (node.kind) {
            case Kind::Start: return at == 0;
            case Kind::End: return at == m_name.size();
            case Kind::Boundary: return ((at > 0 && word(at - 1)) != word(at)) != node.negated;
            case Kind::LookAhead: return any(reach(node.children.front(), from(at))) != node.negated;
            default: break;
        }
        for (std::size_t i = 0; i <= at; ++i)
            if (reach(node.children.front(), from(i))[at]) return !node.negated;
        return node.negated;
    }

    const NamePattern& m_pattern;
    std::string_view m_name;
};

Result<NamePattern> NamePattern::parse(std::string_view pattern, const std::string& place) {
    NamePattern parsed;
    AZR_CHECK(NamePatternParser(pattern, parsed, place).run());
    return parsed;
}

bool NamePattern::matchesWhole(std::string_view name) const {
    return NameMatcher(*this, name).run().back();
}

bool NamePattern::matchesAtStart(std::string_view name) const {
    const auto reached = NameMatcher(*this, name).run();
    return std::ranges::find(reached, true) != reached.end();
}

}  // namespace azr::weights
