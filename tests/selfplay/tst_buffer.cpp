/// Buffers, mixing and the novelty window: eviction by policy, drawing without repetition, vetoes, snapshots; and a
/// long random life in which the counters must always agree with the contents.
#include <QTest>
#include <set>

#include "core/selfplay/buffer.h"
#include "core/selfplay/mixing.h"
#include "core/selfplay/rewards/novelty.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

Task numbered(std::int64_t id, double learnability = -1, int step = 0) {
    Task task;
    task.id = {id};
    task.step = step;
    task.program = "def f(x):\n    return x + " + std::to_string(id);
    task.input = std::to_string(id % 5);
    task.output = std::to_string(id % 3);
    task.learnability = learnability;
    return task;
}

std::set<std::int64_t> idsOf(const Buffer& buffer) {
    std::set<std::int64_t> ids;
    for (std::size_t i = 0; i < buffer.size(); ++i) ids.insert(buffer.at(i).id.value);
    return ids;
}

}  // namespace

class TestBuffer : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void fifoDropsTheOldest();
    void pinnedTasksNeverLeave();
    void aTaskIsPutBackWhereItStood();
    void lowestValueDropsTheLeastLearnable();
    void reservoirKeepsAUniformSample();
    void drawsDifferentTasksUniformly();
    void vetoedTaskIsNeverDrawn();
    void snapshotComesBackExactly();
    void truncatedSnapshotIsRefused();
    void survivesALongRandomLife();
    void maxNewFillsUpFromTheBuffer();
    void halfNewLeavesRoomForTheBuffer();
    void stepPrefersYoungTasks();
    void noveltySeesDuplicatesWithinItsWindow();
};

void TestBuffer::fifoDropsTheOldest() {
    Buffer buffer(TaskKind::Deduction, 3, Eviction::Fifo);
    Rng rng(1);
    for (int id = 1; id <= 3; ++id) QVERIFY(!buffer.add(numbered(id), rng));
    QVERIFY(buffer.add(numbered(4), rng) == std::optional(TaskId{1}));
    QVERIFY(buffer.add(numbered(5), rng) == std::optional(TaskId{2}));
    QCOMPARE(idsOf(buffer), (std::set<std::int64_t>{3, 4, 5}));
}

void TestBuffer::pinnedTasksNeverLeave() {
    for (const Eviction eviction : {Eviction::Fifo, Eviction::Reservoir, Eviction::LowestValue}) {
        Buffer buffer(TaskKind::Deduction, 3, eviction);
        Rng rng(3);
        for (std::int64_t id = 1; id <= 3; ++id) buffer.add(numbered(id), rng);
        QVERIFY(buffer.pin(TaskId{1}, true));
        QVERIFY(!buffer.pin(TaskId{9}, true));
        QCOMPARE(buffer.pinned(), 1U);
        for (std::int64_t id = 4; id <= 60; ++id) buffer.add(numbered(id), rng);
        QVERIFY(buffer.find(TaskId{1}) != nullptr);
        QCOMPARE(buffer.size(), 3U);
        const auto again = Buffer::restore(buffer.snapshot(), 3, eviction);
        QCOMPARE(again->pinned(), 1U);
        QVERIFY(buffer.pin(TaskId{1}, false));
        QCOMPARE(buffer.pinned(), 0U);
        QCOMPARE(buffer.snapshot().find("pinned"), std::string::npos);
        buffer.pin(TaskId{1}, true);
        QVERIFY(buffer.remove(TaskId{1}));
        QCOMPARE(buffer.pinned(), 0U);
    }
}

void TestBuffer::aTaskIsPutBackWhereItStood() {
    Buffer buffer(TaskKind::Deduction, 4, Eviction::Fifo);
    Rng rng(3);
    for (std::int64_t id = 1; id <= 4; ++id) buffer.add(numbered(id), rng);
    const Task second = *buffer.find(TaskId{2});
    QCOMPARE(buffer.placeOf(TaskId{2}), 1U);
    buffer.remove(TaskId{2});
    QVERIFY(!buffer.putBack(second, 1, rng));
    QCOMPARE(buffer.placeOf(TaskId{2}), 1U);
    QCOMPARE(buffer.offered(), 4U);
    // Into a full buffer another one goes: the oldest, and never the one that comes.
    buffer.remove(TaskId{2});
    buffer.add(numbered(5), rng);
    QCOMPARE(buffer.putBack(second, 1, rng), std::optional(TaskId{1}));
    QCOMPARE(buffer.size(), 4U);
    QCOMPARE(buffer.placeOf(TaskId{2}), 0U);
    QCOMPARE(buffer.placeOf(TaskId{77}), buffer.size());
}

