#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <array>
#include <filesystem>

#include "core/base/files.h"
#include "core/base/json.h"

using azr::ErrorCode;
namespace fs = std::filesystem;

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

    void linksLeadToTheFileAndStay() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        QVERIFY(azr::writeFileAtomic(root / "target", "first"));
        fs::create_symlink("target", root / "link");
        fs::create_symlink(root / "new", root / "ahead");
        QVERIFY(azr::writeFileAtomic(root / "link", "second"));
        QVERIFY(azr::writeFileAtomic(root / "ahead", "third"));
        QVERIFY(fs::is_symlink(root / "link") && fs::is_symlink(root / "ahead"));
        QCOMPARE(azr::readFile(root / "target").value(), std::string("second"));
        QCOMPARE(azr::readFile(root / "new").value(), std::string("third"));
    }

    void aPipeIsWrittenToAndStaysAPipe() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString(), pipe = root / "pipe";
        QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
        fs::create_symlink("pipe", root / "link");
        const int end = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);  // a reader that nobody waits for
        QVERIFY(end >= 0);
        for (const fs::path& path : {pipe, root / "link"}) {
            QVERIFY(azr::writeFileAtomic(path, "through"));
            std::array<char, 32> bytes{};
            QCOMPARE(::read(end, bytes.data(), bytes.size()), ssize_t{7});
            QCOMPARE(std::string(bytes.data()), std::string("through"));
        }
        ::close(end);
        QVERIFY(fs::is_fifo(pipe) && fs::is_symlink(root / "link"));
        QCOMPARE(std::distance(fs::directory_iterator(root), {}), 2);
    }

    void whatOnlyProcLeadsToIsWrittenTo() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString(), file = root / "gone";
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        QVERIFY(descriptor >= 0);
        fs::remove(file);
        QVERIFY(azr::writeFileAtomic("/proc/self/fd/" + std::to_string(descriptor), "kept"));
        std::array<char, 32> bytes{};
        QCOMPARE(::pread(descriptor, bytes.data(), bytes.size(), 0), ssize_t{4});
        ::close(descriptor);
        QVERIFY(fs::is_empty(root));
    }

    void aDescriptorIsWrittenWhereItStands() {
        const QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "log";
        const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        QVERIFY(descriptor >= 0);
        QCOMPARE(::write(descriptor, "before ", 7), ssize_t{7});
        QVERIFY(azr::writeFileAtomic("/dev/fd/" + std::to_string(descriptor), "told "));
        QCOMPARE(::write(descriptor, "after", 5), ssize_t{5});
        ::close(descriptor);
        QCOMPARE(azr::readFile(file).value(), std::string("before told after"));
    }

    void aStagedFolderIsWholeOrNotThere() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        {
            const auto left = azr::StagedFolder::create(root / "left").value();
            QVERIFY(azr::writeFileAtomic(left.path() / "a", "x"));
        }
        QVERIFY(fs::is_empty(root));  // what was not finished is gone
        auto staged = azr::StagedFolder::create(root / "deep" / "kept").value();
        QVERIFY(azr::writeFileAtomic(staged.path() / "a", "x"));
        QVERIFY(!fs::exists(root / "deep" / "kept"));
        QVERIFY(staged.finish());
        QCOMPARE(azr::readFile(root / "deep" / "kept" / "a").value(), std::string("x"));
        QCOMPARE(std::distance(fs::directory_iterator(root / "deep"), {}), 1);
    }

    void aStagedFolderTakesThePlaceOfAnEmptyOneAlone() {
        const QTemporaryDir folder;
        const fs::path root = folder.path().toStdString();
        fs::create_directories(root / "full" / "inside");
        fs::create_directory(root / "empty");
        fs::create_directory_symlink("empty", root / "link");
        QVERIFY(azr::writeFileAtomic(root / "file", "x"));
        fs::create_symlink("nowhere", root / "broken");
        for (const char* name : {"full", "file", "broken", "full/"}) {
            const auto refused = azr::StagedFolder::create(root / name);
            QVERIFY2(!refused, name);
            QCOMPARE(refused.error().code, ErrorCode::Conflict);
            QCOMPARE(refused.error().place, (root / name).string());
        }
        QVERIFY(azr::StagedFolder::create(root / "link").value().finish());
        auto late = azr::StagedFolder::create(root / "link").value();
        fs::create_directory(root / "empty" / "now-in-use");
        const auto status = late.finish();
        QVERIFY(!status);
        // The work is not thrown away, and the place stays what it became.
        QVERIFY(fs::is_directory(status.error().remedy.substr(std::string("it lies whole in ").size())));
        QVERIFY(fs::is_symlink(root / "link") && fs::exists(root / "empty" / "now-in-use"));
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
