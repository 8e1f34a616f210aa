/// Charts as SVG: axes with round numbers around everything drawn, bands where intervals are known, and nothing where
/// there is nothing. Python and other texts as HTML.
#include <QRegularExpression>
#include <QtTest>
#include <cmath>

#include "core/report/chart.h"
#include "core/report/html.h"

using namespace azr;
using namespace azr::report;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Chart chartOf(std::vector<CurvePoint> points) {
    Chart chart{"id", "Title <b>", "about", "", true, {}};
    chart.curves.push_back({"metric", "de\"duction", 2, true, std::move(points)});
    return chart;
}

int count(const std::string& text, const char* pattern) {
    auto matches = QRegularExpression(QString::fromUtf8(pattern)).globalMatch(QString::fromStdString(text));
    int found = 0;
    for (; matches.hasNext(); matches.next()) ++found;
    return found;
}

}  // namespace

class ReportChartTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ticksAreRound() {
        QCOMPARE(ticks(0, 1, 5), (std::vector<double>{0, 0.2, 0.4, 3 * 0.2, 0.8, 1}));
        QCOMPARE(ticks(0, 10, 5), (std::vector<double>{0, 2, 4, 6, 8, 10}));
        QCOMPARE(ticks(-3, 12, 5), (std::vector<double>{0, 5, 10}));
        QCOMPARE(ticks(4, 4, 5), std::vector<double>{4});
        for (const double size : {1e-9, 3e-4, 0.7, 12.0, 5e6}) {
            const auto marks = ticks(0, size, 5);
            QVERIFY(marks.size() >= 3 && marks.size() <= 7);
        }
    }

    void valuesAreReadable() {
        Chart chart = chartOf({});
        QCOMPARE(valueText(chart, 0.3125), std::string("31.2%"));
        QCOMPARE(pointText(chart, {1, 0.3125, 0.28, 0.345}), std::string("31.2% (28.0 to 34.5)"));
        QCOMPARE(pointText(chart, {1, 0.3125}), std::string("31.2%"));
        QCOMPARE(valueText(chart, kNone), std::string("undefined"));
        chart.isShare = false;
        chart.unit = "nats";
        QCOMPARE(valueText(chart, 0.041234), std::string("0.04123 nats"));
    }

    void aCurveIsDrawnWithItsBandAndMarks() {
        const std::string svg = drawn(chartOf({{0, 0.2, 0.1, 0.3}, {5, 0.4, 0.3, 0.5}, {10, 0.3, 0.2, 0.4}}));
        QCOMPARE(count(svg, "class=\"band c2\""), 1);
        QCOMPARE(count(svg, "class=\"line c2 dashed\""), 1);
        QCOMPARE(count(svg, "class=\"mark c2\""), 3);
        QVERIFY(svg.find("<title>de&quot;duction, step 5: 40.0% (30.0 to 50.0)</title>") != std::string::npos);
        QVERIFY(svg.find("aria-label=\"Title &lt;b&gt;\"") != std::string::npos);
    }

    void gapsStayGaps() {
        const std::string svg = drawn(chartOf(
            {{0, 0.2, 0.1, 0.3}, {1, 0.2, 0.1, 0.3}, {2, kNone}, {3, 0.2}, {4, 0.2, 0.1, 0.3}, {5, 0.3, 0.2, 0.4}}));
        QCOMPARE(count(svg, "class=\"band"), 2);
        QCOMPARE(count(svg, "class=\"mark c2\""), 5);
        const auto begin = svg.find("class=\"line");
        QCOMPARE(count(svg.substr(begin, svg.find("/>", begin) - begin), "M"), 2);
    }

    void oneMeasurementHasItsIntervalToo() {
        const std::string svg = drawn(chartOf({{0, 0.2, 0.1, 0.3}}));
        QCOMPARE(count(svg, "class=\"line whisker c2\""), 1);
        QCOMPARE(count(drawn(chartOf({{0, 0.2, 0.1, 0.3}, {1, 0.2, 0.1, 0.3}})), "whisker"), 0);
    }

    void everythingLiesWithinTheDrawing() {
        std::vector<CurvePoint> points;
        for (int i = 0; i < 5000; ++i) points.push_back({i, 0.5 + 0.4 * std::sin(i / 50.0), 0.02, 0.99});
        const std::string svg = drawn(chartOf(points));
        QVERIFY(svg.size() < 60'000);
        QVERIFY(count(svg, "class=\"mark c2\"") >= 7 && count(svg, "class=\"mark c2\"") <= 10);
        auto numbers = QRegularExpression("[ML]([0-9.]+) ([0-9.]+)").globalMatch(QString::fromStdString(svg));
        int found = 0;
        while (numbers.hasNext()) {
            const auto match = numbers.next();
            QVERIFY(match.captured(1).toDouble() <= 560 && match.captured(2).toDouble() <= 260);
            ++found;
        }
        QVERIFY(found > 1000);
    }

    void nothingIsDrawnOfNothing() {
        QVERIFY(drawn(chartOf({})).find("<path") == std::string::npos);
        for (const double value : {0.0, 1.0, 0.5})
            QVERIFY(drawn(chartOf({{3, value}})).find("nan") == std::string::npos);
        QVERIFY(drawn(chartOf({{3, kNone}})).find("nan") == std::string::npos);
    }

    void textsCannotBecomeMarkup() {
        QCOMPARE(escaped("<a href='x'>\"&amp;"), std::string("&lt;a href=&#39;x&#39;&gt;&quot;&amp;amp;"));
        QCOMPARE(escaped(std::string("a\0b\x1b\n\t", 6)), std::string("a\xEF\xBF\xBD"
                                                                      "b\xEF\xBF\xBD\n\t"));
        QCOMPARE(escaped("\xff"
                         "f\xc3\xa9"),
                 std::string("\xEF\xBF\xBD"
                             "f\xc3\xa9"));
        const std::string json = embedded(Json{{"a", "</script><!--&"}});
        QVERIFY(json.find('<') == std::string::npos && json.find('&') == std::string::npos);
        QCOMPARE(parseJson(json)->at("a"), Json("</script><!--&"));
    }

    void pythonIsColoured() {
        QCOMPARE(highlighted("def f(x):\n    return x + 1  # a<b\n"),
                 std::string("<span class=\"k\">def</span> <span class=\"d\">f</span>(x):\n    <span "
                             "class=\"k\">return</span> x + <span class=\"n\">1</span>  <span class=\"m\"># "
                             "a&lt;b</span>\n"));
        QCOMPARE(highlighted("s = '</script>'"), std::string("s = <span class=\"s\">&#39;&lt;/script&gt;&#39;</span>"));
        for (const char* odd : {"", "def", "'''", "\"unfinished\n", "\\", "<<<<"})
            QVERIFY(highlighted(odd).find("<<") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ReportChartTest)
#include "tst_chart.moc"
