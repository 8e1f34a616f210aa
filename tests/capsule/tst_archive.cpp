/// The container: what is written comes back, every altered byte shows, and nothing that an archive says is believed.
#include <archive.h>
#include <archive_entry.h>

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <functional>
#include <map>

#include "core/base/files.h"
#include "core/capsule/archive.h"

using namespace azr;
using namespace azr::capsule;
namespace fs = std::filesystem;

namespace {

using Files = std::map<std::string, std::string>;

struct Found {
    Files files;
    Result<std::string> flaw = std::string();
};

Found read(const fs::path& file) {
    Found found;
    found.flaw = readArchive(file, [&](const std::string& name, std::int64_t) -> Result<Sink> {
        std::string& bytes = found.files[name];
        return [&bytes](std::string_view more) -> Status {
            bytes += more;
            return {};
        };
    });
    return found;
}

Status writeAll(const fs::path& file, const Files& files) {
    AZR_TRY(ArchiveWriter writer, ArchiveWriter::create(file));
    for (const auto& [name, bytes] : files) {
        AZR_CHECK(writer.begin(name, static_cast<std::int64_t>(bytes.size())));
        AZR_CHECK(writer.write(bytes));
    }
    return writer.finish();
}

/// An archive of one entry that somebody else made.
void writeForeign(const fs::path& file, const std::function<void(archive_entry*)>& change, int times = 1) {
    archive* const writer = archive_write_new();
    archive_write_set_format_pax_restricted(writer);
    archive_write_open_filename(writer, file.c_str());
    for (int i = 0; i < times; ++i) {
        archive_entry* const entry = archive_entry_new();
        archive_entry_set_pathname(entry, "capsule/a");
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, 0);
        change(entry);
        archive_write_header(writer, entry);
        archive_entry_free(entry);
    }
    archive_write_close(writer);
    archive_write_free(writer);
}

}  // namespace

class ArchiveTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }
    const Files m_files = {{"capsule/a", "hello"},
                           {"capsule/empty", ""},
                           {"capsule/exact", std::string(1024, 'x')},
                           {"capsule/long-" + std::string(150, 'n'), "a name that ustar has no room for"},
                           {"capsule/sub/folder/b", std::string(100'000, '\0')}};

  private Q_SLOTS:
    void initTestCase() { QVERIFY(writeAll(at("whole.tar"), m_files).has_value()); }

    void whatIsWrittenComesBack() {
        const Found found = read(at("whole.tar"));
        QVERIFY2(found.flaw.has_value(), found.flaw ? "" : describe(found.flaw.error()).c_str());
        QCOMPARE(*found.flaw, std::string());
        QVERIFY(found.files == m_files);
        QVERIFY(writeAll(at("again.tar"), m_files).has_value());
        QCOMPARE(*readFile(at("again.tar")), *readFile(at("whole.tar")));
    }

    /// Names, sizes, times, owners, padding, the end: each byte but those of the contents.
    void everyAlteredByteShows() {
        const std::string whole = *readFile(at("whole.tar"));
        const Found clean = read(at("whole.tar"));
        int found = 0, tried = 0;
        for (std::size_t i = 0; i < whole.size(); i += i < 6000 || i + 2100 > whole.size() ? 1 : 97) {
            std::string bytes = whole;
            bytes[i] = static_cast<char>(bytes[i] ^ (1 << (i % 8)));
            std::ofstream(at("altered.tar"), std::ios::binary) << bytes;
            const Found altered = read(at("altered.tar"));
            ++tried;
            found += !altered.flaw || !altered.flaw->empty() || altered.files != clean.files ? 1 : 0;
        }
        QVERIFY(tried > 8000);
        QCOMPARE(found, tried);
    }

    void whatIsBehindTheEndOrMissingShows() {
        const std::string whole = *readFile(at("whole.tar"));
        QVERIFY(writeFileAtomic(at("more.tar"), whole + "x").has_value());
        QCOMPARE(*read(at("more.tar")).flaw, std::string("1 bytes stand behind the end"));
        for (const std::size_t left : {std::size_t{0}, std::size_t{100}, std::size_t{513}, whole.size() / 2,
                                       whole.size() - 1024, whole.size() - 1}) {
            QVERIFY(writeFileAtomic(at("less.tar"), whole.substr(0, left)).has_value());
            const Found found = read(at("less.tar"));
            QVERIFY2(!found.flaw || !found.flaw->empty(), qPrintable(QString::number(left)));
        }
    }

    void unsafeNamesAreNone_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"", "/etc/passwd", "../a", "a/../b", "a/..", "./a", "a//b", "a/", "a b", "a\\b",
                                 "a\nb", "a:b", "\xc3\xa9"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void unsafeNamesAreNone() {
        QFETCH(QString, name);
        QVERIFY(!isSafeName(name.toStdString()));
        auto writer = ArchiveWriter::create(at("unsafe.tar"));
        QVERIFY(writer.has_value());
        QVERIFY(!writer->begin(name.toStdString(), 0).has_value());
    }

    void whatNoCapsuleHoldsIsRefused() {
        using Change = std::function<void(archive_entry*)>;
        const std::map<std::string, Change> changes = {
            {"absolute", [](archive_entry* one) { archive_entry_set_pathname(one, "/capsule/a"); }},
            {"parent", [](archive_entry* one) { archive_entry_set_pathname(one, "capsule/../../a"); }},
            {"symlink",
             [](archive_entry* one) {
                 archive_entry_set_filetype(one, AE_IFLNK);
                 archive_entry_set_symlink(one, "/etc/passwd");
             }},
            {"hardlink", [](archive_entry* one) { archive_entry_set_hardlink(one, "/etc/passwd"); }},
            {"folder", [](archive_entry* one) { archive_entry_set_filetype(one, AE_IFDIR); }},
            {"pipe", [](archive_entry* one) { archive_entry_set_filetype(one, AE_IFIFO); }},
            {"holes",
             [](archive_entry* one) {
                 archive_entry_set_size(one, std::int64_t{1} << 40);
                 archive_entry_sparse_add_entry(one, 0, 0);
             }},
        };
        for (const auto& [what, change] : changes) {
            writeForeign(at("foreign.tar"), change);
            const Found found = read(at("foreign.tar"));
            QVERIFY2(!found.flaw.has_value(), what.c_str());
            QCOMPARE(found.flaw.error().code, ErrorCode::Corrupt);
        }
        writeForeign(
            at("twice.tar"), [](archive_entry*) {}, 2);
        QVERIFY(!read(at("twice.tar")).flaw.has_value());
        // A plain one is read, but its bytes are not ours: times, blocks.
        writeForeign(at("plain.tar"), [](archive_entry* one) { archive_entry_set_mtime(one, 5, 0); });
        QVERIFY(!read(at("plain.tar")).flaw->empty());
    }

    void aWriterThatIsGivenUpLeavesNothing() {
        {
            auto writer = ArchiveWriter::create(at("given-up.tar"));
            QVERIFY(writer->begin("capsule/a", 10).has_value());
            QVERIFY(writer->write("12345").has_value());
            QCOMPARE(writer->finish().error().code, ErrorCode::Conflict);
            QCOMPARE(writer->write("1234567").error().code, ErrorCode::Conflict);
        }
        for (const auto& entry : fs::directory_iterator(m_folder.path().toStdString()))
            QVERIFY2(entry.path().filename().string().find("given-up") == std::string::npos, entry.path().c_str());
    }
};

QTEST_GUILESS_MAIN(ArchiveTest)
#include "tst_archive.moc"
