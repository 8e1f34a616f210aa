// The bootstrap's stream of documents.
#include <QtTest>
#include <algorithm>

#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/training/bootstrap/bootstrap_corpus.h"
#include "tests/support/python_executor.h"

using namespace azr;
using namespace azr::training;

namespace {

const selfplay::DraftOptions kSmall{selfplay::ProgramPool::Corpus, 60, 0.6};

/// Loses every program.
class DeadExecutor : public testing::PythonExecutor {
  public:
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest> requests,
                                                                 execution::Lane) override {
        std::promise<std::vector<execution::ValidateOutcome>> promise;
        promise.set_value(std::vector<execution::ValidateOutcome>(requests.size()));
        return promise.get_future();
    }
};

}  // namespace

class TestBootstrapCorpus : public QObject {
    Q_OBJECT

    testing::PythonExecutor m_executor;
    Control m_control;

  private Q_SLOTS:
    void theStreamIsAFunctionOfTheSeed() {
        BootstrapCorpus first(m_executor, 4, kSmall), second(m_executor, 4, kSmall), other(m_executor, 5, kSmall);
        const auto a = first.next(12000, m_control), b = second.next(12000, m_control),
                   c = other.next(12000, m_control);
        QVERIFY(a && b && c);
        QCOMPARE(a->size(), b->size());
        for (std::size_t i = 0; i < a->size(); ++i) QVERIFY((*a)[i].tokens == (*b)[i].tokens);
        QVERIFY((*a)[0].tokens != (*c)[0].tokens);
    }

    void aBatchHoldsAsManyTokensAsAskedFor() {
        BootstrapCorpus corpus(m_executor, 1, kSmall);
        for (int i = 0; i < 3; ++i) {
            const auto batch = corpus.next(8192, m_control);
            QVERIFY(batch);
            std::size_t tokens = 0;
            for (const auto& sequence : *batch) {
                tokens += sequence.tokens.size();
                QCOMPARE(sequence.promptLength, 1);  // all but the role's tag is learned
                QCOMPARE(std::ranges::count(sequence.tokens, selfplay::nanoToken("<go>")), 1);
                QCOMPARE(sequence.tokens.back(), selfplay::nanoToken("</answer>"));
            }
            QVERIFY(tokens >= 8192 && tokens < 8192 + 288);
        }
    }

    void aFailedExecutorEndsTheStreamWithAnError() {
        DeadExecutor dead;
        BootstrapCorpus corpus(dead, 1, kSmall);
        const auto batch = corpus.next(100, m_control);
        QVERIFY(!batch);
        QCOMPARE(batch.error().code, ErrorCode::Internal);
    }

    void aStopEndsTheWaiting() {
        Control stopped;
        stopped.requestStop();
        BootstrapCorpus corpus(m_executor, 1, kSmall);
        QCOMPARE(corpus.next(100, stopped).error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestBootstrapCorpus)
#include "tst_bootstrap_corpus.moc"
