#include "core/selfplay/rewards/code_similarity.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace azr::selfplay {
namespace {

constexpr std::size_t kLongestGram = 4;
constexpr double kOtherWeight = 0.2;  ///< of a token that is no keyword
constexpr double kNoMatch = 0.1;      ///< matches counted where there are none

constexpr auto kKeywords = std::to_array<std::string_view>(
    {"False",  "None",     "True", "and",    "as",   "assert", "async",  "await", "break",   "class", "continue", "def",
     "del",    "elif",     "else", "except", "for",  "from",   "global", "if",    "finally", "in",    "import",   "is",
     "lambda", "nonlocal", "not",  "or",     "pass", "raise",  "return", "try",   "while",   "with",  "yield"});

constexpr std::uint64_t kSeed = 0xcbf29ce484222325U;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
    return (hash ^ value) * 0x100000001b3U + 0x9e3779b97f4a7c15U;
}

std::uint64_t hashOf(std::string_view text) {
    std::uint64_t hash = kSeed;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return hash;
}

bool isWord(char c) {
    return c == '_' || (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Where the string literal ends that begins with the quote at `at`.
std::size_t stringEnd(std::string_view program, std::size_t at) {
    const char quote = program[at];
    const bool triple = program.substr(at, 3) == std::string(3, quote);
    const std::size_t width = triple ? 3 : 1;
    for (std::size_t i = at + width; i < program.size(); ++i) {
        if (program[i] == '\\')
            ++i;
        else if (program.substr(i, width) == std::string(width, quote))
            return i + width;
    }
    return program.size();
}

std::size_t operatorEnd(std::string_view program, std::size_t at) {
    for (const std::string_view sign : {"**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==",
                                        "!=",  "->",  ":=",  "+=",  "-=",  "*=", "/=", "%=", "&=", "|=", "^=", "@="})
        if (program.substr(at, sign.size()) == sign) return at + sign.size();
    return at + 1;
}

std::vector<std::uint64_t> tokensOf(std::string_view program) {
    std::vector<std::uint64_t> tokens;
    for (std::size_t at = 0; at < program.size();) {
        const char c = program[at];
        std::size_t end = at + 1;
        if (c == '#') {
            at = std::min(program.find('\n', at), program.size());
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            at = end;
            continue;
        }
        if (isWord(c)) {
            while (end < program.size() && isWord(program[end])) ++end;
        } else {
            end = c == '\'' || c == '"' ? stringEnd(program, at) : operatorEnd(program, at);
        }
        tokens.push_back(hashOf(program.substr(at, end - at)));
        at = end;
    }
    return tokens;
}

/// A node of the tree; its subtree is the nodes from its own place to `end`, in preorder.
struct Node {
    std::string_view type, text;
    std::size_t end = 0;
    std::vector<std::size_t> children;
};

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) result.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return result;
}

/// In preorder; empty where shape and arities do not belong together.
std::vector<Node> treeOf(std::string_view shape, std::string_view arities) {
    const auto texts = words(shape), counts = words(arities);
    if (texts.size() != counts.size()) return {};
    std::vector<Node> nodes;
    std::vector<std::pair<std::size_t, int>> open;  // nodes that wait for so many children
    for (std::size_t i = 0; i < texts.size(); ++i) {
        int children = -1;
        std::from_chars(counts[i].data(), counts[i].data() + counts[i].size(), children);
        if (children < 0 || (i > 0 && open.empty())) return {};
        nodes.push_back({texts[i].substr(0, texts[i].find(':')), texts[i], i + 1, {}});
        if (i > 0) {
            nodes[open.back().first].children.push_back(i);
            --open.back().second;
        }
        open.emplace_back(i, children);
        while (!open.empty() && open.back().second == 0) {
            nodes[open.back().first].end = i + 1;
            open.pop_back();
        }
    }
    if (!open.empty()) return {};
    return nodes;
}

std::vector<std::uint64_t> subtreesOf(std::span<const Node> nodes) {
    std::vector<std::uint64_t> hashes(nodes.size()), inner;
    for (std::size_t i = nodes.size(); i-- > 0;) {
        hashes[i] = hashOf(nodes[i].type);
        for (const std::size_t child : nodes[i].children) hashes[i] = mixed(hashes[i], hashes[child]);
        if (!nodes[i].children.empty()) inner.push_back(hashes[i]);
    }
    std::sort(inner.begin(), inner.end());
    return inner;
}

/// Reads "a name takes its value from these names" off assignments, loops and returns.
class Flows {
  public:
    explicit Flows(std::span<const Node> nodes) : m_nodes(nodes) {}

    std::vector<std::uint64_t> read() {
        for (const Node& node : m_nodes) visit(node);
        std::sort(m_flows.begin(), m_flows.end());
        return std::move(m_flows);
    }

  private:
    void visit(const Node& node) {
        const auto& parts = node.children;
        if (node.type == "Assign" && parts.size() >= 2) {
            for (std::size_t i = 0; i + 1 < parts.size(); ++i) flow(parts[i], {parts.back()});
        } else if (node.type == "AugAssign" && parts.size() == 3) {
            flow(parts[0], {parts[0], parts[2]});
        } else if (node.type == "AnnAssign" && parts.size() == 3) {
            flow(parts[0], {parts[2]});
        } else if (node.type == "withitem" && parts.size() == 2) {
            flow(parts[1], {parts[0]});
        } else if (node.type == "Return" && !parts.empty()) {
            keep(kSeed, {parts[0]});
        } else if (bindsFirst(node.type) && parts.size() >= 2) {
            flow(parts[0], {parts[1]});
        }
    }

