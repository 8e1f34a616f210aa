#include "core/exporting/tasks/task_choice.h"

#include <cmath>
#include <string>
#include <unordered_set>

#include "core/base/files.h"
#include "core/selfplay/rules/outline.h"

namespace azr::exporting {
namespace {

constexpr int kTexts = 50;  // tasks of a page with their texts

std::string outlineBytes(std::string_view program) {
    const selfplay::Outline outline = selfplay::outlineOf(program);
    std::string bytes;
    for (const std::uint32_t token : outline)
        for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((token >> shift) & 0xFF);
    return bytes;
}

/// Of the SHA-256.
std::uint64_t firstOf(const std::string& hash, std::size_t digit) {
    return std::stoull(hash.substr(digit, 16), nullptr, 16);
}

struct Key {
    std::uint64_t high = 0, low = 0;
    bool operator==(const Key&) const = default;
};
struct KeyHash {
    std::size_t operator()(const Key& key) const { return key.low; }
};

Key keyOf(const store::TaskRow& task, Distinct distinct) {
    Sha256 hash;
    const auto add = [&](std::string_view part) {
        hash.add(std::to_string(part.size()) + ':');
        hash.add(part);
    };
    if (distinct == Distinct::Tasks) {
        add(task.program);
        for (const std::string& import : task.imports) add(import);
    } else {
        add(outlineBytes(task.program));
    }
    if (distinct != Distinct::Programs) {
        add(task.kind);
        add(task.input);
        for (const store::PairRow& pair : task.pairs) add(pair.input);
    }
    const std::string text = hash.hex();
    return {firstOf(text, 0), firstOf(text, 16)};
}

/// What is left out, and what was there before.
class Sieve {
  public:
    explicit Sieve(const TaskChoice& choice) : m_choice(choice) {}
    bool lets(const store::TaskRow& task) {
        if (m_choice.validOnly && task.verdict != "ok") return false;
        return m_choice.distinct == Distinct::All || m_seen.insert(keyOf(task, m_choice.distinct)).second;
    }

  private:
    const TaskChoice& m_choice;
    std::unordered_set<Key, KeyHash> m_seen;
};

Result<std::int64_t> forChosen(store::Reader& reader, const TaskChoice& choice, Sieve& sieve, const Visit& visit,
                               const Progress& progress) {
    std::int64_t count = 0, seen = 0;
    for (const TaskId id : choice.ids) {
        AZR_TRY(const store::TaskRow task, reader.taskRow(id));
        if (sieve.lets(task)) {
            AZR_CHECK(visit(task));
            ++count;
        }
        AZR_CHECK(tell(progress, ++seen, static_cast<std::int64_t>(choice.ids.size())));
    }
    return count;
}

}  // namespace

Split splitOf(std::string_view program, const Shares& shares) {
    const std::string hash = sha256("azr split 1\n" + outlineBytes(program));
    const double place = std::ldexp(static_cast<double>(firstOf(hash, 0) >> 11), -53);  // 0 .. 1
    if (place < shares.test) return Split::Test;
    return place >= 1 - shares.validation ? Split::Validation : Split::Train;
}

Result<std::int64_t> forEachTask(store::Reader& reader, const TaskChoice& choice, bool withTexts, const Visit& visit,
                                 const Progress& progress) {
    Sieve sieve(choice);
    if (!choice.ids.empty()) return forChosen(reader, choice, sieve, visit, progress);
    std::int64_t total = 0, count = 0, seen = 0;
    if (progress) {
        AZR_TRY(total, reader.countTasks(choice.filter));
    }
    store::TaskQuery query;
    query.filter = choice.filter;
    query.order = {{store::TaskSort::Id, false}};
    query.withTexts = withTexts;
    if (withTexts) query.limit = kTexts;
    for (;;) {
        AZR_TRY(const auto page, reader.tasks(query));
        for (const store::TaskRow& task : page.rows) {
            if (!sieve.lets(task)) continue;
            AZR_CHECK(visit(task));
            ++count;
        }
        seen += static_cast<std::int64_t>(page.rows.size());
        AZR_CHECK(tell(progress, seen, total));
        if (!page.next || page.rows.empty()) return count;
        query.after = page.next;
    }
}

}  // namespace azr::exporting
