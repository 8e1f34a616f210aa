#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

#include "core/base/files.h"
#include "core/base/json.h"

using azr::ErrorCode;

class FilesTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void replacingIsAllOrNothing() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("a.txt").toStdString();
        QVERIFY(azr::writeFileAtomic(path, "first").has_value());
        QVERIFY(azr::writeFileAtomic(path, "second").has_value());
        QCOMPARE(azr::readFile(path).value(), std::string("second"));
        QVERIFY(!azr::writeFileAtomic(path / "below-a-file", "x"));
        QCOMPARE(azr::readFile(path).value(), std::string("second"));
        QCOMPARE(std::distance(std::filesystem::directory_iterator(path.parent_path()), {}), 1);
    }

    void errorsNameThePath() {
        const auto missing = azr::readFile("/nonexistent/file");
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QCOMPARE(missing.error().place, std::string("/nonexistent/file"));
    }

    void sha256MatchesThePublishedVectors() {
        QCOMPARE(azr::sha256(""), std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(azr::sha256("abc"), std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    void aMappingHoldsTheBytes() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("b.bin").toStdString();
        QVERIFY(azr::writeFileAtomic(path, std::string("\0\1\2", 3)).has_value());
        auto mapped = azr::MappedFile::open(path).value();
        QCOMPARE(mapped.bytes().size(), std::size_t{3});
        const azr::MappedFile moved = std::move(mapped);
        QCOMPARE(static_cast<int>(moved.bytes()[2]), 2);
        QVERIFY(!azr::MappedFile::open(path.parent_path()));
    }

    void jsonErrorsAreValues() {
        QVERIFY(!azr::parseJson("{\"a\": "));
        QVERIFY(!azr::parseJson(std::string(100000, '[')));
        const auto json = azr::parseJson(R"({"n": 3, "s": "x"})").value();
        QCOMPARE(azr::field<int>(json, "n").value(), 3);
        QVERIFY(!azr::field<int>(json, "s"));
        QVERIFY(!azr::field<int>(json, "missing"));
        QCOMPARE(azr::fieldOr<int>(json, "missing", 5).value(), 5);
    }
};

QTEST_GUILESS_MAIN(FilesTest)
#include "tst_files.moc"
