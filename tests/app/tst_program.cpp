#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

#include "app/program.h"
#include "core/base/files.h"

using namespace azr;
using namespace azr::app;
namespace fs = std::filesystem;

class TestProgram : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void wordsAreQuotedWhereAShellNeedsIt_data() {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("quoted");
        QTest::newRow("path") << "/a_b/c-1.d=e"
                              << "/a_b/c-1.d=e";
        QTest::newRow("nothing") << ""
                                 << "''";
        QTest::newRow("space") << "a b"
                               << "'a b'";
        QTest::newRow("variable") << "$HOME"
                                  << "'$HOME'";
        QTest::newRow("quote") << "it's"
                               << "'it'\\''s'";
    }
    void wordsAreQuotedWhereAShellNeedsIt() {
        QFETCH(QString, word);
        QFETCH(QString, quoted);
        QCOMPARE(QString::fromStdString(shellWord(word.toStdString())), quoted);
    }

    void theProgramIsNamedAsAShellFindsIt() {
        const fs::path program = fs::read_symlink("/proc/self/exe");
        const auto whole = shellWord(program.string()), folder = program.parent_path().string();
        qputenv("PATH", "/nowhere");
        QCOMPARE(commandLine({"train", "a b"}), whole + " train 'a b'");
        qputenv("PATH", ("/nowhere:" + folder).c_str());
        QCOMPARE(commandLine({"train"}), shellWord(program.filename().string()) + " train");
        const QTemporaryDir other;  // another program of that name is found first
        const auto same = fs::path(other.path().toStdString()) / program.filename();
        QVERIFY(writeFileAtomic(same, "#!/bin/sh\n"));
        fs::permissions(same, fs::perms::owner_all);
        qputenv("PATH", (same.parent_path().string() + ":" + folder).c_str());
        QCOMPARE(commandLine({}), whole);
    }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