void TestBuffer::lowestValueDropsTheLeastLearnable() {
    Buffer buffer(TaskKind::Deduction, 4, Eviction::LowestValue);
    Rng rng(1);
    // Values: 0.75, 0 (always solved), 0.25, 1 (unknown).
    const double success[] = {0.25, 1.0, 0.75, -1.0};
    for (int i = 0; i < 4; ++i) buffer.add(numbered(i + 1, success[i]), rng);
    QVERIFY(buffer.add(numbered(5, 0.5), rng) == std::optional(TaskId{2}));
    QVERIFY(buffer.add(numbered(6, 0.5), rng) == std::optional(TaskId{3}));
    QVERIFY(buffer.add(numbered(7, 0.5), rng) == std::optional(TaskId{5}));  // the oldest of equals
}

void TestBuffer::reservoirKeepsAUniformSample() {
    int early = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        Buffer buffer(TaskKind::Deduction, 10, Eviction::Reservoir);
        Rng rng(seed);
        for (int id = 1; id <= 100; ++id) buffer.add(numbered(id), rng);
        QCOMPARE(buffer.size(), 10U);
        for (const auto id : idsOf(buffer)) early += id <= 50 ? 1 : 0;
    }
    // 2000 survivors, half of them early: standard deviation about 22.
    QVERIFY2(std::abs(early - 1000) < 110, qPrintable(QString::number(early)));
}

void TestBuffer::drawsDifferentTasksUniformly() {
    Buffer buffer(TaskKind::Deduction, 20, Eviction::Fifo);
    Rng rng(3);
    for (int id = 0; id < 20; ++id) buffer.add(numbered(id + 1), rng);
    std::vector<int> hits(20);
    for (int round = 0; round < 2000; ++round) {
        const auto drawn = buffer.draw(6, rng);
        QCOMPARE(std::set<std::size_t>(drawn.begin(), drawn.end()).size(), 6U);
        for (const std::size_t index : drawn) ++hits[index];
    }
    for (const int count : hits) QVERIFY2(std::abs(count - 600) < 110, qPrintable(QString::number(count)));
    QCOMPARE(buffer.draw(50, rng).size(), 20U);
    QVERIFY(Buffer(TaskKind::Deduction, 5, Eviction::Fifo).draw(3, rng).empty());
}

void TestBuffer::vetoedTaskIsNeverDrawn() {
    Buffer buffer(TaskKind::Deduction, 5, Eviction::Fifo);
    Rng rng(3);
    for (int id = 1; id <= 5; ++id) buffer.add(numbered(id), rng);
    QVERIFY(buffer.remove({3}));
    QVERIFY(!buffer.remove({3}));
    QVERIFY(buffer.find({3}) == nullptr);
    for (int round = 0; round < 50; ++round)
        for (const std::size_t index : buffer.draw(4, rng)) QVERIFY(buffer.at(index).id != TaskId{3});
}

void TestBuffer::snapshotComesBackExactly() {
    Buffer buffer(TaskKind::Induction, 4, Eviction::Reservoir);
    Rng rng(9);
    for (int id = 1; id <= 30; ++id) {
        Task task = numbered(id, id / 31.0, id);
        task.kind = TaskKind::Induction;
        task.message = "\"quoted\"\n\xc3\xa9";
        task.pairs = {{"1", "2"}, {"'a'", "'b'"}};
        task.references = {{7}, {8}};
        task.measures.nearDuplicate = true;
        task.measured.shape = "Module FunctionDef";
        buffer.add(std::move(task), rng);
    }
    const auto again = Buffer::restore(buffer.snapshot(), 4, Eviction::Reservoir);
    QVERIFY(again.has_value());
    QCOMPARE(again->snapshot(), buffer.snapshot());
    QCOMPARE(again->outputShare("2"), 0.5);
    Rng one(5), two(5);
    Buffer copy = *again;
    for (int id = 40; id < 60; ++id) QVERIFY(copy.add(numbered(id), one) == buffer.add(numbered(id), two));
}

void TestBuffer::truncatedSnapshotIsRefused() {
    Buffer buffer(TaskKind::Deduction, 4, Eviction::Fifo);
    Rng rng(9);
    buffer.add(numbered(1), rng);
    buffer.add(numbered(2), rng);
    std::string text = buffer.snapshot();
    text.resize(text.rfind('\n', text.size() - 2) + 1);
    QVERIFY(!Buffer::restore(text, 4, Eviction::Fifo));
    QVERIFY(!Buffer::restore("", 4, Eviction::Fifo));
}

