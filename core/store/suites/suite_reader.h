/// Reading models put to suites: a view of a Reader's connection, for its thread and as long as it lives. Pages as its
/// own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/store/suites/suite_rows.h"

namespace azr::store {

class Database;

class SuiteReader {
  public:
    explicit SuiteReader(Database& database) : m_database(database) {}

    /// Of one run by step, or all, oldest first.
    [[nodiscard]] Result<std::vector<SuiteEvaluationRow>> evaluations(std::optional<RunId> run = std::nullopt);
    /// Nothing where there is none of this key.
    [[nodiscard]] Result<std::optional<SuiteEvaluationRow>> evaluation(const std::string& key);
    /// A page of items with place > after, in their order.
    [[nodiscard]] Result<std::vector<SuiteItemRow>> items(std::int64_t evaluation, int after);
    /// The completions of the items in (after, last], by place, greedy first, without their texts.
    [[nodiscard]] Result<std::vector<SuiteCompletionRow>> completions(std::int64_t evaluation, int after, int last);
    /// Those of one item, with prompt and completion.
    [[nodiscard]] Result<std::vector<SuiteCompletionRow>> item(std::int64_t evaluation, int place);

  private:
    template <class Row, class... Values>
    Result<std::vector<Row>> all(std::string_view sql, const Values&... values);

    Database& m_database;
};

}  // namespace azr::store