    static bool bindsFirst(std::string_view type) {
        return type == "For" || type == "AsyncFor" || type == "comprehension" || type == "NamedExpr";
    }

    /// Each name that the target binds; of x[i] and x.a that is x.
    void flow(std::size_t target, const std::vector<std::size_t>& sources) {
        const Node& node = m_nodes[target];
        if (node.type == "Tuple" || node.type == "List" || node.type == "Starred") {
            for (const std::size_t part : node.children) flow(part, sources);
            return;
        }
        const auto names = namesIn(target);
        if (!names.empty()) keep(number(names.front()), sources);
    }

    void keep(std::uint64_t target, const std::vector<std::size_t>& sources) {
        std::uint64_t hash = mixed(kSeed, target);
        for (const std::size_t source : sources)
            for (const std::string_view name : namesIn(source)) hash = mixed(hash, number(name));
        m_flows.push_back(hash);
    }

    std::vector<std::string_view> namesIn(std::size_t place) const {
        std::vector<std::string_view> names;
        for (std::size_t i = place; i < m_nodes[place].end; ++i)
            if (m_nodes[i].type == "Name") names.push_back(m_nodes[i].text);
        return names;
    }

    std::uint64_t number(std::string_view name) { return m_numbers.try_emplace(name, m_numbers.size()).first->second; }

    std::span<const Node> m_nodes;
    std::map<std::string_view, std::uint64_t> m_numbers;
    std::vector<std::uint64_t> m_flows;
};

std::map<std::uint64_t, int> gramsOf(std::span<const std::uint64_t> tokens, std::size_t length) {
    std::map<std::uint64_t, int> grams;
    for (std::size_t i = 0; i + length <= tokens.size(); ++i) {
        std::uint64_t hash = tokens[i];
        for (std::size_t j = 1; j < length; ++j) hash = mixed(hash, tokens[i + j]);
        ++grams[hash];
    }
    return grams;
}

double weightOf(std::uint64_t token) {
    static const std::set<std::uint64_t> kHashes = [] {
        std::set<std::uint64_t> hashes;
        for (const std::string_view keyword : kKeywords) hashes.insert(hashOf(keyword));
        return hashes;
    }();
    return kHashes.contains(token) ? 1.0 : kOtherWeight;
}

/// Clipped matches over all n-grams of the candidate.
double precision(const CodeProfile& candidate, const CodeProfile& reference, std::size_t length, bool weighted) {
    const auto own = gramsOf(candidate.tokens, length), other = gramsOf(reference.tokens, length);
    double matches = 0, all = 0;
    for (const auto& [gram, count] : own) {
        const double weight = weighted && length == 1 ? weightOf(gram) : 1.0;
        const auto found = other.find(gram);
        if (found != other.end()) matches += weight * std::min(count, found->second);
        all += weight * count;
    }
    return (matches > 0 ? matches : kNoMatch) / std::max(1.0, all);
}

double bleu(const CodeProfile& candidate, const CodeProfile& reference, bool weighted) {
    if (candidate.tokens.empty() || reference.tokens.empty()) return 0;
    double logs = 0;
    for (std::size_t length = 1; length <= kLongestGram; ++length)
        logs += std::log(precision(candidate, reference, length, weighted));
    const double ratio = static_cast<double>(reference.tokens.size()) / static_cast<double>(candidate.tokens.size());
    return std::min(1.0, std::exp(std::min(0.0, 1.0 - ratio) + logs / kLongestGram));
}

/// Of the reference's subtrees: those that the candidate has somewhere.
double syntaxShare(const CodeProfile& candidate, const CodeProfile& reference) {
    if (reference.subtrees.empty()) return 0;
    const auto found = std::count_if(reference.subtrees.begin(), reference.subtrees.end(), [&](std::uint64_t tree) {
        return std::binary_search(candidate.subtrees.begin(), candidate.subtrees.end(), tree);
    });
    return static_cast<double>(found) / static_cast<double>(reference.subtrees.size());
}

/// Each flow of the candidate matches one of the reference.
double flowShare(const CodeProfile& candidate, const CodeProfile& reference) {
    if (reference.flows.empty()) return -1;
    std::vector<std::uint64_t> both;
    std::ranges::set_intersection(candidate.flows, reference.flows, std::back_inserter(both));
    return static_cast<double>(both.size()) / static_cast<double>(reference.flows.size());
}

}  // namespace

CodeProfile codeProfile(std::string_view program, std::string_view shape, std::string_view arities) {
    const std::vector<Node> nodes = treeOf(shape, arities);
    if (nodes.empty()) return {};
    return {tokensOf(program), subtreesOf(nodes), Flows(nodes).read()};
}

double CodeSimilarity::mean() const {
    return flow < 0 ? (ngrams + keywords + syntax) / 3 : (ngrams + keywords + syntax + flow) / 4;
}

CodeSimilarity codeSimilarity(const CodeProfile& candidate, const CodeProfile& reference) {
    return {bleu(candidate, reference, false), bleu(candidate, reference, true), syntaxShare(candidate, reference),
            flowShare(candidate, reference)};
}

}  // namespace azr::selfplay
