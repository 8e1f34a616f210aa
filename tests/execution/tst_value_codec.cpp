/// The decoder of values: what the jail's encoder writes comes back byte for byte; what no Python has is refused.
#include <QTest>

#include "core/base/rng.h"
#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/random_values.h"
#include "tests/support/value_encoder.h"

using namespace azr;
using namespace azr::execution;
using namespace std::string_literals;
using testing::RandomValues;
using testing::ValueEncoder;

namespace {

std::string word(std::uint32_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFFU);
    return bytes;
}

std::string number(std::int32_t value) {
    return 'i' + word(static_cast<std::uint32_t>(value));
}

std::string text(const std::string& content) {
    return 'u' + word(static_cast<std::uint32_t>(content.size())) + content;
}

std::string digits(std::int32_t count, const std::vector<std::uint16_t>& parts) {
    std::string bytes = 'l' + word(static_cast<std::uint32_t>(count));
    for (const std::uint16_t part : parts) {
        bytes += static_cast<char>(part & 0xFFU);
        bytes += static_cast<char>(part >> 8);
    }
    return bytes;
}

std::string many(char code, const std::vector<std::string>& parts) {
    std::string bytes = code + word(static_cast<std::uint32_t>(parts.size()));
    for (const std::string& part : parts) bytes += part;
    return bytes;
}

std::string pairs(const std::vector<std::pair<std::string, std::string>>& entries) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : entries) parts.push_back(many('(', {key, value}));
    return many('(', parts);
}

std::string escape(std::vector<std::string> parts) {
    parts.insert(parts.begin(), ".");
    return many('(', parts);
}

std::string nested(int levels, const std::string& inner) {
    std::string bytes;
    for (int i = 0; i < levels; ++i) bytes += '[' + word(1);
    return bytes + inner;
}

std::string ints(std::uint32_t count) {
    std::string bytes = '[' + word(count);
    for (std::uint32_t i = 0; i < count; ++i) bytes += 'N';
    return bytes;
}

}  // namespace

class ValueCodecTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void whatIsEncodedComesBack() {
        Rng rng(8);
        RandomValues values(rng);
        for (int i = 0; i < 4000; ++i) {
            const Value value = values.value(5);
            const std::string bytes = ValueEncoder::encoded(value);
            const auto decoded = decodeValue(bytes, true);
            QVERIFY2(decoded, repr(value).c_str());
            QCOMPARE(repr(*decoded), repr(value));
            QVERIFY(ValueEncoder::encoded(*decoded) == bytes);
        }
    }

    void everyChangedByteIsRefusedOrAnotherValueThatEncodesToIt() {
        Rng rng(9);
        RandomValues values(rng);
        int accepted = 0, refused = 0;
        for (int i = 0; i < 40000; ++i) {
            std::string bytes = ValueEncoder::encoded(values.value(3));
            for (std::uint64_t changes = rng.below(3) + 1; changes > 0; --changes) {
                const std::size_t at = rng.below(bytes.size());
                switch (rng.below(4)) {
                    case 0: bytes[at] = static_cast<char>(rng.below(256)); break;
                    case 1: bytes[at] = "NTF.ilgyus([<>{0"[rng.below(16)]; break;
                    case 2: bytes[at] = static_cast<char>(bytes[at] + (rng.chance(0.5) ? 1 : -1)); break;
                    default: bytes.insert(at, bytes.substr(rng.below(bytes.size()), rng.below(12)));
                }
            }
            const auto decoded = decodeValue(bytes, true);
            if (decoded) QVERIFY2(ValueEncoder::encoded(*decoded) == bytes, QByteArray::fromStdString(bytes).toHex());
            ++(decoded ? accepted : refused);
        }
        QVERIFY(accepted > 1000 && refused > 10000);
    }

    void takesWhatAnEncoderCanWrite_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const std::string& bytes, const char* expected) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << expected;
        };
        row("smallest of 32 bits", number(INT32_MIN), "-2147483648");
        row("one beyond 32 bits", digits(3, {0, 0, 2}), "2147483648");
        row("one below 32 bits", digits(-3, {1, 0, 2}), "-2147483649");
        row("surrogate", text("\xed\xa0\x80"), "'\\ud800'");
        row("pair of surrogates", text("\xed\xa0\xbd\xed\xb8\x80"), "'\\ud83d\\ude00'");
        row("two NaN in a set",
            many('<', {"g"s + std::string(6, '\0') + "\xf8\x7f", "g"s + std::string(6, '\0') + "\xf8\x7f"}),
            "{float('nan'), float('nan')}");
        row("Ellipsis", many('[', {escape({text("Ellipsis"), "N"})}), "[Ellipsis]");
        row("full deque", escape({text("deque"), ints(2), number(2)}), "deque([None, None], maxlen=2)");
        row("longest deque", escape({text("deque"), ints(0), digits(5, {32767, 32767, 32767, 32767, 7})}),
            "deque([], maxlen=9223372036854775807)");
        row("no factory", escape({text("defaultdict"), text("None"), pairs({})}), "defaultdict(None, {})");
        row("huge range", escape({text("range"), number(0), digits(-3, {1, 0, 2}), number(-1)}),
            "range(0, -2147483649, -1)");
        row("101 lists", nested(100, ints(0)), nullptr);
    }
    void takesWhatAnEncoderCanWrite() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const auto value = decodeValue(bytes.toStdString(), true);
        QVERIFY(value);
        if (!expected.isEmpty()) QCOMPARE(QString::fromStdString(repr(*value)), expected);
        QVERIFY(ValueEncoder::encoded(*value) == bytes.toStdString());
    }

    void refusesWhatNoPythonHas_data() {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char* name, const std::string& bytes) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes);
        };
        const std::string none = "N", one = number(1);
        row("{[]}", many('<', {ints(0)}));
        row("{{}}", many('<', {"{0"}));
        row("frozenset of a set", many('>', {many('<', {})}));
        row("{([],)}", many('<', {many('(', {ints(0)})}));
        row("{deque}", many('<', {escape({text("deque"), ints(0), none})}));
        row("{[]: 1}", "{" + ints(0) + one + "0");
        row("{1, 1}", many('<', {one, one}));
        row("{1, True}", many('<', {one, "T"}));
        row("{1, 1.0}", many('<', {one, "g"s + std::string(6, '\0') + "\xf0\x3f"}));
        row("{(1,), (True,)}", many('<', {many('(', {one}), many('(', {"T"})}));
        row("{range(0), range(1, 1)}",
            many('<', {escape({text("range"), number(0), number(0), one}), escape({text("range"), one, one, one})}));
        row("equal frozensets", many('<', {many('>', {one, number(2)}), many('>', {number(2), "T"})}));
        row("{1: 1, True: 1}", "{" + one + one + "T" + one + "0");
        row("Counter with a key twice", escape({text("Counter"), pairs({{one, one}, {one, one}})}));
        row("Counter with an unhashable key", escape({text("Counter"), pairs({{ints(0), one}})}));
        row("Counter of no pairs", escape({text("Counter"), many('(', {one, one})}));
        row("Counter of triples", escape({text("Counter"), many('(', {many('(', {one, one, one})})}));
        row("Counter of a dict", escape({text("Counter"), "{0"}));
        row("Counter and more", escape({text("Counter"), pairs({}), none}));
        row("OrderedDict with a key twice", escape({text("OrderedDict"), pairs({{one, one}, {"T", one}})}));
        row("defaultdict(os.system)", escape({text("defaultdict"), text("os.system"), pairs({})}));
        row("defaultdict(bytes)", escape({text("defaultdict"), text("bytes"), pairs({})}));
        row("defaultdict of a number", escape({text("defaultdict"), one, pairs({})}));
        row("negative maxlen", escape({text("deque"), ints(0), number(-1)}));
        row("maxlen of 2**63", escape({text("deque"), ints(0), digits(5, {0, 0, 0, 0, 8})}));
        row("maxlen below length", escape({text("deque"), ints(3), number(2)}));
        row("maxlen True", escape({text("deque"), ints(0), "T"}));
        row("deque of a tuple", escape({text("deque"), many('(', {}), none}));
        row("range with step 0", escape({text("range"), one, one, number(0)}));
        row("range of a float", escape({text("range"), "g"s + std::string(8, '\0'), one, one}));
        row("range of a bool", escape({text("range"), "T", one, one}));
        row("range of two", escape({text("range"), one, one}));
        row("unknown escape", escape({text("object"), none, none}));
        row("escape without a kind", escape({none, none}));
        row("bare escape", many('(', {"."}));
        row("escape inside", many('(', {one, "."}));
        row("Ellipsis", ".");
        row("Ellipsis with content", escape({text("Ellipsis"), one}));
        row("escape in a list", many('[', {"."}));
        row("small integer as long", digits(1, {1}));
        row("zero as long", digits(0, {}));
        row("largest of 32 bits as long", digits(3, {32767, 32767, 1}));
        row("smallest of 32 bits as long", digits(-3, {0, 0, 2}));
        row("leading zero digit", digits(4, {0, 0, 2, 0}));
        row("digit of 16 bits", digits(3, {0, 0, 32768}));
        row("too many bits", digits(14467, std::vector<std::uint16_t>(14467, 32767)));
        row("digits that are not there", digits(1000, {0, 0, 2}));
        row("most negative count", digits(INT32_MIN, {0, 0, 2}));
        row("overlong UTF-8", text("\xc0\x80"));
        row("beyond Unicode", text("\xf4\x90\x80\x80"));
        row("half a character", text("\xe2\x80"));
        row("interned string", 't' + word(1) + "a");
        row("short ASCII string",
            "z\x01"
            "a"s);
        row("small tuple", ")\x01N"s);
        row("reference", "r"s + word(0));
        row("flagged code", "\xceN"s);
        row("long float text",
            "f\x03"
            "1.0"s);
        row("more than is told", one + none);
        row("less than is told", '[' + word(3) + "NN");
        row("negative count", '[' + word(0xFFFFFFFFU));
        row("open dict", "{" + one + one);
        row("dict without a value", "{" + one + "0");
        row("102 lists", nested(101, ints(0)));
        row("deques nested too deeply", nested(101, escape({text("deque"), ints(0), none})));
        row("more than 64 KiB", 's' + word(kMaxValueBytes) + std::string(kMaxValueBytes, 'a'));
    }
    void refusesWhatNoPythonHas() {
        QFETCH(QByteArray, bytes);
        QVERIFY(!decodeValue(bytes.toStdString(), true));
    }

    void messagesAreShallowAndPlain() {
        QVERIFY(decodeValue(many('(', {number(1), text("a"), "s"s + word(1) + "b", "T", "N", ints(2)}), false));
        QVERIFY(decodeValue(digits(5, {32767, 32767, 32767, 32767, 7}), false));
        QVERIFY(!decodeValue(digits(5, {0, 0, 0, 0, 8}), false));
        QVERIFY(!decodeValue(many('<', {}), false));
        QVERIFY(!decodeValue("{0", false));
        QVERIFY(!decodeValue(escape({text("Ellipsis"), "N"}), false));
        QVERIFY(decodeValue(nested(16, ints(0)), false));
        QVERIFY(!decodeValue(nested(17, ints(0)), false));
        // Values take much more memory than the bytes that ask for them.
        QVERIFY(decodeValue(ints(200), false));
        QVERIFY(!decodeValue(ints(1U << 20), false));
    }
};

QTEST_GUILESS_MAIN(ValueCodecTest)
#include "tst_value_codec.moc"
