/// What the verifier asks of the real executor.
#include <QTest>

#include "core/execution/executor.h"
#include "core/selfplay/rounds/verifier.h"

using namespace azr;
using namespace azr::selfplay;

class TestVerifier : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase();
    void fewValuesAreACoinFlip();
    void theirProgramsReachThePoolInspected();

  private:
    [[nodiscard]] bool isCoinFlip(std::string program) const;
    std::unique_ptr<execution::Executor> m_executor;
};

void TestVerifier::initTestCase() {
    execution::ExecutorOptions options;
    options.lanes = 1;
    auto opened = execution::openExecutor(options);
    if (!opened) QSKIP(describe(opened.error()).c_str());
    m_executor = std::move(*opened);
}

bool TestVerifier::isCoinFlip(std::string program) const {
    Task task;
    task.program = std::move(program);
    task.input = "3";
    const Task* tasks[] = {&task};
    Control control;
    const auto flips = Verifier(*m_executor, {}).coinFlips(tasks, Rng(1), control);
    return flips && flips->front();
}

void TestVerifier::fewValuesAreACoinFlip() {
    QVERIFY(isCoinFlip("def f(x):\n    return x % 2"));
    QVERIFY(!isCoinFlip("def f(x):\n    return x * 2"));
}

// They come from a model: one that rewrites a module must get an interpreter of its own.
void TestVerifier::theirProgramsReachThePoolInspected() {
    if (!m_executor->report().pooled) QSKIP("the pooled tier is not used here");
    QVERIFY(isCoinFlip("import math\nmath.floor = lambda x: 7\ndef f(x):\n    return math.floor(x)"));
    execution::ValidateRequest request;
    request.program = "import math\ndef f(x):\n    return math.floor(x)";
    request.inputs = {"2.5"};
    const auto after = m_executor->validate(request, execution::Lane::Loop).get();
    QCOMPARE(after.runs.front().value, "2");
    QCOMPARE(m_executor->stats().canaryAlarms, 0);
}

QTEST_GUILESS_MAIN(TestVerifier)
#include "tst_verifier.moc"
