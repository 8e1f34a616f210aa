#include "core/store/writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/base/guarded.h"
#include "core/base/log.h"
#include "core/store/migrations.h"
#include "core/store/write_batch.h"

namespace azr::store {

namespace {

constexpr int kTriesWhenFinishing = 3;

/// Rows that end something are committed at once.
bool endsSomething(const Row& row) {
    if (const auto* step = std::get_if<StepRow>(&row)) return step->status == "finished";
    return std::holds_alternative<RunRow>(row) || std::holds_alternative<AbandonRows>(row);
}

class ThreadedWriter final : public Writer {
  public:
    ThreadedWriter(Database database, WriterOptions options)
        : m_options(std::move(options)), m_database(std::move(database)), m_batch(m_database) {
        m_thread = std::thread([this] { main(); });
    }
    ~ThreadedWriter() override { (void)finish(); }

    Status push(Row row) override { return enqueue(std::move(row), false); }
    Status pushNow(Row row) override { return enqueue(std::move(row), true); }
    Status pushAll(std::vector<Row> rows) override;
    Status commitOrDrop(Row row) override;
    Status flush() override;
    Status finish() override;

  private:
    /// Of a row that is committed by itself or not at all.
    struct Attempt {
        std::optional<Status> outcome;
        bool givenUp = false;
    };
    struct Item {
        Row row;
        bool urgent = false;
        std::shared_ptr<Attempt> attempt = {};  // its fields are guarded by m_mutex
    };

    struct Turn {
        std::optional<Item> item;
        bool commit = false;  ///< after the item
        bool last = false;
    };

    Status enqueue(Row row, bool urgent);
    [[nodiscard]] Status closed() const;  // with m_mutex held
    void main();
    void work();
    [[nodiscard]] Turn nextTurn();
    void take(Item item);
    void takeAlone(Item item);
    void commitBatch();
    /// Reports the error and tries the batch again until it is committed, or until finishing gave up.
    void recover(const Error& error);
    void report(const Error& error);
    void settle();

    const WriterOptions m_options;
    Database m_database;
    WriteBatch m_batch;                                // writer thread only
    std::chrono::steady_clock::time_point m_opened{};  // writer thread only: when the batch got its first row

