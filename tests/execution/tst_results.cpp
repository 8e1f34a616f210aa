/// The entries of a worker's reply: what an honest child can send is read, what only a forger would send is not.
#include <QTest>

#include "core/execution/pool/results.h"

using namespace azr;
using namespace azr::execution;

namespace {

Value entry(std::int64_t index, std::int64_t kind, Value payload, std::string detail, std::int64_t spent,
            std::string printed) {
    return Value::container(
        ValueKind::Tuple, {Value::integer(index), Value::integer(kind), std::move(payload),
                           Value::string(std::move(detail)), Value::integer(spent), Value::string(std::move(printed))});
}

Value thrown(std::string type, std::string detail = {}) {
    return entry(0, 1, Value::string(std::move(type)), std::move(detail), 1000, {});
}

const Value kOk = entry(1, 0, Value::bytes("N"), {}, 1500, "said");

}  // namespace

class ResultsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void honestEntriesAreRead() {
        QCOMPARE(resultIndex(kOk, 2), std::optional<std::size_t>(1));
        const RunResult ok = readResult(kOk);
        QCOMPARE(ok.verdict, Verdict::Ok);
        QVERIFY(ok.value && ok.value->kind == ValueKind::None);
        QCOMPARE(ok.cpuMs, 1.5);
        QCOMPARE(ok.printed, std::string("said"));
        const RunResult error = readResult(thrown("ZeroDivisionError", "line 3: division by zero"));
        QCOMPARE(error.verdict, Verdict::Exception);
        QCOMPARE(error.reason, std::string("ZeroDivisionError"));
        QCOMPARE(error.detail, std::string("line 3: division by zero"));
        const RunResult refused = readResult(entry(0, 3, Value::string("not_a_literal:generator"), {}, 0, {}));
        QCOMPARE(refused.verdict, Verdict::Rejected);
        QCOMPARE(refused.reason, std::string("not_a_literal:generator"));
        QCOMPARE(readResult(entry(0, 4, Value::string("value"), {}, 0, {})).verdict, Verdict::OutputLimit);
        QCOMPARE(readResult(entry(0, 5, Value::string("MemoryError"), {}, 0, {})).verdict, Verdict::Memory);
        QCOMPARE(readResult(entry(0, 2, Value::string("SyntaxError"), {}, 0, {})).verdict, Verdict::ParseError);
    }

    void aValueThatNoPythonHasIsNoSuccess() {
        const RunResult forged = readResult(entry(0, 0, Value::bytes(std::string("<\x02\0\0\0TT", 7)), {}, 0, {}));
        QCOMPARE(forged.verdict, Verdict::Crashed);
        QCOMPARE(forged.reason, std::string("malformed_value"));
        QVERIFY(!forged.value);
    }

    void limitsAreThoseOfTheChild_data() {
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("printed");
        QTest::addColumn<bool>("known");
        const QString wide(QChar(0x20AC));
        QTest::newRow("full") << "line 12345: " + wide.repeated(400) << wide.repeated(2000) << true;
        QTest::newRow("detail without a line") << QString(400, 'a') << "" << true;
        QTest::newRow("detail too long") << QString(401, 'a') << "" << false;
        QTest::newRow("detail too long behind its line") << "line 7: " + QString(401, 'a') << "" << false;
        QTest::newRow("900 kB of detail") << "line 7: " + QString(900000, 'a') << "" << false;
        QTest::newRow("no line at all") << "line " + QString(500, '1') << "" << false;
        QTest::newRow("printed too much") << "" << wide.repeated(2001) << false;
    }
    void limitsAreThoseOfTheChild() {
        QFETCH(QString, detail);
        QFETCH(QString, printed);
        QFETCH(bool, known);
        const Value one = entry(0, 1, Value::string("ValueError"), detail.toStdString(), 1, printed.toStdString());
        QCOMPARE(resultIndex(one, 1).has_value(), known);
    }

    void forgedEntriesAreAboutNoItem() {
        const auto refused = [](const Value& one) { return !resultIndex(one, 2); };
        QVERIFY(refused(entry(2, 0, Value::bytes("N"), {}, 0, {})));
        QVERIFY(refused(entry(-1, 0, Value::bytes("N"), {}, 0, {})));
        QVERIFY(refused(entry(0, 7, Value::bytes("N"), {}, 0, {})));
        QVERIFY(refused(entry(0, -1, Value::bytes("N"), {}, 0, {})));
        QVERIFY(refused(entry(0, 0, Value::string("N"), {}, 0, {})));
        QVERIFY(refused(entry(0, 0, Value::bytes(std::string(kMaxValueBytes + 1, 'N')), {}, 0, {})));
        QVERIFY(refused(entry(0, 1, Value::bytes("ValueError"), {}, 0, {})));
        QVERIFY(refused(entry(0, 4, Value::string("anything"), {}, 0, {})));
        QVERIFY(refused(entry(0, 5, Value::string("anything"), {}, 0, {})));
        QVERIFY(refused(entry(0, 0, Value::bytes("N"), {}, -1, {})));
        QVERIFY(refused(entry(0, 0, Value::bytes("N"), {}, 3600000001, {})));
        QVERIFY(refused(entry(0, 1, Value::string("ValueError"), "\xed\xa0\x80", 0, {})));
        Value wrong = kOk;
        wrong.items[4] = Value::floating(1);
        QVERIFY(refused(wrong));
        wrong = kOk;
        wrong.items[1] = Value::boolean(true);
        QVERIFY(refused(wrong));
        wrong = kOk;
        wrong.items.pop_back();
        QVERIFY(refused(wrong));
        wrong = kOk;
        wrong.kind = ValueKind::List;
        QVERIFY(refused(wrong));
    }

    void namesThatAreNoneAreNotShown_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "KeyError"
                               << "KeyError";
        QTest::newRow("dotted") << "json.JSONDecodeError"
                                << "json.JSONDecodeError";
        QTest::newRow("other letters") << QString::fromUtf8("\xc3\x89rreur") << QString::fromUtf8("\xc3\x89rreur");
        QTest::newRow("empty") << ""
                               << "Exception";
        QTest::newRow("a sentence") << "the answer is 42"
                                    << "Exception";
        QTest::newRow("lines") << "Key\nError"
                               << "Exception";
        QTest::newRow("dots alone") << "a..b"
                                    << "Exception";
        QTest::newRow("long") << QString(500, 'E') << "Exception";
    }
    void namesThatAreNoneAreNotShown() {
        QFETCH(QString, name);
        QFETCH(QString, shown);
        const Value one = thrown(name.toStdString());
        QVERIFY(resultIndex(one, 1));
        QCOMPARE(readResult(one).verdict, Verdict::Exception);
        QCOMPARE(QString::fromStdString(readResult(one).reason), shown);
        const Value refused = entry(0, 3, Value::string("not_a_literal:" + name.toStdString()), {}, 0, {});
        QCOMPARE(QString::fromStdString(readResult(refused).reason),
                 "not_a_literal:" + (shown == "Exception" ? QStringLiteral("object") : shown));
        QCOMPARE(readResult(entry(0, 3, Value::string(name.toStdString()), {}, 0, {})).reason, std::string("refused"));
    }

    void measuresOfAnotherShapeAreNoInspection() {
        QVERIFY(readInspection(entry(0, 6, Value::bytes(std::string("(\x01\0\0\0N", 6)), {}, 0, {})).failed);
        QVERIFY(readInspection(entry(0, 6, Value::bytes("garbage"), {}, 0, {})).failed);
    }
};

QTEST_GUILESS_MAIN(ResultsTest)
#include "tst_results.moc"
