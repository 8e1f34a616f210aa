// Fields of JSON objects: a number that the wanted type cannot hold is refused, not bent.
#include <QtTest>
#include <array>
#include <map>

#include "core/base/json.h"
#include "core/base/size_text.h"

using namespace azr;

class TestJson : public QObject {
    Q_OBJECT

    template <class T>
    static bool reads(const char* value) {
        const auto json = parseJson(std::string(R"({"n": )") + value + "}");
        return field<T>(*json, "n").has_value();
    }

  private Q_SLOTS:
    void integersAreNotBent() {
        QVERIFY(reads<int>("4"));
        QVERIFY(reads<int>("-4"));
        for (const char* value : {"4.7", "4.0", "true", "\"4\"", "null", "2147483648", "-2147483649", "1e3"})
            QVERIFY2(!reads<int>(value), value);
        QVERIFY(reads<std::uint64_t>("18446744073709551615"));
        QVERIFY(!reads<std::uint64_t>("-1"));
        QVERIFY(!reads<std::int64_t>("18446744073709551615"));
        QVERIFY(reads<std::int64_t>("-9223372036854775808"));
    }

    void othersAreWhatTheySay() {
        QVERIFY(reads<double>("4") && reads<double>("4.7"));
        QVERIFY(!reads<double>("true"));
        QVERIFY(reads<bool>("true") && !reads<bool>("1"));
        QVERIFY(reads<std::string>("\"x\"") && !reads<std::string>("1"));
        QVERIFY(reads<Json>("{\"a\": 4.7}"));
    }

    void listsAreReadElementByElement() {
        QVERIFY(reads<std::vector<int>>("[1, 2]"));
        QVERIFY(!reads<std::vector<int>>("[1, 2.5]"));
        QVERIFY(!reads<std::vector<int>>("3"));
        QVERIFY(reads<std::vector<double>>("[1, 2.5]"));
        QVERIFY((reads<std::vector<std::array<std::string, 2>>>("[[\"a\", \"b\"]]")));
        QVERIFY((reads<std::map<std::string, std::string>>("{\"a\": \"b\"}")));
        QVERIFY(
            (reads<std::map<std::string, int>>("{\"a\": 1}") && !reads<std::map<std::string, int>>("{\"a\": 1.5}")));
    }

    void sizesHaveOneSpelling() {
        QCOMPARE(sizeText(0), std::string("0 B"));
        QCOMPARE(sizeText(1023), std::string("1023 B"));
        QCOMPARE(sizeText(1024), std::string("1.00 KiB"));
        QCOMPARE(sizeText((std::int64_t{1} << 20) - 1), std::string("1.00 MiB"));
        QCOMPARE(sizeText(std::int64_t{3} << 29), std::string("1.50 GiB"));
        QCOMPARE(sizeText(std::int64_t{16} << 30), std::string("16.0 GiB"));
        QCOMPARE(sizeText(std::int64_t{150} << 20), std::string("150 MiB"));
        QCOMPARE(sizeText(INT64_MAX), std::string("8192 PiB"));
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
