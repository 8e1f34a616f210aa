/// One thread for what may take long: database reads and exports. Jobs run in order; each gets a Reader of this thread;
/// its answer comes back to the UI thread, unless the asking object is gone by then. Methods: UI thread.
#pragma once

#include <QObject>
#include <QPointer>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "core/base/guarded.h"
#include "core/store/reader.h"

namespace azr::ui {

class Background : public QObject {
    Q_OBJECT
  public:
    explicit Background(std::filesystem::path database, QObject* parent = nullptr);
    ~Background() override;  ///< waits for the job under way, drops the others

    /// `work`: Result<T>(store::Reader&) on the background thread; `done`: void(Result<T>) on the UI thread.
    template <class Work, class Done>
    void read(QObject* asker, Work work, Done done) {
        using Answer = std::invoke_result_t<Work, store::Reader&>;
        enqueue([this, target = QPointer<QObject>(asker), work = std::move(work), done = std::move(done)] {
            auto reader = this->reader();
            // shared_ptr: std::function must be copyable, and an answer may not be.
            auto answer =
                std::make_shared<Answer>(reader ? guarded("reading", [&]() -> Answer { return work(**reader); })
                                                : Answer(tl::make_unexpected(reader.error())));
            deliver([target, answer, done] {
                if (target) done(std::move(*answer));
            });
        });
    }
    [[nodiscard]] bool idle() const;

  Q_SIGNALS:
    void becameIdle();

  private:
    void enqueue(std::function<void()> job);
    void deliver(std::function<void()> answer);
    [[nodiscard]] Result<store::Reader*> reader();
    void loop();

    std::filesystem::path m_database;
    std::unique_ptr<store::Reader> m_reader;  // of the background thread
    mutable std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<std::function<void()>> m_jobs;
    bool m_busy = false;
    bool m_end = false;
    std::thread m_thread;
};

}  // namespace azr::ui
