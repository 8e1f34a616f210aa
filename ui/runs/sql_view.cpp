#include "ui/runs/sql_view.h"

#include <QElapsedTimer>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>
#include <fstream>
#include <system_error>

#include "core/base/files.h"
#include "core/exporting/csv.h"
#include "core/exporting/csv_value.h"
#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"

namespace azr::ui {

namespace {

constexpr char kSql[] = R"sql(-- Tables and columns: core/store/SCHEMA.md, or azr-studio sql --schema
SELECT r.id AS run, r.preset, count(*) AS tasks, round(avg(t.learnability), 3) AS solve_rate
FROM runs r JOIN tasks t ON t.run = r.id
WHERE t.verdict = 'ok' AND t.learnability >= 0
GROUP BY r.id ORDER BY r.id DESC)sql";
constexpr int kEditorLines = 6;
constexpr int kWidestColumn = 320;

QPushButton* button(const QString& text, const QString& explanation, QWidget* parent) {
    auto* result = new QPushButton(text, parent);
    result->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    result->setToolTip(explanation);
    return result;
}

Status readInto(store::Query& query, SqlAnswer& answer) {
    QElapsedTimer timer;
    timer.start();
    answer.columns = query.columns();
    std::vector<store::SqlValue> row;
    for (;;) {
        AZR_TRY(const bool there, query.next(row));
        if (!there) break;
        answer.more = answer.rows.size() == SqlAnswer::kMostRows;
        if (answer.more) break;
        answer.rows.push_back(std::move(row));
        row.clear();
    }
    answer.seconds = static_cast<double>(timer.elapsed()) / 1000;
    return {};
}

/// Beside its place, which gets all of it or stays as it was. How many rows.
Result<std::int64_t> writeCsv(store::Query& query, const std::filesystem::path& file) {
    const std::filesystem::path part = file.string() + ".part";
    std::ofstream out(part, std::ios::binary);
    std::vector<std::string> cells;
    for (const std::string& column : query.columns()) cells.push_back(exporting::csvText(column));
    out << exporting::csvRow(cells);
    std::int64_t rows = 0;
    std::vector<store::SqlValue> row;
    Status done;
    while (out.good()) {
        const auto there = query.next(row);
        if (!there) done = tl::make_unexpected(there.error());
        if (!there || !*there) break;
        cells.clear();
        for (const store::SqlValue& value : row) cells.push_back(exporting::csvValue(value));
        out << exporting::csvRow(cells);
        ++rows;
    }
    out.close();
    std::error_code failed;
    if (done && !out.good()) done = fail(ErrorCode::Io, "it cannot be written", part.string());
    if (done) done = syncPath(part);
    if (done) std::filesystem::rename(part, file, failed);
    if (done && failed) done = fail(ErrorCode::Io, failed.message(), file.string());
    std::error_code ignored;
    if (!done) std::filesystem::remove(part, ignored);
    return done ? Result<std::int64_t>(rows) : tl::make_unexpected(done.error());
}

}  // namespace

void CancellableQuery::cancel() {
    const std::lock_guard lock(m_mutex);
    m_cancelled = true;
    if (m_query != nullptr) m_query->cancel();
}

Status CancellableQuery::run(const std::filesystem::path& database, const std::string& sql,
                             const std::function<Status(store::Query&)>& work) {
    AZR_TRY(const std::unique_ptr<store::Query> query, store::Query::open(database, sql));
    {
        const std::lock_guard lock(m_mutex);
        if (m_cancelled) return fail(ErrorCode::Cancelled, "cancelled", "SQL");
        m_query = query.get();
    }
    Status done = work(*query);
    const std::lock_guard lock(m_mutex);
    m_query = nullptr;
    return done;
}

