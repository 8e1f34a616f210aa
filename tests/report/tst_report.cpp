/// The page of a run: its numbers are the database's, its texts are texts, and it needs nothing else.
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <fstream>
#include <set>

#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/evaluation/interval.h"
#include "core/report/html.h"
#include "core/report/report.h"
#include "core/store/database.h"
#include "core/store/digest.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::report;

namespace {

constexpr RunId kRun{2};
constexpr int kSteps = 24;
constexpr const char* kHostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>'\"&";

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    std::unique_ptr<store::Reader> m_reader;
    std::string m_page;
    Json m_data;

    std::int64_t number(const std::string& sql) {
        auto database = *store::Database::open(m_store.database(), store::Database::Mode::ReadOnly);
        return database.integer(sql).value_or(-1);
    }
    const Json& chart(const std::string& id) const {
        static const Json kNone;
        for (const Json& one : m_data.at("charts"))
            if (one.at("id") == id) return one;
        return kNone;
    }

  private Q_SLOTS:
    void initTestCase();

    void itNeedsNothingElse();
    void textsOfTheRunAreTexts();
    void curvesAreTheDatabases();
    void bandsFollowFromTheCounts();
    void accuraciesAreTheDatabases();
    void departuresAreTheConfigurations();
    void countsAndCostsAreTheDatabases();
    void samplesAreWhatTheyAreCalled();
    void whatIsSeenIsWhatIsEmbedded();
    void aRunWithoutAnythingHasAPage();
    void whatCannotBeIsRefused();
};

