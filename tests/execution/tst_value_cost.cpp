/// What a hostile answer, gold or child can make the trusted side work: for every shape, 16 times the bytes cost about
/// 16 times as much. Memory that is asked for is counted exactly; the time is this thread's processor time, the best of
/// several, and may grow four times as fast as the bytes: anything quadratic would grow 16 times as fast.
#include <malloc.h>

#include <QTest>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <new>

#include "core/execution/values/literal.h"
#include "core/execution/values/value_codec.h"
#include "tests/support/value_encoder.h"

using namespace azr::execution;
using azr::testing::ValueEncoder;

namespace {

thread_local std::size_t g_asked = 0;  ///< bytes from operator new

}  // namespace

void* operator new(std::size_t size) {
    g_asked += size;
    if (void* const memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    g_asked += size;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

constexpr std::size_t kTimes = 16;
constexpr std::size_t kAnswer = kMaxAnswerBytes, kGold = kTimes * kAnswer;
static_assert(kGold == 2 * kMaxValueBytes);

using Part = std::function<std::string(std::size_t)>;

// As many parts as fit.
std::string filled(std::string open, const Part& part, const std::string& close, std::size_t bytes) {
    for (std::size_t i = 0;; ++i) {
        const std::string next = part(i);
        if (open.size() + next.size() + close.size() > bytes) return open + close;
        open += next;
    }
}

std::string repeated(const std::string& piece, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += piece;
    return text;
}

std::string number(std::size_t i) {
    return std::to_string(i) + ",";
}

struct Shape {
    const char* name;
    std::function<std::string(std::size_t bytes)> text;
};

// `open` as often as it goes around as much as fits.
Shape nested(const char* name, const char* open, const char* close, int levels, const Part& part = number,
             const char* innerOpen = "", const char* innerClose = "") {
    return {name, [=](std::size_t bytes) {
                return filled(repeated(open, levels) + innerOpen, part, innerClose + repeated(close, levels), bytes);
            }};
}

Shape flat(const char* name, const char* open, const Part& part, const char* close) {
    return nested(name, open, close, 1, part);
}

std::vector<Shape> shapes() {
    const std::string same(200, 'x');
    return {
        flat("list of numbers", "[", number, "]"),
        flat("Counter of elements", "Counter([", number, "])"),
        flat(
            "Counter of one element", "Counter([", [](std::size_t) { return "1,"; }, "])"),
        flat(
            "Counter of tuples", "Counter([", [](std::size_t i) { return "(" + number(i) + "),"; }, "])"),
        flat(
            "Counter of a string", "Counter('", [](std::size_t i) { return std::string(1, "abcdefg"[i % 7]); }, "')"),
        flat(
            "Counter of counts", "Counter({", [](std::size_t i) { return std::to_string(i) + ":" + number(i % 9); },
            "})"),
        flat("set of numbers", "{", number, "}"),
        flat(
            "set of floats", "{", [](std::size_t i) { return std::to_string(i) + ".5,"; }, "}"),
        flat(
            "set of equal elements", "{", [](std::size_t i) { return i % 2 ? "1," : "True,"; }, "}"),
        flat(
            "set of pairs", "{", [](std::size_t i) { return "(1," + number(i) + "),"; }, "}"),
        flat(
            "set of NaN", "{", [](std::size_t) { return "float('nan'),"; }, "}"),
        flat(
            "set of floats beyond integers", "{",
            [](std::size_t i) { return "1e" + std::to_string(20 + i % 280) + ","; }, "}"),
        flat(
            "dict", "{", [](std::size_t i) { return std::to_string(i) + ":0,"; }, "}"),
        flat(
            "dict of strings with one beginning", "{",
            [=](std::size_t i) { return "'" + same + std::to_string(i) + "':0,"; }, "}"),
        flat(
            "set of strings with one beginning", "{",
            [=](std::size_t i) { return "'" + same + std::to_string(i) + "',"; }, "}"),
        flat(
            "OrderedDict", "OrderedDict([", [](std::size_t i) { return "(" + std::to_string(i) + ",0),"; }, "])"),
        flat(
            "frozensets side by side", "{", [](std::size_t i) { return "frozenset({" + number(i) + "}),"; }, "}"),
        flat(
            "ranges", "{", [](std::size_t i) { return "range(0," + std::to_string(i) + "),"; }, "}"),
        flat(
            "adjacent strings", "", [](std::size_t) { return "'a' "; }, "'b'"),
        flat(
            "escapes", "'", [](std::size_t) { return "\\x41"; }, "'"),
        flat(
            "digits", "1", [](std::size_t) { return "7"; }, ""),
        flat(
            "digits of a fraction", "0.", [](std::size_t) { return "7"; }, ""),
        flat(
            "hexadecimal digits", "0x1", [](std::size_t) { return "f"; }, ""),
        flat(
            "binary digits", "0b1", [](std::size_t) { return "1"; }, ""),
        flat(
            "large numbers", "{", [](std::size_t i) { return "1" + std::string(300, '0') + number(i); }, "}"),
        flat(
            "large ranges", "[",
            [](std::size_t i) { return "range(0,1" + std::string(300, '0') + std::to_string(i) + "),"; }, "]"),
        flat(
            "comments", "[", [](std::size_t) { return "#\n"; }, "]"),
        flat("deque that is cut", "deque([", number, "], maxlen=1)"),
        nested("lists", "[", "]", 99),
        nested("frozensets in frozensets", "frozenset({", "})", 98),
        nested("frozensets of lists", "frozenset([", "])", 98),
        nested("a tuple in a set", "{(", ")}", 1),
        nested("deep tuples", "(0,", ")", 98),
        nested("frozensets and tuples", "frozenset({(0,", ")})", 49),
        nested("dicts in dicts", "{0:", "}", 99,
               [](std::size_t i) { return i == 0 ? "1" : "," + std::to_string(i) + ":1"; }),
        nested("Counters in Counters", "Counter({0:", "})", 98,
               [](std::size_t i) { return i == 0 ? "1" : "," + std::to_string(i) + ":1"; }),
        nested("OrderedDicts in OrderedDicts", "OrderedDict([(0,", ")])", 64, number, "[", "]"),
    };
}

double processorSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Cost {
    double seconds = std::numeric_limits<double>::infinity();
    double bytes = 0;
};

Cost costOf(const std::function<void()>& work, int tries) {
    Cost cost;
    work();  // the memory that it needs is there
    for (int i = 0; i < tries; ++i) {
        g_asked = 0;
        const double start = processorSeconds();
        work();
        cost.seconds = std::min(cost.seconds, processorSeconds() - start);
        cost.bytes = static_cast<double>(g_asked);
    }
    return cost;
}

// Everything that the trusted side does with an answer and a gold.
void judge(const std::string& text) {
    const auto value = parseLiteral(text, kGold), same = parseLiteral(text, kGold);
    if (!value || !same) qFatal("%s: %.60s", value.error().detail.c_str(), text.c_str());
    (void)equal(*value, *same);
    (void)strictlyEqual(*value, *same);
    const std::string written = repr(*value);
    (void)goldRefusal(*value, written);
    (void)parseLiteral(written, kGold);
}

void compareCosts(const std::function<void()>& small, const std::function<void()>& large) {
    const Cost one = costOf(small, 5), many = costOf(large, 2);
    constexpr double kFloor = 100e-6;  // below this a processor's clock says little
    const double slower = many.seconds / std::max(one.seconds, kFloor / kTimes), more = many.bytes / one.bytes;
    QVERIFY2(slower < 4 * kTimes, qPrintable(QString("%1 s, then %2 s").arg(one.seconds).arg(many.seconds)));
    QVERIFY2(more < 3 * kTimes, qPrintable(QString("%1 bytes, then %2").arg(one.bytes).arg(many.bytes)));
}

}  // namespace

class ValueCostTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        // Memory that was given back is not asked of the system again.
        mallopt(M_MMAP_THRESHOLD, 1 << 30);
        mallopt(M_TRIM_THRESHOLD, 1 << 30);
    }

    void judgingGrowsWithTheText_data() {
        QTest::addColumn<int>("shape");
        int index = 0;
        for (const Shape& shape : shapes()) QTest::newRow(shape.name) << index++;
    }
    void judgingGrowsWithTheText() {
        QFETCH(int, shape);
        const Shape made = shapes()[static_cast<std::size_t>(shape)];
        const std::string answer = made.text(kAnswer), gold = made.text(kGold);
        QVERIFY(answer.size() > kAnswer / 2 && gold.size() > kGold / 2);
        compareCosts([&] { judge(answer); }, [&] { judge(gold); });
    }

    void argumentsGrowWithTheText_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("keywords") << "k%1=0,";
        QTest::newRow("positional") << "%1,";
        QTest::newRow("Counters") << "Counter([%1]),";
    }
    void argumentsGrowWithTheText() {
        QFETCH(QString, name);
        const auto text = [&](std::size_t bytes) {
            return filled(
                "", [&](std::size_t i) { return name.arg(i).toStdString(); }, "", bytes);
        };
        const std::string small = text(kAnswer / kTimes), large = text(kAnswer);
        const auto read = [](const std::string& one) {
            if (!parseArguments(one)) qFatal("%.60s", one.c_str());
        };
        compareCosts([&] { read(small); }, [&] { read(large); });
    }

    void decodingGrowsWithTheBytes_data() {
        QTest::addColumn<int>("shape");
        int index = 0;
        for (const Shape& shape : shapes()) QTest::newRow(shape.name) << index++;
    }
    void decodingGrowsWithTheBytes() {
        QFETCH(int, shape);
        const Shape made = shapes()[static_cast<std::size_t>(shape)];
        const auto bytesOf = [&](std::size_t size) {
            return ValueEncoder::encoded(parseLiteral(made.text(size), kGold).value());
        };
        const std::string small = bytesOf(kGold / 4 / kTimes), large = bytesOf(kGold / 4);
        if (large.size() > kMaxValueBytes || large.size() < 4 * small.size()) return;  // collapses into little
        const auto read = [](const std::string& one) {
            const auto value = decodeValue(one, true);
            if (!value) qFatal("malformed");
            (void)goldRefusal(*value, repr(*value));
        };
        compareCosts([&] { read(small); }, [&] { read(large); });
    }
};

QTEST_GUILESS_MAIN(ValueCostTest)
#include "tst_value_cost.moc"
