/// What is thrown at the edge of a thread becomes an error.
#include <QtTest>
#include <stdexcept>

#include "core/base/guarded.h"

using namespace azr;

class TestGuarded : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsGivenPasses() {
        QCOMPARE(*guarded("work", []() -> Result<int> { return 3; }), 3);
        const auto failed = guarded("work", []() -> Status { return fail(ErrorCode::Io, "broken"); });
        QCOMPARE(failed.error().code, ErrorCode::Io);
    }

    void whatIsThrownIsAnError_data() {
        QTest::addColumn<int>("what");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("text");
        QTest::newRow("a bug") << 0 << int(ErrorCode::Internal) << "unexpected: index out of range";
        QTest::newRow("memory") << 1 << int(ErrorCode::Exhausted) << "out of memory";
        QTest::newRow("anything") << 2 << int(ErrorCode::Internal) << "unexpected: an exception without a name";
    }
    void whatIsThrownIsAnError() {
        QFETCH(int, what);
        QFETCH(int, code);
        QFETCH(QString, text);
        const auto status = guarded("the work", [&]() -> Status {
            if (what == 0) throw std::out_of_range("index out of range");
            if (what == 1) throw std::bad_alloc();
            throw 7;
        });
        QVERIFY(!status);
        QCOMPARE(int(status.error().code), code);
        QCOMPARE(status.error().detail, text.toStdString());
        QCOMPARE(status.error().place, std::string("the work"));
    }
};

QTEST_GUILESS_MAIN(TestGuarded)
#include "tst_guarded.moc"
