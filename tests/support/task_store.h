/// Two runs with the same tasks, and every page of what a query finds. For tests of the reader.
#pragma once

#include <QtGlobal>
#include <string>
#include <vector>

#include "core/store/reader.h"
#include "core/store/writer.h"
#include "tests/support/temp_store.h"

namespace azr::testing {

constexpr int kTaskCount = 700;  ///< of each run

/// Runs 1 and 2 with the same tasks: 7 to a step, kinds in turn, rewards and solve rates with many ties.
inline void fillTasks(store::Writer& writer) {
    const std::vector<std::string> kinds = {"deduction", "abduction", "induction"};
    for (int run = 1; run <= 2; ++run) {
        (void)writer.push(runRow(run));
        for (int i = 1; i <= kTaskCount; ++i) {
            store::TaskRow task = taskRow(RunId{run}, i, (i - 1) / 7, kinds[static_cast<std::size_t>(i % 3)]);
            task.learnability = (i % 9) / 8.0;
            task.reward = (i % 5) / 4.0;
            task.complexity = i % 13;
            task.nearDuplicate = i % 6 == 0;
            task.origin = i % 8 == 0 ? "user" : "proposer";
            if (i % 17 == 0) task.learnability = -1;
            const double s = task.learnability;
            task.learnReward = s > 0 && s < 1 ? 1 - s : 0;
            if (i % 10 == 0) task.verdict = "exception", task.status = "invalid";
            if (i % 11 == 0) task.program += "\n# Ünïcode \"quoted\"";
            (void)writer.push(task);
            if (i % 4 == 0) (void)writer.push(bufferRow(task, task.step, "add", i / 4));
        }
    }
    (void)writer.flush();
}

inline std::vector<store::TaskRow> allPages(store::Reader& reader, store::TaskQuery query) {
    std::vector<store::TaskRow> rows;
    for (;;) {
        auto page = reader.tasks(query);
        if (!page) qFatal("%s", describe(page.error()).c_str());
        rows.insert(rows.end(), page->rows.begin(), page->rows.end());
        if (!page->next) return rows;
        query.after = page->next;
    }
}

inline store::TaskFilter filterOf(int run) {
    store::TaskFilter filter;
    filter.run = RunId{run};
    return filter;
}

}  // namespace azr::testing
