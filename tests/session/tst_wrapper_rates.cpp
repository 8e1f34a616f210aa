// Measuring wrappers: each is probed and told, the best is named, progress counts up, a stop ends it.
#include <QTest>

#include "core/base/files.h"
#include "core/session/models/wrapper_rates.h"
#include "tests/support/python_executor.h"
#include "tests/support/scripted_session.h"

using namespace azr;

class TestWrapperRates : public QObject {
    Q_OBJECT

    /// Speaks nano, whatever it is asked in.
    static session::OpenedPolicy nanoSpeaker() {
        session::OpenedPolicy opened;
        opened.engine = std::make_unique<test::ScriptedEngine>(std::function<void()>());
        opened.codec = std::make_unique<test::ByteCodec>();
        opened.tokenizer =
            std::make_unique<tokenizer::Tokenizer>(*tokenizer::Tokenizer::load(resourceFolder() / "models/nano"));
        return opened;
    }
    static session::RatesRequest request(std::vector<std::string> wrappers) {
        session::RatesRequest request{std::move(wrappers), session::probeOptions(test::sessionRun(1))};
        request.options.prompt.promptLimit = 100000;
        request.options.proposals = 10;
        request.options.answersPerTask = 1;
        return request;
    }

  private Q_SLOTS:
    void bestWrapperIsNamed() {
        auto policy = nanoSpeaker();
        testing::PythonExecutor executor;
        Control control;
        std::vector<evaluation::ProbeOutcome> told;
        std::size_t last = 0, total = 0;
        session::RatesListener listener;
        listener.measured = [&](const evaluation::ProbeOutcome& outcome) { told.push_back(outcome); };
        listener.progress = [&](const std::string&, std::size_t done, std::size_t of) {
            last = done;
            total = of;
        };
        const auto best = session::measureWrappers(policy, executor, request({"r1", "nano"}), listener, control);
        QVERIFY2(best.has_value(), best ? "" : describe(best.error()).c_str());
        QCOMPARE(*best, std::string("nano"));
        QCOMPARE(told.size(), std::size_t(2));
        QCOMPARE(told[0].wrapper, std::string("r1"));
        QCOMPARE(told[0].validProposals, 0);
        QCOMPARE(told[1].proposals, 10);
        QVERIFY(told[1].validProposals > 5);
        QCOMPARE(total, std::size_t(18));  // ten proposals, and an answer to each of the eight references
        QCOMPARE(last, total);
    }

    void noneIsBestWithoutAValidProposal() {
        auto policy = nanoSpeaker();
        testing::PythonExecutor executor;
        Control control;
        const auto best = session::measureWrappers(policy, executor, request({"r1"}), {}, control);
        QVERIFY(best.has_value() && best->empty());
    }

    void stopEndsIt() {
        auto policy = nanoSpeaker();
        testing::PythonExecutor executor;
        Control control;
        session::RatesListener listener;
        listener.progress = [&](const std::string&, std::size_t, std::size_t) { control.requestStop(); };
        const auto best = session::measureWrappers(policy, executor, request({"r1", "nano"}), listener, control);
        QVERIFY(!best.has_value());
        QCOMPARE(best.error().code, ErrorCode::Cancelled);
    }

    void builtInModelHasItsOwnWrapper() {
        const auto nano = tokenizer::Tokenizer::load(resourceFolder() / "models/nano");
        QCOMPARE(session::wrappersFor(*nano, false), std::vector<std::string>{"nano"});
    }
};

QTEST_GUILESS_MAIN(TestWrapperRates)
#include "tst_wrapper_rates.moc"
