/// The bytes of TensorBoard's event files, against those that its own writer makes (check_tensorboard.py goldens).
#include <QtTest>

#include "core/base/files.h"
#include "core/exporting/metrics/event_file.h"
#include "core/exporting/metrics/event_records.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;

namespace {

constexpr double kWall = 1763800000.5;

QByteArray hex(const std::string& bytes) {
    return QByteArray::fromStdString(bytes).toHex();
}

std::string scalarAt(int step) {
    const std::vector<Scalar> scalars = {{"a", 1.0 * step, {}}};
    return record(scalarsEvent(kWall, step, scalars));
}

}  // namespace

class TestEventRecords : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void checksumsAreCastagnolis() {
        QCOMPARE(crc32c("123456789"), 0xE3069283U);
        QCOMPARE(crc32c(""), 0U);
        QCOMPARE(crc32c(std::string(32, '\0')), 0x8A9136AAU);  // RFC 3720, B.4
        QCOMPARE(crc32c(std::string(32, '\xff')), 0x62A8AB43U);
    }

    void framesAreThoseOfTensorBoardsWriter_data() {
        QTest::addColumn<QByteArray>("ours");
        QTest::addColumn<QByteArray>("theirs");
        const std::vector<Scalar> two = {{"a/b", 0.25, {}}, {"zero", 0, {}}},
                                  described = {{"a/b", -1.5, "what it means"}};
        const auto row = [](const char* name, const std::string& event, const char* theirs) {
            QTest::newRow(name) << hex(record(event)) << QByteArray(theirs);
        };
        row("version", versionEvent(kWall),
            "1800000000000000a37f4b2209000020f05c48da411a0d627261696e2e4576656e743a32a46b705b");
        row("start", startEvent(kWall, 300), "100000000000000095fbfe1809000020f05c48da4110ac023a02080102b0e0c2");
        row("scalars", scalarsEvent(kWall, 7, two),
            "2600000000000000734fe30009000020f05c48da4110072a190a0a0a03612f62150000803e0a0b0a047a65726f1500000000668d02"
            "a6");
        row("described", scalarsEvent(kWall, 7, described),
            "3500000000000000d6c55de609000020f05c48da4110072a280a260a03612f62150000c0bf4a1a0a090a077363616c6172731a0d77"
            "686174206974206d65616e7375f6ef82");
        row("text", textEvent(kWall, 1, "run", "| a |"),
            "31000000000000009d8383e909000020f05c48da4110012a240a220a0372756e420f080712041202080142057c2061207c4a0a0a06"
            "0a047465787420025a748357");
    }
    void framesAreThoseOfTensorBoardsWriter() {
        QFETCH(QByteArray, ours);
        QFETCH(QByteArray, theirs);
        QCOMPARE(ours, theirs);
    }

    void theLastStepIsReadAsFarAsFramesAreWhole() {
        const std::string begun = record(versionEvent(kWall)) + record(startEvent(kWall, 0));
        QCOMPARE(lastStepOf(begun), -1);
        const std::string steps = begun + scalarAt(1) + scalarAt(300);
        QCOMPARE(lastStepOf(steps), 300);
        const std::string next = scalarAt(301);
        for (std::size_t cut = 0; cut < next.size(); ++cut) QCOMPARE(lastStepOf(steps + next.substr(0, cut)), 300);
        std::string damaged = steps + next + scalarAt(302);
        damaged[steps.size() + next.size() - 6] ^= 1;
        QCOMPARE(lastStepOf(damaged), 300);
        QCOMPARE(lastStepOf(steps + record(startEvent(kWall, 200))), 199);
        QCOMPARE(lastStepOf(record(startEvent(kWall, 5)) + scalarAt(5), 9), 5);
    }

    void filesSortInTheOrderTheyWereMadeWhateverTheClockSays() {
        const testing::TempStore temp;
        const auto folder = temp.folder() / "run-1";
        QCOMPARE(lastStepIn(folder).value_or(7), -1);
        std::vector<std::string> names;
        int step = 0;
        for (const double wall : {kWall, kWall - 5000, kWall + 10, kWall}) {
            auto file = EventFile::create(folder, wall);
            QVERIFY2(file, file ? "" : describe(file.error()).c_str());
            QVERIFY(file->append(scalarAt(++step)));
            QVERIFY(file->append(scalarAt(step + 10)));
            names.push_back(file->path().filename().string());
        }
        QVERIFY(std::is_sorted(names.begin(), names.end()));
        QCOMPARE(QString::fromStdString(names.front()), QStringLiteral("events.out.tfevents.1763800000.0000.azr"));
        QCOMPARE(lastStepIn(folder).value_or(-1), 14);
    }

    void whatCannotBeWrittenNamesThePath() {
        const testing::TempStore temp;
        QVERIFY(writeFileAtomic(temp.folder() / "in-the-way", "x"));
        const auto refused = EventFile::create(temp.folder() / "in-the-way" / "run-1", kWall);
        QVERIFY(!refused);
        QVERIFY(refused.error().place.find("in-the-way") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestEventRecords)
#include "tst_event_records.moc"
