// How a batch is laid out in rows and cut into parts.
#include <QtTest>

#include "core/engine/learning/packed.h"
#include "tests/support/small_models.h"

using azr::policy::Sequence;
using azr::test::randomBatch;
namespace engine = azr::engine;

namespace {

/// Sequences with prompts of `prompt` tokens, of which the first `common` are the same.
std::vector<Sequence> alike(int count, int common, int prompt, int shortest, int longest) {
    auto batch = randomBatch(37, count, shortest, longest, 26);
    for (auto& sequence : batch) {
        std::copy_n(batch[0].tokens.begin(), common, sequence.tokens.begin());
        sequence.promptLength = prompt;
    }
    return batch;
}

std::int64_t rowsAlone(const std::vector<Sequence>& batch) {
    std::int64_t rows = 0;
    for (const auto& sequence : batch) rows += static_cast<std::int64_t>(sequence.tokens.size()) - 1;
    return rows;
}

/// Empty when every response token is predicted once, in order, from a row that holds the token before it, which sees
/// all tokens before it and no others.
QString problemOf(const std::vector<Sequence>& batch, const std::vector<engine::MicroBatch>& parts) {
    std::vector<std::size_t> seen(batch.size(), 0);
    for (const auto& part : parts) {
        const auto& spans = part.packed.plan.spans;
        for (const auto& token : part.losses) {
            const auto s = static_cast<std::size_t>(token.sequence);
            const auto& sequence = batch[s];
            if (token.position != static_cast<int>(seen[s]++)) return "a response out of order";
            std::int64_t at = sequence.promptLength + std::int64_t{token.position};
            if (token.target != sequence.tokens[static_cast<std::size_t>(at)]) return "another target";
            // From the row up the tree to the beginning.
            auto index = static_cast<std::int64_t>(spans.size()) - 1;
            while (token.row < spans[static_cast<std::size_t>(index)].start) --index;
            std::int64_t row = token.row;
            while (index != engine::kernels::AttentionSpan::kRoot) {
                const auto& span = spans[static_cast<std::size_t>(index)];
                for (; row >= span.start; --row) {
                    --at;
                    if (part.packed.tokens[static_cast<std::size_t>(row)] !=
                        sequence.tokens[static_cast<std::size_t>(at)])
                        return "another token";
                    if (part.packed.positions[static_cast<std::size_t>(row)] != at) return "another position";
                }
                index = span.parent;
                if (index != engine::kernels::AttentionSpan::kRoot)
                    row = spans[static_cast<std::size_t>(index)].start + spans[static_cast<std::size_t>(index)].length -
                          1;
            }
            if (at != 0) return "a beginning that is not seen";
        }
    }
    for (std::size_t s = 0; s < batch.size(); ++s)
        if (seen[s] != batch[s].tokens.size() - static_cast<std::size_t>(batch[s].promptLength))
            return "a token too few";
    return {};
}

}  // namespace

class PackedTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyResponseTokenIsInOnePart_data() {
        QTest::addColumn<int>("workers");
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("longest");  // part
        QTest::newRow("one at a time") << 1 << 128 << 128;
        QTest::newRow("longer sequences than parts") << 1 << 40 << 60;
        QTest::newRow("two workers") << 2 << 128 << 3 * 128;
        QTest::newRow("all at once") << 1 << 100000 << 100000;
    }
    void everyResponseTokenIsInOnePart() {
        QFETCH(int, workers);
        QFETCH(int, limit);
        QFETCH(int, longest);
        auto batch = randomBatch(37, 40, 10, 60, 23);
        for (std::size_t s = 0; s < 20; ++s) {  // rollouts of one prompt, far longer together than the limit
            std::copy_n(batch[0].tokens.begin(), 5, batch[s].tokens.begin());
            batch[s].promptLength = 5;
        }
        const auto parts = engine::splitBatch(batch, limit, workers);
        for (const auto& part : parts) QVERIFY(part.packed.rows() <= longest);
        QCOMPARE(problemOf(batch, parts), QString());
        QCOMPARE(problemOf(batch, engine::splitBatch(batch, limit, workers, false)), QString());
    }

    void unsharedSequencesLieAlone() {
        const auto batch = alike(6, 70, 70, 90, 110);
        QCOMPARE(engine::splitBatch(batch, 1000, 1, false)[0].packed.rows(), rowsAlone(batch));
        QCOMPARE(engine::splitBatch(batch, 1000, 1)[0].packed.rows(), rowsAlone(batch) - 5 * 70);
    }

    void shotsQuestionsAndAttemptsFormATree() {
        auto batch = alike(9, 66, 80, 100, 110);
        for (const std::size_t s : {1U, 2U}) std::copy_n(batch[0].tokens.begin(), 80, batch[s].tokens.begin());
        for (const std::size_t s : {4U, 5U}) std::copy_n(batch[3].tokens.begin(), 80, batch[s].tokens.begin());
        batch[5].tokens.resize(81);             // one token of response: no row of its own
        for (const std::size_t s : {7U, 8U}) {  // whose prompt is what all begin with
            batch[s].promptLength = 66;
            batch[s].tokens.resize(90);
        }
        std::int64_t rows = rowsAlone(batch) - 8 * 66 - 4 * (80 - 66);
        const auto parts = engine::splitBatch(batch, 100000, 1);
        QCOMPARE(parts.size(), std::size_t{1});
        QCOMPARE(parts[0].packed.plan.groups.size(), std::size_t{2});
        QCOMPARE(parts[0].packed.rows(), rows);
        QCOMPARE(problemOf(batch, parts), QString());
    }

    void workersShareWhatBeginsAlike() {
        const auto batch = alike(16, 70, 70, 90, 110);
        const auto parts = engine::splitBatch(batch, 4096, 4);
        QVERIFY(parts.size() >= 4);
        for (const auto& part : parts) QVERIFY(part.packed.rows() < rowsAlone(batch) / 4);
        QCOMPARE(problemOf(batch, parts), QString());
    }
};

QTEST_GUILESS_MAIN(PackedTest)
#include "tst_packed.moc"