void TestBuffer::survivesALongRandomLife() {
    for (const Eviction eviction : {Eviction::Fifo, Eviction::Reservoir, Eviction::LowestValue}) {
        Buffer buffer(TaskKind::Deduction, 17, eviction);
        Rng rng(static_cast<std::uint64_t>(eviction) + 11);
        std::set<std::int64_t> model;
        for (int id = 1; id <= 3000; ++id) {
            if (rng.chance(0.3) && !model.empty()) {
                const auto victim = *std::next(model.begin(), static_cast<int>(rng.below(model.size())));
                QVERIFY(buffer.remove({victim}));
                model.erase(victim);
            } else {
                model.insert(id);
                if (const auto gone = buffer.add(numbered(id, rng.uniform()), rng)) QVERIFY(model.erase(gone->value));
            }
            QCOMPARE(idsOf(buffer), model);
            QVERIFY(buffer.size() <= 17);
            double total = 0;
            for (const char* value : {"0", "1", "2"}) total += buffer.outputShare(value);
            QVERIFY(std::abs(total - (model.empty() ? 0.0 : 1.0)) < 1e-9);
        }
    }
}

void TestBuffer::maxNewFillsUpFromTheBuffer() {
    Buffer buffer(TaskKind::Deduction, 50, Eviction::Fifo);
    Rng rng(2);
    for (int id = 1; id <= 50; ++id) buffer.add(numbered(id), rng);
    const Task a = numbered(60), b = numbered(61), c = numbered(62);
    const std::vector<const Task*> fresh = {&a, &b, &c};
    const auto filled = mix(Mixing::MaxNew, fresh, buffer, 8, 1, rng);
    QCOMPARE(filled.fresh, (std::vector<std::size_t>{0, 1, 2}));
    QCOMPARE(filled.buffered.size(), 5U);
    QCOMPARE(mix(Mixing::MaxNew, fresh, buffer, 2, 1, rng).fresh.size(), 2U);
    QCOMPARE(mix(Mixing::UniformTotal, fresh, buffer, 53, 1, rng).fresh.size(), 3U);
}

void TestBuffer::halfNewLeavesRoomForTheBuffer() {
    Buffer buffer(TaskKind::Deduction, 50, Eviction::Fifo);
    Rng rng(2);
    for (int id = 1; id <= 3; ++id) buffer.add(numbered(id), rng);
    std::vector<Task> tasks;
    for (int id = 10; id < 20; ++id) tasks.push_back(numbered(id));
    std::vector<const Task*> fresh;
    for (const Task& task : tasks) fresh.push_back(&task);
    const auto mixture = mix(Mixing::HalfNew, fresh, buffer, 8, 1, rng);
    QCOMPARE(mixture.buffered.size(), 3U);  // all there are
    QCOMPARE(mixture.fresh.size(), 5U);     // so new ones take the rest
}

void TestBuffer::stepPrefersYoungTasks() {
    Buffer buffer(TaskKind::Deduction, 100, Eviction::Fifo);
    Rng rng(2);
    for (int id = 1; id <= 100; ++id) buffer.add(numbered(id, -1, id), rng);
    int young = 0;
    for (int round = 0; round < 100; ++round)
        for (const std::size_t index : mix(Mixing::Step, {}, buffer, 10, 100, rng).buffered)
            young += buffer.at(index).step > 50 ? 1 : 0;
    QVERIFY2(young > 750, qPrintable(QString::number(young)));
    QCOMPARE(mix(Mixing::Step, {}, buffer, 10, 1, rng).buffered.size(), 10U);  // step 1 is nothing special
}

void TestBuffer::noveltySeesDuplicatesWithinItsWindow() {
    NoveltyWindow window(2);
    execution::ProgramMeasures measures;
    measures.nodes = 30;
    measures.shape = "A B C D E F";
    measures.signature = "Add int";
    QVERIFY(!window.nearDuplicate(measures));
    window.add(measures);
    QVERIFY(window.nearDuplicate(measures));
    QCOMPARE(window.signatureCount("Add int"), 1);
    measures.shape = "A B C D E G";  // one edit, but of a large program
    QVERIFY(!window.nearDuplicate(measures));
    measures.nodes = 6;
    window.add(measures);
    measures.shape = "A B X D Y G";  // two edits from a small one
    QVERIFY(window.nearDuplicate(measures));
    measures.shape = "A Z X D Y G";
    QVERIFY(!window.nearDuplicate(measures));
    measures.shape = "Q";
    window.add(measures);
    measures.shape = "A B C D E F";
    measures.nodes = 30;
    QVERIFY(!window.holdsShape(measures.shape));  // fell out of the window
    const auto again = NoveltyWindow::fromJson(window.toJson(), 2);
    QVERIFY(again.has_value());
    QCOMPARE(dumpLine(again->toJson()), dumpLine(window.toJson()));
    QCOMPARE(again->signatureCount("Add int"), 2);
}

QTEST_GUILESS_MAIN(TestBuffer)
#include "tst_buffer.moc"