    std::mutex m_mutex;
    std::condition_variable m_ready, m_space, m_settled;
    std::deque<Item> m_items;        // guarded by m_mutex, as is all below
    std::uint64_t m_pushed = 0;      // rows ever accepted
    std::uint64_t m_done = 0;        // rows committed or refused by the schema
    std::uint64_t m_commitUpTo = 0;  // commit at once when this many are taken
    std::uint64_t m_taken = 0;
    bool m_finishing = false;
    std::optional<Error> m_error;    // why the rows taken are not committed
    std::optional<Error> m_refused;  // the first row the schema refused since it was last told
    std::thread m_thread;
};

Status ThreadedWriter::enqueue(Row row, bool urgent) {
    std::unique_lock lock(m_mutex);
    if (!urgent) m_space.wait(lock, [&] { return m_finishing || m_items.size() < m_options.capacity; });
    if (m_finishing) return closed();
    const bool commit = urgent || endsSomething(row);
    m_items.push_back({std::move(row), commit});
    ++m_pushed;
    lock.unlock();
    m_ready.notify_one();
    return {};
}

Status ThreadedWriter::pushAll(std::vector<Row> rows) {
    if (rows.empty()) return {};
    {
        const std::lock_guard lock(m_mutex);
        if (m_finishing) return closed();
        m_pushed += rows.size();
        for (Row& row : rows) m_items.push_back({std::move(row)});
        m_items.back().urgent = true;
    }
    m_ready.notify_one();
    return {};
}

Status ThreadedWriter::closed() const {
    if (m_error) return tl::make_unexpected(*m_error);
    return fail(ErrorCode::Conflict, "the database is being closed");
}

Status ThreadedWriter::commitOrDrop(Row row) {
    const auto attempt = std::make_shared<Attempt>();
    std::unique_lock lock(m_mutex);
    if (m_finishing || m_error) return closed();
    m_items.push_back({std::move(row), true, attempt});
    ++m_pushed;
    m_ready.notify_one();
    m_settled.wait(lock, [&] { return attempt->outcome || m_error; });
    if (attempt->outcome) return *attempt->outcome;
    attempt->givenUp = true;  // rows before it cannot be written: it must not come later
    return closed();
}

ThreadedWriter::Turn ThreadedWriter::nextTurn() {
    std::unique_lock lock(m_mutex);
    const auto flushAsked = [&] { return m_commitUpTo > m_done && m_taken >= m_commitUpTo; };
    const auto awake = [&] { return m_finishing || !m_items.empty() || flushAsked(); };
    const auto due = [&] { return !m_batch.empty() && m_options.now() >= m_opened + m_options.commitEvery; };
    if (m_batch.empty())
        m_ready.wait(lock, awake);
    else if (!due())
        m_ready.wait_for(lock, m_opened + m_options.commitEvery - m_options.now(), awake);

    Turn turn;
    if (due()) {
        turn.commit = true;
    } else if (!m_items.empty()) {
        turn.item = std::move(m_items.front());
        m_items.pop_front();
        ++m_taken;
        turn.commit = turn.item->urgent;
        m_space.notify_one();
    } else {
        turn.commit = m_finishing || flushAsked();
    }
    turn.last = m_finishing && m_items.empty();
    return turn;
}

void ThreadedWriter::main() {
    const Status ended = guarded("the database's thread", [this]() -> Status { return work(), Status{}; });
    if (ended) return;
    report(ended.error());
    {
        const std::lock_guard lock(m_mutex);
        m_error = ended.error();
        m_finishing = true;  // nobody takes rows any more
        m_items.clear();
    }
    m_space.notify_all();
    m_settled.notify_all();
}

void ThreadedWriter::work() {
    for (;;) {
        Turn turn = nextTurn();
        if (turn.item) take(std::move(*turn.item));
        if (turn.commit || turn.last) commitBatch();
        if (turn.last) return;
    }
}

void ThreadedWriter::takeAlone(Item item) {
    commitBatch();
    {
        const std::lock_guard lock(m_mutex);
        if (item.attempt->givenUp) return;
    }
    const ChangedTables changed{changeOf(item.row)};
    Status done = m_batch.add(std::move(item.row));
    if (done) done = m_batch.commit();
    if (!done) m_batch.drop();
    {
        const std::lock_guard lock(m_mutex);
        item.attempt->outcome = done;
    }
    settle();
    if (done && m_options.committed) m_options.committed(changed);
}

void ThreadedWriter::take(Item item) {
    if (item.attempt) return takeAlone(std::move(item));
    if (m_batch.empty()) m_opened = m_options.now();
    const Status done = m_batch.add(std::move(item.row));
    if (done) return;
    if (WriteBatch::retryable(done.error())) return recover(done.error());
    report(done.error());
    const std::lock_guard lock(m_mutex);
    if (!m_refused) m_refused = done.error();
}

void ThreadedWriter::commitBatch() {
    const ChangedTables changed = m_batch.changed();
    const Status done = m_batch.commit();
    if (!done) return recover(done.error());
    settle();
    if (m_options.committed && !changed.empty()) m_options.committed(changed);
}

void ThreadedWriter::recover(const Error& error) {
    report(error);
    {
        const std::lock_guard lock(m_mutex);
        m_error = error;
    }
    m_settled.notify_all();
    for (int finishingTries = 0;;) {
        {
            std::unique_lock lock(m_mutex);
            if (m_finishing && ++finishingTries > kTriesWhenFinishing) {
                m_items.clear();
                break;
            }
            m_ready.wait_for(lock, m_options.retryEvery, [&] { return m_finishing && finishingTries == 0; });
        }
        const ChangedTables changed = m_batch.changed();
        if (!m_batch.retry() || !m_batch.commit()) continue;
        {
            const std::lock_guard lock(m_mutex);
            m_error.reset();
        }
        settle();
        if (m_options.recovered) m_options.recovered();
        if (m_options.committed) m_options.committed(changed);
        return;
    }
    m_batch.drop();
}

void ThreadedWriter::report(const Error& error) {
    log::error("database: " + describe(error));
    if (m_options.failed) m_options.failed(error);
}

void ThreadedWriter::settle() {
    {
        const std::lock_guard lock(m_mutex);
        m_done = m_taken;
    }
    m_settled.notify_all();
}

Status ThreadedWriter::flush() {
    std::unique_lock lock(m_mutex);
    const std::uint64_t target = m_pushed;
    m_commitUpTo = std::max(m_commitUpTo, target);
    m_ready.notify_one();
    m_settled.wait(lock, [&] { return m_done >= target || m_error; });
    if (m_done < target && m_error) return tl::make_unexpected(*m_error);
    if (m_refused) return tl::make_unexpected(*std::exchange(m_refused, std::nullopt));
    return {};
}

Status ThreadedWriter::finish() {
    {
        const std::lock_guard lock(m_mutex);
        m_finishing = true;
    }
    m_ready.notify_all();
    m_space.notify_all();
    if (m_thread.joinable()) m_thread.join();
    const std::lock_guard lock(m_mutex);
    if (m_error) return tl::make_unexpected(*m_error);
    if (m_refused) return tl::make_unexpected(*std::exchange(m_refused, std::nullopt));
    return {};
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::open(const std::filesystem::path& file, WriterOptions options) {
    AZR_TRY(Database database, Database::open(file, Database::Mode::ReadWrite));
    AZR_CHECK(migrate(database));
    return std::make_unique<ThreadedWriter>(std::move(database), std::move(options));
}

}  // namespace azr::store
