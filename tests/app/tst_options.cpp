#include <QtTest>
#include <limits>
#include <sstream>

#include "app/console.h"
#include "app/options.h"
#include "app/reports/accuracy.h"

using namespace azr;
using namespace azr::app;

namespace {

const std::vector<Option> kOptions = {{"--steps", "N", ""}, {"--set", "K=V", "", true}, {"--json", "", ""}};
const std::vector<Positional> kPositionals = {{"RUN", ""}, {"FILE", "", true}};

Result<Arguments> parse(const std::vector<std::string>& words) {
    return Arguments::parse(words, kOptions, kPositionals);
}

}  // namespace

class TestOptions : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void bothSpellingsAndRepeatsAreTaken() {
        const auto arguments = parse({"--set", "a=1", "7", "--set=b=2", "--json", "--steps=3"});
        QVERIFY(arguments);
        QCOMPARE(arguments->values("--set"), (std::vector<std::string>{"a=1", "b=2"}));
        QVERIFY(arguments->has("--json"));
        QCOMPARE(**arguments->integer("--steps", 0, 10), 3);
        QCOMPARE(arguments->positionals(), std::vector<std::string>{"7"});
        QVERIFY(!parse({"--set=a"}));  // RUN is missing
    }

    void theLastPositionalMayRepeat() {
        const std::vector<Positional> many = {{"RUN", "", false, true}};
        const std::vector<std::string> words = {"1", "2", "--json", "3"};
        const auto arguments = Arguments::parse(words, kOptions, many);
        QVERIFY(arguments);
        QCOMPARE(arguments->positionals(), (std::vector<std::string>{"1", "2", "3"}));
        QVERIFY(!Arguments::parse({}, kOptions, many));
    }

    void twoDashesEndTheOptions() {
        const auto arguments = parse({"--", "--json", "-"});
        QVERIFY(arguments);
        QVERIFY(!arguments->has("--json"));
        QCOMPARE(arguments->positionals(), (std::vector<std::string>{"--json", "-"}));
    }

    void numbersAreWholeAndInRange_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("inside") << "10" << true;
        QTest::newRow("beyond") << "11" << false;
        QTest::newRow("negative") << "-1" << false;
        QTest::newRow("letters") << "1a" << false;
        QTest::newRow("fraction") << "1.5" << false;
        QTest::newRow("empty") << "" << false;
        QTest::newRow("too long") << "99999999999999999999" << false;
    }
    void numbersAreWholeAndInRange() {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto arguments = parse({"1", "--steps=" + text.toStdString()});
        QVERIFY(arguments);
        QCOMPARE(arguments->integer("--steps", 0, 10).has_value(), good);
        QVERIFY(!arguments->integer("--set", 0, 10)->has_value());
    }

    void helpIsAskedForWhereAnOptionMayStand() {
        QVERIFY(asksForHelp(std::vector<std::string>{"7", "--json", "-h"}, kOptions));
        QVERIFY(asksForHelp(std::vector<std::string>{"--set=-h", "--help"}, kOptions));
        QVERIFY(!asksForHelp(std::vector<std::string>{"--set", "--help", "help"}, kOptions));
        QVERIFY(!asksForHelp(std::vector<std::string>{"--", "--help"}, kOptions));
    }

    void everyChoiceThatWasMadeIsOneOfThem() {
        const std::vector<std::string> choices = {"fp32", "bf16"};
        QVERIFY(!*parse({"1"})->choice("--set", choices));
        QCOMPARE(**parse({"1", "--set", "fp32", "--set", "bf16"})->choice("--set", choices), std::string("bf16"));
        const auto wrong = parse({"1", "--set", "fp23", "--set", "bf16"})->choice("--set", choices);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().place, std::string("--set"));
        QCOMPARE(wrong.error().remedy, std::string("did you mean 'fp32'?"));
        QCOMPARE(parse({"1", "--set="})->choice("--set", choices).error().remedy, std::string("one of: fp32, bf16"));
    }

    void tablesAlignNumbersToTheRight() {
        QCOMPARE(table({"kind", "n"}, {{"a", "5"}, {"bcd", "10"}}), std::string("kind   n\na      5\nbcd   10\n"));
        // Folded: the widest column gives, at spaces and behind commas; what has neither is cut.
        QCOMPARE(table({"name", "words"}, {{"a", "one,two,three,four,five"}, {"b", "short"}}, 20),
                 std::string("name  words\na     one,two,three,\n      four,five\nb     short\n"));
        QCOMPARE(table({"name", "words"}, {{"a", "one two three four five"}}, 20),
                 std::string("name  words\na     one two three\n      four five\n"));
        QCOMPARE(table({"n"}, {{"abcdefghijklmnopqrstuvwxyz"}}, 20), std::string("n\nabcdefghijklmnopqrst\nuvwxyz\n"));
        QCOMPARE(table({"x", "y"}, {{"\xC3\xA4", "b"}}), std::string("x  y\n\xC3\xA4  b\n"));
    }

    void durationsAreReadable() {
        QCOMPARE(duration(4.12), std::string("4.1 s"));
        QCOMPARE(duration(200), std::string("3 min 20 s"));
        QCOMPARE(duration(3720), std::string("1 h 02 min"));
    }

    void jsonLinesCarryVersionAndType() {
        std::istringstream in;
        std::ostringstream out, err;
        const Console console{in, out, err};
        console.json("step", {{"step", 1}, {"loss", std::numeric_limits<double>::quiet_NaN()}});
        QCOMPARE(out.str(), std::string("{\"v\":1,\"type\":\"step\",\"step\":1,\"loss\":null}\n"));
    }

    void accuracyComparesTheFirstWithTheLast() {
        std::vector<store::EvaluationScore> scores = {{1, 0, "dev", "deduction", true, 50, 100},
                                                      {2, 10, "dev", "deduction", true, 55, 100},
                                                      {3, 20, "dev", "deduction", true, 60, 100}};
        const auto text = accuracyTable(scores);
        QVERIFY2(text.find("50.0% (40.4 .. 59.6)") != std::string::npos, text.c_str());
        QVERIFY2(text.find("60.0% (50.2 .. 69.1)") != std::string::npos, text.c_str());
        QVERIFY2(text.find("+10.0") != std::string::npos, text.c_str());
        QVERIFY2(text.find("0 .. 20") != std::string::npos, text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestOptions)
#include "tst_options.moc"
