// Every text of the window has its German words: lupdate, run over the sources and a copy of the translation, finds
// nothing that is new or unfinished.
#include <QDir>
#include <QDirIterator>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

class TestTranslations : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void germanIsComplete() {
        const QString lupdate =
            QStandardPaths::findExecutable("lupdate", {QLibraryInfo::path(QLibraryInfo::BinariesPath)});
        if (lupdate.isEmpty()) QSKIP("lupdate is not installed");
        const QDir root(QStringLiteral(AZR_TESTS_FOLDER "/.."));
        const QTemporaryDir folder;
        const QString copy = folder.filePath("azr_de.ts");
        QVERIFY(QFile::copy(root.filePath("translations/azr_de.ts"), copy));
        QStringList words{"-I", root.path(), "-no-obsolete", "-locations", "none"};
        for (const char* part : {"ui", "widgets"})
            for (QDirIterator at(root.filePath(part), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
                 at.hasNext();)
                words.append(at.next());
        words << "-ts" << copy;
        QProcess process;
        process.start(lupdate, words);
        QVERIFY(process.waitForFinished(120000));
        QCOMPARE(process.exitCode(), 0);
        QFile file(copy);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY(text.count("<source>") > 400);
        static const QRegularExpression unfinished("<source>([^<]*)</source>\\s*<translation type=\"unfinished\"",
                                                   QRegularExpression::MultilineOption);
        QStringList missing;
        for (auto at = unfinished.globalMatch(text); at.hasNext();) missing.append(at.next().captured(1));
        QCOMPARE(missing.join(" | "), QString());
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
