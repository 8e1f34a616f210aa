/// Our reading of literals against CPython's: random texts of every kind, half of them damaged, are read by both sides.
/// AZR_LITERAL_PAIRS=N compares N pairs instead of 500, AZR_LITERAL_SEED another seed's.
#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include "core/execution/values/character_names.h"
#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/literal_writer.h"
#include "tests/support/random_values.h"

using namespace azr;
using namespace azr::execution;
using testing::LiteralWriter;
using testing::RandomValues;

namespace {

QByteArray oracle(const QStringList& arguments, const QByteArray& input) {
    QProcess python;
    const QString folder = QStringLiteral(AZR_TESTS_FOLDER);
    python.start("python3", QStringList{"-I", "-S", folder + "/support/literal_oracle.py",
                                        folder + "/../core/execution/runner/values.py"} +
                                arguments);
    python.write(input);
    python.closeWriteChannel();
    if (!python.waitForFinished(280000) || python.exitCode() != 0)
        qWarning("%s", python.readAllStandardError().constData());
    return python.readAllStandardOutput();
}

QByteArray hex(const std::string& text) {
    return QByteArray::fromStdString(text).toHex();
}

int settingOf(const char* name, int otherwise) {
    bool known = false;
    const int value = qEnvironmentVariableIntValue(name, &known);
    return known ? value : otherwise;
}

// No stars: Python must not be asked for powers.
std::string damaged(std::string text, Rng& rng) {
    constexpr std::string_view kPieces[] = {
        "(",   ")",   "[",  "]",        "{",    "}",     ",",    ":",    "+",   "-",        ".",
        "'",   "\"",  "\\", "\n",       "\t",   "\f",    " ",    "#",    "_",   "=",        "0",
        "9",   "e",   "j",  "x",        "\r",   "--",    "+-",   "0_",   "00",  "1_",       "\\N{",
        "\\x", "b'",  "f'", "u'",       "rb'",  "'''",   "\v",   "\\q",  "\\8", "\xc3\xa9", "\xef\xbb\xbf",
        "0x",  "1e",  "1j", "\\u12",    "\\\n", "# c\n", "True", "None", "...", "\\400",    "\\U0011",
        "bR'", "ur'", "}'", "N{BULLET}"};
    for (std::uint64_t i = rng.below(3) + 1; i > 0; --i) {
        const std::size_t at = rng.below(text.size() + 1);
        if (rng.chance(0.4) && at < text.size())
            text.erase(at, 1);
        else
            text.insert(at, kPieces[rng.below(std::size(kPieces))]);
    }
    return validText(text) ? text : "[";
}

struct Pair {
    std::string a, b;
    bool whole = false;  ///< a is not damaged
};

// Equal values often enough, and unequal ones that differ little.
Value varied(const Value& value, Rng& rng) {
    Value other = value;
    if (other.kind == ValueKind::Range) return other;
    for (Value& item : other.items)
        if (rng.chance(0.3)) item = varied(item, rng);
    if (other.kind == ValueKind::Int && other.text.size() < 16 && rng.chance(0.6))
        return rng.chance(0.5) ? Value::floating(std::stod(other.text)) : Value::complex(std::stod(other.text), 0);
    if (other.kind == ValueKind::Bool) return Value::integer(other.truth ? 1 : 0);
    if (other.kind == ValueKind::Tuple && rng.chance(0.1)) other.kind = ValueKind::List;
    if (other.kind == ValueKind::Set && rng.chance(0.5)) other.kind = ValueKind::FrozenSet;
    if (isSet(other.kind) && !other.items.empty()) rng.shuffle(std::span(other.items));
    if (isMapping(other.kind) && rng.chance(0.4)) {
        constexpr ValueKind kMappings[] = {ValueKind::Dict, ValueKind::Counter, ValueKind::OrderedDict};
        other.kind = kMappings[rng.below(3)];
        if (other.items.size() >= 4 && rng.chance(0.5)) {
            std::swap(other.items[0], other.items[2]);
            std::swap(other.items[1], other.items[3]);
        }
    }
    return other;
}

std::vector<Pair> randomPairs(int count, Rng& rng) {
    RandomValues values(rng);
    LiteralWriter writer(rng);
    std::vector<Pair> pairs;
    while (static_cast<int>(pairs.size()) < count) {
        const Value value = values.value();
        Value other = rng.chance(0.2) ? values.value() : rng.chance(0.5) ? value : varied(value, rng);
        if (makeDistinct(other) == Elements::Unhashable) continue;
        Pair pair{writer.whole(value), writer.whole(other), rng.chance(0.5)};
        if (!pair.whole) pair.a = damaged(std::move(pair.a), rng);
        if (pair.a.size() < kMaxAnswerBytes && pair.b.size() < kMaxAnswerBytes) pairs.push_back(std::move(pair));
    }
    return pairs;
}

// The text of a tree that the jail's encoder wrote.
std::string textOf(const QByteArray& tree) {
    const auto value = decodeValue(QByteArray::fromHex(tree).toStdString(), true);
    return value ? repr(*value) : "malformed";
}

}  // namespace

class LiteralPythonTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void readsComparesAndWritesAsPythonDoes() {
        const int count = settingOf("AZR_LITERAL_PAIRS", 500);
        Rng rng(static_cast<std::uint64_t>(settingOf("AZR_LITERAL_SEED", 16)));
        const std::vector<Pair> pairs = randomPairs(count, rng);
        QByteArray input;
        for (const Pair& pair : pairs) {
            const auto value = parseLiteral(pair.a);
            input += hex(pair.a) + ' ' + hex(pair.b) + ' ' + (value ? hex(repr(*value)) : QByteArray()) + '\n';
        }
        const QList<QByteArray> answers = oracle({"pairs"}, input).split('\n');
        QCOMPARE(answers.size(), count + 1);
        int read = 0, same = 0, refused = 0;
        for (int i = 0; i < count; ++i) {
            const Pair& pair = pairs[static_cast<std::size_t>(i)];
            const QList<QByteArray> parts = answers[i].split(' ');
            const auto a = parseLiteral(pair.a), b = parseLiteral(pair.b);
            const auto context = [&] {
                return QByteArray::fromStdString(pair.a + "\n~~~ " + pair.b + "\n~~~ ") + answers[i];
            };
            if (!b || (pair.whole && !a)) QFAIL(context() + "\nrefused: " + (a ? b : a).error().detail.c_str());
            if (!a) {
                ++refused;
                if (parts[4] == "1" && parts[0] != "-") QFAIL(context() + "\nrefused: " + a.error().detail.c_str());
                continue;
            }
            ++read;
            if (textOf(parts[0]) != repr(*a)) QFAIL(context() + "\nread as " + repr(*a).c_str());
            if (textOf(parts[1]) != repr(*b)) QFAIL(context() + "\nread as " + repr(*b).c_str());
            if (equal(*a, *b) != (parts[2] == "1")) QFAIL(context() + "\nequality");
            // Not by its text: (-0-1j) is not how Python reads its own complex(-0.0, -1).
            const std::string text = repr(*a);
            const auto again = decodeValue(QByteArray::fromHex(parts[3]).toStdString(), true);
            if (goldRefusal(*a, text).empty() && !(again && strictlyEqual(*a, *again)))
                QFAIL(context() + "\nwritten: " + text.c_str());
            same += parts[2] == "1";
        }
        qInfo("%d pairs: %d read by both, %d of them equal, %d refused", count, read, same, refused);
        QVERIFY(read > count / 2 && same > count / 5 && refused > count / 10);
    }

    void knowsCharactersByName() {
        const char* const kNames[] = {"BULLET",
                                      "bullet",
                                      "Latin Small Letter A",
                                      "NULL",
                                      "NUL",
                                      "LINE FEED",
                                      "LF",
                                      "NEW LINE",
                                      "EOL",
                                      "BEL",
                                      "ALERT",
                                      "BELL",
                                      "ESCAPE",
                                      "ESC",
                                      "DELETE",
                                      "DEL",
                                      "PADDING CHARACTER",
                                      "NEXT LINE",
                                      "NEL",
                                      "NBSP",
                                      "nbsp",
                                      "SOFT HYPHEN",
                                      "SHY",
                                      "ZWJ",
                                      "ZWNJ",
                                      "ZWSP",
                                      "LRM",
                                      "BOM",
                                      "BYTE ORDER MARK",
                                      "ZWNBSP",
                                      "VS1",
                                      "VS16",
                                      "VS17",
                                      "VS256",
                                      "VARIATION SELECTOR-256",
                                      "LATIN CAPITAL LETTER GHA",
                                      "LATIN CAPITAL LETTER OI",
                                      "WEIERSTRASS ELLIPTIC FUNCTION",
                                      "HANGUL SYLLABLE GAG",
                                      "hangul syllable gag",
                                      "HANGUL SYLLABLE GANJ",
                                      "HANGUL SYLLABLE HIH",
                                      "HANGUL SYLLABLE A",
                                      "HANGUL SYLLABLE XYZ",
                                      "HANGUL SYLLABLE ",
                                      "CJK UNIFIED IDEOGRAPH-4E00",
                                      "cjk unified ideograph-4e00",
                                      "CJK UNIFIED IDEOGRAPH-4e00",
                                      "CJK UNIFIED IDEOGRAPH-20000",
                                      "CJK UNIFIED IDEOGRAPH-0041",
                                      "CJK UNIFIED IDEOGRAPH-",
                                      "CJK COMPATIBILITY IDEOGRAPH-F900",
                                      "CJK UNIFIED IDEOGRAPH-FA0E",
                                      "TANGUT IDEOGRAPH-17000",
                                      "NUSHU CHARACTER-1B170",
                                      "KHITAN SMALL SCRIPT CHARACTER-18B00",
                                      "KEYCAP DIGIT ONE",
                                      "LATIN SMALL LETTER R WITH TILDE",
                                      "",
                                      " ",
                                      "BULLET ",
                                      " BULLET",
                                      "BUL LET",
                                      "DIGIT-ONE",
                                      "DIGIT_ONE",
                                      "LATIN SMALL LETTER  A",
                                      "<control-0000>",
                                      "control-0000",
                                      "CONTROL-0000",
                                      "private-use-E000",
                                      "TIBETAN MARK TSA -PHRU",
                                      "TIBETAN MARK TSA-PHRU",
                                      "HANGUL JUNGSEONG O-E",
                                      "SURROGATE-D800",
                                      "U+0041",
                                      "LATIN SMALL LETTER \xc3\xa9",
                                      "SPACE",
                                      "SP",
                                      "0041",
                                      "NO-BREAK SPACE",
                                      "FINE",
                                      "GREEK SMALL LETTER FINAL SIGMA"};
        QByteArray input;
        for (const char* name : kNames) input += hex(name) + '\n';
        const QList<QByteArray> answers = oracle({"names", "16", "600"}, input).split('\n');
        const int fixed = static_cast<int>(std::size(kNames));
        QCOMPARE(answers.size(), fixed + 600 + 1);
        int refused = 0;
        for (int i = 0; i < fixed; ++i) {
            const auto point = characterNamed(kNames[i]);
            QVERIFY2(answers[i].toInt() == (point ? static_cast<int>(*point) : -1), kNames[i]);
            refused += !point;
        }
        QVERIFY(refused > 20);
        for (int i = fixed; i < fixed + 600; ++i) {
            const QList<QByteArray> parts = answers[i].split(' ');
            const std::string name = QByteArray::fromHex(parts[0]).toStdString();
            const auto point = characterNamed(name);
            QVERIFY2(point && static_cast<int>(*point) == parts[1].toInt(), name.c_str());
            const auto value = parseLiteral("'\\N{" + name + "}'");
            std::string character;
            appendUtf8(character, *point);
            QVERIFY2(value && value->text == character, name.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(LiteralPythonTest)
#include "tst_literal_python.moc"
