// The built-in suites are what the grammar and their seeds say, and disjoint from each other and from the corpus.
#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/base/files.h"
#include "core/evaluation/suite.h"
#include "core/selfplay/nano/grammar.h"
#include "tests/support/python_executor.h"

using namespace azr;
using namespace azr::evaluation;
using selfplay::ProgramPool;

class TestSuite : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void builtinSuitesHoldOnlyProgramsKeptForThem_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("pool");
        QTest::addColumn<int>("perKind");
        QTest::newRow("dev") << "dev" << static_cast<int>(ProgramPool::Dev) << 300;
        QTest::newRow("report") << "report" << static_cast<int>(ProgramPool::Report) << 2000;
    }
    void builtinSuitesHoldOnlyProgramsKeptForThem() {
        QFETCH(QString, name);
        QFETCH(int, pool);
        QFETCH(int, perKind);
        const auto suite = builtinSuite(name.toStdString());
        QVERIFY2(suite, suite ? "" : describe(suite.error()).c_str());
        selfplay::PerKind<int> counts;
        std::set<std::string> programs, ids;
        for (const auto& item : suite->items) {
            ++counts[item.task.kind];
            QCOMPARE(static_cast<int>(selfplay::poolOf(item.task.program)), pool);
            programs.insert(item.task.program);
            ids.insert(item.id);
            if (item.task.kind == selfplay::TaskKind::Induction) QCOMPARE(item.task.pairs.size(), std::size_t{6});
        }
        for (const auto& kind : selfplay::kKindTraits) QCOMPARE(counts[kind.kind], kind.nano ? perKind : 0);
        QCOMPARE(programs.size(), suite->items.size());
        QCOMPARE(ids.size(), suite->items.size());
    }

    void theCommittedFilesAreRecreatedByTheirSeeds() {
        testing::PythonExecutor executor;
        Control control;
        const auto made = makeNanoSuite("dev", ProgramPool::Dev, kDevSeed, 300, executor, control);
        QVERIFY(made);
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("dev.jsonl").toStdString();
        QVERIFY(saveSuite(*made, file));
        QVERIFY(*readFile(file) == *readFile(resourceFolder() / "suites/nano_dev.jsonl"));
    }

    void aBrokenLineIsNamed() {
        const QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("suite.jsonl").toStdString();
        QVERIFY(writeFileAtomic(file, "{\"id\": \"a\", \"kind\": \"magic\"}\n"));
        const auto suite = loadSuite(file, "x");
        QVERIFY(!suite);
        QVERIFY(suite.error().place.starts_with("line 1 of "));
        QVERIFY(suite.error().detail.find("magic") != std::string::npos);
    }

    void anUnknownSuiteIsRefused() { QCOMPARE(builtinSuite("test").error().code, ErrorCode::NotFound); }
};

QTEST_GUILESS_MAIN(TestSuite)
#include "tst_suite.moc"
