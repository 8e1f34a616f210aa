// `bench window`: the built-in model trains at full speed in the real session while the window is used.
#include <fmt/format.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <iterator>
#include <ostream>
#include <utility>

#include "app/bench/bench_run.h"
#include "app/interrupt.h"
#include "app/window.h"
#include "core/config/presets.h"
#include "ui/charts/comparison_view.h"
#include "ui/latency_probe.h"
#include "ui/leaving.h"
#include "ui/main_window.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "widgets/charts/chart_panel.h"

namespace azr::app {
namespace {

constexpr int kActEveryMs = 250;

/// One part of the measurement: what is opened at its start, and what a hand does every kActEveryMs.
struct Part {
    std::string name;
    std::function<void()> enter;
    std::function<void(int turn)> act;
};

struct Measured {
    std::string part;
    std::vector<double> late, worked;  // sorted, milliseconds
    std::vector<double> answers;       // from what the hand did until the table showed its rows, sorted, milliseconds
    int steps = 0;                     // finished by the trainer in the meantime
};

double share(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

/// Drives the window through the parts, one after the other, once the first step is trained.
class Driver : public QObject {
  public:
    Driver(ui::MainWindow& window, RunId large, double seconds)
        : m_window(window), m_bridge(window.workspace().bridge()), m_large(large) {
        connect(&m_bridge, &ui::SessionBridge::progressed, this, [this](const session::Progress& progress) {
            m_step = progress.step;
            if (progress.step < 2 || m_part >= 0) return;
            makeParts(m_large);
            next();
        });
        connect(&m_bridge, &ui::SessionBridge::stateChanged, this, [this](const session::StateChanged& change) {
            if (change.state == session::RunState::Failed || change.state == session::RunState::Finished) end();
        });
        connect(&m_hand, &QTimer::timeout, this, [this] { m_parts[static_cast<std::size_t>(m_part)].act(m_turn++); });
        connect(&m_clock, &QTimer::timeout, this, &Driver::next);
        connect(&tasks().model(), &ui::PagedTable::loaded, this, [this] {
            if (!m_asked.isValid()) return;
            m_answers.push_back(static_cast<double>(m_asked.nsecsElapsed()) / 1e6);
            m_asked.invalidate();
        });
        m_hand.setInterval(kActEveryMs);
        m_clock.setInterval(static_cast<int>(seconds * 1000));
    }

    [[nodiscard]] const std::vector<Measured>& measured() const { return m_measured; }
    [[nodiscard]] bool whole() const { return !m_parts.empty() && m_measured.size() == m_parts.size(); }

  private:
    void makeParts(RunId large) {
        const RunId live = m_bridge.currentRun().value_or(RunId{});
        const auto open = [this](RunId run, ui::PageName page) {
            return [this, run, page] {
                m_window.workspace().show(run);
                m_window.showPage(page);
            };
        };
        const auto look = [](int) {};
        const auto use = [this](int turn) { useTable(turn); };
        const auto sortToo = [this](int turn) {
            using Table = ui::TaskTableModel;
            static constexpr std::pair<int, bool> kOrders[] = {{Table::Reward, false},       {Table::SolveRate, false},
                                                               {Table::Learnability, false}, {Table::Reward, true},
                                                               {Table::Step, false},         {Table::Number, false}};
            if (turn % 12 == 11) {
                const auto& [column, further] = kOrders[turn / 12 % std::size(kOrders)];
                m_asked.start();
                tasks().model().sortBy(column, turn / 72 % 2 == 0 ? kDown : Qt::AscendingOrder, further);
            }
            useTable(turn);
        };
        const auto filter = [this](int turn) {
            static constexpr const char* kSearches[] = {"total", "item * 7", "", "no such text"};
            tasks().search(QString::fromLatin1(kSearches[turn / 2 % 4]));
        };
        const auto ranges = [this, large](int turn) {
            m_asked.start();
            tasks().model().setFilter(filterOf(large, turn));
        };
        const auto changePages = [this](int turn) {
            if (turn % 2 == 0) m_window.showPage(static_cast<ui::PageName>(turn / 2 % ui::kPageCount));
        };
        const auto overlay = [this](int turn) {
            widgets::ChartView& chart = comparison().panels().front()->chart();
            const auto [low, high] = chart.xRange();
            if (turn % 4 == 3)
                chart.resetZoom();
            else
                chart.zoom(0.7, (low + high) / 2);
        };
        const auto compare = [this] {
            m_window.showPage(ui::PageName::Runs);
            QList<RunId> runs;
            for (const store::RunRow& row : m_window.workspace().runs()) runs.prepend(row.id);
            m_window.findChild<ui::RunsPage*>()->compareAll(runs);
        };
        m_parts = {{"training page", open(live, ui::PageName::Training), look},
                   {"tasks page", open(live, ui::PageName::Tasks), look},
                   {"tasks page, choosing and scrolling", open(live, ui::PageName::Tasks), use},
                   {"large run, training page", open(large, ui::PageName::Training), look},
                   {"large run, tasks page, sorting and scrolling", open(large, ui::PageName::Tasks), sortToo},
                   {"large run, tasks page, filtering", open(large, ui::PageName::Tasks), filter},
                   {"large run, tasks page, filtering by ranges", open(large, ui::PageName::Tasks), ranges},
                   {"large run, changing pages", open(large, ui::PageName::Training), changePages},
                   {"all runs over each other", compare, overlay},
                   {"changing pages", open(live, ui::PageName::Training), changePages}};
    }

    /// Ranges and marks, wide ones and such as few rows have.
    static store::TaskFilter filterOf(RunId run, int turn) {
        store::TaskFilter filter;
        filter.run = run;
        switch (turn % 9) {
            case 0: filter.solveRate = {0.25, 0.75}; break;
            case 1: filter.reward.least = 0.8; break;
            case 2: filter.complexity = {11, 11}, filter.kind = "induction"; break;
            case 3: filter.nearDuplicate = true; break;
            case 4: filter.steps = {kBenchSteps / 2.0, kBenchSteps / 2.0 + 3}; break;
            case 5: filter.verdict = "exception", filter.reward.most = 0.1; break;
            case 7: filter.learnability = {0.5, 0.9}; break;
            case 6: filter.text = "item * 7", filter.solveRate.most = 0.1; break;
            default: break;
        }
        return filter;
    }

    static constexpr Qt::SortOrder kDown = Qt::DescendingOrder;

    [[nodiscard]] ui::ComparisonView& comparison() { return m_window.findChild<ui::RunsPage*>()->comparison(); }

    [[nodiscard]] ui::TasksPage& tasks() { return *m_window.findChild<ui::TasksPage*>(); }

    void useTable(int turn) {
        auto* table = tasks().findChild<QAbstractItemView*>();
        const int rows = tasks().model().rowCount();
        if (rows == 0) return;
        if (turn % 2 == 0)
            table->setCurrentIndex(tasks().model().index(turn / 2 % rows, 0));
        else
            table->verticalScrollBar()->setValue(turn / 2 * 3 % (table->verticalScrollBar()->maximum() + 1));
    }

    void next() {
        if (m_part < 0)
            m_probe = std::make_unique<ui::LatencyProbe>();
        else
            keep();
        m_hand.stop();
        ++m_part;
        if (m_part == static_cast<int>(m_parts.size())) return end();
        m_turn = 0;
        m_answers.clear();
        m_asked.invalidate();
        m_firstStep = m_step;
        m_parts[static_cast<std::size_t>(m_part)].enter();
        m_clock.start();
        m_hand.start();
    }

    void keep() {
        Measured part{
            m_parts[static_cast<std::size_t>(m_part)].name, {}, {}, std::move(m_answers), m_step - m_firstStep};
        std::sort(part.answers.begin(), part.answers.end());
        for (const ui::LatencyProbe::Sample& sample : m_probe->take()) {
            part.late.push_back(sample.lateMs);
            part.worked.push_back(sample.workedMs);
        }
        std::sort(part.late.begin(), part.late.end());
        std::sort(part.worked.begin(), part.worked.end());
        m_measured.push_back(std::move(part));
    }

    void end() {
        m_hand.stop();
        m_clock.stop();
        m_probe.reset();
        m_window.leaving().leave();
    }

    ui::MainWindow& m_window;
    ui::SessionBridge& m_bridge;
    const RunId m_large;
    std::vector<Part> m_parts;
    std::vector<Measured> m_measured;
    std::unique_ptr<ui::LatencyProbe> m_probe;
    QTimer m_hand, m_clock;
    QElapsedTimer m_asked;
    std::vector<double> m_answers;
    int m_part = -1, m_turn = 0, m_step = 0, m_firstStep = 0;
};

void report(const std::vector<Measured>& parts, const WindowBench& bench, const Console& console) {
    std::vector<Measured> lines = parts;
    Measured all{"all of it", {}, {}, {}, 0};
    for (const Measured& part : parts) {
        all.late.insert(all.late.end(), part.late.begin(), part.late.end());
        all.worked.insert(all.worked.end(), part.worked.begin(), part.worked.end());
        all.answers.insert(all.answers.end(), part.answers.begin(), part.answers.end());
        all.steps += part.steps;
    }
    std::sort(all.late.begin(), all.late.end());
    std::sort(all.worked.begin(), all.worked.end());
    std::sort(all.answers.begin(), all.answers.end());
    lines.push_back(std::move(all));
    std::vector<std::vector<std::string>> rows;
    for (const Measured& line : lines) {
        const double p50 = share(line.late, 0.5), p99 = share(line.late, 0.99), most = share(line.late, 1);
        const double worked = share(line.worked, 0.99), mostWorked = share(line.worked, 1);
        if (bench.asJson)
            console.json("bench", {{"bench", "window"},
                                   {"part", line.part},
                                   {"platform", QGuiApplication::platformName().toStdString()},
                                   {"tasks_of_the_large_run", bench.tasks},
                                   {"events", line.late.size()},
                                   {"p50_ms", p50},
                                   {"p99_ms", p99},
                                   {"max_ms", most},
                                   {"worked_p99_ms", worked},
                                   {"worked_max_ms", mostWorked},
                                   {"answers", line.answers.size()},
                                   {"answer_p95_ms", share(line.answers, 0.95)},
                                   {"answer_max_ms", share(line.answers, 1)},
                                   {"steps_trained", line.steps}});
        rows.push_back(
            {line.part, std::to_string(line.late.size()), fmt::format("{:.2f}", p50), fmt::format("{:.2f}", p99),
             fmt::format("{:.2f}", most), fmt::format("{:.2f}", worked), fmt::format("{:.2f}", mostWorked),
             line.answers.empty() ? "" : fmt::format("{:.1f}", share(line.answers, 0.95)), std::to_string(line.steps)});
    }
    if (!bench.asJson)
        console.out << table({"part", "events", "p50 ms", "p99 ms", "max ms", "own work p99 ms", "own work max ms",
                              "answer p95 ms", "steps trained"},
                             rows);
}

/// From a closed workspace to the first rows of the large run's table.
class Opening {
  public:
    Opening() { m_clock.start(); }
    void end(const Console& console, const WindowBench& bench) {
        if (std::exchange(m_told, true)) return;
        const auto seconds = static_cast<double>(m_clock.nsecsElapsed()) / 1e9;
        if (bench.asJson)
            console.json("bench", {{"bench", "window"}, {"part", "open"}, {"seconds", seconds}});
        else
            console.line(fmt::format("opened in {:.2f} s", seconds));
    }

  private:
    QElapsedTimer m_clock;
    bool m_told = false;
};

/// `parts`: what was measured, also where it came to an end before its time.
Status measure(const WindowBench& bench, const std::filesystem::path& folder, const std::atomic<bool>& stop,
               const Console& console, std::vector<Measured>& parts) {
    int told = 0;
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code) return fail(ErrorCode::Io, code.message(), folder.string());
    AZR_CHECK(writeBenchRuns(folder / "azr.db", bench.tasks, bench.runs, [&](double part) {
        if (const int tenth = static_cast<int>(10 * part); std::exchange(told, tenth) != tenth)
            console.err << fmt::format("azr-studio bench: the large run is written, {}%\n", 10 * tenth);
        return !stop;
    }));
    Opening opening;
    AZR_TRY(auto bridge, ui::SessionBridge::open([&](session::Session::Wakeup wakeup) {
                return session::Session::open(folder, std::move(wakeup));
            }));
    ui::MainWindow window(std::move(bridge));
    window.setTheme(ui::Theme::Light);
    QObject::connect(&window, &ui::MainWindow::closed, qApp, &QCoreApplication::quit);
    Driver driver(window, kLargeRun, bench.seconds);
    auto& table = window.findChild<ui::TasksPage*>()->model();
    QObject::connect(&table, &ui::PagedTable::loaded, &window, [&] {
        if (table.rowCount() > 0) opening.end(console, bench);
    });
    window.showPage(ui::PageName::Tasks);
    window.show();
    window.workspace().show(kLargeRun);
    while (table.rowCount() == 0 && bench.tasks > 0) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    session::StartRequest request;
    request.config = config::presets().front().config;
    request.config.steps = 0;
    AZR_TRY([[maybe_unused]] const RunId run, window.workspace().bridge().start(request));
    QApplication::exec();
    parts = driver.measured();
    if (stop) return fail(ErrorCode::Cancelled, "interrupted", "bench window");
    if (!driver.whole())
        return fail(ErrorCode::Internal, "the run ended before everything was measured", folder.string(),
                    "azr-studio runs list tells why");
    return {};
}

}  // namespace

ExitCode benchWindow(const WindowBench& bench, const Console& console) {
    int count = 1;
    char name[] = "azr-studio";
    char* words[] = {name, nullptr};
    // Without a display the offscreen platform draws the same pictures into memory.
    if (std::getenv("DISPLAY") == nullptr && std::getenv("WAYLAND_DISPLAY") == nullptr)
        ::setenv("QT_QPA_PLATFORM", "offscreen", 0);
    const QApplication application(count, words);
    const QTemporaryDir temporary;
    const std::filesystem::path folder = bench.workspace.empty() ? temporary.path().toStdString() : bench.workspace;
    std::atomic<bool> stop = false;
    const Interrupt interrupt([&stop] {
        stop = true;
        QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    });
    std::vector<Measured> parts;
    const Status whole = measure(bench, folder, stop, console, parts);
    if (!parts.empty()) report(parts, bench, console);
    return whole ? ExitCode::Ok : console.error(whole.error());
}

}  // namespace azr::app
