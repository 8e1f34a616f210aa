#include "core/session/evaluating/stored_suite.h"

#include <map>
#include <utility>

#include "core/evaluation/contamination.h"
#include "core/execution/verdict.h"

namespace azr::session {

Result<std::vector<evaluation::ScoredItem>> storedItems(store::Reader& reader, std::int64_t evaluation) {
    store::SuiteReader suites = reader.suites();
    const std::string ok(execution::name(execution::Verdict::Ok));
    const std::string lost(execution::name(execution::Verdict::InfraError));
    std::vector<evaluation::ScoredItem> items;
    for (int after = -1;;) {
        AZR_TRY(const std::vector<store::SuiteItemRow> page, suites.items(evaluation, after));
        if (page.empty()) return items;
        std::map<int, std::size_t> places;
        for (const store::SuiteItemRow& row : page) {
            places[row.place] = items.size();
            items.push_back({row.item, row.kind, row.difficulty, std::nullopt, {}});
        }
        const int last = page.back().place;
        AZR_TRY(const std::vector<store::SuiteCompletionRow> rows, suites.completions(evaluation, after, last));
        for (const store::SuiteCompletionRow& row : rows) {
            const auto place = places.find(row.place);
            if (row.verdict == lost || place == places.end()) continue;
            evaluation::ScoredItem& item = items[place->second];
            if (row.greedy)
                item.greedy = row.verdict == ok;
            else
                item.samples.push_back({row.vote, row.verdict == ok});
        }
        after = last;
    }
}

Result<StoredSuite> storedSuite(store::Reader& reader, const std::string& key, std::span<const int> ks) {
    AZR_TRY(auto row, reader.suites().evaluation(key));
    if (!row) return fail(ErrorCode::NotFound, "there is no evaluation of this key", key);
    StoredSuite stored;
    stored.row = std::move(*row);
    AZR_TRY(stored.items, storedItems(reader, stored.row.id));
    stored.report = evaluation::reportOf(stored.items, ks);
    return stored;
}

Result<Contamination> contaminationOf(store::Reader& reader, RunId run, const evaluation::Benchmark& benchmark,
                                      Control& control) {
    const evaluation::SuitePrograms programs(benchmark);
    Contamination found;
    if (programs.empty()) return found;
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.verdict = execution::name(execution::Verdict::Ok);
    query.order = {{store::TaskSort::Id, false}};
    for (;;) {
        AZR_CHECK(control.checkpoint());
        AZR_TRY(const store::TaskPage page, reader.tasks(query));
        for (const store::TaskRow& task : page.rows) {
            ++found.tasks;
            const auto match = programs.find(task.program);
            if (!match) continue;
            found.matches.push_back(
                {task.id, benchmark.problems[match->problem].id, match->sameText, task.status == "admitted"});
        }
        if (!page.next || page.rows.empty()) return found;
        query.after = page.next;
    }
}

}  // namespace azr::session