void ReportTest::initTestCase() {
    const auto writer = std::move(*store::Writer::open(m_store.database(), {}));
    testing::writeSyntheticRun(*writer, {.id = 1, .steps = 3});
    testing::writeSyntheticRun(*writer, {.id = 2, .steps = kSteps});
    store::RunRow row = testing::runRow(3);
    row.state = "failed";
    row.config = "not JSON";
    QVERIFY(writer->push(row));
    for (const int step : {1, 12, 24}) {
        store::EvaluationRow evaluation{0, kRun, step, "dev", 1, {}};
        for (int item = 0; item < 40; ++item)
            for (const bool greedy : {true, false})
                evaluation.items.push_back({std::to_string(item), item % 2 == 0 ? "deduction" : "abduction", greedy,
                                            (item * 7 + step) % 24 < 8 + (greedy ? 2 : 0), "1"});
        QVERIFY(writer->push(evaluation));
    }
    store::TaskRow hostile = testing::taskRow(kRun, 900'000, kSteps);
    hostile.program = std::string("def f(x):\n    return '") + kHostile + "'";
    hostile.input = hostile.output = hostile.message = hostile.detail = kHostile;
    hostile.imports = {kHostile};
    hostile.reward = 99;
    hostile.learnability = 0.5;
    QVERIFY(writer->push(hostile));
    hostile.id.value += 1;
    hostile.verdict = "rejected";
    hostile.reason = kHostile;
    hostile.program.clear();
    hostile.completion = kHostile;
    hostile.reward = -1;
    QVERIFY(writer->push(hostile));
    QVERIFY(writer->push(store::EventRow{0, kRun, 3, "error", "code", kHostile, 5}));
    QVERIFY(writer->push(store::MarkRow{{}, kRun, store::MarkRow::What::Tag, kHostile, true, 1}));
    QVERIFY(writer->push(store::MarkRow{{}, kRun, store::MarkRow::What::Note, kHostile, true, 1}));
    QVERIFY(writer->push(
        store::ConfigChangeRow{kRun, 1, 7, "optimizer.learning_rate", "0.0002", kHostile, CommandId{4}, 5}));
    QVERIFY(writer->flush());
    m_reader = std::move(*store::Reader::open(m_store.database()));

    const auto page = htmlReport({m_store.database(), kRun, "paper-7b", kHostile});
    QVERIFY2(page.has_value(), page ? "" : describe(page.error()).c_str());
    m_page = *page;
    const std::string open = "<script type=\"application/json\" id=\"report-data\">";
    const std::size_t begin = m_page.find(open);
    QVERIFY(begin != std::string::npos);
    const std::size_t end = m_page.find("</script>", begin);
    const auto data = parseJson(m_page.substr(begin + open.size(), end - begin - open.size()));
    QVERIFY2(data.has_value(), data ? "" : describe(data.error()).c_str());
    m_data = *data;
    if (const char* kept = std::getenv("AZR_KEEP_REPORT")) std::ofstream(kept) << m_page;
}

/// No address, no import, no script that runs, no handler.
void ReportTest::itNeedsNothingElse() {
    const QString page = QString::fromStdString(m_page);
    for (const char* outside : {"<link", "@import", "@font-face", "url(", "<iframe", "<object", "<embed", "<base"})
        QVERIFY2(!page.contains(QString::fromLatin1(outside)), outside);
    auto tags = QRegularExpression("<([a-z0-9]+)((?:\\s+[a-zA-Z-]+(?:=\"[^\"]*\")?)*)\\s*/?>").globalMatch(page);
    const QRegularExpression attribute("([a-zA-Z-]+)=\"([^\"]*)\"");
    int seen = 0, scripts = 0;
    while (tags.hasNext()) {
        const auto tag = tags.next();
        ++seen;
        scripts += tag.captured(1) == "script" ? 1 : 0;
        auto attributes = attribute.globalMatch(tag.captured(2));
        while (attributes.hasNext()) {
            const auto one = attributes.next();
            QVERIFY2(!one.captured(1).startsWith("on") && one.captured(1) != "src", qPrintable(tag.captured(0)));
            if (one.captured(1) == "href") QVERIFY2(one.captured(2).startsWith('#'), qPrintable(tag.captured(0)));
        }
    }
    QVERIFY(seen > 300);
    QCOMPARE(scripts, 1);
    QVERIFY(page.contains("Content-Security-Policy"));
    QVERIFY(page.contains("prefers-color-scheme:dark"));
    QVERIFY(page.contains("@media print"));
}

void ReportTest::textsOfTheRunAreTexts() {
    QVERIFY(m_page.find("<img") == std::string::npos);
    QVERIFY(m_page.find("<script>") == std::string::npos);
    QVERIFY(m_page.find(kHostile) == std::string::npos);
    // In the program, the input, the output, the message, the detail, the reason, the log, the mark, the change, the
    // foot.
    QVERIFY(QString::fromStdString(m_page).count(QString::fromStdString(escaped(kHostile))) >= 9);
}

void ReportTest::curvesAreTheDatabases() {
    int curves = 0, points = 0;
    for (const Json& chart : m_data.at("charts")) {
        for (const Json& curve : chart.at("curves")) {
            const std::string metric = curve.at("metric");
            if (metric.starts_with("eval/")) continue;
            ++curves;
            const auto series = *m_reader->series(kRun, metric, -1);
            QCOMPARE(curve.at("points").size(), series.size());
            for (std::size_t i = 0; i < series.size(); ++i, ++points) {
                QCOMPARE(curve.at("points")[i][0].get<int>(), series[i].step);
                QCOMPARE(curve.at("points")[i][1].get<double>(), series[i].value);
            }
        }
    }
    QVERIFY(curves > 20);
    QVERIFY(points > 20 * kSteps);
}

void ReportTest::bandsFollowFromTheCounts() {
    // Each estimated task is one unit: Wilson's interval of their number.
    const auto counts = *m_reader->taskCounts(kRun, 5, 5);
    const Json& between = chart("between");
    QVERIFY(!between.is_null());
    int compared = 0;
    for (const auto& count : counts) {
        for (const Json& curve : between.at("curves")) {
            if (curve.at("metric") != "learnability/between/propose." + count.kind) continue;
            for (const Json& point : curve.at("points")) {
                if (point[0] != 5) continue;
                const auto hits = std::llround(point[1].get<double>() * double(count.estimated));
                const auto band = evaluation::wilson(hits, count.estimated);
                QCOMPARE(point[2].get<double>(), band.low);
                QCOMPARE(point[3].get<double>(), band.high);
                ++compared;
            }
        }
    }
    QCOMPARE(compared, 3);
    // Attempts at one task hang together: the band is wider than that of as many independent ones.
    for (const Json& curve : chart("solve_rate").at("curves"))
        for (const Json& point : curve.at("points")) QVERIFY(point[3].get<double>() - point[2].get<double>() > 0.1);
    for (const Json& curve : chart("entropy").at("curves"))
        for (const Json& point : curve.at("points")) QVERIFY(point[2].is_null());
}

void ReportTest::accuraciesAreTheDatabases() {
    const auto scores = *m_reader->evaluationScores(kRun);
    QCOMPARE(m_data.at("accuracies").size(), scores.size());
    QCOMPARE(scores.size(), std::size_t{12});
    for (const auto& score : scores) {
        int found = 0;
        for (const Json& one : m_data.at("accuracies")) {
            if (one.at("suite") != score.suite || one.at("step") != score.step || one.at("kind") != score.kind ||
                one.at("greedy") != score.greedy)
                continue;
            ++found;
            QCOMPARE(one.at("solved").get<int>(), score.solved);
            QCOMPARE(one.at("total").get<int>(), score.total);
            QCOMPARE(one.at("low").get<double>(), evaluation::wilson(score.solved, score.total).low);
        }
        QCOMPARE(found, 1);
    }
    // Gained and lost item by item.
    QCOMPARE(m_data.at("flips").size(), std::size_t{2});
    for (const Json& flips : m_data.at("flips")) {
        const auto evaluations = *m_reader->evaluations(kRun);
        std::map<int, std::set<std::string>> solved;
        for (const auto& evaluation : evaluations) {
            const auto items = *m_reader->evaluationItems(evaluation.id);
            for (const auto& item : items)
                if (item.greedy == flips.at("greedy").get<bool>() && item.solved)
                    solved[evaluation.step].insert(item.kind + item.item);
        }
        std::int64_t gained = 0, lost = 0;
        for (const auto& item : solved[24]) gained += solved[1].contains(item) ? 0 : 1;
        for (const auto& item : solved[1]) lost += solved[24].contains(item) ? 0 : 1;
        QCOMPARE(flips.at("gained").get<std::int64_t>(), gained);
        QCOMPARE(flips.at("lost").get<std::int64_t>(), lost);
        QVERIFY(gained > 0 && lost > 0);
        QCOMPARE(flips.at("both").get<std::int64_t>() + flips.at("neither").get<std::int64_t>(), 40 - gained - lost);
    }
}

void ReportTest::departuresAreTheConfigurations() {
    const auto row = *m_reader->run(kRun);
    const auto own = *config::storedConfig(*parseJson(row.config));
    auto differences = config::diff(*config::presetNamed("paper-7b"), own);
    std::erase_if(differences, [](const auto& one) { return one.path == "preset"; });
    QVERIFY(differences.size() > 20);
    QCOMPARE(m_data.at("departures").size(), differences.size());
    for (std::size_t i = 0; i < differences.size(); ++i) {
        QCOMPARE(m_data.at("departures")[i].at("path"), Json(differences[i].path));
        QCOMPARE(m_data.at("departures")[i].at("run"), Json(differences[i].right));
        QCOMPARE(m_data.at("departures")[i].at("preset"), Json(differences[i].left));
        QVERIFY2(m_page.find("<code>" + escaped(differences[i].path) + "</code>") != std::string::npos,
                 differences[i].path.c_str());
    }
    QCOMPARE(m_data.at("changes").size(), std::size_t{1});
}

void ReportTest::countsAndCostsAreTheDatabases() {
    std::int64_t all = 0;
    for (const auto& [verdict, count] : m_data.at("verdicts").items()) {
        QCOMPARE(count.get<std::int64_t>(),
                 number("SELECT count(*) FROM tasks WHERE run = 2 AND id > 0 AND verdict = '" + verdict + "'"));
        all += count.get<std::int64_t>();
    }
    QCOMPARE(all, number("SELECT count(*) FROM tasks WHERE run = 2 AND id > 0"));
    const Json& costs = m_data.at("costs");
    const std::string tasks = " FROM tasks WHERE run = 2 AND origin = 'model'",
                      attempts = " FROM attempts WHERE run = 2";
    QCOMPARE(costs.at("proposals").get<std::int64_t>(), number("SELECT count(*)" + tasks));
    QCOMPARE(costs.at("proposal_tokens").get<std::int64_t>(), number("SELECT sum(tokens)" + tasks));
    QCOMPARE(costs.at("proposal_prompt_tokens").get<std::int64_t>(), number("SELECT sum(prompt_tokens)" + tasks));
    QCOMPARE(costs.at("attempts").get<std::int64_t>(), number("SELECT count(*)" + attempts));
    QCOMPARE(costs.at("attempt_tokens").get<std::int64_t>(), number("SELECT sum(tokens)" + attempts));
    QCOMPARE(costs.at("attempt_prompt_tokens").get<std::int64_t>(), number("SELECT sum(prompt_tokens)" + attempts));
    QVERIFY(costs.at("attempt_tokens").get<std::int64_t>() > 10'000);
    QCOMPARE(costs.at("steps").get<int>(), kSteps);
    QVERIFY(std::abs(costs.at("seconds").get<double>() - 1.7 * kSteps) < 1e-9);
    QCOMPARE(m_data.at("digest").get<std::string>(), *store::runDigest(*m_reader, kRun));
    const auto sizes = *m_reader->bufferSizes(kRun);
    for (const auto& size : sizes) QCOMPARE(m_data.at("buffers").at(size.kind).get<std::int64_t>(), size.size);
    QCOMPARE(m_data.at("alerts").size(), std::size_t{2});
}

void ReportTest::samplesAreWhatTheyAreCalled() {
    std::map<std::string, int> found;
    for (const Json& one : m_data.at("samples")) {
        const auto task = *m_reader->taskRow(TaskId{one.at("task").get<std::int64_t>()});
        QCOMPARE(one.at("reward").get<double>(), task.reward);
        QCOMPARE(one.at("solve_rate").get<double>(), task.learnability);
        QCOMPARE(one.at("verdict").get<std::string>(), task.verdict);
        QCOMPARE(task.verdict == "ok", one.at("why") != "refused");
        ++found[one.at("why")];
        if (one.at("why") == "hardest") QCOMPARE(task.learnability, 0.0);
    }
    QCOMPARE(found["best"], 3);
    QCOMPARE(found["hardest"], 3);
    QCOMPARE(found["refused"], 2);
    QCOMPARE(m_data.at("samples")[0].at("reward").get<double>(), 99.0);
    QCOMPARE(number("SELECT max(reward) FROM tasks WHERE run = 2"), 99);
}

/// The tables and tiles say the numbers of the embedded data.
void ReportTest::whatIsSeenIsWhatIsEmbedded() {
    const QString page = QString::fromStdString(m_page);
    for (const Json& one : m_data.at("accuracies")) {
        const QString row =
            QString("<td class=\"num\">%1 of %2</td>").arg(one.at("solved").get<int>()).arg(one.at("total").get<int>());
        QVERIFY2(page.contains(row), qPrintable(row));
    }
    for (const Json& one : m_data.at("samples"))
        QVERIFY(page.contains(QString("data-task=\"%1\"").arg(one.at("task").get<std::int64_t>())));
    QVERIFY(page.contains(QString::fromStdString(m_data.at("digest"))));
    for (const char* section : {"evaluation", "curves", "settings", "log", "verdicts", "tasks", "costs", "origin"}) {
        QCOMPARE(page.count(QString("<h2 id=\"%1\">").arg(section)), 1);
        QCOMPARE(page.count(QString("href=\"#%1\"").arg(section)), 1);
    }
    // Every element that is opened is closed.
    for (const char* element :
         {"div", "figure", "table", "tr", "td", "ul", "li", "article", "pre", "span", "dl", "p"}) {
        const QRegularExpression open(QString("<%1[ >]").arg(element)), close(QString("</%1>").arg(element));
        QCOMPARE(page.count(open), page.count(close));
    }
}

void ReportTest::aRunWithoutAnythingHasAPage() {
    const auto page = htmlReport({m_store.database(), RunId{3}, "paper-nano", "studio"});
    QVERIFY2(page.has_value(), page ? "" : describe(page.error()).c_str());
    QVERIFY(page->find("This version cannot read all settings of the run") != std::string::npos);
    QVERIFY(page->find("Nothing was measured.") != std::string::npos);
    QVERIFY(!QString::fromStdString(*page).contains(QRegularExpression("\\bnan\\b")));
}

void ReportTest::whatCannotBeIsRefused() {
    QCOMPARE(htmlReport({m_store.database(), RunId{9}}).error().code, ErrorCode::NotFound);
    QCOMPARE(htmlReport({m_store.database(), kRun, "paper"}).error().code, ErrorCode::InvalidArgument);
    int asked = 0;
    const auto ended =
        htmlReport({m_store.database(), kRun, "paper-7b", "", [&](const std::string&) { return ++asked < 3; }});
    QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    QCOMPARE(asked, 3);
}

QTEST_GUILESS_MAIN(ReportTest)
#include "tst_report.moc"