SqlView::SqlView(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_background(new Background(workspace.bridge().databasePath(), this)),
      m_editor(new widgets::CodeView(widgets::CodeView::Mode::Edit, widgets::CodeView::Language::Sql, this)),
      m_ask(button(tr("As&k"), tr("Ask the database (Ctrl+Enter); nothing can be changed by it"), this)),
      m_cancel(button(tr("&Cancel"), tr("Break off what is being read"), this)),
      m_export(button(tr("E&xport as CSV…"), tr("All rows of this SELECT into a file"), this)),
      m_said(new QLabel(this)),
      m_model(new SqlTableModel(this)),
      m_table(new widgets::CopyableTable(this)) {
    m_editor->setAccessibleName(tr("SELECT"));
    m_editor->setToolTip(tr("One SELECT over the workspace's database; Esc leaves the editor"));
    m_editor->setCode(QLatin1String(kSql));
    m_editor->setVisibleLines(kEditorLines);
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Answer of the database"));
    m_table->setEmptyText(tr("The answer comes here."));
    m_said->setObjectName(QStringLiteral("muted"));
    m_said->setWordWrap(true);
    arrange();
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, &SqlView::ask);
    }
    connect(m_ask, &QPushButton::clicked, this, &SqlView::ask);
    connect(m_cancel, &QPushButton::clicked, this, &SqlView::cancel);
    connect(m_export, &QPushButton::clicked, this, &SqlView::chooseFile);
    refresh();
}

/// The thread waits for the query that it reads.
SqlView::~SqlView() {
    cancel();
}

void SqlView::arrange() {
    auto* buttons = new QHBoxLayout;
    for (QPushButton* one : {m_ask, m_cancel, m_export}) buttons->addWidget(one);
    buttons->addWidget(m_said, 1);
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 8, 0, 0);
    column->addWidget(m_editor, 1);
    column->addLayout(buttons);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(upper);
    split->addWidget(m_table);
    split->setSizes({200, 420});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
}

void SqlView::setSql(const QString& sql) {
    m_editor->setCode(sql);
}

QString SqlView::said() const {
    return m_said->text();
}

void SqlView::refresh() {
    m_ask->setEnabled(!atWork());
    m_export->setEnabled(!atWork());
    m_cancel->setEnabled(atWork());
}

void SqlView::begin(const QString& said) {
    m_asked = std::make_shared<CancellableQuery>();
    m_said->setText(said);
    refresh();
}

void SqlView::end(const QString& said) {
    m_asked.reset();
    m_said->setText(said);
    refresh();
    Q_EMIT finished();
}

void SqlView::cancel() {
    if (m_asked) m_asked->cancel();
}

void SqlView::ask() {
    if (atWork()) return;
    begin(tr("Reading…"));
    m_background->read(
        this,
        [asked = m_asked, file = m_workspace.bridge().databasePath(),
         sql = m_editor->code().toStdString()](store::Reader&) -> Result<SqlAnswer> {
            SqlAnswer answer;
            AZR_CHECK(asked->run(file, sql, [&](store::Query& query) { return readInto(query, answer); }));
            return answer;
        },
        [this](Result<SqlAnswer> answer) {
            if (!answer) return end(labels::error(answer.error()));
            const int rows = static_cast<int>(answer->rows.size());
            QString said = tr("%Ln row(s) in %1 s", nullptr, rows).arg(QLocale().toString(answer->seconds, 'f', 2));
            if (answer->more) said = tr("The first %Ln row(s); the CSV file has all.", nullptr, rows);
            m_model->setAnswer(std::move(*answer));
            for (int column = 0; column < m_model->columnCount(); ++column)
                m_table->setColumnWidth(column, std::min(kWidestColumn, m_table->sizeHintOfColumn(column)));
            end(said);
        });
}

void SqlView::chooseFile() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the answer"), QStringLiteral("answer.csv"),
                                                      tr("CSV files (*.csv)"));
    if (!file.isEmpty()) exportTo(file);
}

void SqlView::exportTo(const QString& file) {
    if (atWork()) return;
    begin(tr("Writing…"));
    m_background->read(
        this,
        [asked = m_asked, database = m_workspace.bridge().databasePath(), sql = m_editor->code().toStdString(),
         target = std::filesystem::path(file.toStdString())](store::Reader&) -> Result<std::int64_t> {
            std::int64_t rows = 0;
            AZR_CHECK(asked->run(database, sql, [&](store::Query& query) -> Status {
                AZR_TRY(rows, writeCsv(query, target));
                return {};
            }));
            return rows;
        },
        [this, file](const Result<std::int64_t>& rows) {
            end(rows ? tr("%Ln row(s) written to %1", nullptr, static_cast<int>(*rows)).arg(file)
                     : labels::error(rows.error()));
        });
}

}  // namespace azr::ui
