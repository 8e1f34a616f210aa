/// Reports of answers that were judged wrongly or slowly, row by row, through the executor.
#include <QTest>
#include <cstdlib>

#include "core/base/files.h"
#include "core/execution/jsonl.h"

using namespace azr;
using namespace azr::execution;

namespace {

std::vector<Json> rowsOf(const std::filesystem::path& file) {
    std::vector<Json> rows;
    const std::string text = readFile(file).value_or("");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        if (auto row = parseJson(text.substr(at, end - at))) rows.push_back(std::move(*row));
        at = end + 1;
    }
    return rows;
}

}  // namespace

class LiteralReportsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        const char* const data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        m_folder = std::filesystem::path(data) / "reports" / "executor";
        auto opened = openExecutor({});
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void dequesOfListsAreSolvable() {
        const std::vector<Json> rows = rowsOf(m_folder / "deque_bug_grade.jsonl");
        QVERIFY(rows.size() >= 3);
        for (const Json& row : rows) {
            const Json graded = gradeLine(*m_executor, row, {});
            QVERIFY2(graded["solved"].get<bool>(), dumpLine(graded).c_str());
        }
    }

    // That they are cheap is tst_value_cost's to show.
    void longCountersAreReadAndWrong() {
        const std::vector<Json> rows = rowsOf(m_folder / "counter_dos3.jsonl");
        QVERIFY(rows.size() >= 20);
        for (const Json& row : rows) {
            const Json graded = gradeLine(*m_executor, row, {});
            QCOMPARE(graded["verdict"].get<std::string>(), std::string("wrong"));
            QVERIFY(!graded["solved"].get<bool>());
        }
    }

  private:
    std::filesystem::path m_folder;
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(LiteralReportsTest)
#include "tst_literal_reports.moc"
